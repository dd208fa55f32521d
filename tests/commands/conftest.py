"""A place for the databases of a command."""

from pathlib import Path

import pytest


@pytest.fixture
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both databases, neither of which is there yet, in the folder `var`."""
    monkeypatch.setenv("SAUMATON_VAR", str(tmp_path / "var"))
    for name in ("SAUMATON_DATABASE_URL", "SAUMATON_OWN_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
