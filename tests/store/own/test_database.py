"""The own database gone, junk, empty, locked, read-only or full: one error in words, soon, and nothing is made anew."""

import logging
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from config.agenda import ITEMS
from store.errors import OwnDatabaseUnusable
from store.own import access_log, database, meetings
from store.own.database import own_database, own_engine
from store.own.meetings import Opening
from store.own.tables import access_log as rows
from store.schema import OWN_DATABASE, migrate
from store.source import engine
from tests.store.facts.line import line_to
from tests.store.own.faults import FAULTS, UNREADABLE, gone, junk, locked

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
LONGEST_CLICK = 5


def moments(own: Engine) -> list[datetime]:
    """The moments of the access log."""
    with database.transaction(own) as connection:
        return [*connection.execute(select(rows.c.at)).scalars()]


@pytest.fixture
def own(file: Path) -> Engine:
    return own_database(f"sqlite:///{file}")


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.3)


@pytest.fixture
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "REST_SECONDS", 0)


@pytest.mark.usefixtures("no_rest")
@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_kept_is_one_error_soon_and_heals(fault: str, file: Path, own: Engine) -> None:
    access_log.write(own, "aino", "sign_in", NOW)
    with FAULTS[fault](file):
        began = time.monotonic()
        with pytest.raises(OwnDatabaseUnusable, match=r"own\.sqlite cannot be used: "):
            access_log.write(own, "aino", "sign_out", NOW)
        assert time.monotonic() - began < LONGEST_CLICK
        assert database.is_troubled(own)
    access_log.write(own, "aino", "sign_out", NOW)
    assert not database.is_troubled(own)
    assert NOW in moments(own)


@pytest.mark.usefixtures("short_wait")
@pytest.mark.parametrize("fault", UNREADABLE)
def test_a_database_that_cannot_be_read_is_none_to_begin_with(fault: str, file: Path) -> None:
    with FAULTS[fault](file), pytest.raises(OwnDatabaseUnusable):
        own_database(f"sqlite:///{file}")


@pytest.mark.usefixtures("short_wait")
def test_nobody_else_waits_right_after_a_wait_in_vain(file: Path, own: Engine) -> None:
    with locked(file):
        for _ in range(2):
            with pytest.raises(OwnDatabaseUnusable):
                moments(own)
        began = time.monotonic()
        for _ in range(20):
            with pytest.raises(OwnDatabaseUnusable):
                access_log.write(own, "aino", "sign_out", NOW)
        assert time.monotonic() - began < 1


def test_the_log_says_it_once_and_without_what_was_to_be_kept(
    file: Path, own: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with junk(file), caplog.at_level(logging.ERROR):
        for _ in range(5):
            with pytest.raises(OwnDatabaseUnusable):
                access_log.write(own, "aino", "sign_out", NOW, "overview?region=01")
    [said] = caplog.messages
    assert "file is not a database" in said
    assert "region=01" not in caplog.text


def test_a_server_that_is_not_there_is_told_without_its_password(caplog: pytest.LogCaptureFixture) -> None:
    away = own_engine("postgresql://aino:s3cret@localhost:1/own")
    began = time.monotonic()
    with pytest.raises(OwnDatabaseUnusable, match=r"postgresql\+psycopg://aino:\*\*\*@localhost:1/own cannot be used"):
        moments(away)
    assert time.monotonic() - began < LONGEST_CLICK
    assert "s3cret" not in caplog.text


@pytest.mark.deep
def test_a_lock_on_a_server_is_not_waited_for(own_postgres_url: str) -> None:
    own, other = own_database(own_postgres_url), engine(own_postgres_url)
    with other.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE access_log IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        with pytest.raises(OwnDatabaseUnusable, match="lock timeout"):
            access_log.write(own, "aino", "sign_out", NOW)
        assert time.monotonic() - began < LONGEST_CLICK
    own.dispose()


@pytest.mark.deep
def test_a_server_that_does_not_answer_any_more_is_not_waited_for(
    empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "REST_SECONDS", 0)
    migrate(engine(empty_postgres_url), OWN_DATABASE)
    with line_to(empty_postgres_url) as (line, url):
        own = own_database(url)
        access_log.write(own, "aino", "sign_in", NOW)
        line.hold()
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(OwnDatabaseUnusable):
                moments(own)
            assert time.monotonic() - began < LONGEST_CLICK
        line.let_go()
        access_log.write(own, "aino", "sign_out", NOW)
        assert NOW in moments(own)
        own.dispose()


def test_a_database_that_was_put_back_is_the_one_that_is_written_to(file: Path, own: Engine) -> None:
    access_log.write(own, "aino", "sign_out", NOW)
    with gone(file), pytest.raises(OwnDatabaseUnusable):
        moments(own)
    assert NOW in moments(own)


def test_what_was_read_last_holds_until_something_changes(file: Path, own: Engine) -> None:
    opening = Opening("aino", "officials", {}, ITEMS)
    with gone(file), pytest.raises(OwnDatabaseUnusable):
        meetings.running(own)
    number = meetings.open_meeting(own, opening, NOW).number
    assert meetings.running(own) == meetings.open_meeting(own, opening, NOW)
    with gone(file):
        assert meetings.running(own) == meetings.open_meeting(own, opening, NOW)
        with pytest.raises(OwnDatabaseUnusable):
            meetings.close(own, number, NOW)
    meetings.close(own, number, NOW)
    with gone(file), pytest.raises(OwnDatabaseUnusable):
        meetings.running(own)
