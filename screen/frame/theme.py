"""The colours of the screen: light or dark as the browser prefers, or a projector’s where the viewer chose them."""

from functools import cache
from pathlib import Path

import streamlit as st

from charts.colours import Theme, named, palette
from documents.screen import Markup
from screen.frame.unbroken import whole

LOOK = Path(__file__).parent / "look"
PROJECTOR = "projector"


def theme() -> Theme:
    if st.context.theme.type == "dark":
        return "dark"
    return "projector" if st.session_state.get(PROJECTOR) else "light"


@whole
def turn() -> None:
    """Change from the usual colours to those of a projector, or back; for the rest of this session."""
    st.session_state[PROJECTOR] = not st.session_state.get(PROJECTOR)


def put_on() -> None:
    """Give the browser the style sheet in the colours of this run. Its place is there in each, so nothing moves."""
    st.html(Markup(f"<style>{_style_sheet(theme())}</style>"))


@cache
def _style_sheet(of: Theme) -> str:
    light, dark = named(palette("light")), named(palette("dark"))
    of_browser = "".join(f"--s-{name}:light-dark({colour},{dark[name]});" for name, colour in light.items())
    chosen = variables("projector", "s-") if of == "projector" else of_browser
    return f":root{{{chosen}}}\n" + (LOOK / "saumaton.css").read_text(encoding="utf-8")


def variables(of: Theme, prefix: str = "") -> str:
    """The colours of a theme as variables of a style sheet: --ink and so on."""
    return "".join(f"--{prefix}{name}:{colour};" for name, colour in named(palette(of)).items())
