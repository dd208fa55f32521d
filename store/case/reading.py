"""Tables of the case database as Arrow: read quickly, strictly, and all as of one moment.

PostgreSQL is read by Arrow's own driver (ADBC). SQLite is not, because a second SQLite library in the process would
take away the locks and the write-ahead log of the first, which then would see no more changes.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
from adbc_driver_postgresql import dbapi
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    PoolProxiedConnection,
    QueuePool,
    Table,
    Text,
    select,
    text,
    type_coerce,
)
from sqlalchemy.exc import DBAPIError

from measures.local_time import starts_of_days
from store.case.parsing import day_of, stored_moment_of
from store.case.tables import IN_ORDER, Moment
from store.errors import DatabaseMissing, DatabaseUnreadable
from store.source import for_libpq, limits_of_reading

# so few rows stay in the processor's cache, and mostly below the number at which Python collects garbage
CHUNK = 500
_DAY_FORM = r"(?:[1-9]\d{3}|0[1-9]\d{2}|00[1-9]\d|000[1-9])-\d\d-\d\d"  # no year 0, which Python does not know
_MOMENT_FORM = _DAY_FORM + r" \d\d:\d\d:\d\d\.\d{6}"
_FIRST_US, _LAST_US = -62_135_596_800_000_000, 253_402_300_799_999_999  # the years 1 to 9999
# A table that is emptied or rewritten is so at once for older snapshots, too, which then see it empty.
_LOCKABLE = f"""
    SELECT relname::text FROM pg_class
    WHERE relname IN ({", ".join(f"'{table.name}'" for table in IN_ORDER)}) AND relkind IN ('r', 'p', 'v')
    AND pg_table_is_visible(oid) AND has_table_privilege(oid, 'SELECT')"""

# the last characters of a case number: those that differ most
ENDING_LENGTH = 3
ENDING = f"coalesce(right(rtrim(case_id::text, ' '), {ENDING_LENGTH}), '')"  # for PostgreSQL and DuckDB

ReadTable = Callable[[Table], pa.Table]


@dataclass(frozen=True)
class Part:
    """Some of the cases: those of whose numbers an SQL expression has one of these values."""

    of_number: str
    values: list[str]


class ReadSome(Protocol):
    """Reads a table, or its rows of a part of the cases."""

    def __call__(self, table: Table, part: Part | None = None) -> pa.Table: ...


@contextmanager
def table_reader(source: Connection) -> Iterator[ReadSome]:
    """Reads tables in `source`'s transaction: moments as µs, days as µs of the midnight with which they begin. With a
    part of the cases all rows are read that name no case.

    Reading raises DatabaseUnreadable when a table, a column or a value cannot be read.
    """
    if source.dialect.name == "sqlite":
        yield partial(_read, partial(_rows_of_sqlite, source))
    else:
        with _cursor_beside(source) as cursor:
            yield partial(_read, partial(_rows_of_postgresql, cursor))


def _read(rows_of: Callable[..., pa.Table], table: Table, part: Part | None = None) -> pa.Table:
    try:
        found = rows_of(table, part if "case_id" in table.columns else None)
        arrays = [_canonical(column, found[column.name]) for column in table.columns]
    except (DBAPIError, dbapi.Error, ValueError, TypeError, OverflowError, pa.ArrowException) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise DatabaseUnreadable(
            f"table {table.name} cannot be read: {reason}. See what is wrong with: python manage.py check"
        ) from error
    return pa.table(arrays, names=table.columns.keys())


@contextmanager
def _cursor_beside(source: Connection) -> Iterator[Any]:
    """Of Arrow's own driver, on a connection that sees what the transaction of `source` sees."""
    connection = _transaction_of_arrow(source.engine)
    try:
        with closing(connection.cursor()) as cursor:
            snapshot = source.scalar(text("SELECT pg_export_snapshot()"))  # once the tables are locked
            cursor.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
            yield cursor
            cursor.execute("COMMIT")
    except BaseException:
        connection.invalidate()
        raise
    finally:
        connection.close()


def _transaction_of_arrow(source: Engine) -> PoolProxiedConnection:
    """A connection on which a transaction has begun that keeps the tables from being emptied or rewritten, also where
    the one in the pool was cut since its last use.
    """
    pool = arrow_connections(source)
    try:
        return _begun(pool.connect())
    except dbapi.Error:
        pool.dispose()
    try:
        return _begun(pool.connect())
    except dbapi.Error as error:
        raise DatabaseMissing(f"{source.url.render_as_string()} cannot be used: {error}") from error


