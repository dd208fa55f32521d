"""Writing to the address, so that no choice is lost.

A choice may reach the server with a heartbeat, whose run draws nothing, and the run of the whole page that follows
brings the browser's older address. So what was chosen is kept until a whole run has drawn it.
"""

import streamlit as st

WAITING = "written"


def write(parameter: str, values: list[str]) -> None:
    """Set a parameter of the address, or take it away where there are no values; called by what the viewer changes."""
    st.session_state.setdefault(WAITING, {})[parameter] = values
    _put(parameter, values)


def is_waiting() -> bool:
    """Whether a choice has not been drawn yet."""
    return bool(st.session_state.get(WAITING))


def settle() -> None:
    """Put what was chosen into this run's address; to be called when a whole run begins."""
    for parameter, values in st.session_state.pop(WAITING, {}).items():
        if st.query_params.get_all(parameter) != values:
            _put(parameter, values)


def _put(parameter: str, values: list[str]) -> None:
    if values:
        st.query_params[parameter] = values
    else:
        st.query_params.pop(parameter, None)
