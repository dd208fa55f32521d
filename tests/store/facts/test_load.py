"""The facts rest on sound rows only: of rows with the same key one. As many threads read them as there are rows for."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine, insert, text

from store.case import tables
from store.case.reading import table_reader
from store.facts import load
from store.facts.load import make_facts, read_tables
from store.source import consistent_read, engine
from tests.made_cases import settings_for
from tests.rows import a_case, a_handover, an_agency

SENT = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def source(tmp_path: Path) -> Engine:
    """A ministry's own SQLite database without constraints, in which a handover is there twice."""
    (tmp_path / "own.sqlite").touch()
    made = engine(f"sqlite:///{tmp_path / 'own.sqlite'}")
    sent = [a_handover("C", SENT + timedelta(days=later), handover_id="H") for later in (1, 0)]
    rows = {
        "agencies": [an_agency("A"), an_agency("B")],
        "cases": [a_case("C")],
        "handovers": [*sent, a_handover("C", SENT, handover_id="I")],
    }
    with made.begin() as connection:
        for table in tables.IN_ORDER:
            connection.execute(text(f"CREATE TABLE {table.name} ({', '.join(table.columns.keys())})"))
            if given := rows.get(table.name):
                connection.execute(insert(table), given)
    return made


def loaded(source: Engine) -> duckdb.DuckDBPyConnection:
    memory = duckdb.connect(":memory:")
    with consistent_read(source) as connection, table_reader(connection) as read:
        make_facts(read_tables(read), memory, settings_for(str(source.url)))
    return memory


def test_of_rows_with_the_same_key_the_first_counts_and_the_others_are_counted(source: Engine) -> None:
    memory = loaded(source)
    sent = memory.execute("SELECT handover_id, handed_over_at FROM fact_handovers ORDER BY 1").fetchall()
    moment = int(SENT.timestamp()) * 1_000_000
    assert sent == [("H", moment), ("I", moment)]
    found = memory.execute("SELECT table_name, found, left_out FROM fact_tables WHERE left_out > 0").fetchall()
    assert found == [("handovers", 3, 1)]


def test_nothing_but_the_facts_stays_in_memory(source: Engine) -> None:
    memory = loaded(source)
    assert all(name.startswith("fact_") for (name,) in memory.execute("SHOW ALL TABLES").df()[["name"]].to_numpy())


@pytest.mark.parametrize(("many_rows", "as_usual"), [(load.MANY_ROWS, False), (1, True)])
def test_few_rows_are_read_by_one_thread_and_many_by_all(
    source: Engine, monkeypatch: pytest.MonkeyPatch, many_rows: int, as_usual: bool
) -> None:
    monkeypatch.setattr(load, "MANY_ROWS", many_rows)
    usual = threads_of(duckdb.connect())
    assert threads_of(loaded(source)) == (usual if as_usual else 1)


def threads_of(memory: duckdb.DuckDBPyConnection) -> int:
    [(number,)] = memory.execute("SELECT current_setting('threads')").fetchall()
    return int(number)
