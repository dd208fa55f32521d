"""Meetings and their items in words."""

from datetime import datetime

from config.agenda import agenda
from screen.language.formats import HELSINKI, clock, count, day, moment
from screen.language.words import _, language
from screen.view.view import View
from store.own.meetings import Meeting


def item_names() -> dict[str, str]:
    """Names of the items of an agenda."""
    return {
        "since_last_meeting": _("Since the last meeting"),
        "waiting_by_agency": _("Waiting handovers by agency"),
        "periods_and_deadlines": _("Periods and deadlines"),
        "childrens_cases": _("Children’s cases"),
        "regions": _("Regions"),
        "agreed_actions": _("Agreed actions"),
    }


def meeting_name(meeting: Meeting) -> str:
    """What the meeting is and its day: 'Coordination meeting, Wednesday 16 Sep 2026'."""
    title = agenda().titles.get(language()) or _("Coordination meeting")
    on = (meeting.as_of or meeting.opened_at).astimezone(HELSINKI).date()
    return _("{title}, {weekday} {day}").format(title=title, weekday=_weekdays()[on.weekday()], day=day(on))


def weekday(at: datetime) -> str:
    """'Wednesday', of a moment in Helsinki."""
    return _weekdays()[at.astimezone(HELSINKI).weekday()]


def numbered(meeting: Meeting) -> str:
    """A meeting in a list: its number and name."""
    return _("{number}: {name}").format(number=count(meeting.number), name=meeting_name(meeting))


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


def _weekdays() -> tuple[str, ...]:
    return (
        *(_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday")),
        *(_("Friday"), _("Saturday"), _("Sunday")),
    )
