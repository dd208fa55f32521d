"""What the Overview begins with: the figures that everyone asks for first, and what they were a week before."""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from indicators import handovers, involvement, open_cases
from indicators.indicator import Ask
from measures.local_time import TIME_ZONE
from queries.filters import Filters

WEEK = timedelta(weeks=1)
COMPARED = {
    "open": open_cases.counts,
    "pending": handovers.summary,
    "overdue": handovers.summary,
    "median_response_days": handovers.summary,
    "answered_within_target": handovers.summary,
    "police_social_health_share": involvement.summary,
}


def headline_figures(ask: Ask, filters: Filters) -> dict[str, Any]:
    """cases, handovers and involvement as their subjects count them, and week_before: those of COMPARED as they were a
    week before as-of, over a period that began a week earlier too unless it has an end of its own.
    """
    return {
        "cases": open_cases.counts(ask, filters),
        "handovers": handovers.summary(ask, filters),
        "involvement": involvement.summary(ask, filters),
        "week_before": week_before(ask, filters),
    }


def week_before(ask: Ask, filters: Filters) -> dict[str, Any]:
    """The figures of COMPARED for the same filters a week before."""
    earlier = a_week_earlier(filters)
    found = {subject: subject(ask, earlier) for subject in set(COMPARED.values())}
    return {name: found[subject][name] for name, subject in COMPARED.items()}


def a_week_earlier(filters: Filters) -> Filters:
    """The filters as they would have been a week before, at the same time of the Helsinki day."""
    wall = filters.as_of.astimezone(ZoneInfo(TIME_ZONE)) - WEEK
    runs_on = filters.from_day is not None and filters.to_day is None
    from_day = filters.from_day - WEEK if filters.from_day and runs_on else filters.from_day
    return replace(filters, as_of=wall.astimezone(UTC), from_day=from_day)
