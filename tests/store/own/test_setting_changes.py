"""Edits of settings: the last one holds, only one can follow another, and each is there for ever."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from config.settings import read_settings
from config.targets import Targets, TargetsChanged
from config.toml_file import SettingRefused
from store.own import access_log, setting_changes
from store.own.setting_changes import FILES, NewChange, SettingChanged, add, in_force, read_changes

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
OF_FILES = read_settings({})
TEN = {"default_days": 10, "days": {"POL": 14.5}}


def kept(own: Engine, change: NewChange, by: str = "aino") -> int:
    """Keep an edit with its entry in the access log; its number."""
    with access_log.logged(own, by, "setting_changed", NOW) as connection:
        add(connection, change, by, NOW)
    return read_changes(own, change.kind)[0].number


def test_without_an_edit_the_files_hold(own: Engine) -> None:
    assert in_force(own, OF_FILES) == OF_FILES
    assert read_changes(own, "targets") == []


def test_the_last_edit_of_each_kind_comes_before_the_files(own: Engine) -> None:
    first = kept(own, NewChange("targets", {"default_days": 3}, "first", FILES))
    kept(own, NewChange("agenda", {"items": ["regions"]}, "shorter", FILES))
    kept(own, NewChange("targets", TEN, "then", first))
    found = in_force(own, OF_FILES)
    assert found.targets == Targets(10, {"POL": 14.5})
    assert found.agenda.items == ("regions",)
    assert found == replace(OF_FILES, targets=found.targets, agenda=found.agenda)


def test_the_files_hold_again_after_an_edit_that_says_so(own: Engine) -> None:
    first = kept(own, NewChange("targets", TEN, "a trial", FILES))
    kept(own, NewChange("targets", None, "it is over", first))
    assert in_force(own, OF_FILES) == OF_FILES
    assert in_force(own, replace(OF_FILES, targets=Targets(5))).targets == Targets(5)


def test_how_the_targets_came_to_be_what_they_are_is_told_in_order(own: Engine) -> None:
    first = kept(own, NewChange("targets", TEN, "a trial", FILES))
    kept(own, NewChange("agenda", {"items": ["regions"]}, "shorter", FILES))
    kept(own, NewChange("targets", None, "it is over", first))
    ten = Targets(10, {"POL": 14.5})
    assert in_force(own, OF_FILES).targets_changed == (
        TargetsChanged(NOW, OF_FILES.targets, ten),
        TargetsChanged(NOW, ten, OF_FILES.targets),
    )


def test_who_changed_what_when_and_why_stays(own: Engine) -> None:
    first = kept(own, NewChange("targets", TEN, " agreed on 1 September ", FILES))
    second = kept(own, NewChange("targets", None, "not after all", first), "olli")
    last, before = read_changes(own, "targets")
    assert (last.number, last.user_name, last.reason, last.content, last.follows) == (
        *(second, "olli", "not after all", None, first),
    )
    assert (before.number, before.user_name, before.reason, before.content) == (
        *(first, "aino", "agreed on 1 September", TEN),
    )
    assert before.at == NOW


def test_only_one_edit_follows_another_and_what_is_not_kept_is_not_logged(own: Engine) -> None:
    first = kept(own, NewChange("targets", TEN, "first", FILES))
    for follows in (FILES, FILES):
        with pytest.raises(SettingChanged):
            kept(own, NewChange("targets", {"default_days": 1}, "late", follows), "olli")
    with own.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM access_log").scalar_one() == 1
    assert [one.number for one in read_changes(own, "targets")] == [first]
    kept(own, NewChange("pause_rules", {}, "another kind", FILES))


def test_of_many_at_once_one_is_kept(own: Engine) -> None:
    def try_it(number: int) -> bool:
        try:
            kept(own, NewChange("targets", {"default_days": number}, "at once", FILES), f"u{number}")
        except SettingChanged:
            return False
        return True

    with ThreadPoolExecutor(4) as together:
        assert sorted(together.map(try_it, range(1, 9))) == [False] * 7 + [True]
    [one] = read_changes(own, "targets")
    assert one.content == {"default_days": int(one.user_name[1:])}


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_an_edit_without_a_reason_is_not_kept(own: Engine, reason: str) -> None:
    with pytest.raises(ValueError, match="reason"):
        kept(own, NewChange("targets", TEN, reason, FILES))
    assert in_force(own, OF_FILES) == OF_FILES


def test_what_was_edited_is_refused_as_a_file_is(own: Engine) -> None:
    with own.begin() as connection:  # as an earlier version may have kept it
        add(connection, NewChange("targets", {"days": {"POL": -1}}, "wrong", FILES), "aino", NOW + timedelta(1))
    with pytest.raises(SettingRefused, match=r"the edited targets: POL is -1"):
        in_force(own, OF_FILES)


def test_what_is_no_number_is_never_written(own: Engine) -> None:
    with pytest.raises(ValueError, match="JSON"):
        kept(own, NewChange("targets", {"default_days": float("nan")}, "why", FILES))
    assert setting_changes.read_changes(own, "targets") == []
