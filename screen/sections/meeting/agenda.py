"""The slides of a meeting: of each item of its agenda the figures, live or fixed, and the sheet that shows them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from documents.sheet import Sheet
from indicators.meeting import items as meeting_items
from indicators.meeting.actions import agreed_actions
from indicators.meeting.since import since_last_meeting, since_of
from screen.sections.meeting.slides import actions, children, deadlines, regions, since, waiting
from screen.view.view import View
from store.own.actions import Action, agreed_in, to_follow
from store.own.meetings import Meeting, last_held
from store.own.minutes import Minutes

OF_ROWS = ("handover", "deadline")

Figures = Mapping[str, Any]


def figures(minutes: Minutes, own: Engine, view: View) -> Mapping[str, Figures]:
    """The figures of each item: those that were fixed, else those of now, by the filters of `view`."""
    meeting = minutes.meeting
    if meeting.as_of:
        return {item: _kept(item, minutes, own) for item in meeting.agenda if item in minutes.figures}
    return {item: current_figures(item, meeting, own, view) for item in meeting.agenda}


def current_figures(item: str, meeting: Meeting, own: Engine, view: View) -> Figures:
    """The figures of an item now."""
    last = last_held(own, before=meeting.number)
    begun: datetime = since_of(view.filters, last.as_of if last else None)
    rules, charts = view.settings.partner_rules, view.settings.control_charts
    match item:
        case "since_last_meeting":
            return view.compute(since_last_meeting, begun, charts)
        case "waiting_by_agency":
            return view.compute(meeting_items.waiting_by_agency)
        case "periods_and_deadlines":
            return view.compute(meeting_items.periods_and_deadlines)
        case "childrens_cases":
            return view.compute(meeting_items.childrens_cases, begun, rules)
        case "regions":
            return view.compute(meeting_items.regions)
        case _:
            return _agreed(meeting, own, view)


def _agreed(meeting: Meeting, own: Engine, view: View) -> Figures:
    """The actions agreed so far and what became of them, as far as this viewer may know."""
    agreed = to_follow(own, meeting.number)
    known = tuple(action for action in agreed if _may_know(action, view))
    told = view.compute(agreed_actions, known, view.settings.partner_rules)
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
            return children.sheet(item, found, view.settings.partner_rules)
        case "regions":
            return regions.sheet(item, found, view)
        case _:
            return actions.sheet(item, found, meeting.number)


def _kept(item: str, minutes: Minutes, own: Engine) -> Figures:
    """Fixed figures as they are; what the meeting agreed after it had fixed them stands below."""
    found: Figures = minutes.figures[item]
    if item != "agreed_actions":
        return found
    told = {one["number"] for one in found["actions"]}
    later = [one for one in agreed_in(own, minutes.meeting.number) if one.number not in told]
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
