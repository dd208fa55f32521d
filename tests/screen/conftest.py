"""A fresh installation for each test, over a case database without a case."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from tests.screen.visits import Installation


@pytest.fixture
def installation(
    sqlite_url: str, migrated_own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    monkeypatch.setenv("SAUMATON_VAR", str(tmp_path))
    monkeypatch.setenv("SAUMATON_DATABASE_URL", sqlite_url)
    _forget()
    yield Installation(tmp_path, migrated_own)
    _forget()


def _forget() -> None:
    st.cache_resource.clear()
    st.cache_data.clear()
