"""The check finds what a database without constraints may hold, and nothing in a good one."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from store.case.check import breaches
from store.case.tables import IN_ORDER, Moment
from store.errors import DatabaseMissing
from store.imports.feed import import_feed
from store.source import engine
from tests.store.cast import columns_of, write_feed

POSTGRES_TYPES = {"Text": "varchar", "Integer": "smallint", "Date": "date", "Moment": "timestamptz"}


@pytest.fixture
def sqlite_ministry(tmp_path: Path) -> Engine:
    """A ministry's own SQLite database: views of the contract's names over tables without constraints."""
    (tmp_path / "own.sqlite").touch()
    return _made(engine(f"sqlite:///{tmp_path / 'own.sqlite'}"))


@pytest.fixture(params=["sqlite", "postgresql"])
def ministry(request: pytest.FixtureRequest) -> Engine:
    """The same once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        sqlite: Engine = request.getfixturevalue("sqlite_ministry")
        return sqlite
    return _made(engine(request.getfixturevalue("empty_postgres_url")))


def _made(database: Engine) -> Engine:
    for table in IN_ORDER:
        columns = ", ".join(f"{c.name} {_type(database, c)}" for c in table.columns)
        execute(database, f"CREATE TABLE own_{table.name} ({columns})")
        execute(database, f"CREATE VIEW {table.name} AS SELECT * FROM own_{table.name}")
    _fill(database)
    return database


def _type(database: Engine, column: Any) -> str:
    return "" if database.dialect.name == "sqlite" else POSTGRES_TYPES[type(column.type).__name__]


def _fill(database: Engine) -> None:
    names = {"name_en": "n", "name_fi": "n", "name_sv": "n"}
    case = {"status": "open", "exploitation_form": "labour", "victim_age_group": "adult", "region_code": "01"}
    moment = "2024-03-01 08:00:00.000000"
    handover = {
        "case_id": "c1",
        "from_agency": "a",
        "to_agency": "b",
        "kind": "case",
        "handed_over_at": moment,
    }
    add(database, "regions", code="01", **names, population=5)
    add(database, "agencies", code="a", **names, sector="police")
    add(database, "agencies", code="b", **names, sector="social")
    add(database, "cases", case_id="c1", **case, opened_at=moment)
    add(database, "involvements", case_id="c1", agency_code="a", role="lead", started_at=moment)
    add(database, "handovers", handover_id="h1", **handover)
    add(database, "deadlines", deadline_id="d1", case_id="c1", kind="follow_up", due_on="2024-06-01")
    add(database, "pauses", case_id="c1", reason="consent", started_at=moment)


def add(database: Engine, table: str, **row: Any) -> None:
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    execute(database, f"INSERT INTO own_{table} ({names}) VALUES ({values})", **row)


def execute(database: Engine, statement: str, **values: Any) -> None:
    with database.begin() as connection:
        connection.execute(text(statement), values)


def found(database: Engine) -> list[str]:
    return [str(breach) for breach in breaches(database)]


def test_a_database_that_keeps_the_contract_has_no_breach(ministry: Engine) -> None:
    assert found(ministry) == []


def test_our_own_database_after_a_feed_has_no_breach(case_database: Engine, tmp_path: Path) -> None:
    import_feed(case_database, write_feed(tmp_path / "feed"))
    assert found(case_database) == []


BROKEN = [
    (
        "UPDATE own_cases SET region_code = NULL",
        "cases case_id=c1: region_code: is empty; each row of cases needs one",
    ),
    ("UPDATE own_involvements SET agency_code = ''", "agency_code: is empty text"),
    ("UPDATE own_cases SET status = 'ajar'", "cases case_id=c1: status: 'ajar' is not a code of status"),
    (
        "UPDATE own_agencies SET sector = 'fire' WHERE code = 'a'",
        "agencies code=a: sector: 'fire' is not a code",
    ),
    ("UPDATE own_cases SET region_code = '99'", "cases case_id=c1: region_code: '99' is not a row of regions"),
    ("UPDATE own_handovers SET case_id = 'c9'", "handovers handover_id=h1: case_id: 'c9' is not a row of cases"),
    (
        "UPDATE own_handovers SET to_agency = 'a'",
        "handovers handover_id=h1: to_agency: 'a' is from_agency as well",
    ),
    ("UPDATE own_handovers SET response = 'accepted'", "response is set and responded_at is not"),
    (
        "UPDATE own_cases SET closed_at = '2024-02-01 08:00:00.000000'",
        "cases case_id=c1: closed_at: 2024-02-01",
    ),
    (
        "UPDATE own_handovers SET response = 'accepted', responded_at = '2024-02-01 08:00:00.000000'",
        "is before handed_over_at",
    ),
    (
        "UPDATE own_deadlines SET started_on = '2024-06-02'",
        "deadlines deadline_id=d1: due_on: 2024-06-01 is before",
    ),
    ("UPDATE own_regions SET population = -1", "regions code=01: population: '-1' is out of range"),
    ("INSERT INTO own_cases SELECT * FROM own_cases", "cases case_id=c1: case_id: is there 2 times"),
    (
        "INSERT INTO own_pauses SELECT * FROM own_pauses",
        "pauses case_id=c1, reason=consent, started_at=2024-03-01",
    ),
]


