"""The columnar copy: the facts of one moment in memory, and what answers questions about them."""

import warnings
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any, Literal, Protocol

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Engine

from config.settings import Settings
from store.case.change_table import Noted, noted, part_since
from store.case.reading import Part, table_reader
from store.case.stream import Stream, Streamed
from store.case.tables import BY_NAME, key_of
from store.errors import DatabaseMissing
from store.facts.contents import Contents, contents, shape
from store.facts.load import Progress, make_facts, read_tables
from store.facts.memory import new_memory
from store.facts.snapshot import Snapshot
from store.schema import is_demo, must_be_readable
from store.source import consistent_read, engine, usable

_NULLABLE = {
    pa.int64(): pd.Int64Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}

# through Arrow a long answer takes two thirds of the time; the way that DuckDB advises plans every question twice
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)
# names of columns are texts: as Arrow's they take longer than the rows of most answers
pd.set_option("mode.string_storage", "python")
_versions = count(1)

# how changed cases are found: by the change table, by the stream of changes, by the endings of case numbers, or by all
# rows
Way = Literal["change_table", "stream", "endings", "all_rows"]


class Answers(Protocol):
    """Facts as they were at a moment, wherever they are."""

    def answer(self, text: str, values: tuple[Any, ...]) -> pa.Table: ...


class Edition(Protocol):
    """What answers questions: the facts of one moment and the settings that hold for them. Its version is a short text,
    unique in this process; `whole` is another one wherever something changed that is of no case, such as names.
    """

    @property
    def facts(self) -> Answers: ...
    @property
    def codes(self) -> pd.CategoricalDtype: ...
    @property
    def version(self) -> str: ...
    @property
    def whole(self) -> str: ...
    @property
    def read_at(self) -> datetime: ...
    @property
    def demo(self) -> bool: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def way(self) -> Way: ...


ReadAs = Contents | Noted | Streamed | None  # of the case database; None where only all rows tell


@dataclass(frozen=True)
class Copy:
    """An edition whose facts are in the memory of this process."""

    facts: Snapshot
    codes: pd.CategoricalDtype
    version: str
    read_at: datetime
    demo: bool
    contents: ReadAs
    whole_at: datetime  # when all facts were made last
    whole: str  # the version then
    settings: Settings
    changes: int = 0  # of cases, since then

    @property
    def way(self) -> Way:
        """How the cases are found that change after it."""
        if isinstance(self.contents, Noted):
            return "change_table"
        if isinstance(self.contents, Streamed):
            return "stream"
        return "endings" if self.contents and self.contents.here else "all_rows"


@dataclass(frozen=True)
class Rows:
    """What the case database held at a moment: tables by name, and whether its cases are made up. Where there is a
    `part`, of cases only these, which are all that changed.
    """

    tables: dict[str, pa.Table]
    read_at: datetime
    demo: bool
    contents: ReadAs = None
    part: Part | None = None


def read_copy(settings: Settings, progress: Progress | None = None) -> Copy:
    """Read the case database that `settings` name into a new copy.

    Raises StoreError (its subclasses say what to do) when it is missing, of another version, or unreadable.
    """
    source = engine(settings.database_url)
    must_be_readable(source)
    return made_of(read_rows(source, progress), new_memory(), settings)


def read_rows(
    source: Engine, progress: Progress | None = None, before: Copy | None = None, stream: Stream | None = None
) -> Rows:
    """Read this case database in one transaction, or no more of it than the cases that may have changed since a copy,
    as a `stream` of its changes tells where there is one.

    Raises StoreError when it cannot be read.
    """
    with consistent_read(source) as connection, usable(source), table_reader(connection) as read:
        read_at = datetime.now(UTC)
        found, part = _streamed(connection, stream, before) if stream else _contents(connection, before)
        rows = read_tables(partial(read, part=part), progress)
        return Rows(rows, read_at, is_demo(connection), found, part)


def _streamed(connection: Connection, stream: Stream, before: Copy | None) -> tuple[Streamed, Part | None]:
    """What the tables are like, and which cases have changed since; None for all."""
    snapshot = stream.caught_up(connection)
    if snapshot is None:
        raise DatabaseMissing("the stream of changes stays behind")
    part = stream.part(snapshot, partial(_cases_of, before))
    now = Streamed(stream.number, shape(connection))
    return now, part if before and before.contents == now else None


def _cases_of(before: Copy | None, table: str, keys: set[str], likely: set[str]) -> set[str]:
    """The cases of facts made of rows of a table with these keys, other than the `likely` cases, where most are."""
    if not before or not keys:
        return set()
    [key] = key_of(BY_NAME[table])
    near = "AND case_no IN (SELECT case_no FROM fact_cases WHERE case_id IN (SELECT unnest($2)))"
    found = f"SELECT {key}, case_no FROM fact_{table} WHERE {key} IN (SELECT unnest($1))"
    with before.facts.reading() as cursor:
        there = {one for one, _case in cursor.execute(f"{found} {near}", [list(keys), list(likely)]).fetchall()}
        elsewhere = f"SELECT case_id FROM fact_cases WHERE case_no IN (SELECT case_no FROM ({found}))"
        # all rows are searched only for keys of other cases
        return (
            {case for (case,) in cursor.execute(elsewhere, [list(keys - there)]).fetchall()} if keys - there else set()
        )


