"""How the facts are made: read the case database in one snapshot, join it wide, put delays on the delay clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from duckdb.func import PythonUDFType
from numpy.typing import NDArray

from config.codes import PAUSE_REASONS, SECTORS, VICTIM_AGE_GROUPS
from config.settings import DelayClock, Settings
from measures.local_time import DAY_US, weeks_of
from measures.working_time import on_clock
from store.case import rules, tables
from store.case.reading import ReadTable
from store.facts import statements
from store.facts.tables import FOREVER

FUNCTIONS = ("week", "on_clock")
MANY_ROWS = 1_000_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Loaded:
    """What a load found, by table: rows read, and rows left out because no figure can rest on them."""

    read: Mapping[str, int]
    left_out: Mapping[str, int]


def load(
    read: ReadTable,
    memory: duckdb.DuckDBPyConnection,
    settings: Settings,
    progress: Progress | None = None,
) -> Loaded:
    """Read every table by `read` and make the facts in `memory`.

    Rows that break the contract so that a stock or a delay cannot be told are left out and counted.
    `progress` is called with the tables read so far and all of them.
    Raises DatabaseUnreadable when a table, a column or a value cannot be read.
    """
    # DuckDB's own progress bar would write between the figures that a script reads. One thread, until there are many
    # rows: with fewer than DuckDB hands to a thread at a time (122 880), more only wait for each other.
    _run_all(memory, ["SET enable_progress_bar = false", "SET threads = 1", "CREATE SCHEMA raw"])
    _define_functions(memory, settings.delay_clock)
    found, kept, told = {}, {}, []
    keys: rules.Keys = {}
    for done, table in enumerate(tables.IN_ORDER):
        rows = read(table)
        memory.register(f"read_{table.name}", rows)
        _run_all(memory, [statements.SOUND_ROWS[table.name]])
        memory.unregister(f"read_{table.name}")
        found[table.name], kept[table.name] = rows.num_rows, _count(memory, f"raw.sound_{table.name}")
        told.append(rules.told(table, rows, keys))
        del rows
        if progress:
            progress(done + 1, len(tables.IN_ORDER))
    for name, rows in rules.as_facts(told, kept).items():
        _create(memory, name, rows)
    _put_settings(memory, settings)
    many = sum(found.values()) >= MANY_ROWS
    _run_all(memory, ["RESET threads"] if many else [])
    _run_all(memory, [*statements.FACTS, "DROP SCHEMA raw CASCADE", "RESET threads"])
    # packs the columns, so that they take a quarter of the memory and are quicker to read, but takes its time
    _run_all(memory, ["CHECKPOINT"] if many else [])
    for name in FUNCTIONS:
        memory.remove_function(name)
    return Loaded(found, {name: found[name] - kept[name] for name in found if found[name] > kept[name]})


def _put_settings(memory: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The settings that facts depend on, as tables: which pause binds whom, and each agency's target."""
    bindings = [
        (reason, sector, age_group)
        for reason in PAUSE_REASONS
        for sector in SECTORS
        for age_group in VICTIM_AGE_GROUPS
        if reason in settings.pause_rules and settings.pause_rules[reason].binds(sector, age_group)
    ]
    _create_rows(memory, "raw.bindings", ("reason", "sector", "age_group"), bindings)
    codes = [code for (code,) in memory.execute("SELECT code FROM raw.sound_agencies").fetchall()]
    targets = [round(settings.targets.days_for(code) * DAY_US) for code in codes]
    columns = [pa.array(codes, pa.string()), pa.array(targets, pa.int64())]
    _create(memory, "raw.targets", pa.table(columns, names=["agency", "target"]))


def _define_functions(memory: duckdb.DuckDBPyConnection, clock: DelayClock) -> None:
    """What no SQL knows: the week of a moment, and its place on the delay clock; FOREVER stays what it is."""

    def on_delay_clock(moments: NDArray[np.int64]) -> NDArray[np.int64]:
        comes = moments < FOREVER
        return np.where(comes, on_clock(np.where(comes, moments, 0), clock), FOREVER)

    _define(memory, "week", weeks_of, "SMALLINT")
    _define(memory, "on_clock", on_delay_clock, "BIGINT")


def _define(memory: duckdb.DuckDBPyConnection, name: str, function: Callable[[Any], NDArray[Any]], gives: str) -> None:
    def of_arrow(moments: pa.ChunkedArray) -> pa.Array:
        return pa.array(function(moments.to_numpy()))

    memory.create_function(name, of_arrow, ["BIGINT"], gives, type=PythonUDFType.ARROW)


def _create_rows(
    memory: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    arrays = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(columns))]
    _create(memory, name, pa.table(arrays, names=list(columns)))


def _create(memory: duckdb.DuckDBPyConnection, name: str, content: pa.Table) -> None:
    memory.register("incoming", content)
    _run_all(memory, [f"CREATE TABLE {name} AS SELECT * FROM incoming"])
    memory.unregister("incoming")


def _run_all(memory: duckdb.DuckDBPyConnection, statements: Sequence[str]) -> None:
    for statement in statements:
        # fetched, because DuckDB takes no new statement while the last one has rows left
        memory.execute(statement).fetchall()


def _count(memory: duckdb.DuckDBPyConnection, name: str) -> int:
    [(rows,)] = memory.execute(f"SELECT count(*) FROM {name}").fetchall()
    return int(rows)
