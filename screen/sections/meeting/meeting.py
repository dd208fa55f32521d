"""The meeting that runs: opened, prepared, shown, fixed and closed; and earlier ones with their kept figures."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import get_args

import streamlit as st

from config.agenda import ITEMS
from documents import html
from documents.page import Live, Page
from screen.address.address import write_address
from screen.frame import own_trouble, services
from screen.language import vocabulary
from screen.language.formats import moment
from screen.language.words import _
from screen.sections.meeting import acts, agenda, agreed, deck
from screen.view.stamp import filters_in_words
from screen.view.view import View
from store.errors import OwnDatabaseUnusable
from store.own import meetings
from store.own.meetings import LONGEST_NOTE, OPENS_AGAIN_WITHIN, Meeting, MeetingUnknown, Opening, Room
from store.own.minutes import Fixing, Minutes, MinutesTooNew, fix, read

ACTIONS = "agreed_actions"
ACTS = ("fix", "close", "now-guests", "now-officials")


def page(view: View) -> Page:
    """The slides where they are on the wall, else the page that prepares them; in words that it cannot be read now."""
    try:
        return _page(view)
    except OwnDatabaseUnusable:
        return Page("", "", notice=own_trouble.meeting_not_read())


def _page(view: View) -> Page:
    running = meetings.running(services.own())
    guests = running is not None and running.room == "guests"
    shown = _on_the_wall()
    if shown and not guests:
        return Page("", "", parts=(_live(partial(deck.draw, shown, view)),))
    title = agenda.meeting_name(running, view.settings.agenda) if running else _("No meeting runs now")
    return Page("", title, "" if guests else _below(running), (_live(partial(_draw, running, guests, view)),))


def fixed(view: View) -> str:
    """Of what moment the figures of the meeting that runs are, where they are fixed; else nothing."""
    with suppress(OwnDatabaseUnusable):
        running = meetings.running(services.own())
        if running and running.as_of:
            return agenda.status(running, view, None)
    return ""


def runs() -> bool:
    """Whether a meeting runs: it keeps the filters that it was opened with."""
    with suppress(OwnDatabaseUnusable):
        return meetings.running(services.own()) is not None
    return False


def _live(draw: Callable[[], None]) -> Live:
    """What is drawn with widgets, until something of the meeting cannot be read."""

    def drawn() -> None:
        try:
            draw()
            acts.forget()
        except OwnDatabaseUnusable:
            st.html(html.notice(own_trouble.meeting_not_read()))

    return Live(drawn)


def _draw(running: Meeting | None, guests: bool, view: View) -> None:
    with st.container(key="meeting-memory"):  # its place is there in every run, so that no form below is drawn anew
        if words := own_trouble.meeting_of_memory():
            st.html(html.notice(words))
    if running and guests:
        st.html(
            html.notice(
                _("Guests are in the room, so this meeting shows nothing."),
                _("Its figures are for officials only. Once the guests have left, the coordination shows them again."),
            )
        )
        with st.container(horizontal=True, key="meeting-acts"):
            _change_room(running, "officials", _("Only officials are in the room now"), view)
            _end(running, view)
        acts.said(*ACTS)
        return
    if running:
        _prepare(read(services.own(), running.number), view)
        _earlier(view)
        return
    acts.said()
    left, right = st.columns(2, gap="medium")
    with left:
        _start(view)
        _open_again(view)
    with right:
        _earlier(view)


def _on_the_wall() -> Minutes | None:
    """The meeting whose slides this session shows; one that was closed without fixed figures has none to show."""
    number = st.session_state.get(deck.SHOWN)
    if number is None:
        return None
    with suppress(MeetingUnknown, MinutesTooNew):
        minutes = read(services.own(), number)
        if minutes.meeting.as_of or minutes.meeting.state != "closed":
            return minutes
    deck.leave()
    return None


def _below(running: Meeting | None) -> str:
    if running is None:
        return _(
            "A meeting goes through its agenda slide by slide, agrees who does what, and keeps the figures it saw."
        )
    if running.as_of:
        return _("The figures are locked: the slides show them until the meeting is closed.")
    return _("The figures are live: they change as the data does, until you lock them.")


def _start(view: View) -> None:
    """Ask who is in the room, and open the meeting with the filters of this view."""
    if not acts.may_act(view):
        st.html(html.note(_("No meeting runs now. The coordination role opens it; then you can follow it here.")))
        return
    rooms, called = get_args(Room), partial(vocabulary.name, "rooms")
    room = st.radio(_("Who is in the room?"), rooms, format_func=called, key="meeting-room")
    st.html(html.note(_("The meeting covers what you choose in the filters above, up to now.")))
    if acts.pressed(st.button, _("Open the meeting"), "open", type="primary"):
        acts.do("open", lambda by: _open(by, room, view), view)


def _open(by: str, room: Room, view: View) -> None:
    """The meeting, for the narrower of this room and that of one which runs already."""
    parameters = {name: values for name, values in write_address(view.address).items() if name != "as_of"}
    own, opening = services.own(), Opening(by, room, parameters, view.settings.agenda.items)
    there = meetings.open_meeting(own, opening, datetime.now(UTC))
    if room == "guests" and there.room != room:
        meetings.change_room(own, there.number, room)


def _change_room(meeting: Meeting, room: Room, label: str, view: View) -> None:
    """A button that says who is in the room from now on."""
    acts.button(label, f"now-{room}", lambda by: meetings.change_room(services.own(), meeting.number, room), view)


def _prepare(minutes: Minutes, view: View) -> None:
    meeting, looked = minutes.meeting, agenda.looked_at(minutes.meeting, view)
    found = agenda.figures(minutes, services.own(), looked)
    st.html(html.note(_("It covers: {filters}.").format(filters=filters_in_words(looked))))
    with st.container(horizontal=True, key="meeting-acts"):
        st.button(_("Start slides"), type="primary", key="meeting-start", on_click=deck.show, args=(meeting.number,))
        # it stays where it was, or the next one would come under the pointer
        fixed = meeting.state != "live"
        acts.button(_("Lock the figures"), "fix", lambda by: _fix(meeting, looked), looked, disabled=fixed)
        _change_room(meeting, "guests", _("Guests come into the room"), view)
        _end(meeting, view)
    acts.said(*ACTS)
    agenda.files_of(minutes, looked)
    left, right = st.columns(2, gap="medium")
    with left:
        _agenda(meeting, view)
        _notes(minutes, view)
    with right:
        actions = found.get(ACTIONS) or agenda.current_figures(ACTIONS, meeting, services.own(), looked)
        agreed.draw(actions, meeting, looked)


def _fix(meeting: Meeting, looked: View) -> None:
    """Keep the figures of every item, also of those left out, so that minutes stay whole."""
    found = {item: agenda.current_figures(item, meeting, services.own(), looked) for item in ITEMS}
    done = [one["number"] for one in found[ACTIONS]["actions"] if one["state"] == "done"]
    fix(services.own(), meeting.number, Fixing(looked.filters.as_of, found, done), datetime.now(UTC))


def _end(meeting: Meeting, view: View) -> None:
    """A button that asks before it closes the meeting, and says what is lost."""
    if not acts.may_act(view):
        return

    def close(_by: str) -> None:
        meetings.close(services.own(), meeting.number, datetime.now(UTC))

    kept = _("The figures and what was agreed are kept; nothing more can be added.")
    lost = _(
        "The figures are not locked, so they will not be kept and there will be no minutes. What was agreed is kept."
    )
    with st.popover(_("Close the meeting"), key="meeting-closing"):
        st.html(html.note(kept if meeting.as_of else lost) + html.note(_("You can open it again for a day.")))
        acts.button(_("Close it"), "close", close, view)


def _open_again(view: View) -> None:
    """The meeting that was closed last: until a day has passed it can be opened again; without fixed figures it is not
    among the earlier ones, so what it agreed stands here.
    """
    last = meetings.last_closed(services.own())
    if last is None or last.closed_at is None:
        return
    name, now = agenda.meeting_name(last, view.settings.agenda), datetime.now(UTC)
    if acts.may_act(view) and now < (ends := last.closed_at + OPENS_AGAIN_WITHIN):
        words = _("{name}, is closed. It can be opened again until {moment}.")
        st.html(html.note(words.format(name=name, moment=moment(ends, now))))
        acts.button(_("Open it again"), "reopen", lambda by: meetings.reopen(services.own(), last.number, now), view)
    if not last.as_of:
        st.html(html.heading(name, _("It was closed before its figures were locked, so it has no minutes.")))
        agreed.draw_of(last)


def _agenda(meeting: Meeting, view: View) -> None:
    """Draw the agenda; on the day it can be put in another order, and items left out, until the figures are fixed."""
    st.html(html.heading(_("Agenda")))
    called = partial(vocabulary.name, "meeting_items")
    if not acts.may_act(view) or meeting.state != "live":
        st.html("".join(html.sentence("", called(item)) for item in meeting.agenda))
        return
    # another browser may change it too: its new order must not be taken for a choice made here
    key = f"meeting-agenda-{meeting.number}-{'-'.join(meeting.agenda)}"
    with st.form(f"form-{key}", border=False):
        chosen = st.multiselect(
            _("Items in order"),
            ITEMS,
            default=list(meeting.agenda),
            format_func=called,
            key=key,
            help=_("Remove an item to leave it out. Choose it again to move it to the end."),
            select_all=False,
        )
        if acts.pressed(st.form_submit_button, _("Change the agenda"), "agenda"):
            acts.do("agenda", lambda by: meetings.change_agenda(services.own(), meeting.number, chosen), view)
        acts.said("agenda")


def _notes(minutes: Minutes, view: View) -> None:
    """Draw the presenter's notes, one field for each item; they are seen on the presenter's screen alone."""
    number, before = minutes.meeting.number, minutes.notes
    if not acts.may_act(view) or minutes.meeting.state == "closed":
        return

    def keep(_by: str) -> None:
        for item, text in typed.items():
            if text.strip() != before.get(item, ""):
                meetings.write_note(services.own(), number, item, text)

    with st.expander(_("Notes for the presenter")), st.form("meeting-notes", border=False):
        typed = {}
        for item in minutes.meeting.agenda:
            label, key = vocabulary.name("meeting_items", item), f"meeting-note-{number}-{item}"
            typed[item] = st.text_area(label, before.get(item, ""), key=key, max_chars=LONGEST_NOTE, height=80)
        if acts.pressed(st.form_submit_button, _("Save the notes"), "notes"):
            acts.do("notes", keep, view, _("The notes are saved."))
        acts.said("notes")


def _earlier(view: View) -> None:
    """Earlier meetings, with the figures that they kept."""
    held = {one.number: agenda.numbered(one, view.settings.agenda) for one in meetings.held(services.own())}
    if not held:
        return
    st.html(html.heading(_("Earlier meetings")))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(_("Meeting"), list(held), format_func=held.__getitem__, key="meeting-earlier")
        st.button(_("Show its slides"), key="meeting-again", on_click=deck.show, args=(number,))
    minutes = read(services.own(), number)
    agreed.draw_of(minutes.meeting)
    agenda.files_of(minutes, agenda.looked_at(minutes.meeting, view))
