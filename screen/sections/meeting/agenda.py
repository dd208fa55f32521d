"""The slides of a meeting: of each item of its agenda the figures, live or fixed, and the sheet that shows them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from documents.sheet import Sheet
from indicators.meeting import Asking, figures_of
from indicators.meeting_since import since_of
from screen.frame import services
from screen.sections.meeting.slides import actions, children, deadlines, regions, since, waiting
from screen.view.view import View
from store.own.actions import Action, agreed_in, to_follow
from store.own.meetings import Meeting, last_held
from store.own.minutes import Minutes

OF_ROWS = ("handover", "deadline")

Figures = Mapping[str, Any]


def figures(minutes: Minutes, view: View) -> Mapping[str, Figures]:
    """The figures of each item: those that were fixed, else those of now, by the filters of `view`."""
    meeting = minutes.meeting
    if meeting.as_of:
        return {item: _kept(item, minutes) for item in meeting.agenda if item in minutes.figures}
    return {item: live(item, meeting, view) for item in meeting.agenda}


def live(item: str, meeting: Meeting, view: View) -> Figures:
    """The figures of an item now."""
    last = last_held(services.own(), before=meeting.number)
    begun: datetime = since_of(view.filters, last.as_of if last else None)
    if item != "agreed_actions":
        found: Figures = view.compute(figures_of(item, Asking(begun)))
        return found
    agreed = to_follow(services.own(), meeting.number)
    known = tuple(action for action in agreed if _may_know(action, view))
    told: Figures = view.compute(figures_of(item, Asking(begun, known)))
    stands = {one["number"]: one for one in told["actions"]}
    return {**told, "actions": [stands.get(action.number) or _untold(action) for action in agreed]}


def sheets(minutes: Minutes, found: Mapping[str, Figures], view: View) -> list[Sheet]:
    """A sheet for each item, with the presenter's notes."""
    return [
        replace(_sheet(item, figures, minutes.meeting, view), notes=minutes.notes.get(item, ""))
        for item, figures in found.items()
    ]


def _sheet(item: str, found: Figures, meeting: Meeting, view: View) -> Sheet:
    match item:
        case "since_last_meeting":
            return since.sheet(item, found)
        case "waiting_by_agency":
            return waiting.sheet(item, found, view)
        case "periods_and_deadlines":
            return deadlines.sheet(item, found, view)
        case "childrens_cases":
            return children.sheet(item, found)
        case "regions":
            return regions.sheet(item, found, view)
        case _:
            return actions.sheet(item, found, meeting.number)


def _kept(item: str, minutes: Minutes) -> Figures:
    """Fixed figures as they are; what the meeting agreed after it had fixed them stands below."""
    found: Figures = minutes.figures[item]
    if item != "agreed_actions":
        return found
    told = {one["number"] for one in found["actions"]}
    later = [one for one in agreed_in(services.own(), minutes.meeting.number) if one.number not in told]
    return {**found, "actions": [*found["actions"], *({**_untold(one), "state": "under_way"} for one in later)]}


def _may_know(action: Action, view: View) -> bool:
    """What became of a case row is for those who may see all of them; the others read it once it is fixed."""
    return action.about_kind not in OF_ROWS or view.filters.grant.role == "coordination"


def _untold(action: Action) -> Figures:
    """An action of which this viewer is not told how it stands."""
    named = ("number", "meeting", "what", "who", "about_kind", "figure_then")
    return {
        **{name: getattr(action, name) for name in named},
        "due_on": action.due_on.isoformat(),
        "figure_now": None,
        "state": "unknown",
        "how": None,
    }
