"""Which indicators have a control chart, from when their limits count anew, and which target they are held against."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from config.toml_file import SettingRefused, read_toml
from config.vocabulary import codes

CHARTED = codes("charted")
# the others are counts of cases or handovers in a week
SHARES = ("answered_share_by_week", "jointly_within_90_days")


@dataclass(frozen=True)
class ChartSettings:
    """`rebase`: Helsinki days, in order; limits count anew from the first whole week or window that begins on one or
    after it. `target`: a count a week, or a share from 0 to 1.
    """

    rebase: tuple[date, ...] = ()
    target: float | None = None


# pairs of the key of a charted indicator and its settings; ChartSettings() for one that is not among them
ControlCharts = tuple[tuple[str, ChartSettings], ...]


def read_control_charts(file: Path) -> ControlCharts:
    """Settings from a TOML file with one table per indicator: `rebase`, `target`."""
    content = read_toml(file, allowed=CHARTED)
    return tuple((key, _settings(file, key, content[key])) for key in CHARTED if key in content)


def _settings(file: Path, key: str, given: Any) -> ChartSettings:
    if not isinstance(given, dict) or set(given) - {"rebase", "target"}:
        raise SettingRefused(f"{file}: [{key}] is a table that may have rebase and target, and nothing else")
    return ChartSettings(_days(file, key, given.get("rebase", [])), _target(file, key, given.get("target")))


def _days(file: Path, key: str, given: Any) -> tuple[date, ...]:
    days = given if isinstance(given, list) else [given]
    if not all(isinstance(day, date) and not isinstance(day, datetime) for day in days):
        raise SettingRefused(f"{file}: [{key}] rebase is {given!r}; it is a list of days, such as [2026-03-02]")
    return tuple(sorted(set(days)))


def _target(file: Path, key: str, given: Any) -> float | None:
    if given is None:
        return None
    most = 1 if key in SHARES else 1_000_000
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= most:
        raise SettingRefused(f"{file}: [{key}] target is {given!r}; it is a number from 0 to {most}")
    return float(given)
