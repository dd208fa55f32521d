"""What happened since the last meeting: what came and went, what is newly past its target, and what is flagged."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from indicators import changes
from indicators.indicator import Ask, Indicator, records
from indicators.overview import a_week_earlier
from measures.local_time import monday_of, to_us
from queries import cases, handovers, meetings
from queries.filters import Filters

WEEKS_SHOWN = 26
DUE_DAYS = 7
INDICATORS = (
    Indicator(
        "newly_overdue",
        "Newly past target",
        "Waiting handovers whose due day is before the as-of day and that were not past it at the last meeting; before "
        "the first meeting, a week ago",
        "handovers",
        "lower is better",
        "handovers.due_at, handed_over_at; targets; pauses",
    ),
    Indicator(
        "answered_since",
        "Answered since the last meeting",
        "Handovers answered after the last meeting and by the as-of moment, and those of them that were rejected or "
        "returned; before the first meeting, of the last week",
        "handovers",
        "neither",
        "handovers.responded_at, response",
    ),
    Indicator(
        "deadlines_due_7_days",
        "Deadlines due within 7 days",
        "Unmet deadlines of open cases whose day is the as-of day or one of the seven after it",
        "deadlines",
        "neither",
        "deadlines.due_on, met_on; cases.closed_at",
    ),
)

FLAG = ("starts_on", "value", "mean", "lower", "upper", "flag", "side", "better", "length")


def since_of(filters: Filters, last: datetime | None) -> datetime:
    """The moment since which a meeting asks: that of the figures of the last one, or a week before as-of where there
    was none, or none before as-of.
    """
    return last if last and last < filters.as_of else a_week_earlier(filters).as_of


def since_last_meeting(ask: Ask, filters: Filters, since: datetime) -> dict[str, Any]:
    """since, as_of (ISO 8601, UTC); opened, closed (cases, after `since` and by as-of), open, open_then; answered,
    returned (handovers, likewise); pending, overdue, pending_then, overdue_then; newly_overdue (past target now and not
    then); due (unmet deadlines due on the as-of day or one of the seven after it), without_responsible_agency (of
    them); flags; waiting_by_week (the last 26 complete weeks: week, its Monday, and pending as it ended).

    `…_then` is what was at `since`. flags: per chart of `changes` whose last point is flagged: key, weeks (1 or 4), and
    what FLAG names. The period counts for flags alone.
    """
    whole, us = filters.without_period(), to_us(since)
    then = replace(whole, as_of=since)
    return {
        "since": since.isoformat(),
        "as_of": filters.as_of.isoformat(),
        **_one(ask, meetings.cases_since(whole, us)),
        **_one(ask, meetings.answers_since(whole, us)),
        **_stock(ask, whole, ""),
        **_stock(ask, then, "_then"),
        **_one(ask, meetings.newly_overdue(whole, then)),
        **_one(ask, meetings.due_within(whole, DUE_DAYS)),
        "flags": flags(changes.figures(ask, filters)),
        "waiting_by_week": waiting_by_week(ask, whole),
    }


def newly_overdue_in_a_week(ask: Ask, filters: Filters) -> dict[str, int]:
    """newly_overdue, as `since_last_meeting` has it where the last meeting was a week before as-of."""
    whole = filters.without_period()
    return _one(ask, meetings.newly_overdue(whole, a_week_earlier(whole)))


def answers_in_a_week(ask: Ask, filters: Filters) -> dict[str, int]:
    """answered, returned, likewise."""
    return _one(ask, meetings.answers_since(filters.without_period(), to_us(a_week_earlier(filters).as_of)))


def due_in_a_week(ask: Ask, filters: Filters) -> dict[str, int]:
    """due, without_responsible_agency, as `since_last_meeting` has them."""
    return _one(ask, meetings.due_within(filters.without_period(), DUE_DAYS))


def flags(charts: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The charts whose last point is flagged."""
    last = {key: chart["windows"][-1] for key, chart in charts.items() if chart["windows"]}
    return [
        {"key": key, "weeks": charts[key]["weeks"], **{name: _known(point[name]) for name in FLAG}}
        for key, point in last.items()
        if point["flag"]
    ]


def waiting_by_week(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Handovers that waited as each of the last 26 complete weeks ended: week (its Monday), pending."""
    weeks = [monday_of(week).isoformat() for week in changes.complete_weeks(filters)]
    stock = zip(weeks, changes.stocks(ask, filters)["pending"], strict=True)
    return [{"week": week, "pending": int(pending)} for week, pending in list(stock)[-WEEKS_SHOWN:]]


def _stock(ask: Ask, filters: Filters, suffix: str) -> dict[str, int]:
    counted, waiting = _one(ask, cases.counts(filters)), _one(ask, handovers.waiting(filters))
    found = {"open": counted["open"], "pending": waiting["pending"], "overdue": waiting["overdue"]}
    return {f"{name}{suffix}": count for name, count in found.items()}


def _one(ask: Ask, question: Any) -> dict[str, int]:
    [row] = records(ask(question))
    return {name: int(count) for name, count in row.items()}


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
