"""The change table: every change of a row is noted with its case, and who has seen another table learns that."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from store.case import change_table
from store.case.change_table import NAME, Noted, noted, part_since
from store.case.tables import BY_CASE
from store.schema import migrate
from store.source import engine
from tests.made_cases import fill
from tests.rows import LONG_AGO, a_case, a_deadline, a_handover, a_pause, an_agency, an_involvement

ROWS = {
    "agencies": [an_agency("A"), an_agency("B")],
    "cases": [a_case("C"), a_case("D")],
    "involvements": [an_involvement("C", "A", LONG_AGO)],
    "handovers": [a_handover("C", LONG_AGO, "A", "B")],
    "deadlines": [a_deadline("C", "follow_up", LONG_AGO.date())],
    "pauses": [a_pause("C", "recovery", LONG_AGO)],
}


@pytest.fixture
def source(sqlite_url: str) -> Engine:
    fill(sqlite_url, ROWS)
    return engine(sqlite_url)


def at_last(source: Engine) -> Noted:
    with source.connect() as connection:
        found = noted(connection)
    assert found
    return found


def changed(source: Engine, *statements: str, before: Noted | None = None) -> list[str] | None:
    """The cases that are noted for these statements."""
    before = before or at_last(source)
    with source.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
        part = part_since(connection, before)
    return part.values if part else None


@pytest.mark.parametrize("table", BY_CASE[1:])
def test_each_change_of_a_row_is_noted_with_its_cases(source: Engine, table: str) -> None:
    before = at_last(source)
    moved = f"UPDATE {table} SET case_id = 'D'"
    assert changed(source, moved) == ["C", "D"]
    assert changed(source, f"CREATE TABLE kept AS SELECT * FROM {table}", f"DELETE FROM {table}") == ["D"]
    assert changed(source, f"INSERT INTO {table} SELECT * FROM kept") == ["D"]
    upsert = f"INSERT INTO {table} SELECT * FROM kept WHERE true ON CONFLICT DO UPDATE SET case_id = 'C'"
    assert changed(source, upsert) == ["C", "D"]
    assert changed(source) == []
    assert changed(source, before=before) == ["C", "D"]


def test_cases_that_come_close_and_go_are_noted(source: Engine) -> None:
    comes = "INSERT INTO cases SELECT 'E', " + "region_code, county_code, opened_at, closed_at, closed_reason, status,"
    comes += "exploitation_form, victim_age_group, investigation_phase, offence, investigation_ref, responsible_agency"
    assert changed(source, f"{comes} FROM cases WHERE case_id = 'C'") == ["E"]
    assert changed(source, "UPDATE cases SET status = 'unknown'") == ["C", "D", "E"]
    assert changed(source, "DELETE FROM cases WHERE case_id = 'E'") == ["E"]


def test_changes_of_more_than_cases_are_of_all(source: Engine) -> None:
    for statement in ("UPDATE agencies SET sector = 'police'", "DELETE FROM agencies WHERE code = 'none'"):
        assert changed(source, "UPDATE cases SET status = 'unknown'", statement) == (
            None if "UPDATE" in statement else ["C", "D"]
        )


def test_what_is_rolled_back_is_not_noted(source: Engine) -> None:
    before = at_last(source)
    with source.connect() as connection:
        connection.execute(text("UPDATE cases SET status = 'unknown'"))
        connection.rollback()
    assert at_last(source) == before
    assert changed(source, before=before) == []


def test_who_saw_none_of_what_is_kept_learns_nothing(source: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = at_last(source)
    many = [f"UPDATE cases SET status = '{status}'" for status in ("unknown", "open")] * (change_table.KEPT // 4)
    assert changed(source, *many[1:], before=before) == ["C", "D"]
    assert changed(source, *many[:1], before=before) is None
    with source.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {NAME}")) == change_table.KEPT


def test_another_history_is_not_taken_for_this_one(source: Engine, tmp_path: Path) -> None:
    """A backup is put back, and the same number of changes is made."""
    with closing(sqlite3.connect(str(source.url.database))) as file, closing(sqlite3.connect(tmp_path / "b")) as backup:
        file.backup(backup)
        kept = at_last(source)
        changed(source, "UPDATE cases SET status = 'unknown'")
        before = at_last(source)
        backup.backup(file)
    assert at_last(source) == kept
    assert changed(source, before=before) is None
    assert changed(source, "UPDATE cases SET status = 'unknown'", before=before) is None
    assert at_last(source).last[0] == before.last[0]


def test_a_database_of_an_earlier_version_gets_it_with_the_next_init(source: Engine) -> None:
    with source.begin() as connection:
        connection.execute(text(f"DROP TABLE {NAME}"))
        assert noted(connection) is None
    migrate(source)
    assert changed(source, "UPDATE cases SET status = 'unknown'", before=at_last(source)) == ["C", "D"]


def test_a_case_that_is_forgotten_is_named_nowhere_and_its_change_is_not_missed(source: Engine) -> None:
    before = at_last(source)
    assert changed(source, "DELETE FROM pauses", "DELETE FROM deadlines WHERE case_id = 'C'") == ["C"]
    with source.begin() as connection:
        change_table.forget(connection, "C")
        assert connection.scalar(text(f"SELECT count(*) FROM {NAME} WHERE case_id = 'C'")) == 0
        assert connection.scalar(text(f"SELECT count(*) FROM {NAME} WHERE case_id = 'D'")) > 0
    assert changed(source, before=before) is None, "all is read"
    assert changed(source, "UPDATE cases SET status = 'unknown' WHERE case_id = 'D'") == ["D"]


def test_there_is_nothing_to_forget_where_there_is_no_change_table(source: Engine) -> None:
    with source.begin() as connection:
        connection.execute(text(f"ALTER TABLE {NAME} RENAME TO another"))
        change_table.forget(connection, "C")
