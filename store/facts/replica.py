"""The columnar copy: the facts in memory, made again beside the old ones when the database changed, then swapped."""

import atexit
import logging
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import count
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
from sqlalchemy import Select

from config.settings import Settings
from store.case.reading import table_reader
from store.facts.compiling import compiled
from store.facts.load import Progress, load
from store.schema import is_demo, must_be_readable
from store.source import Watch, consistent_read, engine

DUCKDB_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "integer_division": "true",
    "default_null_order": "nulls_last_on_asc_first_on_desc",
}
CHECK_SECONDS = 0.1
ROWS_AT_ONCE = 1_000_000
_NULLABLE = {
    pa.int64(): pd.Int64Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}

# through Arrow a long answer takes two thirds of the time; the way that DuckDB advises plans every question twice
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)
_versions = count(1)


@dataclass(frozen=True)
class Copy:
    """One load; its version is a short text, unique in this process."""

    memory: duckdb.DuckDBPyConnection
    codes: pd.CategoricalDtype
    version: str
    read_at: datetime
    demo: bool


def read_copy(settings: Settings, progress: Progress | None = None) -> Copy:
    """Read the case database that `settings` name into a new copy.

    Raises StoreError (its subclasses say what to do) when it is missing, of another version, or unreadable.
    """
    must_be_readable(engine(settings.database_url))
    return _read(settings, progress)


def _read(settings: Settings, progress: Progress | None = None) -> Copy:
    source = engine(settings.database_url)
    memory = duckdb.connect(":memory:", config=DUCKDB_SETTINGS)
    with consistent_read(source) as connection, table_reader(connection) as read:
        read_at = datetime.now(UTC)
        load(read, memory, settings, progress)
        demo = is_demo(connection)
    return Copy(memory, codes_of(memory), f"{read_at:%Y%m%dT%H%M%S}-{next(_versions)}", read_at, demo)


def run(copy: Copy, text: str, values: tuple[Any, ...]) -> pd.DataFrame:
    """The rows of a compiled question as a frame. Several threads may ask at once."""
    return frame_of(copy.memory.cursor().execute(parsed(text), list(values)), copy.codes)


def codes_of(memory: duckdb.DuckDBPyConnection) -> pd.CategoricalDtype:
    """All codes in the facts, in order; every column of codes is made of them."""
    [(codes,)] = memory.execute("SELECT enum_range(NULL::code)").fetchall()
    return pd.CategoricalDtype(pd.Index(codes, dtype="str"), ordered=True)


def frame_of(asked: duckdb.DuckDBPyConnection, codes: pd.CategoricalDtype) -> pd.DataFrame:
    """The answer of a connection that executed a question, equal to its `df`."""
    reader: pa.RecordBatchReader = asked.to_arrow_reader(ROWS_AT_ONCE)
    table = reader.read_all()
    return pd.DataFrame({name: _column(table.column(name), codes) for name in table.column_names}, copy=False)


def _column(values: "pa.ChunkedArray[Any]", codes: pd.CategoricalDtype) -> Any:
    if pa.types.is_dictionary(values.type):
        numbers = [chunk.indices.cast(pa.int16()).fill_null(-1) for chunk in values.chunks]
        places = pa.chunked_array(numbers, pa.int16()).to_numpy()
        return pd.Categorical.from_codes(places, dtype=codes, validate=False)
    if pa.types.is_primitive(values.type) and not values.null_count:
        return values.to_numpy()
    return values.to_pandas(types_mapper=_NULLABLE.get)


@lru_cache(maxsize=1000)
def parsed(text: str) -> duckdb.Statement:
    """A question ready to be executed on any copy: parsing is a quarter of the time of a question over few rows.

    It is parsed under the settings of the copies, which decide what division means.
    """
    [statement] = _parser().cursor().extract_statements(text)
    return statement


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config=DUCKDB_SETTINGS)


atexit.register(_parser.cache_clear)
atexit.register(parsed.cache_clear)  # before DuckDB goes, which else complains


class Replica:
    """Answers from the newest good copy, and says how old that is."""

    def __init__(self, settings: Settings, progress: Progress | None = None) -> None:
        """Reads the database at once; raises StoreError when there is nothing to read."""
        self.settings = settings
        self._watch = Watch(engine(settings.database_url))
        self._refreshing = threading.Lock()
        self._seen = self._watch.fingerprint()
        self._copy = read_copy(settings, progress)
        self.stale_since: datetime | None = None
        self._ends = threading.Event()
        self._watcher = threading.Thread(target=self._refresh_until_the_end, name="watch", daemon=True)

    @property
    def memory(self) -> duckdb.DuckDBPyConnection:
        """The facts of the newest good copy."""
        return self._copy.memory

    @property
    def version(self) -> str:
        """Another one after every change of the data; part of each cache key."""
        return self._copy.version

    @property
    def now(self) -> datetime:
        """The later of the last full minute and the time of the last change that was read (UTC)."""
        return max(datetime.now(UTC).replace(second=0, microsecond=0), self._copy.read_at)

    @property
    def demo(self) -> bool:
        """Whether the cases are made up."""
        return self._copy.demo

    @property
    def left_out(self) -> Mapping[str, int]:
        """Rows left out of every figure for a breach of the contract, by table."""
        found = self.memory.cursor().execute("SELECT table_name, left_out FROM fact_tables WHERE left_out > 0")
        return dict(found.fetchall())

    def ask(self, question: Select[Any]) -> pd.DataFrame:
        """The answer to a question, from the newest good copy."""
        return run(self._copy, *compiled(question))

    def run(self, text: str, values: tuple[Any, ...]) -> pd.DataFrame:
        """The answer to a compiled question."""
        return run(self._copy, text, values)

    def names(self, kind: str, language: str = "en") -> dict[str, str]:
        """Names by code of regions, counties, agencies or ministries, in order of code."""
        names = f"SELECT code, name_{language} AS name FROM fact_names WHERE kind = $1 ORDER BY code"
        rows = run(self._copy, names, (kind,))
        return dict(zip(rows["code"], rows["name"], strict=True))

    def start_watching(self) -> None:
        """Keep the copy up to date from now on, in a thread of its own."""
        self._watcher.start()

    def stop_watching(self) -> None:
        """Stop following the database, and return once the thread has ended."""
        self._ends.set()
        if self._watcher.is_alive():
            self._watcher.join()
        self._watch.close()

    def refresh(self) -> None:
        """Read the database again if it changed; while that fails, the last good copy stays."""
        try:
            with self._refreshing:
                seen = self._watch.fingerprint()
                if seen != self._seen:
                    self._copy = _read(self.settings)
                    self._seen = seen
                self.stale_since = None
        except Exception as error:  # whatever it is, the last good figures stay, with their age
            if self.stale_since is None:
                logging.getLogger(__name__).warning("the case database cannot be read: %s", error)
            self.stale_since = self.stale_since or datetime.now(UTC)

    def _refresh_until_the_end(self) -> None:
        while not self._ends.wait(CHECK_SECONDS):
            self.refresh()
