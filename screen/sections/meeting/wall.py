"""The slides on the wall, and what is asked from there: to leave, or to add an action."""

from datetime import UTC, datetime

import streamlit as st

from screen.frame import services
from screen.language.words import _
from screen.sections.meeting import action_form, acts, deck, names, subjects
from screen.sections.meeting import agenda as slides
from screen.sections.meeting.scope import looked_at
from screen.view.view import View
from store.own.actions import ActionRefused, add_action
from store.own.meetings import Meeting
from store.own.minutes import Minutes

SHOWN = "meeting-shown"  # the number of the meeting whose slides are on the wall of this session
ANSWER = "meeting-answer"
USUAL_SECONDS = 30

_FIELD_OF = {"who_empty": "who_agency", "who_too_long": "who", "due_in_the_past": "by", "about_unknown": "about"}


def draw(minutes: Minutes, view: View) -> None:
    """Draw the slides of a meeting over the whole window, and do what is asked from there."""
    looked = looked_at(minutes.meeting, view)
    sheets = slides.sheets(minutes, slides.figures(minutes, services.own(), looked), looked)
    asked = deck.draw(sheets, _wall(minutes.meeting, looked))
    if not asked:
        return
    if asked["kind"] == "leave":
        leave()
    else:
        st.session_state[ANSWER] = _shown(asked, minutes.meeting, looked)
    st.rerun()


def show(number: int) -> None:
    """Put the slides of a meeting on the wall with the next run."""
    st.session_state[SHOWN] = number


def leave() -> None:
    """Take the slides from the wall with the next run."""
    for key in (SHOWN, ANSWER):
        st.session_state.pop(key, None)


def _wall(meeting: Meeting, view: View) -> deck.Wall:
    replica = services.replica()
    adds = acts.may_act(view) and meeting.state != "closed"
    return deck.Wall(
        key=f"saumaton-meeting-{meeting.number}",
        meeting=names.meeting_name(meeting, view.settings.agenda),
        status=names.status(meeting, view, replica.stale_since),
        stale=replica.stale_since is not None and not meeting.as_of,
        demo=_("Demo data") if replica.demo else "",
        seconds=view.settings.agenda.advance_seconds or USUAL_SECONDS,
        goes_on=view.settings.agenda.advance_seconds > 0,
        form=action_form.html(subjects.choices(view)) if adds else "",
        answer=st.session_state.get(ANSWER),
    )


def _shown(asked: deck.Act, meeting: Meeting, view: View) -> dict[str, str]:
    """What became of the action that was typed: added, or what is wrong in which field."""
    field = ["what"]

    def add(by: str) -> None:
        try:
            add_action(services.own(), meeting.number, subjects.new_action(asked["typed"], view), by, datetime.now(UTC))
        except ActionRefused as error:
            field[0] = _FIELD_OF.get(error.problem, "about" if error.problem == "about_gone" else "what")
            raise

    said = acts.attempt(add, view)
    if said:
        return {"asked": asked["asked"], "wrong": said, "field": field[0]}
    return {"asked": asked["asked"], "said": _("The action is added.")}
