"""The colours of the screen: light or dark as the browser prefers, or a projector’s where the viewer chose them."""

import streamlit as st

from charts.drawing import Theme
from charts.look import palette

PROJECTOR = "projector"
NAMED = ("page", "panel", "ink", "ink2", "ink3", "line", "data", "attention", "better", "selected")


def theme() -> Theme:
    """The colours of this run."""
    if st.context.theme.type == "dark":
        return "dark"
    return "projector" if st.session_state.get(PROJECTOR) else "light"


def turn() -> None:
    """Change from the usual colours to those of a projector, or back; for the rest of this session."""
    st.session_state[PROJECTOR] = not st.session_state.get(PROJECTOR)


def put_on() -> None:
    """Let the style sheet use the colours of this run. Its place is there in every run, so that nothing moves."""
    colours = palette("projector")
    changed = "".join(f"--s-{name}:{getattr(colours, name)};" for name in NAMED) if theme() == "projector" else ""
    st.html(f"<style>:root{{{changed}}}</style>")
