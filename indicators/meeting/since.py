"""What happened since the last meeting: what came and went, what is newly past its target, and what is flagged."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypedDict, cast

from config.control_charts import ControlCharts
from indicators import notation
from indicators.deadlines import UNMET_DEADLINES
from indicators.handovers import WAITING_HANDOVERS
from indicators.indicator import Ask, Base, Indicator, records
from indicators.over_time import changes
from indicators.overview import a_week_earlier
from measures.local_time import monday_of, to_us
from queries import cases, handovers, meetings
from queries.filters import Filters
from queries.question import Question

WEEKS_SHOWN = 26
DUE_DAYS = 7


class Flag(changes.Window):
    """The last point of a control chart that is flagged: which chart, and of how many weeks its windows are."""

    key: str
    weeks: int | None


class WaitingWeek(TypedDict):
    """Handovers that waited as a week (its Monday, YYYY-MM-DD) ended."""

    week: str
    pending: int


class Since(TypedDict):
    """What happened after the last meeting and by as-of, and what there is now and was then (`…_then`).

    Answered and returned are handovers, due are unmet deadlines due on the as-of day or one of the seven after it.
    Moments are ISO 8601, UTC.
    """

    since: str
    as_of: str
    opened: int
    closed: int
    answered: int
    returned: int
    open: int
    pending: int
    overdue: int
    open_then: int
    pending_then: int
    overdue_then: int
    newly_overdue: int
    due: int
    without_responsible_agency: int
    flags: list[Flag]
    waiting_by_week: list[WaitingWeek]


def since_of(filters: Filters, last: datetime | None) -> datetime:
    """The moment since which a meeting asks: that of the figures of the last one, or a week before as-of where there
    was none, or none before as-of.
    """
    return last if last and last < filters.as_of else a_week_earlier(filters).as_of


def since_last_meeting(ask: Ask, filters: Filters, since: datetime, charts: ControlCharts) -> Since:
    """What happened since the last meeting. The period counts for flags alone."""
    whole, us = filters.without_period(), to_us(since)
    then = replace(whole, as_of=since)
    found = {
        "since": since.isoformat(),
        "as_of": filters.as_of.isoformat(),
        **_one(ask, meetings.cases_since(whole, us)),
        **_one(ask, meetings.answers_since(whole, us)),
        **_stock(ask, whole),
        **{f"{name}_then": count for name, count in _stock(ask, then).items()},
        **_one(ask, meetings.newly_overdue(whole, then)),
        **_one(ask, meetings.due_within(whole, DUE_DAYS)),
        "flags": flags(changes.figures(ask, filters, charts)),
        "waiting_by_week": waiting_by_week(ask, whole),
    }
    return cast(Since, found)


def newly_overdue_in_a_week(ask: Ask, filters: Filters) -> dict[str, int]:
    """`newly_overdue` of `Since`, where the last meeting was a week before as-of."""
    whole = filters.without_period()
    return _one(ask, meetings.newly_overdue(whole, a_week_earlier(whole)))


def answers_in_a_week(ask: Ask, filters: Filters) -> dict[str, int]:
    """`answered` and `returned`, likewise."""
    return _one(ask, meetings.answers_since(filters.without_period(), to_us(a_week_earlier(filters).as_of)))


def due_in_a_week(ask: Ask, filters: Filters) -> dict[str, int]:
    """`due` and `without_responsible_agency`, likewise."""
    return _one(ask, meetings.due_within(filters.without_period(), DUE_DAYS))


def flags(charts: Mapping[str, changes.Chart]) -> list[Flag]:
    """The charts whose last point is flagged."""
    last = {key: chart["windows"][-1] for key, chart in charts.items() if chart["windows"]}
    return [{"key": key, "weeks": charts[key]["weeks"], **point} for key, point in last.items() if point["flag"]]


def waiting_by_week(ask: Ask, filters: Filters) -> list[WaitingWeek]:
    """Handovers that waited as each of the last 26 complete weeks ended."""
    weeks = [monday_of(week).isoformat() for week in changes.complete_weeks(filters)]
    stock = zip(weeks, changes.stocks(ask, filters)["pending"], strict=True)
    return [{"week": week, "pending": int(pending)} for week, pending in list(stock)[-WEEKS_SHOWN:]]


def _stock(ask: Ask, filters: Filters) -> dict[str, int]:
    [waiting] = records(ask(handovers.waiting(filters)), ("pending", "overdue"))
    return {**_one(ask, cases.number_open(filters)), **waiting}


def _one(ask: Ask, question: Question) -> dict[str, int]:
    [row] = records(ask(question))
    return {name: int(count) for name, count in row.items()}


_record = partial(Indicator, page="meeting", unit="handovers")
INDICATORS = (
    _record(
        "newly_overdue",
        "Newly past target",
        "Waiting handovers whose due day is before the as-of day and that were not past it at the last meeting; "
        "before the first meeting, a week ago",
        direction="lower is better",
        source="handovers.due_at, handed_over_at; targets; pauses",
        formula=f"# {{W : due day < day of T, and not so at T₀}}; {notation.T_0}; {notation.W}",
        figures=newly_overdue_in_a_week,
        base=WAITING_HANDOVERS,
    ),
    _record(
        "answered_since",
        "Answered since the last meeting",
        "Handovers answered after the last meeting and by the as-of moment, and those of them that were rejected or "
        "returned; before the first meeting, of the last week",
        source="handovers.responded_at, response",
        formula=f"# {{handover : T₀ < responded_at ≤ T}}; {notation.T_0}",
        figures=answers_in_a_week,
        base=Base("answered_in_a_week", answers_in_a_week, ("answered",)),
    ),
    _record(
        "deadlines_due_7_days",
        "Deadlines due within 7 days",
        "Unmet deadlines of open cases whose day is the as-of day or one of the seven after it",
        unit="deadlines",
        source="deadlines.due_on, met_on; cases.closed_at",
        formula=f"{notation.U}; # {{U : 0 ≤ due_on − day of T ≤ 7 days}}",
        figures=due_in_a_week,
        base=UNMET_DEADLINES,
    ),
)
