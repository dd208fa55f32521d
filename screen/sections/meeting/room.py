"""Who is in the room: asked before a meeting opens, and kept to while it runs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import get_args

import streamlit as st

from documents import html
from screen.address.address import write_address
from screen.frame import services
from screen.language import vocabulary
from screen.language.words import _
from screen.sections.meeting import acts
from screen.view.view import View
from store.own import meetings
from store.own.meetings import Meeting, Opening, Room

ROOM = "meeting-room"


def start(view: View) -> None:
    """Ask who is in the room, and open the meeting with the filters of this view."""
    if not acts.may_act(view):
        st.html(html.note(_("No meeting runs now. The coordination role opens it; then you can follow it here.")))
        return
    rooms: Sequence[Room] = get_args(Room)
    room = st.radio(_("Who is in the room?"), rooms, format_func=lambda code: vocabulary.name("rooms", code), key=ROOM)
    st.html(html.note(_("The meeting looks at what the filters above choose, up to now.")))
    if st.button(_("Open the meeting"), type="primary", key="meeting-open"):
        acts.do("open", lambda by: _open(by, room, view), view)


def guests(meeting: Meeting, view: View) -> None:
    """Say why nothing is shown while guests are in the room, and let the room change."""
    st.html(
        html.notice(
            _("Guests are in the room, so this meeting shows nothing yet."),
            _("Exact figures stay among officials; figures that guests may see come with a later release."),
        )
    )
    if acts.may_act(view):
        change(meeting, "officials", _("Only officials are in the room now"), view)


def change(meeting: Meeting, room: Room, label: str, view: View) -> None:
    """A button that says who is in the room from now on."""
    if st.button(label, key=f"meeting-now-{room}"):
        acts.do("room", lambda by: meetings.change_room(services.own(), meeting.number, room), view)
    acts.said("room")


def _open(by: str, room: Room, view: View) -> None:
    """The meeting, for the narrower of this room and that of one which runs already."""
    parameters = {name: values for name, values in write_address(view.address).items() if name != "as_of"}
    own, opening = services.own(), Opening(by, room, parameters, view.settings.agenda.items)
    there = meetings.open_meeting(own, opening, datetime.now(UTC))
    if room == "guests" and there.room != room:
        meetings.change_room(own, there.number, room)
