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
    rebase, target = given.get("rebase", []), given.get("target")
    days = rebase if isinstance(rebase, list) else [rebase]
    if not all(isinstance(day, date) and not isinstance(day, datetime) for day in days):
        raise SettingRefused(f"{file}: [{key}] rebase is {rebase!r}; it is a list of days, such as [2026-03-02]")
    most = 1 if key in SHARES else 1_000_000
    is_number = isinstance(target, int | float) and not isinstance(target, bool)
    if target is not None and not (is_number and 0 <= target <= most):
        raise SettingRefused(f"{file}: [{key}] target is {target!r}; it is a number from 0 to {most}")
    return ChartSettings(tuple(sorted(set(days))), None if target is None else float(target))
