"""Minutes: the figures of a meeting, fixed once and kept to the digit, and its notes."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, select, update

from store.errors import StoreError
from store.own.database import change, remembered, transaction
from store.own.meetings import Meeting, locked, meeting_of
from store.own.tables import actions, meeting_figures, meeting_notes

FORMAT = 2  # of kept figures; to be raised, and the older one still read, when what indicators.meeting gives changes


class MinutesTooNew(StoreError):
    """A newer version of this program kept the figures."""


@dataclass(frozen=True)
class Minutes:
    """A meeting with its notes and fixed figures, by item of the agenda; no figures until they are fixed."""

    meeting: Meeting
    notes: Mapping[str, str]
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class Fixing:
    """What is fixed: the moment (aware), the figures by item (plain JSON), and the numbers of actions that are done."""

    as_of: datetime
    figures: Mapping[str, Any]
    done: Collection[int] = ()


@remembered
def read(own: Engine, number: int) -> Minutes:
    """A meeting with figures exactly as they were when they were fixed. Raises MeetingUnknown, MinutesTooNew."""
    f, n = meeting_figures.c, meeting_notes.c
    with transaction(own) as connection:
        meeting = meeting_of(connection, number)
        kept = connection.execute(select(f.item, f.figures).where(f.meeting == number)).all()
        notes = connection.execute(select(n.item, n.text).where(n.meeting == number)).all()
    return Minutes(
        meeting, {row.item: row.text for row in notes}, {row.item: figures_from(row.figures) for row in kept}
    )


def fix(own: Engine, number: int, fixing: Fixing, now: datetime) -> Minutes:
    """The meeting with its figures fixed; fixing it again, also at once in two browsers, changes nothing.

    The actions that are done are settled, so that no later meeting lists them. Raises ValueError or TypeError for
    figures that would not come back unchanged, MeetingClosed, MeetingUnknown.
    """
    kept = [{"meeting": number, "item": item, "figures": figures_text(found)} for item, found in fixing.figures.items()]
    with change(own) as connection:
        if not locked(connection, number).as_of:
            locked(connection, number, as_of=fixing.as_of, fixed_at=now)
            if kept:
                connection.execute(insert(meeting_figures), kept)
            unsettled = actions.c.number.in_(fixing.done), actions.c.settled_at.is_(None)
            connection.execute(update(actions).where(*unsettled).values(settled_at=now, settled_as="done"))
    return read(own, number)


def figures_text(figures: Any) -> str:
    """Figures as the text that is kept; `figures_from` gives them back exactly, floats to the last digit.

    Raises ValueError or TypeError for what JSON cannot hold: NaN, infinity, tuples, keys that are not text.
    """
    text = json.dumps({"format": FORMAT, "figures": figures}, ensure_ascii=False, allow_nan=False)
    if figures_from(text) != figures:
        raise ValueError("these figures would not come back from JSON as they are")
    return text


def figures_from(text: str) -> Any:
    """The figures that a kept text holds. Raises MinutesTooNew for a format that this program does not know."""
    kept = json.loads(text)
    if not (isinstance(kept, dict) and kept.keys() == {"format", "figures"}):
        return kept  # format 1 had no frame around the figures
    if kept["format"] != FORMAT:
        raise MinutesTooNew(
            f"the figures of a meeting were kept in format {kept['format']}, which this program does not know: "
            "a newer program kept them. Upgrade this program, then try again."
        )
    return kept["figures"]
