"""What a load tells about broken rules is what the check tells, row by row; and it does not change what is left out."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import insert, text

from store.case import tables
from store.case.check import breaches
from store.case.reading import table_reader
from store.facts.load import make_facts, read_tables
from store.facts.sound_rows import broken_by
from store.source import consistent_read, engine
from tests.made_cases import fill, settings_for
from tests.rows import a_case, a_handover, an_agency

pytestmark = pytest.mark.deep

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)
REGION = {"code": "unknown", "name_en": "?", "name_fi": "?", "name_sv": "?", "population": None}
INVOLVED = {"case_id": "C", "agency_code": "A", "role": "lead", "started_at": NOW, "ended_at": None}
DEADLINE = {"deadline_id": "D", "case_id": "C", "kind": "follow_up", "due_on": date(2026, 3, 1)}
SOUND = {
    "regions": [REGION],
    "agencies": [an_agency("A"), an_agency("B")],
    "cases": [a_case("C")],
    "involvements": [INVOLVED],
    "handovers": [a_handover("C", NOW, handover_id="H")],
}
BAD: dict[str, tuple[str, dict[str, Any]]] = {
    "a region below zero people": ("regions", {**REGION, "code": "X", "population": -1}),
    "a region without a name": ("regions", {**REGION, "code": "X", "name_fi": None}),
    "an empty name": ("regions", {**REGION, "code": "X", "name_fi": ""}),
    "a region twice": ("regions", REGION),
    "a sector that is none": ("agencies", {**an_agency("X"), "sector": "king"}),
    "an agency of no ministry": ("agencies", {**an_agency("X"), "ministry_code": "nowhere"}),
    "a case in no region": ("cases", {**a_case("X"), "region_code": "nowhere"}),
    "a case closed before it opened": ("cases", {**a_case("X"), "opened_at": NOW, "closed_at": NOW - DAY}),
    "a case without a moment": ("cases", {**a_case("X"), "opened_at": None}),
    "a case of the year 1950": ("cases", {**a_case("X"), "opened_at": datetime(1950, 1, 1, tzinfo=UTC)}),
    "a handover of no case": ("handovers", a_handover("nobody", NOW, handover_id="X")),
    "a handover to oneself": (
        "handovers",
        a_handover("C", NOW, "B", "B", handover_id="X"),
    ),
    "an answer without its moment": ("handovers", {**a_handover("C", NOW, handover_id="X"), "response": "accepted"}),
    "an answer before it was asked": (
        "handovers",
        a_handover("C", NOW, handover_id="X", responded_at=NOW - DAY, response="accepted"),
    ),
    "an involvement twice": ("involvements", INVOLVED),
    "a deadline that ends before it starts": ("deadlines", {**DEADLINE, "started_on": date(2026, 3, 2)}),
    "a pause of no reason": ("pauses", {"case_id": "C", "reason": "tea", "started_at": NOW, "ended_at": None}),
}


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A ministry's own database without constraints, with sound rows."""
    (tmp_path / "own.sqlite").touch()
    made = f"sqlite:///{tmp_path / 'own.sqlite'}"
    with engine(made).begin() as connection:
        for table in tables.IN_ORDER:
            connection.execute(text(f"CREATE TABLE {table.name} ({', '.join(table.columns.keys())})"))
    fill(made, SOUND)
    return made


def add(url: str, table: str, row: dict[str, Any]) -> None:
    with engine(url).begin() as connection:
        connection.execute(insert(tables.BY_NAME[table]).values(row))


def loaded(url: str) -> duckdb.DuckDBPyConnection:
    memory = duckdb.connect(":memory:")
    with consistent_read(engine(url)) as connection, table_reader(connection) as read:
        make_facts(read_tables(read), memory, settings_for(url))
    return memory


def told(memory: duckdb.DuckDBPyConnection) -> Counter[tuple[str, str]]:
    rows = memory.execute("SELECT table_name, column_name, breaches FROM fact_rules").fetchall()
    counted: Counter[tuple[str, str]] = Counter()
    for table, column, n in rows:
        counted[table, column] += n
    return +counted


def checked(url: str) -> Counter[tuple[str, str]]:
    return Counter((breach.table, breach.column) for breach in breaches(engine(url)))


def test_sound_rows_break_no_rule(url: str) -> None:
    memory = loaded(url)
    assert told(memory) == checked(url) == Counter()
    found = memory.execute("SELECT sum(found), sum(broken), sum(left_out) FROM fact_tables").fetchall()
    assert found == [(6, 0, 0)]


@pytest.mark.parametrize("what", BAD)
def test_a_row_that_breaks_a_rule_is_told_as_the_check_tells_it(url: str, what: str) -> None:
    add(url, *BAD[what])
    assert told(loaded(url)) == checked(url) != Counter()


def test_all_broken_rows_at_once_are_told_as_the_check_tells_them(url: str) -> None:
    for number, (table, row) in enumerate(BAD.values()):
        key = tables.BY_NAME[table].primary_key.columns.keys()[0]
        add(url, table, {**row, key: f"X{number}"} if row[key] == "X" else row)
    memory = loaded(url)
    assert told(memory) == checked(url)
    [(broken, left_out)] = memory.execute("SELECT sum(broken), sum(left_out) FROM fact_tables").fetchall()
    assert broken == 15, "two of the bad rows are only there twice"
    assert 0 < left_out < broken


def test_every_constraint_of_the_tables_has_its_rule() -> None:
    for table in tables.IN_ORDER:
        constraints = {(one.kind, one.columns[0]) for one in tables.CONTRACTS[table.name].constraints}
        assert set(broken_by(table)) == constraints
    kinds = {kind for table in tables.IN_ORDER for kind, _column in broken_by(table)}
    assert kinds == {"code", "order", "same", "alone", "reference", "missing", "range"}


def test_a_response_that_is_empty_is_missing_and_not_judged_beside_its_moment(url: str) -> None:
    add(url, "handovers", {**a_handover("C", NOW, handover_id="X"), "response": ""})
    assert told(loaded(url)) == checked(url) == Counter({("handovers", "response"): 1})
