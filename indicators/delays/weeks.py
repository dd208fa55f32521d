"""Answered share by week: of the handovers sent in a week, those answered within target, once that can be told."""

from typing import Literal, TypedDict

from indicators.case_weeks import weeks_of_period
from indicators.indicator import Ask, records
from measures.local_time import monday_of, start_of_day
from queries import handovers as questions
from queries.filters import Filters


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
    shown = weeks_of_period(filters)
    found = {row["week"]: row for row in records(ask(questions.weeks(filters)))} if shown else {}
    nothing = {"handovers": 0, "in_target": 0, "longest_target": 0}
    return [_week(number, found.get(number, nothing), filters) for number in shown]


def _week(number: int, row: dict[str, int], filters: Filters) -> Week:
    end, sent, in_target = start_of_day(monday_of(number + 1)), row["handovers"], row["in_target"]
    # a week that still runs is not ready, even where the clock rests
    ready = filters.as_of_us >= end and filters.as_of_on_clock - filters.on_clock(end) >= row["longest_target"]
    return {
        "week": monday_of(number).isoformat(),
        "handovers": sent,
        "answered_in_target": in_target if ready else None,
        "share": in_target / sent if ready and sent else None,
        "state": "ready" if ready else "not_yet",
    }