def _begun(connection: PoolProxiedConnection) -> PoolProxiedConnection:
    try:
        with closing(connection.cursor()) as cursor:
            cursor.execute(_LOCKABLE)
            names = [name for (name,) in cursor.fetchall()]
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for statement in limits_of_reading():
                cursor.execute(statement)
            if names:
                cursor.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS SHARE MODE")
    except BaseException:
        connection.invalidate()
        raise
    return connection


def _rows_of_postgresql(cursor: Any, table: Table, part: Part | None) -> pa.Table:
    where = f"WHERE case_id IS NULL OR {part.of_number} = ANY($1)" if part else ""
    cursor.execute(
        f"SELECT {', '.join(table.columns.keys())} FROM {table.name} {where}", [part.values] if part else None
    )
    return cursor.fetch_arrow_table()


@lru_cache(maxsize=10)
def arrow_connections(source: Engine) -> QueuePool:
    """Kept open, because each new one asks the server for all its types; but outside a transaction, in which the server
    and PgBouncer would not leave it for long.
    """
    given = for_libpq(source.url)
    return QueuePool(lambda: dbapi.connect(given, autocommit=True), pool_size=1)


def _rows_of_sqlite(source: Connection, table: Table, part: Part | None) -> pa.Table:
    """As the driver gives them, because SQLAlchemy's types would make every value again in Python."""
    whole = {column.name: isinstance(column.type, Integer) for column in table.columns}
    asked = [type_coerce(table.c[name], Integer if is_int else Text).label(name) for name, is_int in whole.items()]
    question = select(*asked).select_from(table)
    if part:
        among = text(f"case_id IS NULL OR {part.of_number} IN (SELECT value FROM json_each(:among))")
        question = question.where(among.bindparams(among=json.dumps(part.values)))
    result = source.execution_options(yield_per=CHUNK).execute(question)
    schema = pa.schema([(name, pa.int64() if is_int else pa.string()) for name, is_int in whole.items()])
    columns_of = (zip(*rows, strict=True) for rows in result.partitions(CHUNK))
    batches = [pa.record_batch(list(map(pa.array, columns, schema.types)), schema) for columns in columns_of]
    found = pa.Table.from_batches(batches, schema)
    return pa.table({column.name: _from_text(column, found[column.name]) for column in table.columns})


def _from_text(column: Column[Any], found: pa.ChunkedArray) -> pa.ChunkedArray:
    """SQLite keeps moments and days as text."""
    if isinstance(column.type, Moment):
        return _parsed(found, _MOMENT_FORM, stored_moment_of, pa.timestamp("us"))
    return _parsed(found, _DAY_FORM, day_of, pa.date32()) if isinstance(column.type, Date) else found


def _canonical(column: Column[Any], found: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values in the product's types. Raises TypeError when the database has another type."""
    kind = found.type
    if isinstance(column.type, Moment) and pa.types.is_timestamp(kind):
        return _in_years(found.cast(pa.int64()))
    if isinstance(column.type, Date) and pa.types.is_date32(kind):
        return _midnights(found)
    if isinstance(column.type, Integer) and pa.types.is_integer(kind):
        return found.cast(pa.int64())
    if isinstance(column.type, Text) and pa.types.is_string(kind):
        return found
    raise TypeError(f"column {column.name} is {kind}")


def _parsed(texts: pa.ChunkedArray, form: str, read: Callable[[str], object], kind: pa.DataType) -> pa.ChunkedArray:
    """Texts of a strict form as values; `read` raises NoValue for the first of another form."""
    for strange in texts.filter(pc.invert(pc.match_substring_regex(texts, rf"\A{form}\z"))).to_pylist():
        read(strange)
    return texts.cast(kind)


def _in_years(moments: pa.ChunkedArray) -> pa.ChunkedArray:
    """The moments (µs), if Python knows their years. Raises ValueError."""
    ends = pc.min_max(moments).as_py()
    if ends["min"] is not None and not _FIRST_US <= ends["min"] <= ends["max"] <= _LAST_US:
        raise ValueError("a moment lies outside the years 1 to 9999")
    return moments


def _midnights(days: pa.ChunkedArray) -> pa.ChunkedArray:
    different = days.unique().drop_null()
    begins = starts_of_days(different.to_numpy(zero_copy_only=False).astype("datetime64[D]"))
    return pa.array(begins).take(pc.index_in(days, different))
