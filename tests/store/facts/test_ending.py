"""Following a database ends soon, and a start is given up, whatever does not answer."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from store import source
from store.errors import DatabaseMissing
from store.facts import watch
from store.facts.replica import Replica
from tests.made_cases import fill, settings_for
from tests.rows import a_case
from tests.store.facts.line import Line
from tests.store.facts.watched import PATIENCE, Watched, open_a_case, until

pytestmark = pytest.mark.usefixtures("quick")
HOME = Path(__file__).parents[3]


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


def test_hanging_up_takes_no_longer_for_many_connections(line: tuple[Line, str]) -> None:
    held, url = line
    many = source.engine(url)
    connections = [many.connect() for _ in range(5)]
    waiting = [threading.Thread(target=_wait_for_an_answer, args=(one,)) for one in connections]
    for one in waiting:
        one.start()
    time.sleep(0.3)
    held.hold()
    began = time.monotonic()
    source.hang_up(many)
    assert time.monotonic() - began < 3  # one second for each would be five
    for one in waiting:
        one.join(PATIENCE)
        assert not one.is_alive()


def _wait_for_an_answer(connection: Connection) -> None:
    with pytest.raises(OperationalError):
        connection.exec_driver_sql("SELECT pg_sleep(60)")


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

    def make_cases(_found: object, memory: duckdb.DuckDBPyConnection, _places: object) -> None:
        begun.set()
        memory.execute("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b").fetchall()

    monkeypatch.setattr("store.facts.changing.make_cases", make_cases)
    open_a_case(source.engine(sqlite_url))
    assert begun.wait(PATIENCE)
    until(lambda: replica.stale_since)
    replica.stop_watching()
    assert not set(threading.enumerate()) - set(before)


def test_a_database_that_does_not_answer_at_the_start_is_refused_in_words(
    beside: Engine, line: tuple[Line, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    held, url = line
    Replica(settings_for(url)).stop_watching()
    monkeypatch.setattr(watch, "STATEMENT_SECONDS", 0.0)
    held.hold()
    with pytest.raises(DatabaseMissing, match=r"does not answer|timeout"):
        Replica(settings_for(url))
