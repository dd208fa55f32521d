"""Answered share by week: of the handovers sent in a week, those answered within target, once that can be told."""

from datetime import date
from typing import Any, Literal, TypedDict

from indicators.indicator import Ask, records
from measures.local_time import monday_of, start_of_day, week_of
from queries import handovers as questions
from queries.filters import Filters

WEEKS_SHOWN = 104


class Week(TypedDict):
    """Handovers sent in a week (its Monday, YYYY-MM-DD) and in the period, and those of them answered within target.

    A week is ready once as-of lies as far after it as the longest target in it, on the delay clock; until then the
    answers and the share are None. The share is None, too, where nothing was sent.
    """

    week: str
    handovers: int
    answered_in_target: int | None
    share: float | None
    state: Literal["ready", "not_yet"]


def weeks(ask: Ask, filters: Filters) -> list[Week]:
    """The Helsinki weeks of the period, in order; of the last 104 where it has no beginning."""
    weeks = _weeks(filters)
    found = {row["week"]: row for row in records(ask(questions.weeks(filters)))} if weeks else {}
    nothing = {"handovers": 0, "in_target": 0, "longest_target": 0}
    return [
        _week(monday_of(number), found.get(number, nothing), _passed(filters, start_of_day(monday_of(number + 1))))
        for number in weeks
    ]


def _passed(filters: Filters, end: int) -> int:
    """Time of the delay clock from the end of a week to as-of; negative while it runs, also where the clock rests."""
    return -1 if filters.as_of_us < end else filters.as_of_on_clock - filters.on_clock(end)


def _week(monday: date, counted: dict[str, Any], passed: int) -> Week:
    sent, in_target = int(counted["handovers"]), int(counted["in_target"])
    ready = passed >= counted["longest_target"]
    return {
        "week": monday.isoformat(),
        "handovers": sent,
        "answered_in_target": in_target if ready else None,
        "share": in_target / sent if ready and sent else None,
        "state": "ready" if ready else "not_yet",
    }


def _weeks(filters: Filters) -> range:
    last = min(filters.to_day or filters.today, filters.today)
    if filters.from_day and filters.from_day > last:
        return range(0)
    first = week_of(filters.from_day) if filters.from_day else week_of(last) - WEEKS_SHOWN + 1
    return range(first, week_of(last) + 1)
