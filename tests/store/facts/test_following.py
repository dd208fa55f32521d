"""Figures are never called live when they are not: whatever hangs, they get their age, and they heal."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import Engine, Table, create_engine, insert, text

from indicators import open_cases
from store import source
from store.case import tables
from store.case.reading import ReadTable
from store.errors import DatabaseMissing
from store.facts import following, watch
from store.facts.load import Progress, read_tables
from store.facts.replica import Replica
from tests.made_cases import everything, fill, settings_for
from tests.rows import a_case, an_agency
from tests.store.facts.line import Line, line_to

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PATIENCE = 8.0
HOME = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits in tenths of seconds, so that nobody waits for them."""
    monkeypatch.setattr(following, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(following, "NEWS_SECONDS", 0.02)
    monkeypatch.setattr(following, "STALE_SECONDS", 0.5)
    monkeypatch.setattr(watch, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(watch, "CONNECT_SECONDS", 3.0)
    monkeypatch.setattr(source, "READING_LOCK_SECONDS", 0.3)
    monkeypatch.setitem(source.CONNECTION_LIMITS, "connect_timeout", "2")


@pytest.fixture
def beside(postgres_url: str) -> Iterator[Engine]:
    """The case database over the direct way, with rows in it."""
    fill(postgres_url, {"agencies": [an_agency("A"), an_agency("B")], "cases": [a_case("C")]})
    made = create_engine(source.database_url(postgres_url))
    yield made
    made.dispose()


@pytest.fixture
def line(postgres_url: str) -> Iterator[tuple[Line, str]]:
    with line_to(postgres_url) as made:
        yield made


@pytest.fixture
def watched() -> Iterator[Callable[[str], Replica]]:
    """What makes a replica that follows a database until the test ends."""
    with ExitStack() as stack:

        def begin(url: str) -> Replica:
            made = Replica(settings_for(url))
            made.start_watching()
            stack.callback(made.stop_watching)
            return made

        yield begin


def until(is_so: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < ends, "it does not come"
        time.sleep(0.01)


def open_a_case(engine: Engine, case_id: str = "D") -> None:
    with engine.begin() as connection:
        connection.execute(insert(tables.cases).values(a_case(case_id)))


def open_now(replica: Replica) -> int:
    return open_cases.counts(replica.ask, everything(NOW))["open"]


Watched = Callable[[str], Replica]


def test_a_line_that_passes_nothing_on_makes_figures_old_and_they_heal(
    beside: Engine, line: tuple[Line, str], watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    held, url = line
    replica = watched(url)
    time.sleep(0.7)
    assert replica.stale_since is None
    held.hold()
    at = datetime.now(UTC)
    until(lambda: replica.stale_since)
    assert replica.stale_since
    assert at - timedelta(seconds=0.3) < replica.stale_since < at + timedelta(seconds=0.3)
    open_a_case(beside)
    time.sleep(1.5)
    assert open_now(replica) == 1
    held.let_go()
    until(lambda: open_now(replica) == 2 and not replica.stale_since)
    said = [record.getMessage() for record in caplog.records if record.name == following.__name__]
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
    with beside.begin() as connection:
        found = connection.execute(
            text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        )
        stopped = list(found.scalars())
    try:
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        until(lambda: replica.stale_since)
        open_a_case(beside)
        until(lambda: open_now(replica) == 2 and not replica.stale_since)
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def test_a_cut_line_is_no_trouble_and_the_facts_are_made_anew(
    line: tuple[Line, str], beside: Engine, watched: Watched
) -> None:
    held, url = line
    replica = watched(url)
    version = replica.version
    held.cut()
    until(lambda: replica.version != version and not replica.stale_since)


def test_stopping_takes_no_longer_than_its_limits_while_the_line_is_held(
    beside: Engine, line: tuple[Line, str]
) -> None:
    held, url = line
    replica = Replica(settings_for(url))
    replica.start_watching()
    held.hold()
    time.sleep(0.2)
    began = time.monotonic()
    replica.stop_watching()
    assert time.monotonic() - began < 4


PROGRAM = """
import atexit, signal, sys, time
from store.case import tables
from store.facts import copy
from store.facts.replica import Replica
from tests.made_cases import settings_for

def read_slowly(read, progress):
    def read_one(table):
        if table is tables.cases:
            print("reads", flush=True)
            time.sleep(0.5)
        return read(table)

    return read_tables(read_one, progress)

replica = Replica(settings_for(sys.argv[1]))
replica.start_watching()
atexit.register(replica.stop_watching)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
read_tables, copy.read_tables = copy.read_tables, read_slowly
print("looks", flush=True)
while True:
    time.sleep(1)
"""


@pytest.mark.parametrize("doing", ["looks", "reads"])
def test_a_process_that_is_told_to_end_ends_while_the_line_is_held(
    beside: Engine, line: tuple[Line, str], doing: str
) -> None:
    held, url = line
    with subprocess.Popen([sys.executable, "-c", PROGRAM, url], cwd=HOME, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"looks\n"
        if doing == "reads":
            open_a_case(beside)
            assert process.stdout.readline() == b"reads\n"
        held.hold()
        time.sleep(1)
        process.terminate()
        assert process.wait(timeout=5) == 0


def test_a_long_making_of_facts_is_ended(sqlite_url: str, watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(sqlite_url, {"cases": [a_case("C")]})
    before = threading.enumerate()
    replica = watched(sqlite_url)
    begun = threading.Event()

    def make_facts(_found: object, memory: duckdb.DuckDBPyConnection, _settings: object) -> None:
        begun.set()
        memory.execute("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b").fetchall()

    monkeypatch.setattr("store.facts.copy.make_facts", make_facts)
    open_a_case(source.engine(sqlite_url))
    assert begun.wait(PATIENCE)
    until(lambda: replica.stale_since)
    replica.stop_watching()
    assert not set(threading.enumerate()) - set(before)


def test_listeners_hear_of_changes_of_age_and_of_the_ten_minutes(
    beside: Engine, line: tuple[Line, str], watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, url = line
    replica = watched(url)
    told: list[tuple[int, datetime | None, datetime]] = []
    end = replica.on_news(lambda: told.append((open_now(replica), replica.stale_since, replica.now)))
    open_a_case(beside)
    until(lambda: any(cases == 2 for cases, _stale, _now in told))
    later = datetime.now(UTC) + timedelta(minutes=10)
    monkeypatch.setattr("store.facts.replica.utc_now", lambda: later)
    until(lambda: any(now > later - timedelta(minutes=10) for _cases, _stale, now in told))
    until(lambda: not replica.stale_since)
    held.hold()
    until(lambda: told[-1][1])
    held.let_go()
    until(lambda: not told[-1][1])
    end()
    time.sleep(0.1)
    count = len(told)
    open_a_case(beside, "E")
    until(lambda: open_now(replica) == 3)
    time.sleep(0.1)
    assert len(told) == count


def test_a_listener_that_fails_keeps_the_news_from_nobody(
    sqlite_url: str, watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    fill(sqlite_url, {"cases": [a_case("C")]})
    replica = watched(sqlite_url)
    heard = threading.Event()

    def fail() -> None:
        raise ValueError("no news, please")

    replica.on_news(fail)
    replica.on_news(heard.set)
    with caplog.at_level(logging.CRITICAL):
        open_a_case(source.engine(sqlite_url))
        assert heard.wait(PATIENCE)


def test_a_database_that_does_not_answer_at_the_start_is_refused_in_words(
    beside: Engine, line: tuple[Line, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    held, url = line
    Replica(settings_for(url)).stop_watching()
    monkeypatch.setattr(watch, "STATEMENT_SECONDS", 0.0)
    held.hold()
    with pytest.raises(DatabaseMissing, match=r"does not answer|timeout"):
        Replica(settings_for(url))


def test_figures_that_nobody_follows_have_no_age(sqlite_url: str) -> None:
    replica = Replica(settings_for(sqlite_url))
    time.sleep(0.6)
    assert replica.stale_since is None
