"""The colours of the screen: light or dark as the browser prefers, or a projector’s where the viewer chose them."""

import streamlit as st

from charts.colours import Theme, named, palette

PROJECTOR = "projector"


def theme() -> Theme:
    if st.context.theme.type == "dark":
        return "dark"
    return "projector" if st.session_state.get(PROJECTOR) else "light"


def turn() -> None:
    """Change from the usual colours to those of a projector, or back; for the rest of this session."""
    st.session_state[PROJECTOR] = not st.session_state.get(PROJECTOR)


def put_on() -> None:
    """Give the style sheet the colours of this run. Its place is there in every run, so that nothing moves."""
    light, dark = named(palette("light")), named(palette("dark"))
    of_browser = "".join(f"--s-{name}:light-dark({colour},{dark[name]});" for name, colour in light.items())
    chosen = variables("projector", "s-") if theme() == "projector" else of_browser
    st.html(f"<style>:root{{{chosen}}}</style>")


def variables(of: Theme, prefix: str = "") -> str:
    """The colours of a theme as variables of a style sheet: --ink and so on."""
    return "".join(f"--{prefix}{name}:{colour};" for name, colour in named(palette(of)).items())
