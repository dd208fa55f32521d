"""What the Overview begins with: the figures that everyone asks for first, and what they were a week before."""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from indicators import handovers, involvement, open_cases
from indicators.delays.curves import read, without_intervals
from indicators.indicator import Ask, part_of
from measures.local_time import TIME_ZONE
from queries.filters import Filters

WEEK = timedelta(weeks=1)


class Compared(TypedDict):
    """Figures that the Overview compares with those of a week before; None as in their subjects."""

    open: int
    pending: int
    overdue: int
    median_response_days: float | None
    answered_within_target: float | None
    police_social_health_share: float | None


class Headline(TypedDict):
    """What each subject counts. `week_before`: as of a week before, over a period that began a week earlier too unless
    it has an end of its own.
    """

    cases: open_cases.Counts
    handovers: handovers.Summary
    involvement: involvement.Summary
    week_before: Compared


def headline_figures(ask: Ask, filters: Filters) -> Headline:
    return {
        "cases": open_cases.counts(ask, filters),
        "handovers": handovers.summary(ask, filters),
        "involvement": involvement.summary(ask, filters),
        "week_before": week_before(ask, filters),
    }


def week_before(ask: Ask, filters: Filters) -> Compared:
    earlier = a_week_earlier(filters)
    waiting, known = without_intervals(read(ask, earlier, ()))
    found = {"open": open_cases.number_open(ask, earlier), **waiting, **known}
    return part_of(Compared, {**found, "police_social_health_share": involvement.together_share(ask, earlier)})


def a_week_earlier(filters: Filters) -> Filters:
    """The filters as they would have been a week before, at the same time of the Helsinki day."""
    wall = filters.as_of.astimezone(ZoneInfo(TIME_ZONE)) - WEEK
    runs_on = filters.from_day is not None and filters.to_day is None
    from_day = filters.from_day - WEEK if filters.from_day and runs_on else filters.from_day
    return replace(filters, as_of=wall.astimezone(UTC), from_day=from_day)
