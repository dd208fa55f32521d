"""Answered share by week: of the handovers sent in a week, those answered within target, once that can be told."""

from datetime import date, timedelta
from typing import Any

from indicators.indicator import Ask, records
from measures.local_time import start_of_day
from queries import handovers as questions
from queries.filters import Filters

WEEKS_SHOWN = 104
WEEK = timedelta(weeks=1)


def weeks(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Per Helsinki week of the period, in order (of the last 104 where it has no beginning): week (its Monday,
    YYYY-MM-DD), handovers sent in it and in the period, answered_in_target (of them), share, state.

    The state is ready once as-of lies as far after the week as the longest target in it, on the delay clock; until then
    it is not_yet, and answered_in_target and share are None. Share is None, too, where nothing was sent.
    """
    mondays = _mondays(filters)
    if not mondays:
        return []
    edges = tuple(start_of_day(day) for day in (*mondays, mondays[-1] + WEEK))
    found = {row["number"]: row for row in records(ask(questions.weeks(filters, edges)))}
    nothing = {"handovers": 0, "in_target": 0, "longest_target": 0}
    return [
        _week(monday, found.get(number, nothing), _passed(filters, edges[number + 1]))
        for number, monday in enumerate(mondays)
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


def _mondays(filters: Filters) -> list[date]:
    last = min(filters.to_day or filters.today, filters.today)
    first = filters.from_day or _monday(last) - (WEEKS_SHOWN - 1) * WEEK
    if first > last:
        return []
    return [_monday(first) + number * WEEK for number in range((_monday(last) - _monday(first)) // WEEK + 1)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
