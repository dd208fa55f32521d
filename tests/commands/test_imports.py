"""Imports on the command line are logged as those by upload are."""

import os
import shutil
from pathlib import Path

import pytest

from commands import shared
from store.errors import MOST_FAULTS
from store.own import access_log, log_reading
from store.own.log_reading import Search
from store.source import engine
from tests.commands.door import manage
from tests.store.cast import GOOD, good, write_csv, write_feed

EVENTS = [
    {"case": "a", "time": "2024-03-01T08:00:00Z", "group": "police"},
    {"case": "a", "time": "2024-03-02T08:00:00Z", "group": "social"},
]
LOG = ("--case", "case", "--time", "time", "--group", "group")


@pytest.fixture(autouse=True)
def cases(tmp_path: Path, sqlite_url: str, migrated_own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAUMATON_VAR", str(tmp_path))
    monkeypatch.setenv("SAUMATON_DATABASE_URL", sqlite_url)
    monkeypatch.delenv("SAUMATON_OWN_DATABASE_URL", raising=False)
    shutil.copy(migrated_own, tmp_path / "own.sqlite")


def logged(tmp_path: Path) -> list[tuple[str, str, str]]:
    """Who, from where and what of each entry on an import, the latest first."""
    found = log_reading.found(engine(f"sqlite:///{tmp_path / 'own.sqlite'}"), Search(event="data_imported"))
    return list(found[["user_name", "address", "scope"]].itertuples(index=False, name=None))


def test_both_kinds_are_logged_by_the_account_that_ran_them(tmp_path: Path) -> None:
    folder, file = write_feed(tmp_path / "feed", GOOD), write_csv(tmp_path / "log.csv", EVENTS)
    assert manage("import-feed", str(folder)).exit_code == 0
    assert manage("import-events", str(file), *LOG).exit_code == 0
    events, feed = logged(tmp_path)
    assert {one[:2] for one in (events, feed)} == {(access_log.COMMAND, shared.account())}
    assert events[2].startswith("log.csv sha256 ")
    assert all(f"{table}.csv sha256 " in feed[2] for table in GOOD)
    assert "cases inserted 1" in feed[2]


def test_a_file_whose_name_is_in_another_encoding_is_imported(tmp_path: Path) -> None:
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv"))
    write_csv(tmp_path / "log.csv", EVENTS)
    (tmp_path / "log.csv").rename(strange)
    assert manage("import-events", os.fsdecode(strange), *LOG).exit_code == 0
    [(*_who, scope)] = logged(tmp_path)
    assert scope.startswith("\ufffd.csv sha256 ")


def test_what_is_refused_is_no_import(tmp_path: Path) -> None:
    folder = write_feed(tmp_path / "feed", GOOD, cases=[good("cases", status="ajar")])
    assert manage("import-feed", str(folder)).exit_code == 1
    assert logged(tmp_path) == []


def test_without_an_own_database_it_says_that_this_is_not_logged(tmp_path: Path) -> None:
    (tmp_path / "own.sqlite").unlink()
    done = manage("import-feed", str(write_feed(tmp_path / "feed", GOOD)))
    assert done.exit_code == 0
    assert "So the import is not logged." in done.stderr
    assert not (tmp_path / "own.sqlite").exists()


@pytest.mark.deep
def test_of_very_many_faults_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    rows = [good("regions", code=f"r{n}", population="x") for n in range(MOST_FAULTS + 5)]
    done = manage("import-feed", str(write_feed(tmp_path / "feed", {"regions": rows})))
    assert f"faults: {MOST_FAULTS + 5}." in done.stderr
    assert f"regions.csv:{MOST_FAULTS + 1}: population: 'x' is not a whole number" in done.stderr
    assert f"regions.csv:{MOST_FAULTS + 2}:" not in done.stderr
    assert "and 5 more" in done.stderr
