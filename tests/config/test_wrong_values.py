"""Whatever stands in a file of settings, it is taken or refused in words that name the file: nothing else happens."""

import json
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from config.agenda import read_agenda
from config.change import read_change
from config.control_charts import read_control_charts
from config.partner_rules import read_partner_rules
from config.pauses import read_pause_rules
from config.retention import read_retention
from config.targets import read_targets
from config.toml_file import HOME, SettingRefused

WRONG: list[Any] = [
    5, -1, 2.5, 1e300, float("nan"), float("inf"), True, "", "x", [], [1], [[]], ["x"], [{}], {}, {"x": 1},
    [["police"]], date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC), time(9, 0), 10**30,
]  # fmt: skip
# the files that are shipped have these values in comments only, or too few of them
FULL = {
    "targets.toml": "default_days = 7\n[days]\nPOL = 14",
    "change.toml": "days = 0.5\nshare = 0.05\nhorizon_days = 28",
    "control_charts.toml": "[answered_share_by_week]\nrebase = [2026-03-02]\ntarget = 0.8\n[opened]\nrebase = []",
    "agenda.toml": "items = ['regions']\nadvance_seconds = 5\n[title]\nfi = 'Kokous'",
}
READERS: dict[str, Callable[[Path], Any]] = {
    "targets.toml": read_targets,
    "pauses.toml": read_pause_rules,
    "partner_rules.toml": read_partner_rules,
    "change.toml": read_change,
    "control_charts.toml": read_control_charts,
    "agenda.toml": read_agenda,
    "retention.toml": read_retention,
}


def content_of(name: str) -> dict[str, Any]:
    return tomllib.loads(FULL.get(name) or (HOME / "config" / name).read_text(encoding="utf-8"))


def places(content: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value: every table, every list and what is in them."""
    inside = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in inside:
        yield (*above, key)
        yield from places(value, (*above, key))


def replaced(content: Any, way: tuple[Any, ...], value: Any) -> Any:
    """The content with another value at the end of the way."""
    if not way:
        return value
    copy = dict(content) if isinstance(content, dict) else list(content)
    copy[way[0]] = replaced(content[way[0]], way[1:], value)
    return copy


def as_toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {as_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def written(file: Path, content: dict[str, Any]) -> Path:
    file.write_text("\n".join(f"{json.dumps(key)} = {as_toml(value)}" for key, value in content.items()), "utf-8")
    return file


@pytest.mark.parametrize("name", READERS)
def test_every_value_of_another_type_is_refused_in_words(name: str, tmp_path: Path) -> None:
    whole, read, count = content_of(name), READERS[name], 0
    assert read(written(tmp_path / name, whole))
    for way in places(whole):
        for wrong in WRONG:
            file = written(tmp_path / name, replaced(whole, way, wrong))
            refused = refusal(read, file)
            assert not refused or str(file) in refused
            count += bool(refused)
    assert count > 30


def refusal(read: Callable[[Path], Any], file: Path) -> str:
    """What is said of the file where it is refused."""
    try:
        read(file)
    except SettingRefused as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("targets.toml", "days = [1]", r"days is \[1\]; it is a table"),
        ("targets.toml", "[days]\nPOL = [7]", r"POL is \[7\]; a target is a number of days"),
        ("pauses.toml", "recovery = 5", r"\[recovery\] is a table that may have sectors"),
        ("pauses.toml", "[recovery]\nsectors = 5", r"\[recovery\] sectors is 5; it is a list of some of .* or 'all'"),
        ("pauses.toml", "[recovery]\nsectors = 'police'", r"\[recovery\] sectors is 'police'; it is a list"),
        ("pauses.toml", "[recovery]\nsectors = [['police']]", r"\[recovery\] sectors is \[\['police'\]\]"),
        ("pauses.toml", "[consent]\nnever_in_a_childs_case = 'all'", r"never_in_a_childs_case is 'all'; it is a list"),
        ("partner_rules.toml", "rule = 5", "'rule' is no rule; each is a table"),
        ("change.toml", "share = 1.2", "share is 1.2; it is a number from 0 to 1"),
        ("change.toml", "horizon_days = 0", "horizon_days is 0; it is a number from 1 to 3650"),
        ("change.toml", "days = true", "days is True"),
        ("retention.toml", "access_log = 364", "access_log is 364; it is a whole number of days from 365 to 36500"),
        ("retention.toml", "sessions = 30", "sessions is 30; it is a whole number of days from 31"),
        ("control_charts.toml", "opened = 5", r"\[opened\] is a table"),
        ("agenda.toml", "items = 5", "items is 5; it is a list"),
    ],
)  # fmt: skip
def test_it_says_which_key_and_what_it_may_be(name: str, content: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(content)
    with pytest.raises(SettingRefused, match=rf"{name}: .*{words}"):
        READERS[name](file)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"\x00", b"[" * 3000, b"a = " + b"[" * 3000, b"a = " + b"9" * 5000, b"a = 2026-13-45", b"a = ", b"a"],
    ids=["bytes", "nothing", "brackets", "depth", "digits", "day", "no value", "no key"],
)
@pytest.mark.parametrize("name", READERS)
def test_a_file_that_is_no_toml_is_refused_in_words(name: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(SettingRefused, match=f"{name} cannot be read"):
        READERS[name](file)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="cannot be read"):
        read_targets(tmp_path)
