"""The page of settings while the own database cannot be used: nothing is kept unlogged, and nothing typed is lost."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from config.targets import Targets
from store.errors import OwnDatabaseUnusable
from store.own import access_log, chain
from store.own.setting_changes import NewChange, add
from store.own.tables import setting_changes
from tests.screen.sections.settings.settings_page import field, keep, opened, press, targets_in_force, typed
from tests.screen.visits import Installation

NOW = datetime(2026, 3, 1, tzinfo=UTC)
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


@pytest.mark.parametrize("kept", ["[7]", "7", "no JSON", "[" * 100_000, '{"days": {"police": -1}}', '{"days": 7}'])
def test_what_something_else_has_written_is_said_to_make_no_sense_and_is_replaced(
    installation: Installation, kept: str
) -> None:
    visitor = opened()
    assert "This is saved" in keep(typed(visitor, 9), "nine")
    with access_log.logged(installation.own, "second", "setting_changed", NOW) as connection:
        add(connection, NewChange("targets", {}, "by hand", 1), "second", NOW)
        connection.execute(update(setting_changes).where(setting_changes.c.number == 2).values(content=kept))
    html = opened().html
    assert "The last edit, by second at" in html
    assert "The settings before it still hold." in html
    visitor = opened()
    assert field(visitor, "-default").value == 9, "the fields have what holds"
    assert "This is saved" in keep(visitor, "nine again")
    assert targets_in_force() == Targets(9)
    assert "makes no sense" not in opened().html
