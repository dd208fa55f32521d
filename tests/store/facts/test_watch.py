"""Every change of the case tables is noticed, wherever it comes from, and nothing else is taken for one."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, text

from store.case import tables
from store.case.reading import table_reader
from store.facts import load, watch
from store.facts.contents import NAMES, RELATIONS, contents
from store.facts.replica import Replica
from store.facts.watch import Watch
from store.source import consistent_read, engine
from tests.made_cases import fill, settings_for
from tests.rows import a_case, an_agency


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "ELSEWHERE_SECONDS", 0.0)
    monkeypatch.setattr(watch, "TIMES_ITS_COST", 0)


@pytest.fixture
def source(postgres_url: str) -> Engine:
    fill(postgres_url, {"agencies": [an_agency("A"), an_agency("B")], "cases": [a_case("C")]})
    return engine(postgres_url)


@pytest.fixture
def watching(postgres_url: str, source: Engine) -> Iterator[Watch]:
    assert source
    made = Watch(postgres_url)
    yield made
    made.close()


def execute(source: Engine, *statements: str) -> None:
    with source.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE cases ADD COLUMN more text DEFAULT 'x'",
        "ALTER TABLE cases RENAME COLUMN status TO state",
        "ALTER TABLE cases ALTER COLUMN status SET DEFAULT 'x'",
        "UPDATE cases SET closed_at = opened_at",
        "DELETE FROM cases",
    ],
)
def test_it_notices_what_changes_the_tables_without_new_rows_and_with_them(
    watching: Watch, source: Engine, statement: str
) -> None:
    before = watching.fingerprint()
    execute(source, statement)
    assert watching.fingerprint() != before


def test_a_column_that_comes_again_with_another_value_in_each_row_is_noticed(watching: Watch, source: Engine) -> None:
    columns = "DROP COLUMN investigation_ref, ADD COLUMN investigation_ref text DEFAULT"
    execute(source, f"ALTER TABLE cases {columns} 'x'")
    before = watching.fingerprint()
    execute(source, f"ALTER TABLE cases {columns} 'y'")
    assert watching.fingerprint() != before


def test_a_renamed_value_of_an_enumeration_is_noticed(watching: Watch, source: Engine) -> None:
    execute(
        source,
        "CREATE TYPE reference AS ENUM ('x')",
        "ALTER TABLE cases DROP COLUMN investigation_ref, ADD COLUMN investigation_ref reference DEFAULT 'x'",
    )
    before = watching.fingerprint()
    execute(source, "ALTER TYPE reference RENAME VALUE 'x' TO 'y'")
    assert watching.fingerprint() != before


def test_a_commit_elsewhere_in_the_server_is_no_change(watching: Watch, source: Engine) -> None:
    execute(source, "CREATE TABLE elsewhere (n int)")
    before = watching.fingerprint()
    for _time in range(3):
        execute(source, "INSERT INTO elsewhere VALUES (1)")
        assert watching.fingerprint() == before
    execute(source, "ANALYZE cases", "ALTER TABLE elsewhere ADD COLUMN more int")
    assert watching.fingerprint() == before


class InAnotherOrder:
    """A connection whose answers come in reverse."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, *given: Any) -> Any:
        rows = self._connection.execute(*given).all()[::-1]

        class Answer:
            def __iter__(self) -> Iterator[Any]:
                return iter(rows)

            def all(self) -> list[Any]:
                return list(rows)

        return Answer()


def test_the_order_in_which_postgresql_answers_is_no_change(source: Engine) -> None:
    with consistent_read(source) as connection:
        assert contents(connection) == contents(InAnotherOrder(connection))  # type: ignore[arg-type]


