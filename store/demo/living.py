"""The living demo: one small change after another, as if officials were at work right now.

The demo's generator draws the whole life of a new case, and what happens in it is written step by step, as happening
now. A few dozen new cases live at once; what stood in the demo before stays as it is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from measures.local_time import local_day, to_us
from store.case import tables
from store.case.writing import Ticks, upsert, writing
from store.demo.cases import SMALL, draw_case, draw_closing, weight_of_counties
from store.demo.chance import Chance
from store.demo.duties import add_duties
from store.demo.handovers import draw_handovers, draw_paces
from store.demo.making import rows_of_cases
from store.errors import StoreError
from store.schema import is_demo
from store.source import consistent_read

_CASES_AT_ONCE = 40
_SHARE_OF_OPENINGS = 0.2


@dataclass(frozen=True)
class _Course:
    """How rows of a table come about: the columns that say when a row begins and ends, what others hold until it ends,
    and one whose distance from the beginning stays as it was drawn.
    """

    begins: str
    ends: str
    until_then: Mapping[str, str | None] = field(default_factory=dict)
    due: str | None = None


_RECORDED_LATE = {"closed_reason": None, "investigation_phase": None, "offence": None}
_COURSES: Mapping[Table, _Course] = {
    tables.cases: _Course("opened_at", "closed_at", {"status": "open", **_RECORDED_LATE}),
    tables.involvements: _Course("started_at", "ended_at"),
    tables.handovers: _Course("handed_over_at", "responded_at", {"response": None, "response_reason": None}, "due_at"),
    tables.deadlines: _Course("started_on", "met_on", due="due_on"),
    tables.pauses: _Course("started_at", "ended_at"),
}


@dataclass
class _Row:
    """A row as the generator drew it, and as it is known so far."""

    table: Table
    drawn: Mapping[str, Any]
    known: dict[str, Any] = field(default_factory=dict)

    def change(self, now: datetime) -> None:
        """It begins, or after that it ends."""
        course = _COURSES[self.table]
        if self.known:
            self.known |= {name: self.drawn[name] for name in course.until_then}
            self.known[course.ends] = _in_place_of(self.drawn[course.ends], now)
            return
        began = self.drawn[course.begins]
        at = _in_place_of(began, now)
        self.known = {**self.drawn, course.begins: at, course.ends: None, **course.until_then}
        if course.due and self.drawn[course.due]:
            self.known[course.due] = at + (self.drawn[course.due] - began)


# One change: rows that begin or end at once.
_Change = list[_Row]


def keep_writing(
    target: Engine, *, per_minute: int, seed: int, now: Callable[[], datetime], stop: Callable[[float], bool]
) -> Iterator[list[Table]]:
    """Write changes, `per_minute` of them evenly over the minute. Gives the tables of each once it is in the database.

    `now` tells the time; `stop` waits so many seconds and tells whether to stop, as `threading.Event().wait` does.
    Raises StoreError when the database is not marked as a demo, or does not take a change.
    """
    must_be_demo(target)
    chance, gap, due = Chance(seed), timedelta(minutes=1) / per_minute, now()
    lives: list[list[_Change]] = []
    while not stop(max(0.0, (due - now()).total_seconds())):
        with writing(target) as connection:
            _refuse_real_cases(connection)
            change, at = _next_change(chance, lives, connection, now()), now()
            for row in change:
                row.change(at)
                upsert(connection, row.table, [row.known], Ticks(1, None))
        yield [row.table for row in change]
        due = max(due + gap, now())


def must_be_demo(target: Engine) -> None:
    """Pass when the case database is marked as made up. Raises StoreError when it is not, or is not there."""
    with consistent_read(target) as connection:
        _refuse_real_cases(connection)


def _refuse_real_cases(connection: Connection) -> None:
    if not is_demo(connection):
        raise StoreError(
            f"{connection.engine.url.render_as_string()} is not marked as a demo, and made-up changes are written to "
            "no other. Name an empty database in SAUMATON_DATABASE_URL, and make a demo in it with: "
            "python manage.py demo"
        )


def _next_change(chance: Chance, lives: list[list[_Change]], connection: Connection, now: datetime) -> _Change:
    """Take the next change out of one of the lives; now and then a new one begins, and a life that is over goes."""
    if not lives or (len(lives) < _CASES_AT_ONCE and chance.happens(_SHARE_OF_OPENINGS)):
        lives.append(life := _draw_life(chance, _free_case_id(chance, connection), now))
    else:
        life = chance.choice(lives)
    change = life.pop()
    if not life:
        lives.remove(life)
    return change


def _free_case_id(chance: Chance, connection: Connection) -> str:
    while True:
        case_id = f"K-{chance.randint(1000, 999_999)}"
        if not connection.execute(select(tables.cases.c.case_id).where(tables.cases.c.case_id == case_id)).first():
            return case_id


def _draw_life(chance: Chance, case_id: str, now: datetime) -> list[_Change]:
    """All that is to happen in a case that opens now, the last change first."""
    opened_at = chance.office_time(now)
    closed_at = draw_closing(chance, SMALL, opened_at)
    case = draw_case(chance, case_id, chance.one_of(weight_of_counties()), (opened_at, closed_at))
    life = draw_handovers(chance, case, closed_at, draw_paces(chance))
    add_duties(life)
    changes: dict[datetime, _Change] = defaultdict(list)
    for table, rows in rows_of_cases([life], f"{case_id}-").items():
        for drawn in rows:
            row, course = _Row(table, drawn), _COURSES[table]
            for at in (drawn[course.begins], drawn[course.ends]):
                if at is not None:
                    moment = at if isinstance(at, datetime) else datetime.combine(at, time(), UTC)
                    changes[max(opened_at, moment)].append(row)
    return [changes[moment] for moment in sorted(changes, reverse=True)]


def _in_place_of(drawn: date, now: datetime) -> date:
    return now if isinstance(drawn, datetime) else local_day(to_us(now))
