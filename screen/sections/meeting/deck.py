"""The deck: all slides at once in the browser, over the whole window, and what is asked from there: to leave, to add an
action, or to list the cases that it can be about. It needs no server to change a slide.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from charts.drawing import Drawing, Look, Recipe
from charts.slides import BASE
from documents.picture import ChartNotDrawn, svg_of
from documents.sheet import title_of
from documents.slide import slide
from screen.frame import services, theme
from screen.frame.forged import Forged
from screen.frame.unbroken import do_once, whole
from screen.language import vocabulary
from screen.language.words import _, language
from screen.sections.meeting import acts, agenda, agreed
from screen.view.view import View
from store.own.actions import ActionRefused
from store.own.meetings import Meeting
from store.own.minutes import Minutes

HOME = Path(__file__).parent
SHOWN = "meeting-shown"  # the number of the meeting whose slides are on the wall of this session
ANSWER = "meeting-answer"
DECK = "meeting-deck"
ASKED = "meeting-asked-on-the-wall"  # what no run has done yet
USUAL_SECONDS = 30
KEPT_PICTURES = 300

# the field of a problem that is not called as the problem begins
_FIELD_OF = {"who_empty": "who_agency", "due_in_the_past": "by"}


def draw(minutes: Minutes, view: View) -> None:
    """Draw the slides of a meeting over the whole window, and do what is asked from there."""
    looked = agenda.looked_at(minutes.meeting, view)
    # what lies under the slides can be neither seen nor reached
    st.html("<style>[data-testid=stApp] > * { visibility: hidden; }</style>")
    _component()(key=DECK, data=_wall(minutes, looked), on_act_change=_ask)
    if asked := st.session_state.get(ASKED):
        do_once(partial(_do, asked, minutes.meeting, looked))
        st.rerun()


@whole
def _ask() -> None:
    asked = st.session_state.get(DECK, {}).get("act")
    if not _is_asked(asked):
        raise Forged("the deck asks for what it cannot")
    st.session_state[ASKED] = asked


def _is_asked(asked: object) -> bool:
    """Whether something is as the script of the deck asks for it."""
    if not isinstance(asked, dict) or asked.get("kind") not in ("leave", "add", "rows"):
        return False
    typed = asked.get("typed")
    words = isinstance(typed, dict) and all(isinstance(one, str) for pair in typed.items() for one in pair)
    return asked["kind"] != "add" or ("asked" in asked and words)


def _do(asked: Mapping[str, Any], meeting: Meeting, view: View) -> None:
    st.session_state.pop(ASKED)
    if asked["kind"] == "leave":
        leave()
    elif asked["kind"] == "rows":
        st.session_state[agreed.ROWS] = True
    else:
        st.session_state[ANSWER] = _added(asked, meeting, view)


@whole
def show(number: int) -> None:
    """Put the slides of a meeting on the wall with the next run."""
    st.session_state[SHOWN] = number


def leave() -> None:
    """Take the slides from the wall with the next run."""
    for key in (SHOWN, ANSWER, ASKED):
        st.session_state.pop(key, None)


def svg(recipe: Recipe) -> str:
    """The chart as SVG in the colours of a projector; worked out once for the same chart with the same values."""
    drawing = recipe.drawn(Look("projector", language()))
    return _svg(json.dumps(drawing.spec, sort_keys=True), str(drawing.values.to_json(orient="records")), drawing)


def css(name: str, of: str) -> str:
    """A style sheet, with the projector's colours as variables of the element `of`."""
    return f"{of} {{ {theme.variables('projector')} }}\n" + (HOME / f"{name}.css").read_text(encoding="utf-8")


@st.cache_data(max_entries=KEPT_PICTURES, show_spinner=False)
def _svg(spec: str, values: str, _drawing: Drawing) -> str:
    try:
        return svg_of(_drawing).replace(f'<a xlink:href="{BASE}', '<a target="_blank" rel="noopener" xlink:href="')
    except ChartNotDrawn:
        return f"<p>{escape(_drawing.alt)}</p>"


@cache
def _component() -> Callable[..., Any]:
    html, js = ((HOME / f"deck.{kind}").read_text(encoding="utf-8") for kind in ("html", "js"))
    made: Callable[..., Any] = st.components.v2.component("saumaton.deck", html=html, css=css("deck", ".deck"), js=js)
    return made


def _wall(minutes: Minutes, view: View) -> dict[str, Any]:
    """The slides and the words around them, as the script of the deck reads it.

    `key` is the meeting's own. `stale` is in the colour of attention; `seconds` a slide stays when they go on by
    themselves, which they do from the start where one `goes_on`. `form` is the HTML of the form that adds an action
    (empty: there is none), `answer` what became of the last one: asked, and said, or wrong with its field. The form and
    the notes are for who may act.
    """
    meeting, settings, replica = minutes.meeting, view.settings.agenda, services.replica()
    acts_here = acts.may_act(view)
    sheets = agenda.sheets(minutes, agenda.figures(minutes, services.own(), view), view, agenda.rows_at(meeting, view))
    return {
        "key": f"saumaton-meeting-{meeting.number}",
        "meeting": agenda.meeting_name(meeting, settings),
        "status": agenda.status(meeting, view, replica.stale_since),
        "stale": replica.stale_since is not None and not meeting.as_of,
        "demo": _("Demo data") if replica.demo else "",
        "seconds": settings.advance_seconds or USUAL_SECONDS,
        "goes_on": settings.advance_seconds > 0,
        "form": agreed.form_in_html(view) if acts_here and meeting.state != "closed" else "",
        "answer": st.session_state.get(ANSWER),
        "slides": [
            {
                "name": sheet.name,
                "title": title_of(sheet),
                "notes": sheet.notes if acts_here else "",
                "html": slide(sheet, svg),
            }
            for sheet in sheets
        ],
        "words": dict(vocabulary.names("deck_words")),
        "language": language(),
        "notes_css": css("notes", ":root"),
    }


def _added(asked: Mapping[str, Any], meeting: Meeting, view: View) -> dict[str, str]:
    """What became of the action that was typed: added, or what is wrong in which field."""
    field = ["what"]

    def add(by: str) -> None:
        try:
            agreed.add(asked["typed"], meeting, by, view)
        except ActionRefused as error:
            field[0] = _FIELD_OF.get(error.problem, error.problem.partition("_")[0])
            raise

    if wrong := acts.attempt("add", add, view):
        return {"asked": asked["asked"], "wrong": wrong, "field": field[0]}
    return {"asked": asked["asked"], "said": _("The action is added.")}
