"""A meeting in words and in slides: what it looks at, of each item of its agenda the figures, live or fixed, and the
sheet; and its minutes to take away, as PDF and as PPTX.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Engine

from config.agenda import Agenda
from documents import html
from documents.pdf import pdf
from documents.pptx import pptx
from documents.screen import File
from documents.sheet import Column, Phrase, Sheet, Stamp, Table
from indicators.meeting import items
from indicators.meeting.actions import STATES, Agreed, Became, agreed_actions
from indicators.meeting.since import since_last_meeting, since_of
from screen.address.address import read_address, write_address
from screen.frame import files, services
from screen.language import vocabulary
from screen.language.formats import HELSINKI, clock, count, day, moment, weekday
from screen.language.words import _, language, many
from screen.sections.meeting.slides import actions, children, deadlines, regions, since, waiting
from screen.sections.meeting.slides.emphasis import Rows, nowhere, told
from screen.sections.shared import sentences
from screen.sections.shared.counts import rows_of
from screen.view.compute import computed
from screen.view.stamp import dated, stamp
from screen.view.view import View
from store.facts.changes import ALL_CASES
from store.own.actions import Action, agreed_in, to_follow
from store.own.meetings import Meeting, last_held
from store.own.minutes import Minutes

MEDIA: Mapping[str, Callable[[Sequence[Sheet], Stamp], bytes]] = {".pdf": pdf, ".pptx": pptx}
OF_ROWS = ("handover", "deadline")
FOLLOWED = ("number", "meeting", "what", "who", "due_on", "about_kind", "about", "figure_then")

Figures = Mapping[str, Any]


def meeting_name(meeting: Meeting, agenda: Agenda) -> str:
    """What the meeting is and its day: 'Coordination meeting, Wednesday 16 Sep 2026'."""
    title = agenda.title(language()) or _("Coordination meeting")
    on = (meeting.as_of or meeting.opened_at).astimezone(HELSINKI).date()
    return _("{title}, {weekday} {day}").format(title=title, weekday=weekday(on), day=day(on))


def numbered(meeting: Meeting, agenda: Agenda) -> str:
    """A meeting in a list: its number and name."""
    return _("{number}: {name}").format(number=count(meeting.number), name=meeting_name(meeting, agenda))


def status(meeting: Meeting, view: View, stale_since: datetime | None) -> str:
    """How fresh the figures are, in the words of the wall."""
    if meeting.as_of:
        if meeting.as_of.astimezone(HELSINKI).date() == meeting.opened_at.astimezone(HELSINKI).date():
            return _("Figures as of {time}, locked for this meeting").format(time=clock(meeting.as_of))
        words = _("Figures as of {moment}, locked for this meeting")
        return words.format(moment=moment(meeting.as_of, view.now))
    return sentences.freshness(view.now, stale_since)


def looked_at(meeting: Meeting, view: View) -> View:
    """The view with the filters that the meeting was opened with, up to now, whatever the filter bar says meanwhile."""
    filters = view.filters
    address = read_address(meeting.parameters, filters.grant, view.now, view.names, filters.delay_clock)
    if write_address(address) == write_address(view.address):
        return view
    return replace(view, address=address, compute=computed(services.replica().seen(ALL_CASES), address.filters))


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
    known = [action for action in agreed if may_know_all or action.about_kind not in OF_ROWS]
    asked = tuple(Agreed(*(getattr(action, field) for field in Agreed._fields)) for action in known)
    stands = view.compute(agreed_actions, asked, view.settings.partner_rules)
    became = {action.number: one for action, one in zip(known, stands, strict=True)}
    return {
        "counts": {state: sum(one["state"] == state for one in stands) for state in STATES},
        "actions": [_followed(action, became.get(action.number)) for action in agreed],
    }


def _followed(action: Action, became: Became | None, state: str = "unknown") -> Figures:
    """An action and what became of it: where that is not told, it is in this state."""
    kept = {field: getattr(action, field) for field in FOLLOWED}
    untold = {"figure_now": None, "state": state, "how": None}
    return {**kept, "due_on": action.due_on.isoformat(), **(became or untold)}


def sheets(minutes: Minutes, found: Mapping[str, Figures], view: View, rows: Rows = nowhere) -> list[Sheet]:
    """A sheet for each item, with the presenter's notes; its counts lead to their `rows`."""
    rules, number, notes = view.settings.partner_rules, minutes.meeting.number, minutes.notes
    made: Mapping[str, Callable[[str, Figures], Sheet]] = {
        "since_last_meeting": lambda item, figures: since.sheet(item, figures, rows),
        "waiting_by_agency": lambda item, figures: waiting.sheet(item, figures, view, rows),
        "periods_and_deadlines": lambda item, figures: deadlines.sheet(item, figures, view, rows),
        "childrens_cases": lambda item, figures: children.sheet(item, figures, rules, rows),
        "regions": lambda item, figures: regions.sheet(item, figures, view, rows),
        "agreed_actions": lambda item, figures: actions.sheet(item, figures, number),
    }
    return [replace(made[item](item, figures), notes=notes.get(item, "")) for item, figures in found.items()]