def _contents(connection: Connection, before: Copy | None) -> tuple[Contents | Noted | None, Part | None]:
    """What the case tables hold, and which cases may have changed since; None where nobody knows."""
    known = before.contents if before else None
    if connection.dialect.name == "postgresql":
        now = contents(connection)
        return now, now.part_since(known) if isinstance(known, Contents) else None
    of_sqlite = noted(connection)
    if of_sqlite and isinstance(known, Noted) and of_sqlite.shape == known.shape:
        return of_sqlite, part_since(connection, known)
    return of_sqlite, None


def made_of(rows: Rows, memory: duckdb.DuckDBPyConnection, settings: Settings) -> Copy:
    """A new copy in an empty `memory`; the rows are used up."""
    make_facts(rows.tables, memory, settings)
    facts, codes = Snapshot(memory), codes_of(memory)
    version, read_at = version_of(rows), rows.read_at
    return Copy(facts, codes, version, read_at, rows.demo, rows.contents, read_at, version, settings)


def version_of(read: Rows | Copy) -> str:
    """The version of a copy of these rows, or of one that is another than this copy."""
    return f"{read.read_at:%Y%m%dT%H%M%S}-{next(_versions)}"


def under(copy: Copy, settings: Settings) -> Copy | None:
    """The same facts with these settings, another version if they differ; None where facts rest on what differs."""
    if copy.settings == settings:
        return copy
    if copy.settings.of_facts != settings.of_facts:
        return None
    return replace(copy, settings=settings, version=version_of(copy))


def run(copy: Edition, text: str, values: tuple[Any, ...], codes: tuple[str, ...] = ()) -> pd.DataFrame:
    """The rows of a compiled question as a frame, in which these columns are codes. Several threads may ask at once."""
    return frame_of(copy.facts.answer(text, values), copy.codes, codes)


def names_of(copy: Edition, kind: str, language: str = "en") -> dict[str, str]:
    """Names by code of regions, counties, agencies or ministries, in order of code."""
    names = f"SELECT code::text AS code, name_{language} AS name FROM fact_names WHERE kind = $1 ORDER BY code"
    rows = copy.facts.answer(names, (kind,))
    return dict(zip(*(rows[name].to_pylist() for name in ("code", "name")), strict=True))


def left_out(copy: Edition) -> dict[str, int]:
    """How many rows are left out of every figure for a breach of the contract, by table."""
    found = copy.facts.answer("SELECT table_name, left_out FROM fact_tables WHERE left_out > 0", ())
    return {row["table_name"]: row["left_out"] for row in found.to_pylist()}


def breaches(copy: Edition) -> list[tuple[str, str, str, int]]:
    """The rules of the contract that are broken: table, kind, column, and how often."""
    rules = "SELECT table_name, kind, column_name, breaches FROM fact_rules WHERE breaches > 0 ORDER BY 1, 2, 3, 4"
    return [tuple(row.values()) for row in copy.facts.answer(rules, ()).to_pylist()]


def codes_of(memory: duckdb.DuckDBPyConnection) -> pd.CategoricalDtype:
    """All codes in the facts, in order; every column of codes is made of them."""
    [(codes,)] = memory.execute("SELECT enum_range(NULL::code)").fetchall()
    return pd.CategoricalDtype(pd.Index(codes, dtype="str"), ordered=True)


def frame_of(found: pa.Table, codes: pd.CategoricalDtype, coded: Collection[str] = ()) -> pd.DataFrame:
    """The rows as a frame, as DuckDB would give them; texts in the columns `coded` are among the codes."""
    columns = {}
    for name in found.column_names:
        values = found.column(name)
        if name in coded and not pa.types.is_dictionary(values.type):
            columns[name] = _of_codes(pc.index_in(values, pa.array(codes.categories)).cast(pa.int16()), codes)
        else:
            columns[name] = _column(values, codes)
    return pd.DataFrame(columns, copy=False)


def _of_codes(numbers: "pa.ChunkedArray[Any]", codes: pd.CategoricalDtype) -> pd.Categorical:
    return pd.Categorical.from_codes(numbers.fill_null(-1).to_numpy(), dtype=codes, validate=False)


def _column(values: "pa.ChunkedArray[Any]", codes: pd.CategoricalDtype) -> Any:
    if pa.types.is_dictionary(values.type):
        return _of_codes(
            pa.chunked_array([chunk.indices.cast(pa.int16()) for chunk in values.chunks], pa.int16()), codes
        )
    if pa.types.is_primitive(values.type) and not values.null_count:
        return values.to_numpy()
    return values.to_pandas(types_mapper=_NULLABLE.get)
