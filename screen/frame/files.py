"""A button for a file that is made only when it is pressed. Taking it away is logged before it is given; one with case
rows is given only to who says who receives it.
"""

import logging
from collections.abc import Callable, Collection
from functools import partial
from threading import Thread

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from documents import html
from documents.screen import File
from screen.frame import news, origin, served
from screen.frame.forged import NotTheirs
from screen.language.words import _
from screen.sign_in import form
from store.errors import OwnDatabaseUnusable
from store.own.sessions import Session
from store.own.users import User

REFUSED = "refused_files"
LONGEST_RECIPIENT = 100


TYPES = {
    "csv": "text/csv",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


Log = Callable[[str, Collection[str], str], None]


def button(file: File, log: Log) -> None:
    """Draw a button for the file, whose name ends with one of TYPES; `log` is told what is taken away, of which cases
    and for whom.

    A file that cannot be given is told of below its button, in a run that news ask for.
    """
    if not file.rows:
        _button(file, file.label, log)
        return
    with st.popover(file.label, key=f"take-{file.name}", width="content"):
        st.html(html.note(_("The access log keeps who receives it.")))
        recipient = st.text_input(_("Who receives it?"), key=f"recipient-{file.name}", max_chars=LONGEST_RECIPIENT)
        _button(file, _("Download"), log, " ".join(recipient.split()))


def _button(file: File, label: str, log: Log, recipient: str = "") -> None:
    kind, context, client = TYPES[file.name.rpartition(".")[2]], get_script_run_ctx(), origin.address()
    not_given = _not_given()
    viewer: Session | None = st.session_state.get(form.SESSION)
    user: User | None = st.session_state.get(form.USER)
    not_logged = _("You cannot download the file now, because the download cannot be logged. Try again later.")
    not_theirs = _(
        "You cannot download the file, because you are signed out or your role has changed. Reload the page."
    )
    not_made = _("The file could not be made. The administrator finds the reason in the server’s log.")

    def again() -> None:
        if viewer:
            news.draw_again(viewer.user_name)

    def made() -> bytes:
        if not_given.pop(file.name, None):
            again()
        try:
            if viewer is None or user is None or served.user_of(viewer) != user:
                raise NotTheirs
            content = file.make()
            log(file.logged or file.name, file.cases() if file.rows else (), recipient)
        except Exception as error:
            words = {OwnDatabaseUnusable: not_logged, NotTheirs: not_theirs}
            not_given[file.name] = words.get(type(error), not_made)
            logging.getLogger(__name__).error("%s is not given: %s", file.name, error)
            again()
            raise
        give = partial(served.give, session=viewer, user=user, name=file.logged or file.name, client=client)
        keeping = Thread(target=_keep, args=(content, kind, file.name_to_keep, give))
        add_script_run_ctx(keeping, context)
        keeping.start()
        keeping.join()
        return content

    st.download_button(
        label,
        made,
        file_name=file.name_to_keep,
        mime=kind,
        key=f"download-{file.name}",
        type="tertiary",
        on_click="ignore",
        disabled=file.rows and not recipient,
    )
    if words := not_given.get(file.name):
        st.html(html.notice(words))


def _not_given() -> dict[str, str]:
    """The words of each, in one object for all runs: a file is made outside them, where there is no session."""
    kept: dict[str, str] = st.session_state.setdefault(REFUSED, {})
    return kept


def _keep(content: bytes, kind: str, name: str, give: Callable[[str], None]) -> None:
    """Let the file wait for the browser of its session. Streamlit deletes one that no session shows, mostly before it
    is fetched where sessions look as often as here.
    """
    media = get_instance().media_file_mgr
    give(media.add(content, kind, f"taken-{name}", file_name=name, is_for_static_download=True))