def rows_at(meeting: Meeting, view: View) -> Rows:
    """What leads from a count of the meeting to its rows, at the moment of its figures, for those who may see rows."""
    if not meeting.as_of:
        return partial(rows_of, view)
    filters = replace(view.filters, as_of=meeting.as_of)
    return partial(rows_of, replace(view, address=replace(view.address, filters=filters, fixed=True)))


def files_of(minutes: Minutes, view: View) -> None:
    """Offer the minutes of a meeting whose figures are fixed; taking them away is written down."""
    if not minutes.meeting.as_of:
        st.html(html.note(_("Once the figures are locked, you can download the minutes as PDF and PPTX.")))
        return
    shown, stands, number = kept_sheets(minutes, services.own(), view), stamped(minutes, view), minutes.meeting.number
    with st.container(horizontal=True, key=f"meeting-minutes-{number}"):
        for label, ending in ((_("Minutes as PDF"), ".pdf"), (_("Minutes as PPTX"), ".pptx")):
            file = File(label, f"meeting-{number}{ending}", partial(MEDIA[ending], shown, stands))
            files.button(file, partial(view.note, "export"))


def kept_sheets(minutes: Minutes, own: Engine, view: View) -> list[Sheet]:
    """The meeting itself with what it agreed, and the slides with the fixed figures; the presenter's notes stay at
    home.
    """
    shown = [replace(sheet, notes="") for sheet in sheets(minutes, figures(minutes, own, view), view)]
    found = agreed_in(own, minutes.meeting.number)
    title = told(many("{n} action was agreed", "{n} actions were agreed", len(found)), n=count(len(found)))
    if not found:
        title = told(_("Nothing was agreed in this meeting"))
    agreed = [actions.agreed_table(found)] if found else []
    return [Sheet("the-meeting", title, [_held(minutes.meeting, found), *agreed]), *shown]


def _held(meeting: Meeting, agreed: Sequence[Action]) -> Table:
    """When the meeting began and ended, who was in the room, and to whom go the actions that it agreed."""
    ended = Phrase(dated(meeting.closed_at)) if meeting.closed_at else Phrase(_("Not yet"), "state")
    rows = [
        [Phrase(_("Began")), Phrase(dated(meeting.opened_at))],
        [Phrase(_("Ended")), ended],
        [Phrase(_("In the room")), Phrase(vocabulary.name("rooms", meeting.room))],
    ]
    if agreed:
        rows.append([Phrase(_("Actions go to")), Phrase("; ".join(dict.fromkeys(one.who for one in agreed)))])
    return Table("", [Column(_("Meeting"), figures=False), Column(count(meeting.number), figures=False)], rows)


def stamped(minutes: Minutes, view: View) -> Stamp:
    """What is written on each sheet: the meeting, and the moment for which its figures were fixed."""
    made = stamp(view, meeting_name(minutes.meeting, view.settings.agenda))
    return replace(made, data=status(minutes.meeting, view, None))


def _kept(item: str, minutes: Minutes, own: Engine) -> Figures:
    """Fixed figures as they are; what the meeting agreed after it had fixed them stands below."""
    found: Figures = minutes.figures[item]
    if item != "agreed_actions":
        return found
    fixed = {one["number"] for one in found["actions"]}
    later = [one for one in agreed_in(own, minutes.meeting.number) if one.number not in fixed]
    return {**found, "actions": [*found["actions"], *(_followed(one, None, "under_way") for one in later)]}
