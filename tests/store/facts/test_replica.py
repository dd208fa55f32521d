"""The columnar copy: it follows the database, and when the database fails the last good figures stay."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, literal, select, text, update

from indicators import handovers, open_cases
from store.case import tables
from store.errors import DatabaseUnreadable
from store.facts.changes import ALL_CASES
from store.facts.copy import read_copy
from store.facts.replica import Replica
from store.source import engine
from tests.made_cases import everything, fill, settings_for
from tests.rows import a_case, a_handover, a_pause, an_agency

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def replica(case_database_url: str) -> Replica:
    fill(case_database_url, {"agencies": [an_agency("A"), an_agency("B")], "cases": [a_case("C")]})
    return Replica(settings_for(case_database_url))


def open_now(replica: Replica) -> int:
    return open_cases.counts(replica.ask, everything(NOW))["open"]


def test_it_stays_as_it_is_while_nothing_changes(replica: Replica) -> None:
    version = replica.version
    for _look in range(3):
        replica.refresh()
    assert replica.version == version


def test_it_follows_inserts_updates_and_deletions(replica: Replica) -> None:
    source = engine(replica.settings.database_url)
    seen = [open_now(replica)]
    for statement in (
        insert(tables.cases).values(a_case("D")),
        update(tables.cases).values(closed_at=NOW).where(tables.cases.c.case_id == "C"),
        delete(tables.cases).where(tables.cases.c.case_id == "C"),
        delete(tables.cases),
    ):
        version = replica.version
        with source.begin() as connection:
            connection.execute(statement)
        refresh_until(replica, lambda: replica.version != version)  # noqa: B023
        seen.append(open_now(replica))
    assert seen == [1, 2, 1, 1, 0]


def refresh_until(replica: Replica, is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < ends, "it was not seen"
        replica.refresh()
        time.sleep(0.001)


def test_it_follows_a_ministrys_own_views(case_database_url: str) -> None:
    fill(case_database_url, {"agencies": [an_agency("A"), an_agency("B")], "cases": [a_case("C")]})
    source = engine(case_database_url)
    with source.begin() as connection:
        connection.execute(text("DROP TABLE saumaton_version"))
        connection.execute(text("ALTER TABLE cases RENAME TO their_cases"))
        connection.execute(text("CREATE VIEW cases AS SELECT * FROM their_cases"))
    replica = Replica(settings_for(case_database_url))
    version = replica.version
    with source.begin() as connection:
        connection.execute(text("UPDATE their_cases SET closed_at = opened_at"))
    refresh_until(replica, lambda: replica.version != version)
    assert open_now(replica) == 0


def test_a_rolled_back_change_is_no_change(replica: Replica) -> None:
    version = replica.version
    with engine(replica.settings.database_url).connect() as connection:
        connection.execute(insert(tables.cases).values(a_case("D")))
        connection.rollback()
    replica.refresh()
    assert (replica.version, open_now(replica)) == (version, 1)


def test_the_last_good_figures_stay_while_the_database_is_away(sqlite_url: str) -> None:
    fill(sqlite_url, {"cases": [a_case("C")]})
    replica = Replica(settings_for(sqlite_url))
    file = Path(str(engine(sqlite_url).url.database))
    away = file.rename(file.with_suffix(".away"))
    replica.refresh()
    assert replica.stale_since is not None
    assert open_now(replica) == 1
    away.rename(file)
    replica.refresh()
    assert replica.stale_since is None


@pytest.mark.parametrize(
    ("breaks", "mends"),
    [
        ("ALTER TABLE pauses RENAME TO their_pauses", "ALTER TABLE their_pauses RENAME TO pauses"),
        ("ALTER TABLE pauses RENAME COLUMN reason TO why", "ALTER TABLE pauses RENAME COLUMN why TO reason"),
        ("UPDATE pauses SET started_at = 'x'", "UPDATE pauses SET started_at = '2026-01-05 09:00:00.000000'"),
    ],
)
def test_figures_stay_while_a_table_cannot_be_read_and_the_log_names_it(
    breaks: str, mends: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("store.facts.following.LOOK_SECONDS", 0)
    fill(sqlite_url, {"cases": [a_case("C")], "pauses": [a_pause("C", "consent", NOW)]})
    replica = Replica(settings_for(sqlite_url))
    for statement, is_stale in ((breaks, True), (mends, False)):
        with engine(sqlite_url).begin() as connection:
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
            connection.execute(text(statement))
        replica.refresh()
        assert (replica.stale_since is not None, open_now(replica)) == (is_stale, 1)
        assert "table pauses cannot be read" in caplog.text


def test_a_value_that_cannot_be_read_names_its_table(sqlite_url: str) -> None:
    fill(sqlite_url, {"cases": [a_case("C")]})
    with engine(sqlite_url).begin() as connection:
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        connection.execute(text("UPDATE cases SET opened_at = 'some day'"))
    with pytest.raises(DatabaseUnreadable, match="table cases"):
        read_copy(settings_for(sqlite_url))


def test_a_row_that_breaks_the_contract_is_left_out_and_counted(sqlite_url: str) -> None:
    sent = NOW - timedelta(days=3)
    reversed_answer: dict[str, Any] = {"responded_at": sent - timedelta(days=1), "response": "accepted"}
    with engine(sqlite_url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        connection.execute(insert(tables.agencies), [an_agency("A"), an_agency("B")])
        connection.execute(insert(tables.cases), [a_case("C")])
        connection.execute(insert(tables.handovers), [a_handover("C", sent, handover_id="H", **reversed_answer)])
    replica = Replica(settings_for(sqlite_url))
    assert replica.left_out == {"handovers": 1}
    assert handovers.summary(replica.ask, everything(NOW))["total"] == 0


def test_many_threads_may_ask_at_once(replica: Replica) -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(open_now(replica))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [1] * 16


MIDNIGHT_IN_HELSINKI = datetime(2099, 6, 30, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "now"),
    [
        (MIDNIGHT_IN_HELSINKI, MIDNIGHT_IN_HELSINKI),
        (datetime(2099, 1, 1, 12, 39, 59, 999999, UTC), datetime(2099, 1, 1, 12, 30, tzinfo=UTC)),
        (datetime(2099, 1, 1, 12, 40, tzinfo=UTC), datetime(2099, 1, 1, 12, 40, tzinfo=UTC)),
    ],
)
def test_now_is_the_last_full_ten_minutes(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, clock: datetime, now: datetime
) -> None:
    monkeypatch.setattr("store.facts.replica.utc_now", lambda: clock)
    assert Replica(settings_for(sqlite_url)).now == now


def test_now_is_never_before_the_last_change_that_was_read(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    began = datetime.now(UTC)
    replica = Replica(settings_for(sqlite_url))
    assert began <= replica.now <= datetime.now(UTC)
    monkeypatch.setattr("store.facts.replica.utc_now", lambda: began - timedelta(minutes=10))
    assert replica.now >= began


def test_a_load_that_is_interrupted_leaves_the_old_copy_answering(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = replica.version

    def interrupted(*_: object) -> None:
        raise MemoryError("no memory left")

    with engine(replica.settings.database_url).begin() as connection:
        connection.execute(insert(tables.cases).values(a_case("D")))
    with monkeypatch.context() as patched:
        patched.setattr("store.facts.changing.make_cases", interrupted)
        refresh_until(replica, lambda: replica.stale_since is not None)
        assert (replica.version, open_now(replica)) == (version, 1)
    refresh_until(replica, lambda: replica.version != version)
    assert open_now(replica) == 2


def test_a_change_whose_cases_could_not_be_found_is_followed_at_the_next_look(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = replica.seen(ALL_CASES).version

    def interrupted(*_: object) -> None:
        raise MemoryError("no memory left")

    with engine(replica.settings.database_url).begin() as connection:
        connection.execute(insert(tables.cases).values(a_case("D")))
    with monkeypatch.context() as patched:
        patched.setattr("store.facts.changing.numbers_of_cases", interrupted)
        refresh_until(replica, lambda: replica.stale_since is not None)
        assert replica.seen(ALL_CASES).version == version
    refresh_until(replica, lambda: replica.version != version)
    assert replica.seen(ALL_CASES).version == replica.version != version


def test_whole_numbers_are_divided_as_postgresql_does(replica: Replica) -> None:
    assert replica.ask(select((literal(7) // literal(2)).label("half"))).iloc[0, 0] == 3
