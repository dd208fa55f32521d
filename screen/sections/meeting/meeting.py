"""The meeting that runs: prepared, shown, fixed and closed; and earlier ones with their kept figures."""

from datetime import UTC, datetime
from functools import partial
from typing import cast

import streamlit as st

from config.agenda import ITEMS
from documents import html
from documents.page import Live, Page
from indicators.meeting.actions import AgreedActions, done_numbers
from screen.frame import services
from screen.language.words import _
from screen.sections.meeting import acts, agenda, agreed, minutes_files, names, preparation, room, wall
from screen.sections.meeting.scope import looked_at
from screen.view.stamp import filters_in_words
from screen.view.view import View
from store.errors import StoreError
from store.own import meetings
from store.own.meetings import Meeting
from store.own.minutes import Fixing, Minutes, fix, read

ACTIONS = "agreed_actions"


def page(view: View) -> Page:
    """The slides where they are on the wall, else the page that prepares them."""
    running = meetings.running(services.own())
    guests = running is not None and running.room == "guests"
    shown = _on_the_wall()
    if shown and not guests:
        return Page("", "", parts=(Live(partial(wall.draw, shown, view)),))
    title = names.meeting_name(running, view.settings.agenda) if running else _("No meeting runs now")
    return Page("", title, _below(running), (Live(partial(_draw, running, guests, view)),))


def _draw(running: Meeting | None, guests: bool, view: View) -> None:
    if running and guests:
        room.guests(running, view)
        _end(running, view)
        return
    if running:
        _prepare(read(services.own(), running.number), view)
    else:
        acts.said()
        room.start(view)
    _earlier(view)


def _on_the_wall() -> Minutes | None:
    """The meeting whose slides this session shows; one that was closed without fixed figures has none to show."""
    number = st.session_state.get(wall.SHOWN)
    if number is None:
        return None
    try:
        minutes = read(services.own(), number)
    except StoreError:
        wall.leave()
        return None
    if minutes.meeting.state == "closed" and not minutes.meeting.as_of:
        wall.leave()
        return None
    return minutes


def _below(running: Meeting | None) -> str:
    if running is None:
        return _("A meeting looks at its agenda slide by slide, agrees who does what, and keeps its figures.")
    if running.as_of:
        return _("The figures are fixed: the slides show them until the meeting is closed.")
    return _("The figures are live: the slides follow the data until they are fixed.")


def _prepare(minutes: Minutes, view: View) -> None:
    meeting, looked = minutes.meeting, looked_at(minutes.meeting, view)
    found = agenda.figures(minutes, services.own(), looked)
    st.html(html.note(_("It looks at: {filters}.").format(filters=filters_in_words(looked))))
    with st.container(horizontal=True, key="meeting-acts"):
        st.button(_("Start slides"), type="primary", key="meeting-start", on_click=wall.show, args=(meeting.number,))
        _fix(meeting, looked)
        _end(meeting, view)
        if acts.may_act(view):
            room.change(meeting, "guests", _("Guests come into the room"), view)
    minutes_files.draw(minutes, looked)
    left, right = st.columns(2, gap="medium")
    with left:
        preparation.agenda(meeting, view)
        preparation.notes(minutes, view)
    with right:
        agreed.draw(
            found[ACTIONS] if ACTIONS in found else agenda.current_figures(ACTIONS, meeting, services.own(), looked),
            meeting,
            looked,
        )


def _fix(meeting: Meeting, looked: View) -> None:
    if not acts.may_act(looked) or meeting.state != "live":
        return
    if st.button(_("Fix the figures"), key="meeting-fix"):
        acts.do("fix", lambda by: _fixed(meeting, looked), looked)
    acts.said("fix")


def _fixed(meeting: Meeting, looked: View) -> None:
    """Keep the figures of every item, also of those left out, so that minutes stay whole."""
    found = {item: agenda.current_figures(item, meeting, services.own(), looked) for item in ITEMS}
    fixing = Fixing(looked.filters.as_of, found, done_numbers(cast(AgreedActions, found[ACTIONS])))
    fix(services.own(), meeting.number, fixing, datetime.now(UTC))


def _end(meeting: Meeting, view: View) -> None:
    if not acts.may_act(view):
        return
    if st.button(_("Close the meeting"), key="meeting-close"):
        acts.do("close", lambda by: meetings.close(services.own(), meeting.number, datetime.now(UTC)), view)
    acts.said("close")


def _earlier(view: View) -> None:
    """Earlier meetings, with the figures that they kept."""
    held = {meeting.number: meeting for meeting in meetings.held(services.own())}
    if not held:
        return
    st.html(html.heading(_("Earlier meetings")))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            _("Meeting"),
            list(held),
            format_func=lambda number: names.numbered(held[number], view.settings.agenda),
            key="meeting-earlier",
        )
        st.button(_("Show its slides"), key="meeting-again", on_click=wall.show, args=(number,))
    minutes = read(services.own(), number)
    minutes_files.draw(minutes, looked_at(minutes.meeting, view))
