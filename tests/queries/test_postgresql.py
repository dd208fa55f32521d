"""The same questions on DuckDB and on a real PostgreSQL: the same rows, whatever the database and the filters.

Loading is what takes long, so that databases are drawn several at a time: with the same agencies, targets and clock,
each with cases of its own. They are loaded and sent as one, and taken apart on both sides.
"""

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select

from config.settings import DelayClock
from queries.filters import Filters
from store.facts import tables as facts
from store.facts.compiling import compiled
from store.source import engine
from tests import strategies
from tests.asking import RULES, filters_of, loaded, settings_of
from tests.elsewhere import put_facts
from tests.naive.world import Asked, Row, World
from tests.queries.every_question import QUESTIONS, as_select

TOGETHER = 10
SEE_ROWS = ("coordination", "agency")
NUMBERED = ("case_id", "handover_id", "deadline_id")
OF_CASES = ("cases", "involvements", "handovers", "deadlines", "pauses")
OWNERS = (("case_no", "fact_cases", "case_id"), ("handover_no", "fact_handovers", "handover_id"))
DRAWN = st.fixed_dictionaries(
    {
        "by": st.sampled_from(((), ("region",))),
        "rule": st.sampled_from(RULES),
        "case_id": st.sampled_from(("0c0", "1c1")),
    }
)

Rows = list[tuple[Any, ...]]


@st.composite
def looks(draw: st.DrawFn) -> tuple[World, list[tuple[Asked, dict[str, Any]]]]:
    """Several databases as one, and two things to ask, with further arguments of questions that take them."""
    window = draw(st.sampled_from(strategies.WINDOWS))
    every = draw(st.lists(strategies.worlds((window,)), min_size=TOGETHER, max_size=TOGETHER))
    world = as_one(every)
    asked = st.tuples(strategies.asked_of(world, SEE_ROWS), DRAWN)
    return world, draw(st.lists(asked, min_size=2, max_size=2))


# 2 clocks, 15 examples (3 in a usual run), 10 databases each, every second one asked the same: 300 databases
@pytest.mark.parametrize("clock", strategies.CLOCKS)
def test_every_question_has_the_same_rows_on_postgresql(clock: DelayClock, empty_postgres_url: str) -> None:
    postgresql = engine(empty_postgres_url)

    # no smaller example is looked for: that takes minutes, and the message says which question and rows differ
    @settings(
        max_examples=15 if strategies.FRESH else 3, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(looks())
    def same_rows(look: tuple[World, list[tuple[Asked, dict[str, Any]]]]) -> None:
        world, every_asked = replace(look[0], clock=clock), look[1]
        memory = loaded(world, settings_of(world))
        put_facts(memory, postgresql)
        questions = [every_question(filters_of(world, asked), further) for asked, further in every_asked]
        for number in range(TOGETHER):
            with memory.cursor() as here, postgresql.connect() as there:
                take_apart(number, "main", here.execute)
                take_apart(number, "public", there.exec_driver_sql)
                for name, (question, text, values) in questions[number % 2].items():
                    rows = here.execute(text, values).fetchall()
                    assert_same(name, rows, [tuple(row) for row in there.execute(question)])

    same_rows()


def every_question(filters: Filters, further: dict[str, Any]) -> dict[str, tuple[Select[Any], str, list[Any]]]:
    """Every question by its name, with its text and values for DuckDB."""
    every = {}
    for question in QUESTIONS:
        taken = further.keys() & inspect.signature(question).parameters
        select = as_select(question, filters, **{name: further[name] for name in taken})
        text, values, _codes = compiled(select)
        every[f"{question.__module__}.{question.__name__}"] = select, text, list(values)
    return every


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


def take_apart(number: int, every: str, execute: Callable[[str], object]) -> None:
    """From now on, a connection sees only the facts of one world: they hide those in the schema `every`."""
    for fact in facts.metadata.sorted_tables:
        for key, of, identity in OWNERS:
            if key in fact.columns:
                own = f"SELECT {key} FROM {every}.{of} WHERE starts_with({identity}, '{number}')"
                execute(f"CREATE TEMP TABLE {fact.name} AS SELECT * FROM {every}.{fact.name} WHERE {key} IN ({own})")
                break


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
