"""A case database behind PgBouncer, on a hot standby, and of foreign tables: all are followed, or refused in words."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert, make_url, text

from store.case import tables
from store.errors import DatabaseMissing
from store.facts import watch
from store.facts.replica import Replica
from store.schema import migrate
from store.source import database_url, engine
from tests.made_cases import fill, settings_for
from tests.rows import a_case, an_agency
from tests.store.servers import pgbouncer, server_of, standby_of

DEBIANS = Path("/usr/lib/postgresql/15/bin")
HAS_PGBOUNCER = shutil.which("pgbouncer") or Path("/usr/sbin/pgbouncer").exists()
needs_pgbouncer = pytest.mark.skipif(not HAS_PGBOUNCER, reason="needs PgBouncer (Debian: pgbouncer)")
needs_foreign_tables = pytest.mark.skipif(not DEBIANS.exists(), reason="needs file_fdw (Debian: postgresql-15)")
ROWS = {"agencies": [an_agency("A"), an_agency("B")], "cases": [a_case("C")]}


def cases_in(replica: Replica) -> int:
    with replica.copy_here.facts.reading() as cursor:
        [(found,)] = cursor.execute("SELECT found FROM fact_tables WHERE table_name = 'cases'").fetchall()
    return int(found)


def until(is_so: Callable[[], bool], replica: Replica) -> None:
    ends = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < ends, "it does not come"
        time.sleep(0.02)
        replica.refresh()


@pytest.fixture
def direct(postgres_url: str) -> Iterator[Engine]:
    fill(postgres_url, ROWS)
    made = create_engine(database_url(postgres_url))
    yield made
    made.dispose()


def open_a_case(source: Engine, case_id: str) -> None:
    with source.begin() as connection:
        connection.execute(insert(tables.cases).values(a_case(case_id)))


@needs_pgbouncer
def test_pgbouncer_may_pool_transactions(postgres_url: str, direct: Engine) -> None:
    with pgbouncer(postgres_url, "transaction") as pooled:
        fill(pooled, {"cases": [a_case("D")]})
        replica = Replica(settings_for(pooled))
        assert cases_in(replica) == 2
        for count in range(3, 6):
            open_a_case(direct, f"E{count}")
            until(lambda: cases_in(replica) == count, replica)  # noqa: B023
        assert replica.stale_since is None
        with direct.connect() as connection:
            left = connection.execute(
                text("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
            )
            assert left.scalar_one() == 0
        replica.stop_watching()
        engine(pooled).dispose()


@needs_pgbouncer
def test_pgbouncer_that_pools_statements_is_refused_in_words(postgres_url: str, direct: Engine) -> None:
    assert direct
    with pgbouncer(postgres_url, "statement", port=6433) as pooled:
        with pytest.raises(DatabaseMissing, match=r"Set in PgBouncer: pool_mode = transaction$"):
            Replica(settings_for(pooled))
        engine(pooled).dispose()


def test_a_commit_is_seen_on_a_hot_standby_while_an_older_transaction_runs(
    postgres: Engine, postgres_url: str, direct: Engine
) -> None:
    with standby_of(postgres) as folder, direct.connect() as oldest, direct.connect() as second:
        there = make_url(postgres_url).update_query_dict({"host": str(folder)}).render_as_string(hide_password=False)
        oldest.execute(text("CREATE TABLE not_yet (n int)"))
        second.execute(insert(tables.cases).values(a_case("D")))
        with direct.begin() as connection:
            connection.execute(text("CREATE TABLE elsewhere (n int)"))
        replayed(direct, there)
        replica = Replica(settings_for(there))
        replica.refresh()
        assert cases_in(replica) == 1
        second.commit()
        until(lambda: cases_in(replica) == 2, replica)
        assert replica.stale_since is None
        replica.stop_watching()
        engine(there).dispose()


def replayed(primary: Engine, standby: str) -> None:
    """Wait until the standby has what the primary has."""
    with primary.connect() as connection:
        now = connection.execute(text("SELECT pg_current_wal_lsn()")).scalar_one()
    with engine(standby).connect() as connection:
        for _attempt in range(100):
            question = text("SELECT pg_last_wal_replay_lsn() >= CAST(:now AS pg_lsn)")
            if connection.execute(question, {"now": now}).scalar_one():
                return
            time.sleep(0.05)
    pytest.fail("the standby does not follow")


@needs_foreign_tables
def test_foreign_tables_and_views_of_them_are_followed(
    postgres: Engine, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert postgres  # which makes the user that servers run as
    monkeypatch.setattr(watch, "ELSEWHERE_SECONDS", 0.1)
    with server_of(DEBIANS) as url:
        source = engine(url)
        migrate(source)
        fill(url, ROWS)
        file = Path(str(source.url.query["host"])) / "cases.csv"
        with source.begin() as connection:
            for statement in (
                f"COPY cases TO '{file}' (FORMAT csv)",
                "DROP TABLE cases CASCADE",
                "CREATE EXTENSION file_fdw",
                "CREATE SERVER files FOREIGN DATA WRAPPER file_fdw",
                f"CREATE FOREIGN TABLE cases ({COLUMNS}) SERVER files OPTIONS (filename '{file}', format 'csv')",
            ):
                connection.execute(text(statement))
        replica = Replica(settings_for(url))
        assert cases_in(replica) == 1
        line = file.read_text(encoding="utf-8")
        file.write_text(line + line.replace("C,", "D,", 1), encoding="utf-8")
        until(lambda: cases_in(replica) == 2, replica)
        with source.begin() as connection:
            connection.execute(text("ALTER TABLE cases RENAME TO their_cases"))
            connection.execute(text("CREATE VIEW cases AS SELECT * FROM their_cases"))
        version = replica.version
        until(lambda: replica.version != version, replica)
        file.write_text(line, encoding="utf-8")
        until(lambda: cases_in(replica) == 1, replica)
        replica.stop_watching()
        source.dispose()


TYPES = {"Moment": "timestamptz"}
COLUMNS = ", ".join(f"{column.name} {TYPES.get(type(column.type).__name__, 'text')}" for column in tables.cases.columns)
