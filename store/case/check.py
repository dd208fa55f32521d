"""What breaks the contract: in a row, and in a case database, ours or a ministry's own with views of these names."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Date, DateTime, Engine, Integer, Table, Text, cast, func, inspect, select, text
from sqlalchemy import column as named_column
from sqlalchemy import table as named_table
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.types import String, TypeEngine

from store.case.parsing import NoValue, day_of, moment_of, stored_moment_of, text_of, whole_number_of
from store.case.tables import CONTRACTS, IN_ORDER, Moment, key_of
from store.source import consistent_read

_CHUNK = 5_000
_KINDS: dict[type, type[TypeEngine[Any]]] = {Text: String, Integer: Integer, Date: Date, Moment: DateTime}

Readers = Mapping[type, Callable[[Any], Any]]
AS_DELIVERED: Readers = {Text: text_of, Integer: whole_number_of, Date: day_of, Moment: moment_of}
AS_IN_SQLITE: Readers = {**AS_DELIVERED, Moment: stored_moment_of}


@dataclass(frozen=True)
class Breach:
    """One place where data breaks the contract: where, what is wrong, and how to mend it.

    `key` names the row (`case_id=c1`); it is empty when the whole table is meant, and so is `column`.
    """

    table: str
    key: str
    column: str
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"{' '.join(filter(None, (self.table, self.key)))}: {self.said}"

    @property
    def said(self) -> str:
        """The breach without its row, for those who name the row in another way."""
        return f"{self.column}: {self.reason}; {self.mend}" if self.column else f"{self.reason}; {self.mend}"


def examine(table: Table, raw: Mapping[str, Any], read: Readers = AS_DELIVERED) -> tuple[dict[str, Any], list[Breach]]:
    """The row's values (None where one is missing or broken) and every breach that the row shows by itself.

    `raw` holds what was found, by column; columns it lacks are not judged. `read` turns what was found into a
    value, by the type of the column.
    """
    values: dict[str, Any] = dict.fromkeys(table.columns.keys())
    faults, broken = [], set(values) - set(raw)
    for name, found in raw.items():
        column = table.c[name]
        try:
            values[name] = None if found is None else read[type(column.type)](found)
            if found is None and not column.nullable:
                raise NoValue("is empty", f"each row of {table.name} needs one")
        except NoValue as error:
            broken.add(name)
            faults.append((name, error.reason, error.mend))
    for one in CONTRACTS[table.name].constraints:
        if one.kind == "reference" or broken.intersection(one.columns):
            continue
        if fault := one.fault(*(values[name] for name in one.columns)):
            faults.append((one.columns[0], fault, one.mend))
    return values, [Breach(table.name, key_text(table, raw), *fault) for fault in faults]


def dangling(table: Table, values: Mapping[str, Any], known: Mapping[str, Collection[str]]) -> Iterator[Breach]:
    """Breaches for references to rows that are not among the `known` keys (by table name).

    References to tables that `known` lacks are not judged.
    """
    for one in CONTRACTS[table.name].references:
        [column] = one.columns
        if one.table in known and (fault := one.fault(values[column], known[one.table])):
            yield Breach(table.name, key_text(table, values), column, fault, one.mend)


def duplicate(table: Table, values: Mapping[str, Any], reason: str) -> Breach:
    """The breach for a key that is there more than once."""
    return Breach(table.name, key_text(table, values), ", ".join(key_of(table)), reason, "leave one row of each key")


def key_text(table: Table, values: Mapping[str, Any]) -> str:
    """The row's key for a message, such as `case_id=c1, reason=consent`."""
    return ", ".join(f"{name}={values.get(name)}" for name in key_of(table))


def breaches(source: Engine) -> Iterator[Breach]:
    """Every breach of the contract at one moment, table by table.

    A missing table, or a column that is missing or of a wrong type, is one breach; rows are judged by the other
    columns. Raises DatabaseMissing.
    """
    with consistent_read(source) as connection, _raw_text(connection):
        inspector = inspect(connection)
        there = {*inspector.get_table_names(), *inspector.get_view_names()}
        known: dict[str, set[str]] = {}
        for table in IN_ORDER:
            if table.name not in there:
                yield Breach(table.name, "", "", "the table is missing", "make a table or view of this name")
                continue
            usable: list[str] = []
            yield from _column_breaches(inspector, table, usable)
            if set(key_of(table)) <= set(usable):
                yield from _duplicates(connection, table)
            yield from _row_breaches(connection, table, usable, known)


def _column_breaches(inspector: Inspector, table: Table, usable: list[str]) -> Iterator[Breach]:
    """Breaches of columns as such; names of columns whose values can be judged are added to `usable`."""
    found = {column["name"]: column["type"] for column in inspector.get_columns(table.name)}
    for column in table.columns:
        if column.name not in found:
            mend = "add it" + " (null may stand in it)" * bool(column.nullable)
            yield Breach(table.name, "", column.name, "the column is missing", mend)
        elif inspector.dialect.name != "sqlite" and (wrong := _wrong_type(column.type, found[column.name])):
            yield Breach(table.name, "", column.name, *wrong)
        else:
            usable.append(column.name)


def _wrong_type(wanted: TypeEngine[Any], found: TypeEngine[Any]) -> tuple[str, str] | None:
    found = getattr(found, "data_type", found)  # a domain is judged by the type that it is made of
    kind = _KINDS[type(wanted)]
    if not isinstance(found, kind):
        return f"the column is of type {found}", f"make it {kind.__name__.lower()}"
    if isinstance(found, DateTime) and not found.timezone:
        return "the column holds times without a zone", "make it timestamp with time zone"
    return None


def _duplicates(connection: Connection, table: Table) -> Iterator[Breach]:
    key = [_raw(connection, name) for name in key_of(table)]
    rows = select(*key, func.count()).select_from(named_table(table.name))
    for row in connection.execute(rows.group_by(*key).having(func.count() > 1)):
        yield duplicate(table, dict(zip(key_of(table), row, strict=False)), f"is there {row[-1]} times")


def _row_breaches(
    connection: Connection, table: Table, usable: list[str], known: dict[str, set[str]]
) -> Iterator[Breach]:
    """Breaches of single rows. The table's keys are added to `known`, which lacks tables whose keys cannot be read."""
    readers = AS_IN_SQLITE if connection.dialect.name == "sqlite" else AS_DELIVERED
    keys: set[Any] = set()
    if key_of(table)[0] in usable:
        known[table.name] = keys
    everything = select(*(_raw(connection, name) for name in usable)).select_from(named_table(table.name))
    for row in connection.execution_options(yield_per=_CHUNK).execute(everything) if usable else ():
        values, found = examine(table, dict(zip(usable, row, strict=True)), readers)
        yield from found
        yield from dangling(table, values, known)
        keys.add(values[key_of(table)[0]])


def _raw(connection: Connection, name: str) -> Any:
    """The column as it is; from PostgreSQL as text, because Python has no infinite times."""
    found: Any = named_column(name)
    return found if connection.dialect.name == "sqlite" else cast(found, Text).label(name)


@contextmanager
def _raw_text(connection: Connection) -> Iterator[None]:
    """Within it, text comes as it is: ISO times whatever PostgreSQL's DateStyle, and SQLite's even if not UTF-8."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET LOCAL DateStyle TO ISO"))
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.text_factory = lambda found: found.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str
