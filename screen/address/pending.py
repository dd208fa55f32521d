"""Reading the address and writing to it, so that no choice is lost.

The browser learns of a new address some time after it was written. What it asks for until then, a click or a run after
news, still names the older one, and Streamlit would draw the page from that. So what was chosen is kept, and put into
the address of each run, until the browser is known to have it: it asks with that address, or it asks of its own accord,
as it does when the viewer goes back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from screen.address.address import FILTER_PARAMETERS, LANGUAGE
from screen.frame.unbroken import whole

KEPT = "kept_address"
PENDING = "pending_choices"
HEARD = "heard"


@dataclass(frozen=True)
class Pending:
    """The values that were chosen for a parameter of the address, and whether a whole run has drawn them."""

    values: list[str]
    drawn: bool = False


def parameters() -> dict[str, list[str]]:
    """The query parameters of this run's address."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def bring_along(url_path: str) -> None:
    """Take filters and language of the page before along: Streamlit's menu drops the address's parameters, and going
    back from a link brings all of those of the page that was left.
    """
    place, kept = last_place() or (url_path, {})
    if place != url_path and parameters() in ({}, kept):
        along = {name: values for name, values in kept.items() if name in {*FILTER_PARAMETERS, LANGUAGE}}
        st.query_params.from_dict(along)
    st.session_state[KEPT] = url_path, parameters()


def last_place() -> tuple[str, dict[str, list[str]]] | None:
    """The page that was looked at last, with its parameters; None before the first."""
    kept: tuple[str, dict[str, list[str]]] | None = st.session_state.get(KEPT)
    return kept


@whole
def write(parameter: str, values: list[str]) -> None:
    """Set a parameter of the address, or take it away where there are no values; called by what the viewer changes."""
    heard()
    st.session_state.setdefault(PENDING, {})[parameter] = Pending(values)
    _put(parameter, values)


@whole
def heard() -> None:
    """Note that something on the page has asked for this run, with an address that may be the older one; called by what
    the viewer changes, and by news.
    """
    st.session_state[HEARD] = True


def settle(moved: bool) -> None:
    """Put what was chosen into this run's address; to be called when a whole run begins. Where the viewer has moved to
    another page, or the browser asked of its own accord, its address holds, but for what nothing has drawn.
    """
    asked = st.session_state.pop(HEARD, False)
    if moved or not asked:
        _keep(lambda _parameter, choice: not choice.drawn)
    _keep(lambda parameter, choice: not (choice.drawn and st.query_params.get_all(parameter) == choice.values))
    for parameter, choice in _pending().items():
        _pending()[parameter] = replace(choice, drawn=True)
        if st.query_params.get_all(parameter) != choice.values:
            _put(parameter, choice.values)


def _pending() -> dict[str, Pending]:
    choices: dict[str, Pending] = st.session_state.get(PENDING, {})
    return choices


def _keep(wanted: Callable[[str, Pending], bool]) -> None:
    if PENDING in st.session_state:
        st.session_state[PENDING] = {name: one for name, one in _pending().items() if wanted(name, one)}


def _put(parameter: str, values: list[str]) -> None:
    if values:
        st.query_params[parameter] = values
    else:
        st.query_params.pop(parameter, None)
