"""What was edited on the screen holds for the commands too, and one of them has a file hold again."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from config.settings import read_settings
from manage import app
from store.own.setting_changes import FILES, NewChange, add, in_force, read_changes
from store.schema import OWN_DATABASE, migrate
from store.source import engine
from tests.made_cases import fill
from tests.rows import a_case, a_handover, an_agency

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def own(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The own database of an installation in which a handover has waited for ten days."""
    monkeypatch.setenv("SAUMATON_VAR", str(tmp_path))
    monkeypatch.setenv("SAUMATON_DATABASE_URL", sqlite_url)
    waiting = a_handover("C", NOW - timedelta(10))
    fill(sqlite_url, {"agencies": [an_agency("A"), an_agency("B")], "cases": [a_case("C")], "handovers": [waiting]})
    return engine(f"sqlite:///{tmp_path / 'own.sqlite'}")


def edit(own: Engine, content: dict[str, Any]) -> None:
    migrate(own, OWN_DATABASE)
    with own.begin() as connection:
        add(connection, NewChange("targets", content, "why", FILES), "aino", NOW)


def done(*command: str) -> Result:
    return CliRunner().invoke(app, [*command])


def past_target() -> tuple[int, str]:
    found = done("figures", "--json", "--as-of", NOW.isoformat())
    assert found.exit_code == 0, found.stderr
    return json.loads(found.stdout)["handovers"]["overdue"], found.stderr


def test_figures_are_by_what_was_edited(own: Engine) -> None:
    overdue, told = past_target()
    assert overdue == 1
    assert "So the settings are those of the files." in told
    edit(own, {"default_days": 20})
    overdue, told = past_target()
    assert overdue == 0
    assert "files" not in told


def test_the_file_holds_again_with_a_reason_in_the_log(own: Engine) -> None:
    edit(own, {"default_days": 20})
    assert done("settings", "as-files", "targets", "--why", "it was a trial").exit_code == 0
    assert in_force(own, read_settings()) == read_settings()
    last = read_changes(own, "targets")[0]
    assert (last.content, last.reason, last.user_name) == (None, "it was a trial", "manage.py")
    with own.connect() as connection:
        found = connection.exec_driver_sql("SELECT event, scope, reason FROM access_log").all()
    assert [tuple(row) for row in found] == [("setting_changed", "targets: as files", "it was a trial")]


@pytest.mark.parametrize(
    ("command", "words"), [(("goals", "--why", "x"), "no such setting"), (("targets", "--why", " "), "it is missing")]
)
def test_what_makes_no_sense_is_refused(own: Engine, command: tuple[str, ...], words: str) -> None:
    edit(own, {"default_days": 20})
    refused = done("settings", "as-files", *command)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert len(read_changes(own, "targets")) == 1


def test_a_dashboard_does_not_start_with_an_edit_that_makes_no_sense(own: Engine) -> None:
    edit(own, {"default_days": -1})
    refused = done("run")
    assert refused.exit_code == 2
    assert "the edited targets: default_days is -1" in refused.stderr
    assert done("settings", "as-files", "targets", "--why", "it makes no sense").exit_code == 0
    assert in_force(own, read_settings()) == read_settings()
