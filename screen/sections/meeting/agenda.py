"""The slides of a meeting: what it looks at, of each item of its agenda the figures, live or fixed, and the sheet."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine

from documents.sheet import Sheet
from indicators.meeting import items
from indicators.meeting.actions import agreed_actions, followed
from indicators.meeting.since import since_last_meeting, since_of
from screen.address.address import Asked, read_address, write_address
from screen.frame import services
from screen.sections.meeting.slides import actions, children, deadlines, regions, since, waiting
from screen.view.compute import computed
from screen.view.view import View
from store.own.actions import agreed_in, to_follow
from store.own.meetings import Meeting, last_held
from store.own.minutes import Minutes

OF_ROWS = ("handover", "deadline")

Figures = Mapping[str, Any]


def looked_at(meeting: Meeting, view: View) -> View:
    """The view with the filters that the meeting was opened with, up to now, whatever the filter bar says meanwhile."""
    asked = Asked(view.filters.grant, view.now, view.names, view.filters.delay_clock)
    address = read_address(meeting.parameters, asked)
    if write_address(address) == write_address(view.address):
        return view
    return replace(view, address=address, compute=computed(services.replica(), address.filters))


def figures(minutes: Minutes, own: Engine, view: View) -> Mapping[str, Figures]:
    """The figures of each item: those that were fixed, else those of now, by the filters of `view`."""
    meeting = minutes.meeting
    if meeting.as_of:
        return {item: _kept(item, minutes, own) for item in meeting.agenda if item in minutes.figures}
    return {item: current_figures(item, meeting, own, view) for item in meeting.agenda}


def current_figures(item: str, meeting: Meeting, own: Engine, view: View) -> Figures:
    """The figures of an item now."""
    last = last_held(own, before=meeting.number)
    begun = since_of(view.filters, last.as_of if last else None)
    compute, rules, charts = view.compute, view.settings.partner_rules, view.settings.control_charts
    asked: Mapping[str, Callable[[], Figures]] = {
        "since_last_meeting": lambda: compute(since_last_meeting, begun, charts),
        "waiting_by_agency": lambda: compute(items.waiting_by_agency),
        "periods_and_deadlines": lambda: compute(items.periods_and_deadlines),
        "childrens_cases": lambda: compute(items.childrens_cases, begun, rules),
        "regions": lambda: compute(items.regions),
        "agreed_actions": lambda: _agreed(meeting, own, view),
    }
    return asked[item]()


def _agreed(meeting: Meeting, own: Engine, view: View) -> Figures:
    """The actions agreed so far and what became of them, as far as this viewer may know."""
    agreed = to_follow(own, meeting.number)
    # what became of a case row is for those who may see all of them; the others read it once it is fixed
    may_know_all = view.filters.grant.role == "coordination"
    known = tuple(action for action in agreed if may_know_all or action.about_kind not in OF_ROWS)
    told = view.compute(agreed_actions, known, view.settings.partner_rules)
    stands = {one["number"]: one for one in told["actions"]}
    return {**told, "actions": [stands.get(action.number) or followed(action, "unknown") for action in agreed]}


def sheets(minutes: Minutes, found: Mapping[str, Figures], view: View) -> list[Sheet]:
    """A sheet for each item, with the presenter's notes."""
    rules, number, notes = view.settings.partner_rules, minutes.meeting.number, minutes.notes
    made: Mapping[str, Callable[[str, Figures], Sheet]] = {
        "since_last_meeting": since.sheet,
        "waiting_by_agency": lambda item, figures: waiting.sheet(item, figures, view),
        "periods_and_deadlines": lambda item, figures: deadlines.sheet(item, figures, view),
        "childrens_cases": lambda item, figures: children.sheet(item, figures, rules),
        "regions": lambda item, figures: regions.sheet(item, figures, view),
        "agreed_actions": lambda item, figures: actions.sheet(item, figures, number),
    }
    return [replace(made[item](item, figures), notes=notes.get(item, "")) for item, figures in found.items()]


def _kept(item: str, minutes: Minutes, own: Engine) -> Figures:
    """Fixed figures as they are; what the meeting agreed after it had fixed them stands below."""
    found: Figures = minutes.figures[item]
    if item != "agreed_actions":
        return found
    told = {one["number"] for one in found["actions"]}
    later = [one for one in agreed_in(own, minutes.meeting.number) if one.number not in told]
    return {**found, "actions": [*found["actions"], *(followed(one, "under_way") for one in later)]}
