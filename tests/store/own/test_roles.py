"""The roles of deploy/own_database.sql on a real PostgreSQL: the dashboard adds to the access log, and no more."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from config.agenda import ITEMS
from config.retention import Retention
from store.own import access_log, actions, chain, meetings, retention, tables
from store.own.access_log import NOTHING_ELSE
from store.own.actions import NewAction
from store.own.database import own_database
from store.own.meetings import Opening
from store.schema import OWN_DATABASE, migrate
from store.source import engine
from tests.store.servers import BIN

ROLES = Path(__file__).parent.parent.parent.parent / "deploy" / "own_database.sql"
ROLE, NIGHTLY = "saumaton_own", "saumaton_retention"
NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
FORBIDDEN = (
    "UPDATE access_log SET user_name = 'olli'",
    "DELETE FROM access_log",
    "TRUNCATE access_log",
    "DROP TABLE access_log",
    "ALTER TABLE access_log DISABLE TRIGGER ALL",
    "DROP TRIGGER access_log_append_only ON access_log",
    "CREATE OR REPLACE FUNCTION access_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "CREATE RULE unseen AS ON INSERT TO access_log DO INSTEAD NOTHING",
    "CREATE TABLE another (x int)",
    "UPDATE saumaton_own_version SET version_num = '0001'",
    "UPDATE setting_changes SET reason = 'none'",
    "SET session_replication_role = replica",
)


@pytest.fixture(params=["with the nightly job", "without it"])
def granted(own_postgres_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an own database whose roles have what the file grants them."""
    owner, plain = engine(own_postgres_url), own_postgres_url.replace("+psycopg", "")
    named = [f"role={ROLE}", *([f"retention={NIGHTLY}"] if request.param == "with the nightly job" else [])]
    options = [part for one in (*named, "ON_ERROR_STOP=1") for part in ("-v", one)]
    psql: list[str | Path] = [BIN / "psql", plain, *options, "-f", ROLES]
    with owner.begin() as connection:
        for role in (ROLE, NIGHTLY):
            connection.execute(text(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'"))
    subprocess.run(psql, check=True, stdout=subprocess.DEVNULL)
    yield own_postgres_url
    with owner.begin() as connection:
        for role in (ROLE, NIGHTLY):
            connection.execute(text(f"DROP OWNED BY {role}"))
            connection.execute(text(f"DROP ROLE {role}"))


def opened_by(role: str, url: str) -> Iterator[Engine]:
    own = own_database(make_url(url).set(username=role, password="secret").render_as_string(hide_password=False))
    yield own
    own.dispose()


@pytest.fixture
def own(granted: str) -> Iterator[Engine]:
    """The own database as the role of the dashboard opens it."""
    yield from opened_by(ROLE, granted)


@pytest.fixture
def nightly(granted: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The own database as the role of the nightly job opens it."""
    if "without it" in request.node.name:
        pytest.skip("that role has nothing then")
    yield from opened_by(NIGHTLY, granted)


def test_the_role_of_the_dashboard_writes_reads_and_verifies_the_log(own: Engine) -> None:
    migrate(own, OWN_DATABASE)  # as `run` does, which finds nothing to do
    access_log.write(own, "aino", "sign_in_failed", NOW)
    access_log.write(own, "aino", "sign_out", NOW)
    with own.connect() as connection:
        assert list(chain.verify(own, [chain.head(connection)])) == []


def test_it_keeps_meetings_and_actions(own: Engine) -> None:
    number = meetings.open_meeting(own, Opening("aino", "officials", {}, ITEMS), NOW).number
    meetings.write_note(own, number, ITEMS[0], "a note")
    actions.add_action(own, number, NewAction("do it", "aino", NOW.date(), "none", "", None), "aino", NOW)
    meetings.close(own, number, NOW)
    assert len(actions.agreed_in(own, number)) == 1


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_it_changes_nothing_that_is_logged_nor_what_keeps_it(own: Engine, statement: str) -> None:
    access_log.write(own, "aino", "sign_in", NOW)
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), own.begin() as connection:
        connection.execute(text(statement))


def test_every_table_is_granted(own: Engine) -> None:
    with own.connect() as connection:
        for table in tables.metadata.sorted_tables:
            connection.execute(table.select())


def test_the_nightly_job_ends_what_is_over_and_can_do_nothing_else(nightly: Engine, own: Engine) -> None:
    for days in (900, 800, 0):
        access_log.write(own, "aino", "sign_in", NOW - timedelta(days=days))
    kept = Retention(access_log=400)
    assert retention.end(nightly, kept, NOW, "manage.py", NOTHING_ELSE)["access_log"] == 2
    assert list(chain.verify(own)) == []
    for statement in (*FORBIDDEN, "UPDATE users SET role = 'administration'", "SELECT * FROM users"):
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner|append-only"), nightly.begin() as opened:
            opened.execute(text(statement))
