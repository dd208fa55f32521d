"""Links within a page, which are followed without loading the app anew."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from screen.frame.unbroken import whole

LINKS = "links"
GOING = "going"
_JS = Path(__file__).parent / "look" / "links.js"


def listen() -> None:
    """Take note of the links that are followed on this page."""
    _component()(key=LINKS, on_followed_change=_note)


@whole
def follow(address: str) -> None:
    """Go to an address of ours with the next run, or nowhere where it is empty."""
    st.session_state[GOING] = address


def go(pages: Sequence[StreamlitPage]) -> None:
    """Go where the link leads that was followed last, if there is one; one to no page of ours leads nowhere."""
    address = urlsplit(st.session_state.pop(GOING, ""))
    name = address.path.rpartition("/")[2]
    for page in pages:
        if address.path and page.url_path == name:
            st.switch_page(page, query_params=parse_qs(address.query))


@whole
def _note() -> None:
    follow(str(st.session_state[LINKS]["followed"]))


@cache
def _component() -> Callable[..., Any]:
    made: Callable[..., Any] = st.components.v2.component("saumaton.links", js=_JS.read_text(encoding="utf-8"))
    return made
