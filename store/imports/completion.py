"""A complete delivery: rows of its tables that it lacks are deleted."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from config.codes import UNKNOWN
from store.case.rows import key_text
from store.case.tables import CONTRACTS, IN_ORDER, key_of
from store.case.writing import remove
from store.errors import ImportRefused
from store.imports.delivery_rows import TableDelivery

_KEPT = {("regions", (UNKNOWN,))}


def remove_lacking(
    connection: Connection, delivered: Sequence[TableDelivery]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Delete the rows of the delivered tables whose keys the delivery lacks: how many, by table name, and notices.

    A table with a delivered row whose key is not known keeps its rows, because that row may be any of them. Raises
    ImportRefused when a remaining row refers to one that would go.
    """
    deleted, notices = {}, []
    for of_table in reversed(delivered):
        name = of_table.table.name
        keys = {of_table.key(judged) for judged in of_table.rows}
        if None in keys:
            notices.append(f"{name}: nothing was deleted, for the key of a bad row cannot be told.")
            continue
        lacking = _lacking(connection, of_table.table, keys)
        if blocked := tuple(_blocks(connection, of_table, {key[0] for key in lacking})):
            headline = f"{len(blocked)} rows that stay refer to rows of {name} that would go"
            raise ImportRefused(f"{headline}. Nothing was imported.", blocked)
        deleted[name] = remove(connection, of_table.table, lacking)
    return deleted, tuple(notices)


def _lacking(connection: Connection, table: Table, keys: set[tuple[Any, ...] | None]) -> list[tuple[Any, ...]]:
    standing = connection.execute(select(*(table.c[name] for name in key_of(table))))
    return [key for row in standing if (key := tuple(row)) not in keys and (table.name, key) not in _KEPT]


def _blocks(connection: Connection, of_table: TableDelivery, going: set[str]) -> Iterator[str]:
    references = [
        (child, one.columns[0])
        for child in IN_ORDER
        for one in CONTRACTS[child.name].references
        if going and one.table == of_table.table.name
    ]
    for child, column in references:
        for row in connection.execute(select(child).where(child.c[column].is_not(None))).mappings():
            if row[column] in going:
                yield (
                    f"{of_table.file.name}: '{row[column]}' is not delivered, but {child.name} "
                    f"{key_text(child, dict(row))} refers to it; deliver it, or {child.name} without that row"
                )
