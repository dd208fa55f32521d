"""Meetings in the dashboard’s own database: opened, held live or with fixed figures, closed; see also own.minutes.

One meeting runs at a time. Functions take the engine of the own database and, to write, the moment `now` (aware). They
raise OwnDatabaseUnusable.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from config.agenda import problem_of
from store.errors import StoreError
from store.own.database import change, remembered, transaction
from store.own.tables import ROOMS, meeting_notes, meetings

Room = Literal["officials", "guests"]
State = Literal["live", "fixed", "closed"]
Parameters = Mapping[str, Sequence[str]]

LONGEST_NOTE = 10_000
OPENS_AGAIN_WITHIN = timedelta(days=1)


class MeetingUnknown(StoreError):
    """There is no meeting of this number."""


class MeetingClosed(StoreError):
    """The meeting is closed: nothing in it changes any more."""


class MeetingFixed(StoreError):
    """The figures of the meeting are fixed, so that its agenda stays as it is."""


class MeetingOver(StoreError):
    """The meeting was closed too long ago to be opened again, or another was opened since."""


class MeetingRefused(StoreError):
    """What the meeting is to look at, or a note of it, makes no sense; the message says which and why."""


@dataclass(frozen=True)
class Meeting:
    """A meeting without its figures. `parameters` is the address of its filters; `agenda` its items in order; `as_of`
    the moment of its figures, None while they are live; moments are aware, in UTC.
    """

    number: int
    opened_at: datetime
    opened_by: str
    room: Room
    parameters: Parameters
    agenda: tuple[str, ...]
    as_of: datetime | None = None
    fixed_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def state(self) -> State:
        if self.closed_at:
            return "closed"
        return "fixed" if self.as_of else "live"


@dataclass(frozen=True)
class Opening:
    """What a meeting begins with: who opens it, who is in the room, and what it looks at."""

    by: str
    room: Room
    parameters: Parameters
    agenda: Sequence[str]


def open_meeting(own: Engine, opening: Opening, now: datetime) -> Meeting:
    """A new meeting, or the one that runs already, so that two browsers open the same one.

    The running meeting may be for another room: whoever shows it keeps to the narrower of the two. Raises
    MeetingRefused for an agenda or room that makes no sense.
    """
    _check_agenda(opening.agenda)
    if opening.room not in ROOMS:
        raise MeetingRefused(f"the room is {opening.room!r}; it may be {' or '.join(ROOMS)}")
    begun = {
        "opened_at": now,
        "opened_by": opening.by,
        "room": opening.room,
        "parameters": json.dumps({name: list(values) for name, values in opening.parameters.items()}),
        "agenda": json.dumps(list(opening.agenda)),
        "running": 1,
    }
    while True:
        if there := running(own):
            return there
        try:
            with change(own) as connection:
                return _meeting(connection.execute(insert(meetings).values(begun).returning(meetings)).one())
        except IntegrityError as error:
            # somebody else was quicker
            if meetings.c.running.name not in str(error.orig):
                raise


@remembered
def running(own: Engine) -> Meeting | None:
    """The meeting that runs, live or fixed; None where none does."""
    return next(iter(_read(own, meetings.c.running == 1)), None)


@remembered
def held(own: Engine) -> list[Meeting]:
    """The meetings that are closed and have fixed figures, the latest first."""
    return _read(own, meetings.c.closed_at.is_not(None), meetings.c.as_of.is_not(None))


@remembered
def last_closed(own: Engine) -> Meeting | None:
    """The latest meeting, where it is closed; None while one runs, or before the first."""
    latest = next(iter(_read(own, meetings.c.number == select(func.max(meetings.c.number)).scalar_subquery())), None)
    return latest if latest and latest.closed_at else None


def last_held(own: Engine, before: int | None = None) -> Meeting | None:
    """The latest of `held`; the latest that came before the meeting of number `before`, where one is given."""
    return next((one for one in held(own) if before is None or one.number < before), None)


def change_agenda(own: Engine, number: int, items: Sequence[str]) -> None:
    """The meeting has these items, in this order, from now on.

    Raises MeetingRefused for an unknown or repeated item, MeetingFixed, MeetingClosed, MeetingUnknown.
    """
    _check_agenda(items)
    with change(own) as connection:
        if locked(connection, number).as_of:
            raise MeetingFixed(f"the figures of meeting {number} are fixed, so its agenda stays as it is")
        locked(connection, number, agenda=json.dumps(list(items)))


def change_room(own: Engine, number: int, room: Room) -> None:
    """The meeting is for this room from now on. Raises MeetingClosed, MeetingUnknown."""
    with change(own) as connection:
        locked(connection, number, room=room)


def write_note(own: Engine, number: int, item: str, text: str) -> None:
    """Keep the presenter's note of an item, in place of the one before; an empty one takes it away.

    Raises MeetingRefused for an unknown item or a note above 10,000 characters, MeetingClosed, MeetingUnknown.
    """
    plain = plain_text(text)
    if problem := problem_of([item]):
        raise MeetingRefused(problem)
    if len(plain) > LONGEST_NOTE:
        raise MeetingRefused(f"the note has {len(plain)} characters; it may have {LONGEST_NOTE}")
    n = meeting_notes.c
    with change(own) as connection:
        locked(connection, number)
        connection.execute(delete(meeting_notes).where(n.meeting == number, n.item == item))
        if plain:
            connection.execute(insert(meeting_notes).values(meeting=number, item=item, text=plain))


def close(own: Engine, number: int, now: datetime) -> Meeting:
    """The meeting, closed; closing it again changes nothing. One without fixed figures was not held.

    Raises MeetingUnknown.
    """
    running_one = update(meetings).where(meetings.c.number == number, meetings.c.running == 1)
    with change(own) as connection:
        connection.execute(running_one.values(closed_at=now, running=None))
        return meeting_of(connection, number)


def reopen(own: Engine, number: int, now: datetime) -> Meeting:
    """The meeting, as it was before it was closed; one that runs stays as it is.

    Raises MeetingOver where it was closed a day ago or earlier or is not the latest, MeetingUnknown.
    """
    m, latest = meetings.c, select(func.max(meetings.c.number)).scalar_subquery()
    closed = update(meetings).where(m.number == number, m.number == latest, m.closed_at > now - OPENS_AGAIN_WITHIN)
    with change(own) as connection:
        connection.execute(closed.values(closed_at=None, running=1))
        found = meeting_of(connection, number)
    if found.closed_at:
        raise MeetingOver(f"meeting {number} cannot be opened again")
    return found


def locked(connection: Connection, number: int, **values: Any) -> Meeting:
    """The meeting, with these values from now on, locked until the transaction ends. Raises MeetingClosed,
    MeetingUnknown.
    """
    # a write comes first: SQLite refuses one that follows a read while another waits to write
    running_one = update(meetings).where(meetings.c.number == number, meetings.c.running == 1)
    row = connection.execute(running_one.values(running=1, **values).returning(meetings)).first()
    if row is None:
        closed = meeting_of(connection, number)
        raise MeetingClosed(f"meeting {closed.number} is closed; nothing in it changes any more")
    return _meeting(row)


def meeting_of(connection: Connection, number: int) -> Meeting:
    """The meeting of this number. Raises MeetingUnknown."""
    row = connection.execute(select(meetings).where(meetings.c.number == number)).first()
    if row is None:
        raise MeetingUnknown(f"there is no meeting {number}")
    return _meeting(row)


def plain_text(text: str) -> str:
    """Text as it is kept: without spaces around it, and without characters that no database can hold."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode().strip()


def _check_agenda(items: Sequence[str]) -> None:
    if problem := problem_of(list(items)):
        raise MeetingRefused(f"agenda: {problem}")


def _read(own: Engine, *wanted: ColumnElement[bool]) -> list[Meeting]:
    """The meetings that fulfil all conditions, the latest first."""
    with transaction(own) as connection:
        found = connection.execute(select(meetings).where(*wanted).order_by(meetings.c.number.desc()))
        return [_meeting(row) for row in found]


def _meeting(row: Row[Any]) -> Meeting:
    kept = {**row._mapping, "parameters": json.loads(row.parameters), "agenda": tuple(json.loads(row.agenda))}
    return Meeting(**{name: value for name, value in kept.items() if name != "running"})
