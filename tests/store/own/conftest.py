"""The dashboard's own database, migrated and without a row."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.source import engine
from tests.conftest import fresh_database


@pytest.fixture
def file(migrated_own: Path, tmp_path: Path) -> Path:
    """Its file on SQLite."""
    return Path(shutil.copy(migrated_own, tmp_path / "own.sqlite"))


@pytest.fixture
def own_postgres_url(postgres: Engine, migrated_own_postgres: str) -> Iterator[str]:
    """Its URL on PostgreSQL."""
    yield from fresh_database(postgres, migrated_own_postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def own(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Its engine, once on SQLite and once on PostgreSQL."""
    is_file = request.param == "sqlite"
    url = f"sqlite:///{request.getfixturevalue('file')}" if is_file else request.getfixturevalue("own_postgres_url")
    yield engine(url)
    engine(url).dispose()
