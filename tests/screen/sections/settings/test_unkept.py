"""The page of settings while the own database cannot be used: nothing is kept unlogged, and nothing typed is lost."""

from pathlib import Path

import pytest

from config.targets import Targets
from store.errors import OwnDatabaseUnusable
from store.own import chain
from tests.screen.sections.settings.settings_page import field, keep, opened, press, targets_in_force, typed
from tests.screen.visits import Installation

pytestmark = pytest.mark.usefixtures("settings_page")


def test_what_cannot_be_logged_is_not_kept(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object) -> None:
        raise OwnDatabaseUnusable("full")

    visitor = typed(opened(), 8)
    monkeypatch.setattr(chain, "append", fails)
    assert "This could not be kept" in keep(visitor)
    assert targets_in_force() == Targets(7)
    assert field(visitor, "-default").value == 8


def test_while_nothing_can_be_read_it_says_so(installation: Installation, tmp_path: Path) -> None:
    visitor = opened()
    own = tmp_path / "own.sqlite"
    away = own.rename(tmp_path / "away.sqlite")
    visitor.app.query_params["kind"] = "pause_rules"  # which was not read before
    assert "cannot be read now" in visitor.again().html
    away.rename(own)
    visitor.app.query_params["kind"] = "targets"
    assert "In how many days does an agency answer?" in visitor.again().html


def test_what_cannot_be_kept_stays_typed_and_the_words_of_the_edit_before_go(
    installation: Installation, tmp_path: Path
) -> None:
    visitor = typed(opened(), 9)
    assert "This is saved" in keep(visitor)
    typed(visitor, 10)
    own = tmp_path / "own.sqlite"
    away = own.rename(tmp_path / "away.sqlite")
    html = keep(visitor, "ten is better")
    assert "This could not be kept" in html
    assert "This is saved" not in html
    away.rename(own)
    assert field(visitor.again(), "-default").value == 10
    assert field(visitor, "-reason").value == "ten is better"
    assert "This is saved" in press(visitor, "keep")
    assert targets_in_force() == Targets(10)
