"""From raw rows to answers without a database between: the product's facts, made from a drawn world."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, cast

import duckdb
import pandas as pd
from sqlalchemy import Connection, Select
from sqlalchemy.dialects import postgresql

from config.codes import UserRole
from config.settings import Settings, Targets, read_settings
from indicators.indicator import Ask
from measures.local_time import to_us
from queries.filters import Filters, Grant
from store import tables
from store.load import Loaded, load
from store.replica import _DUCKDB, compiled
from tests.naive.world import Asked, Tables, World


class _RowsOfWorld:
    """Stands for a connection to a PostgreSQL database that holds these rows."""

    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]

    def __init__(self, rows: Tables) -> None:
        self._rows = rows

    def execution_options(self, **_: object) -> "_RowsOfWorld":
        return self

    def execute(self, statement: Select[Any]) -> "_Answer":
        [table] = statement.get_final_froms()
        columns = tables.BY_NAME[str(table)].columns.keys()
        return _Answer([tuple(_given(row[name]) for name in columns) for row in self._rows[str(table)]])


class _Answer:
    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self._rows = rows

    def partitions(self, _size: int) -> Iterator[list[tuple[Any, ...]]]:
        return iter([self._rows] if self._rows else [])


def _given(value: Any) -> Any:
    return to_us(value) if isinstance(value, datetime) else value


def asker(world: World) -> Ask:
    """What answers questions about the world; a question that comes again is not worked out again."""
    memory, _ = loaded(world)
    cursor = memory.cursor()

    @lru_cache(maxsize=None, typed=True)
    def answered(text: str, *values: object) -> pd.DataFrame:
        return cursor.execute(text, list(values)).df()

    return lambda question: _answer(answered, question)


def loaded(world: World) -> tuple[duckdb.DuckDBPyConnection, Loaded]:
    """The world's facts, and what their load found."""
    memory = duckdb.connect(":memory:", config=_DUCKDB)
    return memory, load(cast(Connection, _RowsOfWorld(world.tables)), memory, settings_of(world))


def settings_of(world: World) -> Settings:
    """The settings as shipped, with the world's clock and targets."""
    return replace(_shipped(), delay_clock=world.clock, targets=Targets(world.default_target, world.targets))


def filters_of(world: World, asked: Asked) -> Filters:
    """The product's filters for what is asked."""
    said = asdict(asked)
    grant = Grant(cast(UserRole, said.pop("role")), said.pop("at"), said.pop("agency"), said.pop("ministry"))
    return Filters(grant=grant, delay_clock=world.clock, **said)


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values; whole numbers are int, and what is missing is None."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _answer(answered: Callable[..., pd.DataFrame], question: Select[Any]) -> pd.DataFrame:
    text, values = compiled(question)
    return answered(text, *values).copy()


@cache
def _shipped() -> Settings:
    return read_settings({})


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 (NaN)
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
