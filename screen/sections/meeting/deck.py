"""The deck: all slides at once in the browser, over the whole window; it needs no server to change a slide."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from charts.drawing import Drawing, Look, Recipe
from documents.picture import ChartNotDrawn, svg_of
from documents.sheet import Sheet, title_of
from documents.slide import slide
from screen.frame import theme
from screen.language.words import _, language

HOME = Path(__file__).parent
KEY = "meeting-deck"
KEPT_PICTURES = 300

Act = Mapping[str, Any]


@dataclass(frozen=True)
class Wall:
    """What stands around the slides: the meeting (and a key that is its own), how fresh the figures are (`stale` in the
    colour of attention), "Demo data" or nothing. `seconds` a slide stays when they go on by themselves, which they do
    from the start where `goes_on`. `form` is the HTML of the form that adds an action (empty: there is none), `answer`
    what became of the last one: asked, and said, or wrong with its field.
    """

    key: str
    meeting: str
    status: str
    stale: bool
    demo: str
    seconds: int
    goes_on: bool
    form: str = ""
    answer: Mapping[str, str] | None = None


def draw(sheets: Sequence[Sheet], wall: Wall) -> Act | None:
    """Draw the deck. Out: what was just asked of the server, if anything: kind `leave`, or kind `add` with `asked` and
    `typed`, the fields of the form by name.
    """
    # what lies under the slides can be neither seen nor reached
    st.html("<style>[data-testid=stApp] > * { visibility: hidden; }</style>")
    shown = _component()(
        key=KEY,
        data={
            **vars(wall),
            "slides": _slides(sheets),
            "words": _words(),
            "language": language(),
            "notes_css": css("notes", ":root"),
        },
        on_act_change=lambda: None,
    )
    asked: Act | None = shown["act"]
    return asked


def svg(recipe: Recipe) -> str:
    """The chart as SVG in the colours of a projector; worked out once for the same chart with the same values."""
    drawing = recipe.drawn(Look("projector", language()))
    values = drawing.values.to_json(orient="records")
    return _svg(json.dumps(drawing.spec, sort_keys=True), str(values), drawing)


@st.cache_data(max_entries=KEPT_PICTURES, show_spinner=False)
def _svg(spec: str, values: str, _drawing: Drawing) -> str:
    try:
        return svg_of(_drawing)
    except ChartNotDrawn:
        return f"<p>{escape(_drawing.alt)}</p>"


def _slides(sheets: Sequence[Sheet]) -> list[dict[str, str]]:
    return [
        {"name": sheet.name, "title": title_of(sheet), "notes": sheet.notes, "html": slide(sheet, svg)}
        for sheet in sheets
    ]


@cache
def _component() -> Callable[..., Any]:
    html, js = ((HOME / f"deck.{kind}").read_text(encoding="utf-8") for kind in ("html", "js"))
    made: Callable[..., Any] = st.components.v2.component("saumaton.deck", html=html, css=css("deck", ".deck"), js=js)
    return made


def css(name: str, of: str) -> str:
    """A style sheet, with the projector's colours as variables of the element `of`."""
    return f"{of} {{ {theme.variables('projector')} }}\n" + (HOME / f"{name}.css").read_text(encoding="utf-8")


def _words() -> dict[str, str]:
    return {
        "place": _("{at} of {of}"),
        "slides": _("slides"),
        "back": _("Slide before"),
        "next": _("Next slide"),
        "full_screen": _("full screen"),
        "notes": _("notes"),
        "add_action": _("add action"),
        "advance": _("go on by itself"),
        "advance_on": _("The slides go on by themselves. P stops them."),
        "advance_off": _("The slides wait for a key again."),
        "leave": _("leave"),
        "no_full_screen": _("This browser does not show pages full screen. Its own key for that is often F11."),
        "no_window": _("The browser opened no window for the notes. Allow this address to open windows, then press N."),
        "notes_title": _("Notes"),
        "no_notes": _("No notes for this slide."),
        "then": _("Then: {title}"),
        "last": _("This is the last slide."),
    }
