"""A case database whose changes are told by logical decoding: each is followed, or seen to be beyond that."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from store.case import stream as of_changes
from store.case.publication import PUBLICATION
from store.case.reading import ReadSome, table_reader
from store.case.tables import BY_NAME
from store.facts import copy as copies
from store.facts import watch
from store.facts.copy import read_copy
from store.facts.replica import Replica
from store.schema import migrate
from store.source import database_url, engine
from tests.made_cases import fill, settings_for
from tests.store.facts.stream.published import CLOSED, PUBLISHED, SLOTS, execute, is_whole_after, looked, url_of
from tests.store.facts.test_changing import contents
from tests.store.facts.test_wholeness import LATER, ONE, OTHER, ROWS, SOME
from tests.store.facts.watched import until


@pytest.mark.parametrize("statement", [*SOME, f"DELETE FROM handovers WHERE {ONE} OR {OTHER}"])
def test_of_a_case_that_changes_only_its_own_facts_are_made(replica: Replica, statement: str) -> None:
    assert not is_whole_after(replica, statement)
    assert replica.way == "stream"


def test_a_case_that_comes_and_one_that_goes(replica: Replica) -> None:
    others = ", ".join(BY_NAME["cases"].columns.keys()).removeprefix("case_id, ")
    comes = f"INSERT INTO cases (case_id, {others}) SELECT 'C-new', {others} FROM cases WHERE {ONE}"
    assert not is_whole_after(replica, comes)
    goes = [f"DELETE FROM {name} WHERE {ONE}" for name in ("pauses", "deadlines", "handovers", "involvements", "cases")]
    assert not is_whole_after(replica, *goes)


def test_handovers_that_move_twice_between_two_looks(replica: Replica) -> None:
    """Their key alone is told of how they were, so the copy has to know to which case they belonged."""
    assert not is_whole_after(
        replica,
        f"UPDATE handovers SET case_id = 'C-002' WHERE {ONE}",
        "UPDATE handovers SET case_id = 'C-003' WHERE case_id = 'C-002'",
        "UPDATE handovers SET handover_id = 'H-' || handover_id WHERE case_id = 'C-003'",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agencies SET sector = 'police'",
        "TRUNCATE pauses",
        "UPDATE cases SET closed_at = '2001-01-01'",
        "ALTER TABLE cases DROP COLUMN offence, ADD COLUMN offence text DEFAULT 'sexual'",
    ],
)
def test_what_concerns_more_than_some_cases_makes_all_facts_anew(replica: Replica, statement: str) -> None:
    assert is_whole_after(replica, statement)
    assert replica.way == "stream"
    assert not is_whole_after(replica, CLOSED)


def test_for_a_commit_of_very_many_rows_all_rows_are_read(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_changes, "MOST", 1)
    assert not is_whole_after(replica, f"DELETE FROM handovers WHERE {ONE}")
    assert not is_whole_after(replica, "DELETE FROM pauses WHERE case_id IN ('C-003', 'C-004')")
    assert not is_whole_after(replica, CLOSED)


def test_what_is_taken_back_changes_nothing(replica: Replica) -> None:
    version = replica.version
    with suppress(ZeroDivisionError), engine(replica.settings.database_url).begin() as connection:
        connection.execute(text(CLOSED))
        raise ZeroDivisionError
    execute(replica.settings.database_url, "CREATE TABLE something_else AS SELECT 1")
    replica.refresh()
    assert (replica.version, replica.stale_since) == (version, None)


def test_a_commit_that_does_not_wait_to_be_written_out(replica: Replica) -> None:
    assert not is_whole_after(replica, "SET LOCAL synchronous_commit = off", CLOSED)


def test_a_table_is_not_read_empty_that_is_emptied_and_filled_as_all_rows_are_to_be_read(
    source: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who began to read before that would see it empty: the moment that is read comes after the locks."""
    kept = "LOCK handovers", "CREATE TEMP TABLE kept ON COMMIT DROP AS TABLE handovers"
    deliveries = iter([(*kept, "TRUNCATE handovers", "INSERT INTO handovers TABLE kept")])

    def delivered_before(connection: Connection) -> AbstractContextManager[ReadSome]:
        for statements in deliveries:
            execute(url_of(source), *statements)
        return table_reader(connection)

    monkeypatch.setattr(copies, "table_reader", delivered_before)
    replica = Replica(settings_for(url_of(source)))
    assert replica.way == "stream"
    assert contents(replica.copy_here) == contents(read_copy(replica.settings))
    replica.stop_watching()


@pytest.fixture
def standbys(server: str) -> Iterator[Engine]:
    """A way to say which standbys commits wait for."""
    at_once = create_engine(database_url(server), isolation_level="AUTOCOMMIT")
    yield at_once
    wait_for(at_once, "")
    at_once.dispose()


def wait_for(at_once: Engine, standby: str) -> None:
    with at_once.connect() as connection:
        connection.execute(text("SET synchronous_commit = local"))
        connection.execute(text(f"ALTER SYSTEM SET synchronous_standby_names = '{standby}'"))
        connection.execute(text("SELECT pg_reload_conf()"))
        until(lambda: names(connection) == standby)


def names(connection: Connection) -> str:
    return str(connection.execute(text("SHOW synchronous_standby_names")).scalar_one())


def test_a_commit_counts_once_others_see_it(replica: Replica, standbys: Engine) -> None:
    """Its rows are in the stream while it waits for a standby."""
    url, before = replica.settings.database_url, replica.copy_here
    wait_for(standbys, "nobody")
    waits = threading.Thread(target=execute, args=(url, CLOSED))
    waits.start()
    with standbys.connect() as connection:
        waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        until(lambda: connection.execute(waiting).scalar_one())
    for _look in range(5):
        replica.refresh()
    assert (replica.version, replica.stale_since) == (before.version, None)
    wait_for(standbys, "")
    waits.join()
    until(lambda: looked(replica) and replica.version != before.version)
    assert contents(replica.copy_here) == contents(read_copy(settings_for(url)))
    assert replica.copy_here.whole_at == before.whole_at


