"""Answered share by week: of the handovers sent in a week, those answered within target, once that can be told."""

from datetime import date
from typing import Any

from indicators.indicator import Ask, records
from measures.local_time import monday_of, start_of_day, week_of
from queries import handovers as questions
from queries.filters import Filters

WEEKS_SHOWN = 104


def weeks(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Per Helsinki week of the period, in order (of the last 104 where it has no beginning): week (its Monday,
    YYYY-MM-DD), handovers sent in it and in the period, answered_in_target (of them), share, state.

    The state is ready once as-of lies as far after the week as the longest target in it, on the delay clock; until then
    it is not_yet, and answered_in_target and share are None. Share is None, too, where nothing was sent.
    """
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


def _week(monday: date, counted: dict[str, Any], passed: int) -> dict[str, Any]:
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
