"""A dashboard over a small made-up database, for tests that visit whole pages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st

from store.demo.cases import DemoScale
from store.demo.making import make_demo
from store.source import engine
from tests.screen.visits import Installation

SCALE = DemoScale(months=12, opened_a_month=25, median_days_open=90)


@pytest.fixture(scope="session")
def demo(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("demo") / "cases.sqlite"
    file.write_bytes(migrated_sqlite.read_bytes())
    made = engine(f"sqlite:///{file}")
    make_demo(made, seed=1, now=datetime.now(UTC), scale=SCALE)
    made.dispose()
    return f"sqlite:///{file}"


@pytest.fixture
def installed(demo: str, migrated_own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SAUMATON_VAR", str(tmp_path))
    monkeypatch.setenv("SAUMATON_DATABASE_URL", demo)
    st.cache_resource.clear()
    st.cache_data.clear()
    Installation(tmp_path, migrated_own)
    yield
    st.cache_resource.clear()
    st.cache_data.clear()