@pytest.mark.parametrize(
    "statements",
    [
        # what changes nothing that is published once all has happened
        [f"ALTER PUBLICATION {PUBLICATION} DROP TABLE handovers", f"DELETE FROM handovers WHERE {ONE}",
         f"ALTER PUBLICATION {PUBLICATION} ADD TABLE handovers"],
        [f"DROP PUBLICATION {PUBLICATION}", f"DELETE FROM handovers WHERE {ONE}", PUBLISHED],
        ["ALTER TABLE handovers RENAME COLUMN case_id TO x", "UPDATE handovers SET x = 'C-002' WHERE x = 'C-001'",
         "ALTER TABLE handovers RENAME COLUMN x TO case_id"],
        ["ALTER TABLE cases ALTER COLUMN opened_at TYPE timestamptz USING opened_at - interval '2 hours'"],
    ],
)  # fmt: skip
def test_changes_that_the_stream_does_not_tell_are_found(replica: Replica, statements: list[str]) -> None:
    is_whole_after(replica, *statements)
    until(lambda: looked(replica) and replica.way == "stream")
    assert not is_whole_after(replica, CLOSED)


def test_a_copy_that_is_made_anew_was_not_wrong_before(replica: Replica, caplog: pytest.LogCaptureFixture) -> None:
    assert is_whole_after(replica, "UPDATE cases SET closed_at = '2001-01-01'")
    assert "it was made anew" not in caplog.text


def test_a_stream_that_is_silent_is_begun_anew(
    replica: Replica, source: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_changes, "SILENT_SECONDS", 0.5)
    monkeypatch.setattr(of_changes, "CATCH_UP_SECONDS", 0.3)
    with source.connect() as connection:
        [server] = connection.execute(text("SELECT active_pid FROM pg_replication_slots")).scalars()
    replica.refresh()
    os.kill(server, signal.SIGSTOP)
    try:
        execute(url_of(source), CLOSED)
        until(lambda: looked(replica) and replica.stale_since)
    finally:
        os.kill(server, signal.SIGCONT)
    until(lambda: looked(replica) and not replica.stale_since)
    assert contents(replica.copy_here) == contents(read_copy(replica.settings))


def test_a_database_in_another_encoding(server: str) -> None:
    at_once = create_engine(database_url(server.replace("/postgres?", "/template1?")), isolation_level="AUTOCOMMIT")
    with at_once.connect() as connection:
        connection.execute(text("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"))
    url = make_url(server).set(database="latin").render_as_string(hide_password=False)
    migrate(engine(url))
    fill(url, ROWS)
    execute(url, "ALTER TABLE cases ADD COLUMN notes text", PUBLISHED)
    replica = Replica(settings_for(url))
    assert not is_whole_after(replica, f"UPDATE cases SET notes = 'ä', closed_at = {LATER} WHERE {ONE}")
    assert replica.way == "stream"
    replica.stop_watching()
    engine(url).dispose()
    with at_once.connect() as connection:
        until(lambda: connection.execute(SLOTS).scalar_one() == 0)
        connection.execute(text("DROP DATABASE latin WITH (FORCE)"))
    at_once.dispose()


def test_a_transaction_that_does_not_end_keeps_nobody_waiting(
    source: Engine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_changes, "SLOT_SECONDS", 0.3)
    monkeypatch.setattr(watch, "STREAM_AGAIN_SECONDS", 0.0)
    with source.connect() as connection:
        connection.execute(text(f"UPDATE cases SET status = status WHERE {OTHER}"))
        replica = Replica(settings_for(url_of(source)))
        assert replica.way == "endings"
        assert "waits, for example for a transaction that does not end" in caplog.text
        until(lambda: connection.execute(SLOTS).scalar_one() == 0)
    until(lambda: looked(replica) and replica.way == "stream")
    assert not is_whole_after(replica, CLOSED)
    replica.stop_watching()


def test_a_line_that_is_cut_is_made_anew_and_nothing_is_left_behind(replica: Replica, source: Engine) -> None:
    with source.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        assert connection.execute(SLOTS).scalar_one() == 1
        connection.execute(text("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"))
        with suppress(OperationalError):
            connection.execute(text(CLOSED))
        until(lambda: looked(replica) and not replica.stale_since)
        assert replica.way == "stream"
        assert contents(replica.copy_here) == contents(read_copy(replica.settings))
        assert not is_whole_after(replica, f"DELETE FROM handovers WHERE {ONE}")
        replica.refresh()
        replica.stop_watching()
        until(lambda: connection.execute(SLOTS).scalar_one() == 0)


@pytest.mark.parametrize(
    ("snapshot", "transaction", "is_seen"),
    [
        ("10:20:12,15", 9, True),
        ("10:20:12,15", 12, False),
        ("10:20:12,15", 13, True),
        ("10:20:12,15", 20, False),
        ("4294967300:4294967310:4294967305", 4, True),
        ("4294967300:4294967310:4294967305", 9, False),
        ("4294967300:4294967310:4294967305", 14, False),
        ("4294967290:4294967300:", 4294967291, True),
    ],
)
def test_which_transactions_a_snapshot_shows(snapshot: str, transaction: int, is_seen: bool) -> None:
    """Of the number of a transaction the stream tells 32 bits."""
    assert of_changes.sees(snapshot, transaction) == is_seen
