"""When facts of some cases are changed and when all are made anew: what a change cannot bring right is made anew."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, text

from store.case import change_table, tables
from store.case.reading import ENDING, Part
from store.facts import changing, following
from store.facts.contents import Contents
from store.facts.copy import Rows, read_copy, read_rows
from store.facts.replica import Replica
from store.source import engine
from tests.made_cases import Rows as Given
from tests.made_cases import fill, settings_for
from tests.rows import LONG_AGO, a_case, a_deadline, a_handover, a_pause, an_agency, an_involvement
from tests.store.facts.test_changing import contents

pytestmark = pytest.mark.deep

LATER = "'2001-01-01 00:00:00.000000'"
CASES = [f"C-{number:03}" for number in range(60)]
ROWS: Given = {
    "agencies": [an_agency("A"), an_agency("B")],
    "cases": [a_case(one) for one in CASES],
    "involvements": [an_involvement(one, "A", LONG_AGO) for one in CASES],
    "handovers": [a_handover(one, LONG_AGO, "A", "B") for one in CASES],
    "deadlines": [a_deadline(one, "follow_up", LONG_AGO.date()) for one in CASES],
    "pauses": [a_pause(one, "recovery", LONG_AGO) for one in CASES],
}
ONE, OTHER = "case_id = 'C-001'", "case_id = 'C-002'"
SOME = [
    f"UPDATE cases SET closed_at = {LATER}, closed_reason = 'unknown' WHERE {ONE}",
    f"DELETE FROM handovers WHERE {ONE}",
    f"UPDATE handovers SET case_id = 'C-002' WHERE {ONE}",
    f"UPDATE pauses SET ended_at = {LATER} WHERE {ONE}",
    f"UPDATE deadlines SET met_on = '2001-01-01' WHERE {ONE}",
    f"UPDATE involvements SET agency_code = 'B' WHERE {ONE}",
]
# what was there before, and what happens then
ALL = [
    ("", "UPDATE agencies SET sector = 'police'"),
    ("", f"UPDATE cases SET offence = 'sexual' WHERE {ONE}"),  # a code that no fact has
    ("", "UPDATE cases SET closed_at = '2001-01-01 00:00:00.000000'"),
    ("", f"UPDATE handovers SET handover_id = 'C-002' WHERE {ONE}"),
    ("", f"UPDATE deadlines SET deadline_id = 'C-002-follow_up' WHERE {ONE}"),
    ("", f"UPDATE handovers SET to_agency = 'A' WHERE {ONE}"),
    ("", f"UPDATE cases SET closed_at = '1999-01-01 00:00:00.000000' WHERE {ONE}"),
    ("", f"INSERT INTO pauses SELECT * FROM pauses WHERE {ONE}"),
    ("", f"UPDATE pauses SET case_id = NULL WHERE {ONE}"),
    (f"UPDATE deadlines SET kind = 'strange' WHERE {ONE}", f"DELETE FROM deadlines WHERE {ONE}"),
    (f"UPDATE pauses SET started_at = {LATER}, ended_at = '2000-06-01 00:00:00.000000' WHERE {ONE}",
     f"UPDATE pauses SET ended_at = NULL WHERE {ONE}"),
    # the row that is left out has the key of the one that comes
    (f"UPDATE handovers SET to_agency = 'A' WHERE {ONE}", f"UPDATE handovers SET handover_id = 'C-001' WHERE {OTHER}"),
]  # fmt: skip


@pytest.fixture
def ministry(tmp_path: Path) -> str:
    """A database without any constraint, with some cases."""
    (tmp_path / "own.sqlite").touch()
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    with engine(url).begin() as connection:
        for table in tables.IN_ORDER:
            connection.execute(text(f"CREATE TABLE {table.name} ({', '.join(table.columns.keys())})"))
    nowhere = {"code": "unknown", **dict.fromkeys(("name_en", "name_fi", "name_sv"), "?")}
    fill(url, {"regions": [nowhere], **ROWS})
    return url


def execute(source: Engine, *statements: str) -> None:
    with source.begin() as connection:
        for statement in filter(None, statements):
            connection.execute(text(statement))


def is_whole_after(replica: Replica, *statements: str) -> bool:
    """Whether all facts are made anew after a change, which is followed in either way."""
    url, before = replica.settings.database_url, replica.copy_here
    execute(engine(url), *statements)
    replica.refresh()
    assert replica.stale_since is None
    assert replica.version != before.version
    assert contents(replica.copy_here) == contents(read_copy(settings_for(url)))
    return replica.copy_here.whole_at != before.whole_at


@pytest.mark.parametrize("statement", SOME)
def test_of_a_case_that_changes_only_its_own_facts_are_made(ministry: str, statement: str) -> None:
    assert not is_whole_after(Replica(settings_for(ministry)), statement)


@pytest.mark.parametrize(("before", "then"), ALL)
def test_what_concerns_more_than_some_cases_makes_all_facts_anew(ministry: str, before: str, then: str) -> None:
    execute(engine(ministry), before)
    assert is_whole_after(Replica(settings_for(ministry)), then)


def test_a_row_that_breaks_a_rule_keeps_no_other_case_from_changing(ministry: str) -> None:
    execute(engine(ministry), f"UPDATE deadlines SET kind = 'strange' WHERE {OTHER}")
    assert not is_whole_after(Replica(settings_for(ministry)), SOME[0])


def test_after_many_changes_or_a_day_all_facts_are_made_anew(ministry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "ALWAYS", 2)
    monkeypatch.setattr(changing, "SINCE_WHOLE", 0)
    replica = Replica(settings_for(ministry))
    closed = [f"UPDATE cases SET closed_at = {LATER} WHERE case_id = '{one}'" for one in CASES]
    assert [is_whole_after(replica, one) for one in closed[:4]] == [False, False, True, False]
    monkeypatch.setattr(changing, "WHOLE_EVERY", timedelta(0))
    assert is_whole_after(replica, closed[4])


def test_after_a_failed_look_all_facts_are_made_anew(ministry: str) -> None:
    replica, source = Replica(settings_for(ministry)), engine(ministry)
    execute(source, "ALTER TABLE pauses RENAME TO their_pauses")
    replica.refresh()
    assert replica.stale_since
    assert is_whole_after(replica, "ALTER TABLE their_pauses RENAME TO pauses")


def test_the_same_rows_are_the_same_version(ministry: str) -> None:
    replica = Replica(settings_for(ministry))
    version = replica.version
    execute(engine(ministry), f"UPDATE cases SET status = status WHERE {ONE}")
    replica.refresh()
    assert replica.version == version


@pytest.fixture
def cases_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many cases each reading has brought."""
    found = list[int]()

    def counting(*given: Any) -> Rows:
        rows = read_rows(*given)
        found.append(rows.tables["cases"].num_rows)
        return rows

    monkeypatch.setattr(following, "read_rows", counting)
    return found


