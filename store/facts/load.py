"""How the facts are made: read all tables, sift them, join them wide, put delays on the delay clock."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection
from duckdb.func import PythonUDFType
from numpy.typing import NDArray

from config.codes import SECTORS, VICTIM_AGE_GROUPS
from config.settings import DelayClock, Settings
from measures.local_time import DAY_US, weeks_of
from measures.working_time import on_clock
from store.case import tables
from store.case.reading import ReadTable
from store.case.tables import BY_CASE
from store.facts import statements
from store.facts.memory import parsed
from store.facts.sound_rows import Sifted, sift
from store.facts.tables import FOREVER

MANY_ROWS = 1_000_000
Progress = Callable[[int, int], None]


def read_tables(read: ReadTable, progress: Progress | None = None) -> dict[str, pa.Table]:
    """All tables as they were read, by name. `progress` is called with the tables read so far, and all.

    Raises DatabaseUnreadable when a table, a column or a value cannot be read.
    """
    found = {}
    for table in tables.IN_ORDER:
        found[table.name] = read(table)
        if progress:
            progress(len(found), len(tables.IN_ORDER))
    return found


def make_facts(found: dict[str, pa.Table], memory: DuckDBPyConnection, settings: Settings) -> None:
    """Make the facts in an empty `memory` out of the tables that were read, which are taken out of `found` one by one:
    together with all sound rows they would need twice the memory.
    """
    places = _begin(found, memory, settings)
    sifted = [*places, *_sifted(found, memory, BY_CASE, places)]
    _put_breaches(memory, sifted)
    many = sum(one.found for one in sifted) >= MANY_ROWS
    _run_all(memory, ["RESET threads"] if many else [])
    made = [statements.CODES, *statements.PLACES, *statements.CASES]
    _run_all(memory, [*made, "DROP SCHEMA raw CASCADE"])
    # packs the columns into a quarter of the memory, in which they are quicker to read, but takes its time
    _run_all(memory, ["CHECKPOINT"] if many else [])
    memory.remove_function("week")
    if settings.delay_clock == "calendar":
        memory.execute("DROP MACRO on_clock")
    else:
        memory.remove_function("on_clock")


def make_places(
    found: dict[str, pa.Table], memory: DuckDBPyConnection, settings: Settings, codes: Sequence[str]
) -> Sequence[Sifted]:
    """Make the facts of places and agencies alone in an empty `memory`, where `make_cases` then makes those of cases,
    of rows with none but these codes. Returns what it takes for that.
    """
    sifted = _begin(found, memory, settings)
    memory.register("known_codes", pa.table({"code": pa.array(codes, pa.string())}))
    _run_all(memory, [statements.KNOWN_CODES, *statements.PLACES])
    memory.unregister("known_codes")
    return sifted


def make_cases(found: dict[str, pa.Table], memory: DuckDBPyConnection, places: Sequence[Sifted]) -> None:
    """Make the facts of cases beside those of places and agencies. Raises ConversionException for an unknown code."""
    _sifted(found, memory, BY_CASE, places)
    _run_all(memory, statements.CASES)


def _begin(found: dict[str, pa.Table], memory: DuckDBPyConnection, settings: Settings) -> list[Sifted]:
    """Sift places and agencies in an empty memory, which then has all that facts are made with beside rows of cases."""
    # DuckDB's own progress bar would write between the figures that a script reads. One thread, unless there are many
    # rows: with fewer than DuckDB hands to a thread at a time (122 880), more threads wait for each other. At national
    # size they make the load a fifth slower, and the questions of a page.
    _run_all(memory, ["SET enable_progress_bar = false", "SET threads = 1", "CREATE SCHEMA raw"])
    _define_functions(memory, settings.delay_clock)
    places = [table.name for table in tables.IN_ORDER if table.name not in BY_CASE]
    sifted = _sifted(found, memory, places, ())
    _put_settings(memory, settings)
    return sifted


def _sifted(
    found: dict[str, pa.Table], memory: DuckDBPyConnection, names: Sequence[str], before: Sequence[Sifted]
) -> list[Sifted]:
    """Sift these tables, after those that were sifted before."""
    sifted: list[Sifted] = []
    for name in names:
        memory.register(f"read_{name}", found.pop(name))
        whole = all(one.found == one.sound for one in (*before, *sifted))
        sifted.append(sift(memory, tables.BY_NAME[name], others_are_whole=whole))
        memory.unregister(f"read_{name}")
    return sifted


def _put_breaches(memory: DuckDBPyConnection, sifted: Sequence[Sifted]) -> None:
    """The facts about rules and about the tables as they were read."""
    rules = [(one.table, *rule, breaches) for one in sifted for rule, breaches in one.breaches.items()]
    _create(memory, "fact_rules", ("table_name", "kind", "column_name"), ("breaches",), rules)
    read = [(one.table, one.found, one.broken, one.found - one.sound) for one in sifted]
    _create(memory, "fact_tables", ("table_name",), ("found", "broken", "left_out"), read)


def _put_settings(memory: DuckDBPyConnection, settings: Settings) -> None:
    """The settings that facts depend on, as tables: which pause binds whom, and each agency's target."""
    bindings = [
        (reason, sector, age_group)
        for reason, rule in settings.pause_rules.items()
        for sector in SECTORS
        for age_group in VICTIM_AGE_GROUPS
        if rule.binds(sector, age_group)
    ]
    _create(memory, "raw.bindings", ("reason", "sector", "age_group"), (), bindings)
    codes = memory.execute("SELECT code FROM raw.sound_agencies").fetchall()
    targets = [(code, round(settings.targets.days_for(code) * DAY_US)) for (code,) in codes]
    _create(memory, "raw.targets", ("agency",), ("target",), targets)


def _define_functions(memory: DuckDBPyConnection, clock: DelayClock) -> None:
    """What SQL cannot do: the week of a moment, and its place on the delay clock. FOREVER stays FOREVER."""

    def on_delay_clock(moments: NDArray[np.int64]) -> NDArray[np.int64]:
        comes = moments < FOREVER
        return np.where(comes, on_clock(np.where(comes, moments, 0), clock), FOREVER)

    _define(memory, "week", weeks_of, "SMALLINT")
    if clock == "calendar":  # where each call of Python would wait for its turn
        memory.execute("CREATE MACRO on_clock(moment) AS moment")
    else:
        _define(memory, "on_clock", on_delay_clock, "BIGINT")


def _define(memory: DuckDBPyConnection, name: str, function: Callable[[Any], NDArray[Any]], gives: str) -> None:
    def of_arrow(moments: pa.ChunkedArray) -> pa.Array:
        return pa.array(function(moments.to_numpy()))

    memory.create_function(name, of_arrow, ["BIGINT"], gives, type=PythonUDFType.ARROW)


def _create(
    memory: DuckDBPyConnection, name: str, texts: Sequence[str], ints: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """A table whose rows are texts and then whole numbers."""
    kinds = dict.fromkeys(texts, pa.string()) | dict.fromkeys(ints, pa.int64())
    given = [dict(zip(kinds, row, strict=True)) for row in rows]
    memory.register("incoming", pa.Table.from_pylist(given, pa.schema(kinds)))
    _run_all(memory, [f"CREATE TABLE {name} AS SELECT * FROM incoming"])
    memory.unregister("incoming")


def _run_all(memory: DuckDBPyConnection, statements: Sequence[str]) -> None:
    for statement in statements:
        # fetched, because DuckDB takes no new statement while the last one has rows left
        memory.execute(parsed(statement)).fetchall()
