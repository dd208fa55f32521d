"""An example of a delivery, made of the tables themselves: whoever prepares one sees every column with a value."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Date, Integer, Table

from store.case.tables import CONTRACTS, IN_ORDER, Moment

Row = dict[str, str]

_FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)


def examples() -> dict[str, list[Row]]:
    """Rows by table, which can be imported as they are: one of each, and a second where others need two of them."""
    twice = {table for one in IN_ORDER for table in _needed_twice(one)}
    return {table.name: [_row(table, n) for n in (1, 2)[: 1 + (table.name in twice)]] for table in IN_ORDER}


def _needed_twice(table: Table) -> set[str]:
    """The tables to which two columns refer that may not be the same."""
    return {
        key.column.table.name
        for one in CONTRACTS[table.name].constraints
        if one.kind == "same"
        for key in table.c[one.columns[0]].foreign_keys
    }


def _row(table: Table, nth: int) -> Row:
    others = {one.columns[0] for one in CONTRACTS[table.name].constraints if one.kind == "same"}
    return {
        column.name: _value(column, place, 2 if column.name in others else nth if not column.foreign_keys else 1)
        for place, column in enumerate(table.columns)
    }


def _value(column: Column[Any], place: int, nth: int) -> str:
    """A value of the column, which has this place in its table; later moments and days stand further right."""
    if known := column.info.get("codes"):
        return str(known[min(1, len(known) - 1)])
    if isinstance(column.type, Moment):
        return (_FIRST + timedelta(days=place)).isoformat().replace("+00:00", "Z")
    if isinstance(column.type, Date):
        return (date(2026, 3, 2) + timedelta(days=place)).isoformat()
    if isinstance(column.type, Integer):
        return "100000"
    of = next((key.column.table.name for key in column.foreign_keys), column.table.name)
    return f"{of}-{nth}"
