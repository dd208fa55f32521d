"""Keys of widgets that show what the address says, and write to it what the viewer chooses.

When something else changes what a widget shows, a click in a chart say, the browser may still send what the widget had
before, with a heartbeat, and Streamlit would take that for a choice of the viewer: the click would be undone, in a run
that nobody asked for. So the widget then comes back under another key, and what the browser sends for the older one is
of a widget that no longer exists.
"""

import streamlit as st

TURNS = "turns"


def key_of(name: str, value: object) -> str:
    """The key for a widget that is to show a value, which also has to be its default: the same as before, unless the
    widget shows something else. `name` is unique in the app.

    Setting the widget through the session's state instead would bring back what the browser sends late.
    """
    key = current(name)
    if key in st.session_state and not _is_same(st.session_state[key], value):
        _turns()[name] = _turns().get(name, 0) + 1
    return current(name)


def current(name: str) -> str:
    turn = _turns().get(name, 0)
    return f"{name}-{turn}" if turn else name


def _is_same(shown: object, value: object) -> bool:
    """Whether both are the same; several things are, in whatever order a viewer chose them."""
    if isinstance(shown, list) and isinstance(value, list):
        return sorted(shown) == sorted(value)
    return shown == value


def _turns() -> dict[str, int]:
    turns: dict[str, int] = st.session_state.setdefault(TURNS, {})
    return turns
