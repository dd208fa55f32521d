"""The roles of deploy/own_database.sql on a real PostgreSQL: the dashboard adds to the access log, and no more."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from config.agenda import ITEMS
from store.own import access_log, actions, chain, meetings, tables
from store.own.actions import NewAction
from store.own.database import own_database
from store.own.meetings import Opening
from store.schema import OWN_DATABASE, migrate
from store.source import engine
from tests.store.servers import BIN

ROLES = Path(__file__).parent.parent.parent.parent / "deploy" / "own_database.sql"
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
    "SET session_replication_role = replica",
)


@pytest.fixture
def own(own_postgres_url: str) -> Iterator[Engine]:
    """The own database as the role of the dashboard opens it."""
    owner, role = engine(own_postgres_url), "saumaton_own"
    plain = own_postgres_url.replace("+psycopg", "")
    psql: list[str | Path] = [BIN / "psql", plain, "-v", f"role={role}", "-v", "ON_ERROR_STOP=1", "-f", ROLES]
    with owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'"))
    subprocess.run(psql, check=True, stdout=subprocess.DEVNULL)
    url = make_url(own_postgres_url).set(username=role, password="secret").render_as_string(hide_password=False)
    own = own_database(url)
    yield own
    own.dispose()
    with owner.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {role}"))
        connection.execute(text(f"DROP ROLE {role}"))


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
