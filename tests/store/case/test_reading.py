"""Tables arrive as they stand: what is read in bulk equals what SQLAlchemy reads, and what is no value is told."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Engine, Integer, delete, insert, make_url, select, text
from sqlalchemy.exc import OperationalError

from measures.local_time import start_of_day, to_us
from store.case import reading, tables
from store.case.reading import table_reader
from store.errors import DatabaseUnreadable
from store.source import consistent_read, engine
from tests.made_cases import fill
from tests.rows import a_case, an_agency
from tests.store.cast import columns_of

EXTREMES = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)]
DAYS = st.dates() | st.sampled_from([date(2025, 3, 30), date(2025, 10, 26), date(1, 1, 2), date(9999, 12, 31)])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200)
MOMENTS = st.datetimes(timezones=st.just(UTC)) | st.sampled_from(EXTREMES)
POSTGRES_TYPES = {"Text": "varchar", "Integer": "bigint", "Date": "date", "Moment": "timestamptz"}


def _values(column: Column[Any]) -> st.SearchStrategy[Any]:
    if isinstance(column.type, Integer):
        return st.integers(0, 2**31 - 1) | st.none()
    kinds = MOMENTS if isinstance(column.type, tables.Moment) else DAYS if isinstance(column.type, Date) else TEXTS
    return kinds | st.none()


@pytest.fixture(params=["sqlite", "postgresql"])
def foreign(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """A ministry's own tables of the contract's names, without any constraint, once on each database."""
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    (tmp_path / "own.sqlite").touch()
    made = engine(url if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url"))
    for table in tables.IN_ORDER:
        columns = ", ".join(f"{column.name} {_type(made, column)}" for column in table.columns)
        execute(made, f"CREATE TABLE {table.name} ({columns})")
    return made


def _type(made: Engine, column: Column[Any]) -> str:
    return "" if made.dialect.name == "sqlite" else POSTGRES_TYPES[type(column.type).__name__]


def execute(made: Engine, statement: str, **values: Any) -> None:
    with made.begin() as connection:
        connection.execute(text(statement), values)


def read(made: Engine, name: str) -> list[dict[str, Any]]:
    with consistent_read(made) as connection, table_reader(connection) as read_table:
        rows: list[dict[str, Any]] = read_table(tables.BY_NAME[name]).to_pylist()
        return rows


def read_row_by_row(made: Engine, name: str) -> list[dict[str, Any]]:
    with consistent_read(made) as connection:
        rows = connection.execute(select(tables.BY_NAME[name])).mappings()
        return [{column: _plain(value) for column, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_us(value)
    return start_of_day(value) if isinstance(value, date) else value


@pytest.mark.parametrize("name", ["regions", "cases", "handovers", "deadlines", "pauses"])
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_value_arrives_as_it_stands(
    foreign: Engine, name: str, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    monkeypatch.setattr(reading, "CHUNK", 2)
    table = tables.BY_NAME[name]
    row = st.fixed_dictionaries({column.name: _values(column) for column in table.columns})
    empty = dict.fromkeys(table.columns.keys())
    rows = [empty] * data.draw(st.integers(0, 3)) + data.draw(st.lists(row, max_size=6))
    with foreign.begin() as connection:
        connection.execute(delete(table))
        for values in rows:
            connection.execute(insert(table).values(values))
    assert read(foreign, name) == read_row_by_row(foreign, name)


@pytest.mark.parametrize(
    "found",
    [
        "some day",
        "2024-02-30 08:00:00.000000",
        "0000-01-01 00:00:00.000000",
        "2024-03-01T08:00:00.000000",
        "2024-03-01 08:00:00",
        "2024-03-01 08:00:00.000000\n",
        "2024-03-01 08:00:00.000000Z",
        "2024-03-01 24:00:00.000000",
        "",
        1709280000,
        1.5,
        b"\xff",
    ],
)
def test_a_moment_of_another_form_on_sqlite_names_its_table(sqlite_url: str, found: Any) -> None:
    assert_refused_on_sqlite(sqlite_url, "opened_at", found)


def assert_refused_on_sqlite(url: str, column: str, found: Any) -> None:
    fill(url, {"agencies": [an_agency("A")], "cases": [a_case("C")]})
    with engine(url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        connection.execute(text(f"UPDATE cases SET {column} = :found"), {"found": found})
        connection.execute(text("PRAGMA foreign_keys = ON"))
        connection.execute(text("PRAGMA ignore_check_constraints = OFF"))
    with pytest.raises(DatabaseUnreadable, match=r"(?s)table cases cannot be read: .*python manage\.py check"):
        read(engine(url), "cases")


@pytest.mark.parametrize(
    ("name", "column", "found"),
    [
        ("cases", "region_code", 1),
        ("cases", "region_code", b"\xff"),
        ("regions", "population", "many"),
        ("deadlines", "due_on", "2024-02-30"),
        ("deadlines", "due_on", "20240301"),
        ("deadlines", "due_on", "0000-01-01"),
        ("deadlines", "due_on", 20240301),
    ],
)
def test_a_value_of_another_kind_on_sqlite_names_its_table(tmp_path: Path, name: str, column: str, found: Any) -> None:
    (tmp_path / "own.sqlite").touch()
    made = engine(f"sqlite:///{tmp_path / 'own.sqlite'}")
    execute(made, f"CREATE TABLE {name} ({', '.join(tables.BY_NAME[name].columns.keys())})")
    execute(made, f"INSERT INTO {name} ({column}) VALUES (NULL), (:found)", found=found)
    with pytest.raises(DatabaseUnreadable, match=f"table {name} cannot be read"):
        read(made, name)


@pytest.mark.parametrize("value", ["infinity", "-infinity", "0044-03-15 12:00:00+00 BC", "20000-01-01 00:00:00+00"])
def test_a_moment_beyond_the_years_on_postgresql_names_its_table(empty_postgres_url: str, value: str) -> None:
    with pytest.raises(DatabaseUnreadable, match="table pauses cannot be read"):
        read(_postgres_with(empty_postgres_url, "started_at timestamptz", value), "pauses")


@pytest.mark.parametrize("kind", ["text", "integer", "boolean"])
def test_a_moment_column_of_another_type_on_postgresql_names_its_table(empty_postgres_url: str, kind: str) -> None:
    value = "1" if kind != "text" else "2024-03-01 08:00:00+00"
    with pytest.raises(DatabaseUnreadable, match="table pauses cannot be read"):
        read(_postgres_with(empty_postgres_url, f"started_at {kind}", value), "pauses")


def test_a_time_without_a_zone_on_postgresql_is_utc(empty_postgres_url: str) -> None:
    made = _postgres_with(empty_postgres_url, "started_at timestamp", "2024-03-01 08:00:00.000001")
    assert read(made, "pauses")[0]["started_at"] == to_us(datetime(2024, 3, 1, 8, 0, 0, 1, UTC))


def _postgres_with(url: str, column: str, value: str) -> Engine:
    made = engine(url)
    execute(made, f"CREATE TABLE pauses (case_id text, reason text, {column}, ended_at timestamptz)")
    execute(made, f"INSERT INTO pauses ({column.split(maxsplit=1)[0]}) VALUES ('{value}')")
    return made


@pytest.mark.parametrize(("kind", "value"), [("integer", "1"), ("uuid", "7d444840-9dc0-11d1-b245-5ffdce74fad2")])
def test_a_text_column_of_another_type_on_postgresql_names_its_table(
    empty_postgres_url: str, kind: str, value: str
) -> None:
    made = engine(empty_postgres_url)
    names = "name_en varchar(3), name_fi char(3), name_sv name"
    execute(made, f"CREATE TABLE ministries (code {kind}, {names})")
    execute(made, f"INSERT INTO ministries VALUES ('{value}', 'a', 'b', 'c')")
    with pytest.raises(DatabaseUnreadable, match="table ministries cannot be read"):
        read(made, "ministries")


def test_a_day_written_as_text_on_postgresql_names_its_table(empty_postgres_url: str) -> None:
    made = engine(empty_postgres_url)
    columns = ", ".join(f"{name} text" for name in columns_of("deadlines"))
    execute(made, f"CREATE TABLE deadlines ({columns})")
    execute(made, "INSERT INTO deadlines (due_on) VALUES ('2024-06-01')")
    with pytest.raises(DatabaseUnreadable, match="table deadlines cannot be read"):
        read(made, "deadlines")


def test_enumerations_and_domains_on_postgresql_are_text(empty_postgres_url: str) -> None:
    made = engine(empty_postgres_url)
    execute(made, "CREATE TYPE kind AS ENUM ('a')")
    execute(made, "CREATE DOMAIN word AS varchar(5)")
    execute(made, "CREATE TABLE ministries (code kind, name_en word, name_fi text, name_sv varchar)")
    execute(made, "INSERT INTO ministries VALUES ('a', 'b', '', NULL)")
    assert read(made, "ministries") == [{"code": "a", "name_en": "b", "name_fi": "", "name_sv": None}]


def test_a_missing_column_names_its_table(foreign: Engine) -> None:
    execute(foreign, "ALTER TABLE pauses DROP COLUMN reason")
    with pytest.raises(DatabaseUnreadable, match=r"table pauses cannot be read: .*reason"):
        read(foreign, "pauses")


def test_an_empty_table_has_its_columns(foreign: Engine) -> None:
    with consistent_read(foreign) as connection, table_reader(connection) as read_table:
        found = read_table(tables.cases)
    assert (found.num_rows, found.column_names) == (0, tables.cases.columns.keys())


def test_a_commit_between_two_tables_is_not_half_seen(case_database: Engine) -> None:
    if case_database.dialect.name == "sqlite":
        with case_database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("PRAGMA journal_mode = WAL"))  # without it the writer waits for the reader
    fill_case(case_database, "C")
    with consistent_read(case_database) as connection, table_reader(connection) as read_table:
        cases = read_table(tables.cases).num_rows
        fill_case(case_database, "D")
        assert read_table(tables.pauses).num_rows == cases == 1
    assert len(read(case_database, "pauses")) == 2


def fill_case(made: Engine, case_id: str) -> None:
    paused = {"case_id": case_id, "reason": "consent", "started_at": datetime(2024, 3, 1, tzinfo=UTC)}
    with made.begin() as connection:
        connection.execute(insert(tables.cases).values(a_case(case_id)))
        connection.execute(insert(tables.pauses).values(paused))


def test_nobody_empties_a_table_while_others_are_read(postgres_url: str) -> None:
    """What TRUNCATE leaves is at once what older snapshots see, too."""
    made = engine(postgres_url)
    fill_case(made, "C")
    execute(made, "ALTER TABLE pauses RENAME TO their_pauses")
    execute(made, "CREATE VIEW pauses AS SELECT * FROM their_pauses")
    execute(made, "INSERT INTO deadlines (deadline_id, case_id, kind, due_on) VALUES ('d', 'C', 'follow_up', now())")
    with consistent_read(made) as connection, table_reader(connection) as read_table:
        assert read_table(tables.cases).num_rows == 1
        for name in ("their_pauses", "deadlines"):
            with pytest.raises(OperationalError, match="lock timeout"):
                execute(made, f"SET LOCAL lock_timeout = '0.2s'; TRUNCATE {name}")
        assert (read_table(tables.pauses).num_rows, read_table(tables.deadlines).num_rows) == (1, 1)
    execute(made, "TRUNCATE deadlines")


def test_who_may_read_columns_alone_reads_them(postgres_url: str) -> None:
    made = engine(postgres_url)
    fill_case(made, "C")
    columns = ", ".join(tables.pauses.columns.keys())
    for statement in (
        "CREATE ROLE reader_of_columns LOGIN",
        f"GRANT SELECT ({columns}) ON pauses TO reader_of_columns",
    ):
        execute(made, statement)
    url = make_url(postgres_url).set(username="reader_of_columns").render_as_string(hide_password=False)
    assert len(read(engine(url), "pauses")) == 1
    engine(url).dispose()
    execute(made, "DROP OWNED BY reader_of_columns")
    execute(made, "DROP ROLE reader_of_columns")
