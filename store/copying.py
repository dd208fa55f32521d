"""Tables of the case database as Arrow: read quickly and strictly, through SQLAlchemy's own connection.

Arrow has drivers of its own (ADBC). They are not used: a second SQLite library in one process takes away the locks and
the write-ahead log of the first, which then sees no change any more, and their PostgreSQL library knows no Kerberos.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import BigInteger, Column, Connection, Date, Integer, Table, Text, cast, extract, select, type_coerce
from sqlalchemy.exc import DBAPIError

from measures.local_time import starts_of_days
from store.errors import DatabaseUnreadable
from store.tables import Moment
from store.values import day_of, stored_moment_of

# Few rows at a time stay in the processor's cache, and mostly below the number at which Python collects garbage.
CHUNK = 500
_DAY_FORM = r"(?:[1-9]\d{3}|0[1-9]\d{2}|00[1-9]\d|000[1-9])-\d\d-\d\d"  # no year 0, which Python does not know
_MOMENT_FORM = _DAY_FORM + r" \d\d:\d\d:\d\d\.\d{6}"
_FIRST_US, _LAST_US = -62_135_596_800_000_000, 253_402_300_799_999_999  # the years 1 to 9999


def read_table(source: Connection, table: Table) -> pa.Table:
    """The table's rows in its columns: moments as µs, days as µs of the Helsinki midnight with which they begin.

    Raises DatabaseUnreadable when the table, a column or a value cannot be read.
    """
    try:
        found = _found(source, table)
        arrays = [_canonical(column, found[column.name]) for column in table.columns]
    except (DBAPIError, ValueError, TypeError, OverflowError, pa.ArrowException) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise DatabaseUnreadable(
            f"table {table.name} cannot be read: {reason}. See what is wrong with: python manage.py check"
        ) from error
    return pa.table(arrays, names=table.columns.keys())


def _found(source: Connection, table: Table) -> pa.Table:
    """The rows as the driver gives them; SQLAlchemy's types would make every value anew in Python."""
    on_sqlite = source.dialect.name == "sqlite"
    asked = [(_on_sqlite if on_sqlite else _on_postgresql)(column).label(column.name) for column in table.columns]
    result = source.execution_options(yield_per=CHUNK).execute(select(*asked).select_from(table))
    schema = pa.schema([(column.name, _given(column, on_sqlite)) for column in table.columns])
    batches = [_batch(rows, schema) for rows in result.partitions(CHUNK)]
    return pa.Table.from_batches(batches, schema).combine_chunks()


def _on_sqlite(column: Column[Any]) -> Any:
    return type_coerce(column, Integer if isinstance(column.type, Integer) else Text)


def _on_postgresql(column: Column[Any]) -> Any:
    return cast(extract("epoch", column) * 1_000_000, BigInteger) if isinstance(column.type, Moment) else column


def _given(column: Column[Any], on_sqlite: bool) -> pa.DataType:
    """The Arrow type of what the driver gives for a column."""
    if isinstance(column.type, Integer) or (isinstance(column.type, Moment) and not on_sqlite):
        return pa.int64()
    return pa.date32() if isinstance(column.type, Date) and not on_sqlite else pa.string()


def _batch(rows: Sequence[Any], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)]
    return pa.record_batch(arrays, schema)


def _canonical(column: Column[Any], found: pa.ChunkedArray) -> pa.ChunkedArray:
    as_text = pa.types.is_string(found.type)
    if isinstance(column.type, Moment):
        if not as_text:
            return _in_years(found)
        return _parsed(found, _MOMENT_FORM, stored_moment_of, pa.timestamp("us")).cast(pa.int64())
    if isinstance(column.type, Date):
        return _midnights(_parsed(found, _DAY_FORM, day_of, pa.date32()) if as_text else found)
    return found


def _parsed(texts: pa.ChunkedArray, form: str, read: Callable[[str], object], kind: pa.DataType) -> pa.ChunkedArray:
    """Texts of a strict form as values; the first of another form is told by `read`, which raises NoValue."""
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
