"""One case, taken out of a case database of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from store.case import change_table
from store.case.tables import IN_ORDER, deadlines, handovers

# those that refer to others stand first
OF_A_CASE = [table for table in reversed(IN_ORDER) if "case_id" in table.c]


@dataclass(frozen=True)
class Kept:
    """What the case database holds of a case: rows by table, and all keys that name it, its own number first."""

    rows: Mapping[str, int]
    keys: tuple[str, ...]


def kept_of(connection: Connection, case: str) -> Kept:
    """What the database holds of a case."""
    counts = {table.name: select(func.count()).where(table.c.case_id == case) for table in OF_A_CASE}
    rows = {name: connection.execute(count).scalar_one() for name, count in counts.items()}
    return Kept(rows, (case, *_keys(connection, case)))


def erase(connection: Connection, case: str) -> None:
    """Delete all rows of a case, in a transaction of `store.case.writing`."""
    for table in OF_A_CASE:
        connection.execute(delete(table).where(table.c.case_id == case))
    change_table.forget(connection, case)


def _keys(connection: Connection, case: str) -> Iterator[str]:
    for column, of in ((handovers.c.handover_id, handovers.c.case_id), (deadlines.c.deadline_id, deadlines.c.case_id)):
        yield from connection.execute(select(column).where(of == case)).scalars()
