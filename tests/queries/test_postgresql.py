"""The same questions on DuckDB and on a real PostgreSQL: the same rows, whatever the database and the filters.

Loading is what takes long, so that databases are drawn several at a time: with the same agencies, targets and clock,
each with cases of its own. They are loaded and sent as one, and taken apart on both sides.
"""

import inspect
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Select

from config.partner_rules import partner_rules
from config.settings import DelayClock
from queries.filters import Filters
from store import facts
from store.replica import compiled
from store.source import engine
from tests import strategies
from tests.asking import filters_of, loaded
from tests.elsewhere import put_facts
from tests.naive.world import Asked, Row, World
from tests.queries.test_filters import FURTHER, QUESTIONS

TOGETHER = 5
SEE_ROWS = ("coordination", "agency")
NUMBERED = ("case_id", "handover_id", "deadline_id")
OF_CASES = ("cases", "involvements", "handovers", "deadlines", "pauses")
DRAWN = st.fixed_dictionaries({"by": st.sampled_from(((), ("region",))), "rule": st.sampled_from(partner_rules())})

Rows = list[tuple[Any, ...]]


@st.composite
def looks(draw: st.DrawFn) -> tuple[World, Asked, dict[str, Any]]:
    """Several databases as one, what is asked, and further arguments of questions that take them."""
    window = draw(st.sampled_from(strategies.WINDOWS))
    every = draw(st.lists(strategies.worlds((window,)), min_size=TOGETHER, max_size=TOGETHER))
    world = as_one(every)
    return world, draw(strategies.asked_of(world, SEE_ROWS)), draw(DRAWN)


# 2 clocks, 30 examples, 5 databases each: 300 databases
@pytest.mark.parametrize("clock", strategies.CLOCKS)
def test_every_question_has_the_same_rows_on_postgresql(clock: DelayClock, empty_postgres_url: str) -> None:
    postgresql = engine(empty_postgres_url)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(looks())
    def same_rows(look: tuple[World, Asked, dict[str, Any]]) -> None:
        world, asked, further = look
        world = replace(world, clock=clock)
        memory, _ = loaded(world)
        put_facts(memory, postgresql)
        questions = every_question(filters_of(world, asked), further)
        for number in range(TOGETHER):
            with postgresql.connect() as there, one_of(number, memory, there) as here:
                for name, question in questions.items():
                    assert_same(name, rows_here(here, question), rows_there(there, question))

    same_rows()


def every_question(filters: Filters, further: dict[str, Any]) -> dict[str, Select[Any]]:
    """Every question by its name."""
    return {
        f"{question.__module__}.{question.__name__}": question(
            filters,
            **FURTHER.get(question, {}),
            **{
                name: value
                for name, value in further.items()
                if name in inspect.signature(question).parameters and name not in FURTHER.get(question, {})
            },
        )
        for question in QUESTIONS
    }


def as_one(worlds: Sequence[World]) -> World:
    """The cases of all worlds side by side, in the world of most agencies; their ids begin with the world's number."""
    widest = max(worlds, key=lambda world: len(world.tables["agencies"]))
    rows = {
        name: [_numbered(row, number) for number, world in enumerate(worlds) for row in world.tables[name]]
        for name in OF_CASES
    }
    return replace(widest, tables={**widest.tables, **rows})


def _numbered(row: Row, number: int) -> Row:
    return {name: f"{number}{value}" if name in NUMBERED else value for name, value in row.items()}


@contextmanager
def one_of(
    number: int, memory: duckdb.DuckDBPyConnection, there: Connection
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Within it, the facts on both sides are those of one of the worlds: its own hide all others."""
    with memory.cursor() as here:
        for statement in _taking_apart(number):
            here.execute(statement.format(all="main"))
            there.exec_driver_sql(statement.format(all="public"))
        yield here
        there.rollback()


def _taking_apart(number: int) -> Iterator[str]:
    for fact in facts.metadata.sorted_tables:
        for key, of in (("case_no", "fact_cases"), ("handover_no", "fact_handovers")):
            if key in fact.columns:
                own = f"{key} IN (SELECT {key} FROM {{all}}.{of} WHERE {of[5:-1]}_id LIKE '{number}%%')"
                yield f"CREATE TEMP TABLE {fact.name} AS SELECT * FROM {{all}}.{fact.name} WHERE {own}"
                break


def rows_here(here: duckdb.DuckDBPyConnection, question: Select[Any]) -> Rows:
    text, values = compiled(question)
    return here.execute(text, list(values)).fetchall()


def rows_there(there: Connection, question: Select[Any]) -> Rows:
    return [tuple(row) for row in there.execute(question)]


def assert_same(name: str, here: Rows, there: Rows) -> None:
    """The same rows in any order, of plain values of the same types; fractions to 1e-12."""
    assert len(here) == len(there), f"{name}: {here} here, {there} on PostgreSQL"
    for one, other in zip(sorted(here, key=_order), sorted(there, key=_order), strict=True):
        assert all(map(_alike, one, other)), f"{name}: {one} here, {other} on PostgreSQL"


def _order(row: tuple[Any, ...]) -> str:
    return repr([value for value in row if not isinstance(value, float)])


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return type(one) is type(other) and one == other
