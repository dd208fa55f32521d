"""The button that sends files to the place of this page, and what has come."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from documents import html
from documents.sheet import Column, Phrase, table_of
from screen.frame import services, uploads
from screen.frame.uploads import Place, Uploaded
from screen.language.formats import count
from screen.language.words import _

HOME = Path(__file__).parent


def button(place: Place, suffixes: tuple[str, ...], several: bool) -> None:
    """Draw it; `suffixes` are those of the files that can be sent."""
    size = count(services.settings().upload_bytes // 1_000_000)
    words = {
        "choose": _("Choose files") if several else _("Choose a file"),
        "hint": _("{suffixes}; together at most {size} MB, also unpacked.").format(
            suffixes=", ".join(suffixes), size=size
        ),
        "sending": _("{file} is being sent …"),
        "kind": _("a file of this kind cannot be brought in here."),
        "large": _("it is too large, perhaps once it is unpacked. Bring it in on the command line."),
        "name": _("give it a name of letters, digits, spaces and _ . ( ) - and send at most {n} files.").format(
            n=uploads.MOST_FILES
        ),
        "gone": _("it was not taken: your sign-in has ended, or the page was left. Reload the page."),
        "damaged": _("it does not unpack. Deliver it again."),
        "failed": _("it could not be sent. Try again."),
    }
    data = {
        "address": f"{uploads.PATH}{place.mark}/",
        "most": services.settings().upload_bytes,
        "suffixes": suffixes,
        "multiple": several,
        "words": words,
    }
    _component()(key=f"upload-{place.mark}", data=data, on_sent_change=lambda: None)


def come(files: tuple[Uploaded, ...]) -> None:
    """Draw what has come."""
    columns: dict[Column, Callable[[Uploaded], Phrase]] = {
        Column(_("File"), figures=False): lambda one: Phrase(one.name),
        Column(_("Bytes")): lambda one: Phrase(count(one.size)),
        Column(_("SHA-256, its beginning"), figures=False): lambda one: Phrase(one.sha256[:16]),
    }
    st.html(html.table(table_of(_("Files that have come"), files, columns), lambda _key: ("", "")))


@cache
def _component() -> Callable[..., Any]:
    markup, css, js = ((HOME / f"upload.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    made: Callable[..., Any] = st.components.v2.component("saumaton.upload", html=markup, css=css, js=js)
    return made
