"""From raw rows to answers without a database between: the product's facts, made from a drawn world."""

import atexit
import gc
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, cast

import duckdb
import pandas as pd
import pyarrow as pa
from sqlalchemy import Table, Text

from config.codes import UserRole
from config.settings import Settings, read_settings
from config.targets import Targets
from indicators.indicator import Ask
from measures.local_time import start_of_day, to_us
from queries.access import Grant
from queries.filters import Filters
from store.facts.compiling import Question, compiled
from store.facts.copy import codes_of, frame_of
from store.facts.load import make_facts, read_tables
from store.facts.memory import DUCKDB_SETTINGS, parsed
from tests.corpus import WORLDS
from tests.naive.world import Asked, Tables, World

SHIPPED = read_settings({})
RULES, CHARTS = SHIPPED.partner_rules, SHIPPED.control_charts


@lru_cache(maxsize=WORLDS)
def asker(world: World) -> Ask:
    """What answers questions about the world; neither it nor a question is worked out again when it comes again."""
    return asking(loaded(world, settings_of(world)))


def asking(memory: duckdb.DuckDBPyConnection) -> Ask:
    """What answers questions about these facts, each of them once."""
    cursor, codes = memory.cursor(), codes_of(memory)

    @lru_cache(maxsize=None, typed=True)
    def answered(text: str, *values: object) -> pd.DataFrame:
        return frame_of(cursor.execute(parsed(text), list(values)).to_arrow_table(), codes)

    return lambda question: _answer(answered, question)


@atexit.register
def _forget() -> None:
    """Let go of every copy before DuckDB goes, which else complains."""
    asker.cache_clear()
    gc.collect()


def loaded(world: World, settings: Settings) -> duckdb.DuckDBPyConnection:
    """The world's facts, with these settings."""
    # so few rows are quicker without a second thread, and the tests run on every core anyhow
    memory = duckdb.connect(":memory:", config={**DUCKDB_SETTINGS, "threads": 1})
    make_facts(read_tables(partial(as_read, world.tables)), memory, settings)
    return memory


def as_read(rows: Tables, table: Table) -> pa.Table:
    """The world's rows as the product reads a table of a case database."""
    columns = {column.name: [_given(row[column.name]) for row in rows[table.name]] for column in table.columns}
    kinds = [pa.string() if isinstance(column.type, Text) else pa.int64() for column in table.columns]
    return pa.table(columns, schema=pa.schema(zip(columns, kinds, strict=True)))


def _given(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_us(value)
    return start_of_day(value) if isinstance(value, date) else value


def settings_of(world: World) -> Settings:
    """The settings as shipped, with the world's clock and targets."""
    return replace(SHIPPED, delay_clock=world.clock, targets=Targets(world.default_target, world.targets))


def filters_of(world: World, asked: Asked) -> Filters:
    """The product's filters for what is asked."""
    said = asdict(asked)
    grant = Grant(cast(UserRole, said.pop("role")), said.pop("at"), said.pop("agency"), said.pop("ministry"))
    return Filters(grant=grant, delay_clock=world.clock, **said)


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values; whole numbers are int, and what is missing is None."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _answer(answered: Callable[..., pd.DataFrame], question: Question) -> pd.DataFrame:
    """The kept answer, which nobody may change."""
    text, values, _codes = compiled(question)
    return answered(text, *values)


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 (NaN)
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