def test_after_a_lost_connection_it_is_another_database(watching: Watch, source: Engine) -> None:
    before = watching.fingerprint()
    execute(
        source,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    time.sleep(0.1)
    with pytest.raises(Exception, match="cannot be used"):
        watching.fingerprint()
    after = watching.fingerprint()
    assert after != before
    assert watching.fingerprint() == after


def test_a_view_over_what_lies_elsewhere_is_looked_at_though_nothing_was_committed(
    watching: Watch, source: Engine, shared_folder: Path
) -> None:
    file = shared_folder / "status"
    write(file, "open")
    execute(
        source,
        "ALTER TABLE cases RENAME TO their_cases",
        "ALTER TABLE their_cases RENAME COLUMN investigation_ref TO theirs",
        f"CREATE VIEW cases AS SELECT *, trim(pg_read_file('{file}')) AS investigation_ref FROM their_cases",
    )
    before = watching.fingerprint()
    assert watching.fingerprint() == before
    write(file, "none")
    assert watching.fingerprint() != before


def test_a_materialized_view_that_is_made_anew_is_noticed(watching: Watch, source: Engine) -> None:
    execute(
        source,
        "ALTER TABLE cases RENAME TO their_cases",
        "CREATE MATERIALIZED VIEW cases AS SELECT * FROM their_cases",
    )
    before = watching.fingerprint()
    execute(source, "UPDATE their_cases SET closed_at = opened_at")
    assert watching.fingerprint() == before
    execute(source, "REFRESH MATERIALIZED VIEW cases")
    assert watching.fingerprint() != before


def test_what_lies_elsewhere_is_looked_at_no_more_often_than_allowed(
    watching: Watch, source: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "ELSEWHERE_SECONDS", 0.5)
    execute(source, "ALTER TABLE cases RENAME TO their_cases", "CREATE VIEW cases AS SELECT * FROM their_cases")
    before = watching.fingerprint()
    assert before
    assert watching.fingerprint() is None
    time.sleep(0.5)
    assert watching.fingerprint() == before


def test_a_table_of_which_a_part_lies_elsewhere_has_no_versions_of_rows(source: Engine) -> None:
    parts = [
        "CREATE FOREIGN DATA WRAPPER nothing",
        "CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing",
        "CREATE FOREIGN TABLE theirs () INHERITS (cases) SERVER nowhere",
    ]
    with source.connect() as connection:
        assert all(kinds(connection).values())
        for statement in parts:
            connection.execute(text(statement))
        assert [name for name, here in kinds(connection).items() if not here] == ["cases"]


def kinds(connection: Connection) -> dict[str, bool]:
    return {name: here for name, here in connection.execute(RELATIONS, {"names": NAMES})}


def test_the_source_is_let_go_before_the_facts_are_made(
    postgres_url: str, source: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica = Replica(settings_for(postgres_url))
    in_transactions = []
    make: Callable[..., None] = load.make_cases

    def make_cases(*given: Any) -> None:
        with source.connect() as connection:
            found = connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
                )
            )
            in_transactions.append(found.scalar_one())
        make(*given)

    monkeypatch.setattr("store.facts.changing.make_cases", make_cases)
    with source.begin() as connection:
        connection.execute(insert(tables.cases).values(a_case("D")))
    replica.refresh()
    assert in_transactions == [0]


def test_connections_in_the_pools_that_were_cut_are_made_anew(postgres_url: str, source: Engine) -> None:
    replica = Replica(settings_for(postgres_url))
    execute(
        source,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND query NOT LIKE '%pg_current_snapshot%'",
        "UPDATE cases SET closed_at = opened_at",
    )
    version = replica.version
    time.sleep(0.1)
    replica.refresh()
    assert replica.version != version
    assert replica.stale_since is None
    replica.stop_watching()


def test_every_transaction_and_connection_has_limits(postgres_url: str, source: Engine) -> None:
    with source.connect() as connection:
        limits = [
            connection.execute(text(f"SHOW {name}")).scalar_one() for name in ("statement_timeout", "lock_timeout")
        ]
        driver: Any = connection.connection.driver_connection
        told = driver.info.get_parameters()
    assert limits == ["5min", "30s"]
    assert {"connect_timeout", "tcp_user_timeout", "keepalives_idle"} <= set(told)
    with consistent_read(source) as connection:
        assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "900ms"


def test_tables_are_read_within_limits(empty_postgres_url: str) -> None:
    columns = ", ".join(f"current_setting('{name}') AS {column}" for name, column in LIMITS_AS_COLUMNS.items())
    execute(engine(empty_postgres_url), f"CREATE VIEW ministries AS SELECT {columns}")
    with consistent_read(engine(empty_postgres_url)) as connection, table_reader(connection) as read:
        [found] = read(tables.ministries).to_pylist()
    assert found == {"code": "5min", "name_en": "900ms", "name_fi": "UTC", "name_sv": "repeatable read"}


LIMITS_AS_COLUMNS = {
    "statement_timeout": "code",
    "lock_timeout": "name_en",
    "timezone": "name_fi",
    "transaction_isolation": "name_sv",
}


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that the server reads, which runs as another user when the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="saumaton-shared-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


def write(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    file.chmod(0o644)
