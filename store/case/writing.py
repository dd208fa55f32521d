"""Writing to the case database: one transaction, one writer, and newer rows replace older ones of the same key."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Date, Engine, Table, and_, bindparam, delete, false, func, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from measures.local_time import local_day, to_us
from store.case.tables import BY_NAME, Moment, key_of, regions
from store.errors import ImportRefused
from store.schema import must_be_current

Progress = Callable[[int, int], None]
_BATCH = 500


@dataclass(frozen=True)
class Counts:
    """What happened to the rows of one table."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    quarantined: int = 0


@dataclass(frozen=True)
class ImportSummary:
    """What an import did, by table name; how many rows tell of what has not happened yet, where any do; what the
    administrator should know besides; and the rows, or events, that were delivered.
    """

    counts: Mapping[str, Counts]
    remarks: tuple[str, ...] = ()
    future: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0

    @property
    def notices(self) -> tuple[str, ...]:
        """What the command line says besides the counts."""
        words = "rows that lie in the future: {n}; what they tell counts only from then on."
        return (*self.remarks, *(f"{name}: {words.format(n=n)}" for name, n in self.future.items()))


# is told what an import did before that is committed; what it raises undoes all
Confirm = Callable[[ImportSummary], None]


@dataclass
class Ticks:
    """Calls `progress` about a hundred times; `total` is in steps."""

    total: int
    progress: Progress | None
    done: int = field(default=0, init=False)
    told: int = field(default=0, init=False)

    def step(self, steps: int = 1) -> None:
        self.done += steps
        if self.progress and (self.done - self.told >= self.total / 100 or self.done == self.total):
            self.told = self.done
            self.progress(self.done, self.total)


@contextmanager
def writing(target: Engine) -> Iterator[Connection]:
    """A transaction on a case database of ours. Two writers wait for each other; readers do not wait.

    Raises what `must_be_current` raises, and ImportRefused when the database does not take a row.
    """
    must_be_current(target)
    try:
        with target.begin() as connection:
            # SQLite locks only at the first write, so a write that changes nothing comes before any read
            is_sqlite = connection.dialect.name == "sqlite"
            lock = text("LOCK TABLE regions IN SHARE ROW EXCLUSIVE MODE")
            connection.execute(delete(regions).where(false()) if is_sqlite else lock)
            yield connection
    except DBAPIError as error:
        raise ImportRefused(f"The database did not take it: {error.orig}. Nothing was imported.") from error


def upsert(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], ticks: Ticks, *, replace: bool = True
) -> Counts:
    """Insert `rows`, which name the same columns; with `replace`, rows of the same keys take their values.

    A row with the same values is not touched, so that the same import twice changes nothing.
    """
    count = select(func.count()).select_from(table)
    before = connection.execute(count).scalar_one()
    statement = _upsert_statement(connection, table, replace=replace)
    touched = 0
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        touched += connection.execute(statement, batch).rowcount
        ticks.step(len(batch))
    inserted = connection.execute(count).scalar_one() - before
    return Counts(inserted=inserted, updated=touched - inserted, unchanged=len(rows) - touched)


def of_the_future(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, int]:
    """How many rows, by table name, tell of what has not happened yet, where any do; a due day may well lie ahead."""
    now = datetime.now(UTC)
    found = {name: sum(is_to_come(row, BY_NAME[name], now) for row in of_table) for name, of_table in rows.items()}
    return {name: n for name, n in found.items() if n}


def is_to_come(row: Mapping[str, Any], table: Table, now: datetime) -> bool:
    """Whether a row tells of a moment after now (aware), or of a Helsinki day after today."""
    told = [
        column for column in table.columns if not column.name.startswith("due_") and row.get(column.name) is not None
    ]
    today = local_day(to_us(now))
    lies_ahead = any(row[column.name] > now for column in told if isinstance(column.type, Moment))
    return lies_ahead or any(row[column.name] > today for column in told if isinstance(column.type, Date))


def _upsert_statement(connection: Connection, table: Table, *, replace: bool) -> Any:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).execution_options(preserve_rowcount=True)
    if not replace:
        return statement.on_conflict_do_nothing()
    new = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    differs = or_(*(table.c[name].is_distinct_from(value) for name, value in new.items()))
    return statement.on_conflict_do_update(index_elements=key_of(table), set_=new, where=differs)


def remove(connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> int:
    """Delete the rows with these keys (values in the order of `key_of`) and say how many they were."""
    names = key_of(table)
    statement = delete(table).where(and_(*(table.c[name] == bindparam(f"key_{name}") for name in names)))
    if keys:
        connection.execute(statement, [{f"key_{n}": v for n, v in zip(names, key, strict=True)} for key in keys])
    return len(keys)
