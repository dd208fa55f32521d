"""What meetings agreed: who does what by when, and what it is about, in the dashboard's own database.

What is to be done is free text; the page asks people to name no victim. Functions take the engine of the own database
and, to write, the moment `now` (aware). They raise OwnDatabaseUnusable.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Engine, Row, insert, or_, select, true, update

from measures.local_time import local_day, to_us
from store.errors import StoreError
from store.own.database import change, remembered, transaction
from store.own.meetings import last_held, locked, meeting_of, plain_text
from store.own.tables import ABOUT_KINDS, LONGEST_WHAT, LONGEST_WHO, actions

AboutKind = Literal["none", "handover", "deadline", "region", "rule"]
Settled = Literal["done", "dropped"]
Problem = Literal[
    "what_empty", "what_too_long", "who_empty", "who_too_long", "due_in_the_past", "about_unknown", "about_gone"
]


class ActionRefused(StoreError):
    """An action that makes no sense; `problem` says what is wrong with it, as a code, and the message in words."""

    def __init__(self, problem: Problem, message: str) -> None:
        super().__init__(message)
        self.problem: Problem = problem


class ActionUnknown(StoreError):
    """There is no action of this number."""


@dataclass(frozen=True)
class NewAction:
    """`about` is the key of a handover or deadline, or the code of a region or rule; empty where the kind is none.
    `figure_then`: what is counted there now (indicators.meeting.actions.left_of); None: it is not in the data.
    """

    what: str
    who: str
    due_on: date
    about_kind: AboutKind = "none"
    about: str = ""
    figure_then: int | None = None


@dataclass(frozen=True, kw_only=True)
class Action(NewAction):
    """What was agreed in `meeting`. `settled_at` and `settled_as` are set once somebody settled it, or a meeting was
    fixed whose figures show that it is done. `due_on` is a Helsinki day; moments are aware.
    """

    number: int
    meeting: int
    entered_at: datetime
    entered_by: str
    settled_at: datetime | None = None
    settled_as: Settled | None = None


def add_action(own: Engine, meeting: int, new: NewAction, by: str, now: datetime) -> Action:
    """Keep what the meeting agreed. Raises ActionRefused, MeetingClosed, MeetingUnknown."""
    what, who = plain_text(new.what), plain_text(new.who)
    _check(what, who, new, local_day(to_us(now)))
    values = vars(new) | {"meeting": meeting, "what": what, "who": who, "entered_at": now, "entered_by": by}
    with change(own) as connection:
        locked(connection, meeting)
        return _action(connection.execute(insert(actions).values(values).returning(actions)).one())


def settle_action(own: Engine, number: int, settled_as: Settled, now: datetime) -> Action:
    """Record that an action is done or dropped; settling it again changes nothing. Raises ActionUnknown."""
    this = actions.c.number == number
    unsettled = update(actions).where(this, actions.c.settled_at.is_(None))
    with change(own) as connection:
        connection.execute(unsettled.values(settled_at=now, settled_as=settled_as))
        row = connection.execute(select(actions).where(this)).first()
    if row is None:
        raise ActionUnknown(f"there is no action {number}")
    return _action(row)


@remembered
def to_follow(own: Engine, meeting: int) -> list[Action]:
    """What a meeting follows up, by due day: all agreed in it or before it, if not settled before the last meeting that
    was held was fixed. Raises MeetingUnknown.
    """
    a, last = actions.c, last_held(own, before=meeting)
    is_news = or_(a.settled_at.is_(None), a.settled_at > last.fixed_at) if last else true()
    with transaction(own) as connection:
        meeting_of(connection, meeting)
        found = connection.execute(select(actions).where(a.meeting <= meeting, is_news).order_by(a.due_on, a.number))
        return [_action(row) for row in found]


@remembered
def agreed_in(own: Engine, meeting: int) -> list[Action]:
    """What one meeting agreed, in the order of entry."""
    wanted = select(actions).where(actions.c.meeting == meeting).order_by(actions.c.number)
    with transaction(own) as connection:
        return [_action(row) for row in connection.execute(wanted)]


def _check(what: str, who: str, new: NewAction, today: date) -> None:
    is_about = new.about_kind != "none"
    about_one = new.about_kind in ABOUT_KINDS and is_about == bool(new.about)
    kinds, known = ", ".join(ABOUT_KINDS), new.figure_then is not None
    rules: tuple[tuple[bool, Problem, str], ...] = (
        (bool(what), "what_empty", "it says nothing of what is to be done"),
        (len(what) <= LONGEST_WHAT, "what_too_long", _too_long("what is to be done", what, LONGEST_WHAT)),
        (bool(who), "who_empty", "it names nobody who does it"),
        (len(who) <= LONGEST_WHO, "who_too_long", _too_long("who does it", who, LONGEST_WHO)),
        (new.due_on >= today, "due_in_the_past", f"it is due on {new.due_on}, before today, {today}"),
        (about_one, "about_unknown", f"it is about {new.about_kind!r} {new.about!r}; it may be about {kinds}"),
        (known or not is_about, "about_gone", f"the {new.about_kind} {new.about} is not in the data"),
    )
    for holds, problem, words in rules:
        if not holds:
            raise ActionRefused(problem, f"the action was not kept: {words}")


def _too_long(which: str, text: str, longest: int) -> str:
    return f"{which} has {len(text)} characters; it may have {longest}"


def _action(row: Row[Any]) -> Action:
    return Action(**row._mapping)
