"""The living demo: one small change after another, as if officials were at work right now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Executable

from store.case.writing import writing
from store.demo.chance import Chance
from store.demo.happenings import closed, met, opened
from store.demo.passing_on import answered, handed_over
from store.errors import StoreError
from store.schema import is_demo
from store.source import consistent_read

Happening = Callable[[Chance, Connection, datetime], Sequence[Executable]]

_HAPPENINGS: Mapping[Happening, float] = {
    opened: 2,
    handed_over: 10,
    answered: 10,
    closed: 2,
    met: 3,
}


@dataclass(frozen=True)
class Change:
    """What happens (opened, handed_over, answered, closed, met), and the statements that write it."""

    what: str
    statements: tuple[Executable, ...]


def next_change(chance: Chance, connection: Connection, now: datetime) -> Change | None:
    """What happens next in the cases that `connection` sees, all of it at `now`; None where nothing can. Only reads."""
    left = dict(_HAPPENINGS)
    while left:
        happening = chance.one_of(left)
        if statements := happening(chance, connection, now):
            return Change(happening.__name__, tuple(statements))
        del left[happening]
    return None


def keep_writing(
    target: Engine, *, per_minute: int, seed: int, now: Callable[[], datetime], stop: Callable[[float], bool]
) -> Iterator[Change]:
    """Write changes, `per_minute` of them evenly over the minute, and give each once it is in the database.

    `now` tells the time; `stop` waits so many seconds and tells whether to stop, as `threading.Event().wait` does.
    Raises StoreError when the database is not marked as a demo, or does not take a change.
    """
    must_be_demo(target)
    chance, gap, due = Chance(seed), timedelta(minutes=1) / per_minute, now()
    while not stop(max(0.0, (due - now()).total_seconds())):
        if change := _write_next(chance, target, now()):
            yield change
        due = max(due + gap, now())


def must_be_demo(target: Engine) -> None:
    """Pass when the case database is marked as made up. Raises StoreError when it is not, or is not there."""
    with consistent_read(target) as connection:
        _refuse_real_cases(connection)


def _write_next(chance: Chance, target: Engine, now: datetime) -> Change | None:
    with writing(target) as connection:
        _refuse_real_cases(connection)
        change = next_change(chance, connection, now)
        for statement in change.statements if change else ():
            connection.execute(statement)
    return change


def _refuse_real_cases(connection: Connection) -> None:
    if not is_demo(connection):
        raise StoreError(
            f"{connection.engine.url.render_as_string()} is not marked as a demo, and made-up changes are written to "
            "no other. Name an empty database in SAUMATON_DATABASE_URL, and make a demo in it with: "
            "python manage.py demo"
        )
