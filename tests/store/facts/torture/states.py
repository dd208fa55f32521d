"""A state of the case database in few words: what the writers keep, the database holds and the copy shows.

Moments are whole minutes since the start of the writers' time, so that the number of a writer's try is one.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, Select, Table, Text, select

from store.case.tables import cases, handovers, involvements
from tests.rows import LONG_AGO

WRITERS = 8
Rows = dict[str, list[Any]]  # by what the row is, and the key of it

# what a case system may keep to tell others of its changes
changes = Table(
    "changes",
    MetaData(),
    Column("revision", Integer, primary_key=True, autoincrement=True),
    Column("row", Text, nullable=False),
    sqlite_autoincrement=True,
)
IN_DATABASE: dict[str, Select[Any]] = {
    "case": select(cases.c.case_id, cases.c.opened_at, cases.c.closed_at),
    "involvement": select(involvements.c.case_id, involvements.c.agency_code, involvements.c.started_at),
    "handover": select(
        handovers.c.handover_id, handovers.c.case_id, handovers.c.handed_over_at, handovers.c.responded_at
    ),
}


def counter(writer: int) -> str:
    """The case whose opening is the number of the writer's last try that went in."""
    return f"{writer}-counter"


def writer_of(row: str) -> int:
    return int(row.split()[1].split("-", maxsplit=1)[0])


def numbers_in(rows: Rows) -> dict[int, int]:
    """The number of the try that each writer's counter shows."""
    return {writer: rows.get(f"case {counter(writer)}", [0])[0] for writer in range(WRITERS)}


def at(minute: int) -> datetime:
    return LONG_AGO + timedelta(minutes=minute)


def in_database(connection: Connection) -> Rows:
    return {
        f"{kind} {key}": [_minute(value) for value in values]
        for kind, question in IN_DATABASE.items()
        for key, *values in connection.execute(question)
    }


def _minute(value: Any) -> Any:
    return (value - LONG_AGO) // timedelta(minutes=1) if isinstance(value, datetime) else value
