"""The drawn worlds are case databases: a real one takes them, and gives the same facts."""

from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete, insert

from store.case import tables
from store.case.reading import table_reader
from store.facts import tables as facts
from store.facts.load import make_facts, read_tables
from store.facts.memory import DUCKDB_SETTINGS
from store.source import engine
from tests.asking import loaded, settings_of
from tests.naive.world import World
from tests.strategies import FRESH, worlds


@settings(max_examples=15 if FRESH else 6, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds())
def test_a_case_database_takes_every_drawn_world_and_no_row_is_left_out(sqlite_url: str, world: World) -> None:
    memory = duckdb.connect(":memory:", config=DUCKDB_SETTINGS)
    with engine(sqlite_url).connect() as connection:
        connection.execute(delete(tables.regions))
        for table in tables.IN_ORDER:
            if rows := world.tables[table.name]:
                connection.execute(insert(table), rows)
        with table_reader(connection) as read:
            make_facts(read_tables(read), memory, settings_of(world))
        connection.rollback()
    assert memory.execute("SELECT sum(left_out) FROM fact_tables").fetchall() == [(0,)]
    straight = loaded(world, settings_of(world))
    for fact in facts.metadata.tables:
        assert content(memory, fact) == content(straight, fact)


def content(memory: duckdb.DuckDBPyConnection, fact: str) -> list[Any]:
    return sorted(memory.execute(f"SELECT * FROM {fact}").fetchall(), key=repr)
