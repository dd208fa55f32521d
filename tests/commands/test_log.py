"""`manage.py log` and what commands write into the access log."""

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from manage import app
from store.own import access_log, log_head, log_reading
from store.own.access_log import Details
from store.own.log_reading import Search
from store.source import engine

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)


@pytest.fixture
def own(tmp_path: Path, migrated_own: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("SAUMATON_VAR", str(tmp_path))
    monkeypatch.setenv("SAUMATON_LOG_HEAD_FILE", str(tmp_path / "head"))
    for name in ("SAUMATON_OWN_DATABASE_URL", "SAUMATON_DATABASE_URL", "SAUMATON_USERS_FILE"):
        monkeypatch.delenv(name, raising=False)
    made = engine(f"sqlite:///{shutil.copy(migrated_own, tmp_path / 'own.sqlite')}")
    log_head.keep_in(made, tmp_path / "head")
    yield made
    made.dispose()


def run(*command: str) -> Result:
    return CliRunner().invoke(app, command)


def look(own: Engine, name: str, *cases: str, event: str = "rows_shown", days: int = 0) -> None:
    details = Details("agency", "10.0.0.1", cases, "my work: note 7")
    access_log.write(own, name, event, NOW + timedelta(days=days), "lists/open", details)


def test_a_log_that_is_whole_is_said_to_be(own: Engine) -> None:
    look(own, "aino", "K-1")
    done = run("log", "verify")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "whole: 1 entries" in done.stderr
    assert "Without a head" not in done.stderr


def test_it_says_which_entries_are_gone_after_their_retention_period(own: Engine) -> None:
    for days in (0, -2000, -1900):
        look(own, "aino", "K-1", days=days - (0 if days else 5000))
    dry = run("retention")
    assert dry.stdout.endswith("own database\taccess_log\t2\n"), dry.stdout
    assert "Nothing has gone yet" in dry.stderr
    assert "whole: 3 entries" in run("log", "verify").stderr
    done = run("retention", "--yes")
    assert (done.exit_code, done.stdout) == (0, dry.stdout)
    verified = run("log", "verify")
    assert (verified.exit_code, verified.stdout) == (0, "")
    assert "Entries 1 to 2 are gone" in verified.stderr
    assert "whole: 2 entries" in verified.stderr
    assert log_reading.found(own, Search(event="retention"))["user_name"].tolist() == ["manage.py"]


def test_without_a_head_it_says_what_it_cannot_know(own: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    look(own, "aino", "K-1")
    monkeypatch.setenv("SAUMATON_LOG_HEAD_FILE", "")
    done = run("log", "verify")
    assert done.exit_code == 0
    assert "Without a head nobody can tell" in done.stderr


def test_what_was_tampered_with_is_a_line_and_exit_code_1(own: Engine, tmp_path: Path) -> None:
    for _again in range(3):
        look(own, "aino", "K-1")
    with sqlite3.connect(tmp_path / "own.sqlite") as other:
        other.execute("DROP TRIGGER access_log_no_update")
        other.execute("UPDATE access_log SET reason = 'none' WHERE entry = 2")
    done = run("log", "verify")
    assert (done.exit_code, done.stdout) == (1, "Entry 2 was changed.\n")


def test_an_older_backup_is_found_by_the_head_of_the_settings_and_by_one_that_was_collected(
    own: Engine, tmp_path: Path
) -> None:
    look(own, "aino", "K-1")
    shutil.copy(tmp_path / "own.sqlite", tmp_path / "backup")
    look(own, "aino", "K-2")
    shutil.copy(tmp_path / "head", tmp_path / "collected")
    own.dispose()
    shutil.copy(tmp_path / "backup", tmp_path / "own.sqlite")
    assert "older backup" in run("log", "verify").stdout
    (tmp_path / "head").unlink()
    assert run("log", "verify").exit_code == 0
    done = run("log", "verify", "--head", str(tmp_path / "collected"))
    assert (done.exit_code, "older backup" in done.stdout) == (1, True)


def test_a_file_that_is_no_head_is_refused(own: Engine, tmp_path: Path) -> None:
    (tmp_path / "no-head").write_text("no head")
    for file in ("no-head", "nowhere"):
        done = run("log", "verify", "--head", str(tmp_path / file))
        assert (done.exit_code, file in done.stderr) == (1, True)


def test_the_entries_of_a_case_are_given_and_that_is_logged(own: Engine) -> None:
    look(own, "aino", "K-1", "K-10")
    look(own, "olli", "K-10", "k-1")
    look(own, "eeva", "K-1", event="export")
    access_log.write(own, "before", "rows_shown", NOW, "case/K-1?as_of=x")
    done = run("log", "case", "K-1")
    frame = pd.read_csv(StringIO(done.stdout), keep_default_na=False)
    assert list(frame) == list(log_reading.COLUMNS)
    assert frame["user_name"].tolist() == ["manage.py", "before", "eeva", "aino"]
    assert frame["event"].tolist() == ["log_exported", "rows_shown", "export", "rows_shown"]
    assert frame["reason"].tolist()[-1] == "my work: note 7"
    assert "@" in frame["address"][0]


@pytest.mark.parametrize("blank", ["", " "])
def test_a_blank_case_number_gives_nothing_away(own: Engine, blank: str) -> None:
    look(own, "aino", "K-1")
    done = run("log", "case", blank)
    assert (done.exit_code, done.stdout, "case number is blank" in done.stderr) == (2, "", True)
    assert log_reading.number(own, Search()) == 1


def test_entries_are_found_by_user_event_case_and_moment(own: Engine) -> None:
    look(own, "aino", "K_1")
    look(own, "aino", "K%1", days=1)
    look(own, "olli", 'K"1', event="export", days=2)

    def names(**search: object) -> list[int]:
        frame = log_reading.found(own, Search(**search))  # type: ignore[arg-type]
        assert len(frame) == log_reading.number(own, Search(**search))  # type: ignore[arg-type]
        return frame["entry"].tolist()

    assert names() == [3, 2, 1]
    assert names(user_name="aino") == [2, 1]
    assert names(event="export") == [3]
    assert [names(case=case) for case in ("K_1", "K%1", 'K"1', "K", "")] == [[1], [2], [3], [], [3, 2, 1]]
    assert names(since=NOW + timedelta(days=1)) == [3, 2]
    assert names(until=NOW + timedelta(days=1)) == [1]
    assert log_reading.found(own, Search(), 1, 1)["entry"].tolist() == [2]


def test_users_that_are_added_and_removed_are_logged(own: Engine) -> None:
    done = run("users", "add", "aino", "--role", "agency", "--agency", "police", "--password", "long enough for one")
    assert done.exit_code == 0, done.stderr
    assert run("users", "remove", "aino").exit_code == 0
    found = log_reading.found(own, Search())
    assert found[["user_name", "event", "scope"]].to_numpy().tolist() == [
        ["manage.py", "user_removed", "aino"],
        ["manage.py", "user_added", "aino: agency police"],
    ]