@pytest.mark.parametrize(("statement", "breach"), BROKEN)
def test_each_breach_is_found_with_its_row(ministry: Engine, statement: str, breach: str) -> None:
    execute(ministry, statement)
    (said,) = found(ministry)
    assert breach in said


def test_a_missing_table_and_a_missing_column_are_breaches(ministry: Engine) -> None:
    execute(ministry, "DROP VIEW deadlines")
    execute(ministry, "DROP VIEW cases")
    kept = ", ".join(name for name in columns_of("cases") if name not in ("offence", "status"))
    execute(ministry, f"CREATE VIEW cases AS SELECT {kept} FROM own_cases")
    assert found(ministry) == [
        "cases: status: the column is missing; add it",
        "cases: offence: the column is missing; add it (null may stand in it)",
        "deadlines: the table is missing; make a table or view of this name",
    ]


def test_rows_are_not_blamed_for_a_table_whose_key_is_missing(ministry: Engine) -> None:
    execute(ministry, "DROP VIEW agencies")
    assert found(ministry) == ["agencies: the table is missing; make a table or view of this name"]


@pytest.mark.parametrize(
    ("column", "broken"),
    [
        ("opened_at", "2024-03-01T08:00:00Z"),
        ("opened_at", 1709280000),
        ("opened_at", "2024-02-30 08:00:00.000000"),
        ("case_id", b"\x00\x01"),
        ("region_code", 1),
    ],
)
def test_what_sqlite_holds_besides_values_is_a_breach_and_no_crash(
    sqlite_ministry: Engine, column: str, broken: Any
) -> None:
    execute(sqlite_ministry, f"UPDATE own_cases SET {column} = :broken", broken=broken)
    assert any(said.startswith("cases case_id=") and f": {column}: " in said for said in found(sqlite_ministry))


def test_text_of_another_encoding_is_a_breach_and_later_reads_are_as_before(sqlite_ministry: Engine) -> None:
    execute(sqlite_ministry, "UPDATE own_regions SET name_fi = CAST(x'e4e4' AS TEXT)")
    assert found(sqlite_ministry) == ["regions code=01: name_fi: is no UTF-8 text; store it as UTF-8"]
    with sqlite_ministry.connect() as connection, pytest.raises(OperationalError, match="decode"):
        connection.execute(text("SELECT name_fi FROM own_regions")).all()


def test_columns_of_a_wrong_type_are_one_breach_each_on_postgresql(empty_postgres_url: str) -> None:
    database = engine(empty_postgres_url)
    wrong = {"opened_at": "timestamp", "status": "integer", "closed_at": "date"}
    with database.begin() as connection:
        for table in IN_ORDER:
            columns = ", ".join(f"{c.name} {_type(database, c)}" for c in table.columns)
            connection.execute(text(f"CREATE TABLE {table.name} ({columns})"))
        for column, kind in wrong.items():
            connection.execute(text(f"ALTER TABLE cases DROP {column}, ADD {column} {kind}"))
    assert [said.split("; ")[0] for said in found(database)] == [
        "cases: opened_at: the column holds times without a zone",
        "cases: closed_at: the column is of type DATE",
        "cases: status: the column is of type INTEGER",
    ]


@pytest.mark.parametrize("value", ["infinity", "0044-03-15 12:00:00+00 BC", "20000-01-01 00:00:00+00"])
def test_times_that_python_cannot_hold_are_breaches_and_no_crash(postgres_url: str, value: str) -> None:
    database = engine(postgres_url)
    execute(database, "INSERT INTO regions VALUES ('01', 'n', 'n', 'n', 5)")
    execute(
        database,
        "INSERT INTO cases (case_id, region_code, opened_at, status, exploitation_form, victim_age_group)"
        f" VALUES ('c1', '01', '{value}', 'open', 'labour', 'adult')",
    )
    (said,) = found(database)
    assert said.startswith("cases case_id=c1: opened_at: ")


def test_how_a_server_writes_dates_makes_no_breach(postgres_url: str, tmp_path: Path) -> None:
    database = engine(postgres_url)
    import_feed(database, write_feed(tmp_path / "feed"))
    execute(database, f"ALTER DATABASE {database.url.database} SET DateStyle TO 'German'")
    database.dispose()
    assert found(database) == []


def test_a_database_that_does_not_exist_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        list(breaches(engine(f"sqlite:///{tmp_path / 'none.sqlite'}")))
    assert not (tmp_path / "none.sqlite").exists()


def test_every_type_of_the_contract_has_its_type_here() -> None:
    kinds = {type(column.type).__name__ for table in IN_ORDER for column in table.columns}
    assert kinds == set(POSTGRES_TYPES)
    assert Moment.__name__ in kinds
