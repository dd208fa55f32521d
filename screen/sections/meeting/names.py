"""Meetings in words."""

from datetime import datetime

from config.agenda import Agenda
from screen.language.formats import HELSINKI, clock, count, day, moment, weekday
from screen.language.words import _, language
from screen.view.view import View
from store.own.meetings import Meeting


def meeting_name(meeting: Meeting, agenda: Agenda) -> str:
    """What the meeting is and its day: 'Coordination meeting, Wednesday 16 Sep 2026'."""
    title = agenda.title(language()) or _("Coordination meeting")
    on = (meeting.as_of or meeting.opened_at).astimezone(HELSINKI).date()
    return _("{title}, {weekday} {day}").format(title=title, weekday=weekday(on), day=day(on))


def numbered(meeting: Meeting, agenda: Agenda) -> str:
    """A meeting in a list: its number and name."""
    return _("{number}: {name}").format(number=count(meeting.number), name=meeting_name(meeting, agenda))


def status(meeting: Meeting, view: View, stale_since: datetime | None) -> str:
    """How fresh the figures are, as it stands on the wall."""
    if meeting.as_of:
        if meeting.as_of.astimezone(HELSINKI).date() == meeting.opened_at.astimezone(HELSINKI).date():
            return _("Figures as of {time}, fixed for this meeting").format(time=clock(meeting.as_of))
        words = _("Figures as of {moment}, fixed for this meeting")
        return words.format(moment=moment(meeting.as_of, view.now))
    if stale_since:
        return _("Not updated since {time} · trying again").format(time=clock(stale_since))
    return _("Data as of {moment} · live").format(moment=moment(view.now, view.now))
