"""Minutes: a meeting's figures, fixed once and kept to the digit, and its notes, in the dashboard's own database."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from store.own.meetings import Meeting, changed, hold, meeting_of
from store.own.tables import actions, meeting_figures, meeting_notes


@dataclass(frozen=True)
class Minutes:
    """A meeting whole: its notes and its fixed figures, by item of the agenda. Without fixed figures there are none."""

    meeting: Meeting
    notes: Mapping[str, str]
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class Fixing:
    """What is fixed: the moment (aware), the figures by item (plain JSON), and the numbers of the actions that they
    show as done.
    """

    as_of: datetime
    figures: Mapping[str, Any]
    done: Collection[int] = ()


def read(own: Engine, number: int) -> Minutes:
    """A meeting whole, with figures exactly as they were when it was fixed. Raises MeetingUnknown."""
    f, n = meeting_figures.c, meeting_notes.c
    with own.begin() as connection:
        meeting = meeting_of(connection, number)
        kept = connection.execute(select(f.item, f.figures).where(f.meeting == number)).all()
        notes = connection.execute(select(n.item, n.text).where(n.meeting == number)).all()
    return Minutes(
        meeting, {row.item: row.text for row in notes}, {row.item: figures_from(row.figures) for row in kept}
    )


def fix(own: Engine, number: int, fixing: Fixing, now: datetime) -> Minutes:
    """The meeting with its figures fixed. Fixed twice, also at once in two browsers, it keeps the first.

    The actions that are done are settled, so that no later meeting tells of them again. Raises ValueError or TypeError
    for figures that would not come back as they are, MeetingClosed, MeetingUnknown.
    """
    kept = [{"meeting": number, "item": item, "figures": figures_text(found)} for item, found in fixing.figures.items()]
    with own.begin() as connection:
        if not hold(connection, number).as_of:
            changed(connection, number, as_of=fixing.as_of, fixed_at=now)
            if kept:
                connection.execute(insert(meeting_figures), kept)
            _settle(connection, fixing.done, now)
    return read(own, number)


def figures_text(figures: Any) -> str:
    """Figures as the text that is kept; `figures_from` gives them back exactly, floats to the last digit.

    Raises ValueError or TypeError for what JSON cannot hold: what is no number, tuples, keys that are no text.
    """
    text = json.dumps(figures, ensure_ascii=False, allow_nan=False)
    if figures_from(text) != figures:
        raise ValueError("these figures would not come back from JSON as they are")
    return text


def figures_from(text: str) -> Any:
    """The figures that a kept text holds."""
    return json.loads(text)


def _settle(connection: Connection, done: Collection[int], now: datetime) -> None:
    unsettled = actions.c.number.in_(done), actions.c.settled_at.is_(None)
    connection.execute(update(actions).where(*unsettled).values(settled_at=now, settled_as="done"))
