"""Figures are never called live when they are not: whatever hangs, they get their age, and they heal."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest
from sqlalchemy import Engine, Table, text

from store.case import tables
from store.case.reading import ReadTable
from store.facts import following, watch
from store.facts.load import Progress, read_tables
from store.facts.replica import Replica
from tests.made_cases import fill, settings_for
from tests.rows import a_case
from tests.store.facts.line import Line
from tests.store.facts.watched import Watched, open_a_case, open_now, until

pytestmark = pytest.mark.usefixtures("quick")


def test_a_line_that_passes_nothing_on_makes_figures_old_and_they_heal(
    beside: Engine, line: tuple[Line, str], watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    held, url = line
    replica = watched(url)
    time.sleep(1.2)
    until(lambda: not replica.stale_since)
    held.hold()
    at = datetime.now(UTC)
    until(lambda: replica.stale_since)
    assert replica.stale_since
    assert at - timedelta(seconds=1) < replica.stale_since < at + timedelta(seconds=0.5)
    open_a_case(beside)
    time.sleep(1.5)
    assert open_now(replica) == 1
    held.let_go()
    until(lambda: open_now(replica) == 2 and not replica.stale_since)
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(said) == 2
    assert "cannot be read" in said[0]
    assert "can be read again, after" in said[1]


def test_a_line_held_while_tables_are_read_is_given_up(
    beside: Engine, line: tuple[Line, str], watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, url = line
    replica = watched(url)
    monkeypatch.setattr(watch, "STATEMENT_SECONDS", 0.5)

    def read_until_cases(read: ReadTable, progress: Progress | None) -> dict[str, Any]:
        def read_one(table: Table) -> Any:
            if table is tables.cases:
                held.hold()
            return read(table)

        return read_tables(read_one, progress)

    with monkeypatch.context() as patched:
        patched.setattr("store.facts.copy.read_tables", read_until_cases)
        open_a_case(beside)
        until(lambda: replica.stale_since)
    held.let_go()
    until(lambda: open_now(replica) == 2 and not replica.stale_since)


def test_a_lock_on_a_case_table_makes_figures_old_until_it_goes(
    postgres_url: str, beside: Engine, watched: Watched
) -> None:
    replica = watched(postgres_url)
    with beside.begin() as connection:
        connection.execute(text("LOCK TABLE cases IN ACCESS EXCLUSIVE MODE"))
        with beside.begin() as elsewhere:
            elsewhere.execute(text("CREATE TABLE elsewhere (n int)"))
        until(lambda: replica.stale_since)
    until(lambda: not replica.stale_since)


def test_a_stopped_process_of_the_server_makes_figures_old_and_another_one_heals_them(
    postgres_url: str, beside: Engine, watched: Watched
) -> None:
    replica = watched(postgres_url)
    with stopped(processes(beside)):
        until(lambda: replica.stale_since)
        open_a_case(beside)
        until(lambda: open_now(replica) == 2 and not replica.stale_since)


def test_a_server_of_which_every_process_is_stopped_makes_figures_old_until_it_goes_on(
    postgres_url: str, beside: Engine, watched: Watched
) -> None:
    replica = watched(postgres_url)
    of_server = processes(beside)
    with stopped([of_server[0].parent(), *of_server]):
        until(lambda: replica.stale_since)
        time.sleep(3)
        assert replica.stale_since
    open_a_case(beside)
    until(lambda: open_now(replica) == 2 and not replica.stale_since)


def processes(engine: Engine) -> list[psutil.Process]:
    """Those that serve other connections to a database."""
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with engine.connect() as connection:
        return [psutil.Process(pid) for pid in connection.execute(text(others)).scalars()]


@contextmanager
def stopped(found: list[psutil.Process]) -> Iterator[None]:
    for process in found:
        process.suspend()
    try:
        yield
    finally:
        for process in found:
            process.resume()


def test_a_cut_line_is_no_trouble_and_the_facts_are_made_anew(
    line: tuple[Line, str], beside: Engine, watched: Watched
) -> None:
    held, url = line
    replica = watched(url)
    version = replica.version
    held.cut()
    until(lambda: replica.version != version and not replica.stale_since)


def test_a_database_whose_loads_fail_is_read_half_of_the_time_at_most(
    sqlite_url: str, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica = watched(sqlite_url)
    tries = []

    def fail(*_given: object) -> None:
        tries.append(time.monotonic())
        time.sleep(0.3)
        raise OSError("the disk is full")

    monkeypatch.setattr(following, "read_rows", fail)
    fill(sqlite_url, {"cases": [a_case("C")]})
    until(lambda: len(tries) == 3)
    assert tries[2] - tries[0] >= 1.2
    assert replica.stale_since


def test_now_goes_on_with_the_ten_minutes(sqlite_url: str, watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    replica = watched(sqlite_url)
    later = datetime.now(UTC) + timedelta(minutes=10)
    monkeypatch.setattr("store.facts.replica.utc_now", lambda: later)
    assert later - timedelta(minutes=10) < replica.now <= later


def test_figures_that_nobody_follows_have_no_age(sqlite_url: str) -> None:
    replica = Replica(settings_for(sqlite_url))
    time.sleep(1.1)
    assert replica.stale_since is None