@pytest.fixture
def on_postgresql(postgres_url: str, quick: None, cases_read: list[int], monkeypatch: pytest.MonkeyPatch) -> Replica:
    monkeypatch.setattr("store.facts.watch.TIMES_ITS_COST", 0)
    fill(postgres_url, ROWS)
    replica = Replica(settings_for(postgres_url))
    cases_read.clear()
    return replica


@pytest.fixture
def on_sqlite(sqlite_url: str, cases_read: list[int]) -> Replica:
    fill(sqlite_url, ROWS)
    replica = Replica(settings_for(sqlite_url))
    cases_read.clear()
    return replica


@pytest.mark.parametrize("kind", ["on_postgresql", "on_sqlite"])
def test_of_plain_tables_only_the_cases_that_changed_are_read(
    request: pytest.FixtureRequest, cases_read: list[int], kind: str
) -> None:
    replica = request.getfixturevalue(kind)
    moved = "UPDATE handovers SET case_id = 'C-004' WHERE case_id = 'C-003'"
    for statements in ([SOME[0]], [moved], [f"DELETE FROM {one} WHERE case_id = 'C-005'" for one in GONE]):
        assert not is_whole_after(replica, *statements)
    assert cases_read == [1, 2, 0]


def test_a_database_without_a_change_table_is_read_as_a_whole_and_the_log_says_so(
    on_sqlite: Replica, cases_read: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    source = engine(on_sqlite.settings.database_url)
    ways = [on_sqlite.way]
    assert not is_whole_after(on_sqlite, f"DROP TRIGGER {change_table.NAME}_pauses_update", SOME[3])
    ways.append(on_sqlite.way)
    assert not is_whole_after(on_sqlite, SOME[0])
    with source.begin() as connection:
        change_table.make(connection)
    is_whole_after(on_sqlite, SOME[1])
    assert [*ways, on_sqlite.way] == ["change_table", "all_rows", "change_table"]
    assert [record.getMessage() for record in caplog.records] == [
        "changed cases are found by reading all rows from now on",
        "changed cases are found by the change table, and only these are read from now on",
    ]
    assert set(cases_read) == {MOST}


def test_the_log_says_at_the_start_how_changes_are_found(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "store.facts"):
        Replica(settings_for(sqlite_url))
    assert "changed cases are found by the change table" in caplog.text


def test_what_a_replaced_row_leaves_behind_is_missed_and_all_is_read(on_sqlite: Replica) -> None:
    """SQLite runs no trigger for the row of C-001 that goes."""
    columns = ", ".join("'C-002'" if one.name == "case_id" else one.name for one in tables.handovers.c)
    assert is_whole_after(on_sqlite, f"INSERT OR REPLACE INTO handovers SELECT {columns} FROM handovers WHERE {ONE}")


GONE = ("pauses", "deadlines", "handovers", "involvements", "cases")
MOST = len(CASES)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE cases ADD COLUMN more int",
        "UPDATE agencies SET sector = 'police'",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    ],
)
def test_after_a_gap_or_a_change_of_tables_all_is_read(
    on_postgresql: Replica, cases_read: list[int], statement: str
) -> None:
    before = on_postgresql.copy_here
    execute(engine(on_postgresql.settings.database_url), statement)
    until_whole(on_postgresql, lambda: on_postgresql.copy_here.whole_at != before.whole_at)
    assert set(cases_read) == {MOST}


def until_whole(replica: Replica, is_so: Callable[[], bool]) -> None:
    for _look in range(5):
        replica.refresh()
        if is_so():
            return
    pytest.fail("it is not made anew")


def test_rows_that_were_not_found_are_missed_and_all_is_read(
    on_postgresql: Replica, cases_read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Contents, "part_since", lambda *_: Part(ENDING, ["001"]))
    with engine(on_postgresql.settings.database_url).begin() as connection:
        connection.execute(insert(tables.cases).values(a_case("D")))
    assert is_whole_after(on_postgresql, SOME[0])
    assert cases_read == [1, MOST + 1]
