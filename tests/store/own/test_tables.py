"""The own database: its migrations make what `store.own.tables` describes, and upgrading loses nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    CheckConstraint,
    Column,
    Engine,
    MetaData,
    Table,
    UniqueConstraint,
    delete,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from store.case.tables import Moment
from store.own import chain
from store.own import tables as own_tables
from store.own.access_log import write
from store.schema import OWN_DATABASE, migrate, must_be_current
from store.source import engine

NOW = datetime(2026, 9, 16, 6, tzinfo=UTC)
EXPORT = {"at": NOW, "event": "export"}
LOG = Table("access_log", MetaData(), *(Column(name) for name in ("entry", "user_name", "event")), Column("at", Moment))
RUNNING = {"opened_at": NOW, "opened_by": "aino", "room": "officials", "parameters": "{}", "agenda": "[]", "running": 1}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    made = engine(url if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url"))
    yield made
    made.dispose()


def test_the_migrations_make_what_the_tables_say(empty: Engine) -> None:
    migrate(empty, OWN_DATABASE)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "saumaton_own_version"})
        assert compare_metadata(context, own_tables.metadata) == []
    for table in own_tables.metadata.sorted_tables:
        made = inspect(empty)
        checks = {constraint["name"] for constraint in made.get_check_constraints(table.name)}
        assert checks == {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        unique = {constraint["name"] for constraint in made.get_unique_constraints(table.name)}
        assert unique == {str(one.name) for one in table.constraints if isinstance(one, UniqueConstraint)}


def test_an_upgrade_keeps_what_stands_and_can_be_taken_back(empty: Engine) -> None:
    with empty.begin() as connection:
        command.upgrade(OWN_DATABASE.config(connection), "0002")
        connection.execute(insert(LOG), [{"entry": 3, "user_name": "aino", **EXPORT}])
        connection.execute(insert(LOG), [{"entry": 7, "user_name": "olli", **EXPORT, "event": "sign_in_failed"}])
    migrate(empty, OWN_DATABASE)
    must_be_current(empty, OWN_DATABASE)
    assert kept(empty) == [("aino", "success"), ("olli", "refusal")]
    assert not list(chain.verify(empty))
    write(empty, "aino", "sign_out", NOW)
    assert not list(chain.verify(empty))
    with pytest.raises(DBAPIError, match="append-only"), empty.begin() as connection:
        connection.execute(delete(LOG))
    with empty.begin() as connection:
        command.downgrade(OWN_DATABASE.config(connection), "0002")
        names = connection.execute(select(LOG.c.user_name).order_by(LOG.c.entry)).scalars()
        assert list(names) == ["aino", "olli", "aino"]
        assert not inspect(connection).has_table("meetings")
        connection.execute(insert(LOG), [{"user_name": "olli", **EXPORT}])


def kept(own: Engine) -> list[tuple[str, str]]:
    rows = own_tables.access_log.c
    with own.connect() as connection:
        return [(name, how) for name, how in connection.execute(select(rows.user_name, rows.outcome))]


def test_two_meetings_cannot_run_and_one_that_is_closed_does_not(empty: Engine) -> None:
    migrate(empty, OWN_DATABASE)
    with empty.begin() as connection:
        connection.execute(insert(own_tables.meetings).values(RUNNING))
    for another in (RUNNING, {**RUNNING, "closed_at": NOW}, {**RUNNING, "running": None}, {**RUNNING, "running": 2}):
        with pytest.raises(IntegrityError), empty.begin() as connection:
            connection.execute(insert(own_tables.meetings).values(another))
