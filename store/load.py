"""How the facts are made: read the case database in one snapshot, join it wide, put delays on the delay clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from sqlalchemy import Connection

from config.codes import PAUSE_REASONS, SECTORS, VICTIM_AGE_GROUPS
from config.settings import DelayClock, Settings
from measures.local_time import DAY_US
from measures.working_time import on_clock
from store import load_sql, tables
from store.copying import read_table

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Loaded:
    """What a load found, by table: rows read, and rows left out because no figure can rest on them."""

    read: Mapping[str, int]
    left_out: Mapping[str, int]


def load(
    source: Connection,
    memory: duckdb.DuckDBPyConnection,
    settings: Settings,
    progress: Progress | None = None,
) -> Loaded:
    """Read every table through `source` (one snapshot) and make the facts in `memory`.

    Rows that break the contract so that a stock or a delay cannot be told are left out and counted.
    `progress` is called with the tables read so far and all of them.
    Raises DatabaseUnreadable when a table, a column or a value cannot be read.
    """
    # one thread: with fewer rows than DuckDB hands to a thread at a time (122 880), more only wait for each other
    _run_all(memory, ["SET threads = 1", "CREATE SCHEMA raw"])
    read = {}
    for done, table in enumerate(tables.IN_ORDER):
        rows = read_table(source, table)
        memory.register(f"read_{table.name}", rows)
        read[table.name] = rows.num_rows
        if progress:
            progress(done + 1, len(tables.IN_ORDER))
    _put_settings(memory, settings)
    _run_all(memory, load_sql.SOUND_ROWS)
    for name in read:
        memory.unregister(f"read_{name}")
    kept = {name: _count(memory, f"raw.sound_{name}") for name in read}
    _run_all(memory, load_sql.FACTS)
    _put_on_clock(memory, settings.delay_clock)
    _run_all(memory, ["DROP SCHEMA raw CASCADE", "RESET threads"])
    return Loaded(read, {name: read[name] - kept[name] for name in read if read[name] > kept[name]})


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
    codes = [code for (code,) in memory.execute("SELECT code FROM read_agencies WHERE code IS NOT NULL").fetchall()]
    targets = [round(settings.targets.days_for(code) * DAY_US) for code in codes]
    columns = [pa.array(codes, pa.string()), pa.array(targets, pa.int64())]
    _create(memory, "raw.targets", pa.table(columns, names=["agency", "target"]))


def _put_on_clock(memory: duckdb.DuckDBPyConnection, clock: DelayClock) -> None:
    """Put sendings, ends and stops on the delay clock's axis; then delays are plain subtractions."""
    moments = memory.sql(load_sql.MOMENTS).to_arrow_table()
    on_axis = on_clock(moments.column("moment").to_numpy().astype(np.int64), clock)
    _create(
        memory,
        "raw.clock",
        pa.table([moments.column("moment"), pa.array(on_axis)], names=["moment", "position"]),
    )
    _run_all(memory, load_sql.DELAYS)


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
