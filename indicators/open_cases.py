"""Open cases: a case is one presumed victim."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd

from indicators.indicator import Ask, Indicator, records
from measures.local_time import DAY_US, start_of_day, week_of
from queries import cases as questions
from queries.filters import Filters

AGE_EDGES = (0, 30, 90, 180, 365, 730, 1095)
WEEKS_SHOWN = 104
WEEK = timedelta(weeks=1)

INDICATORS = (
    Indicator(
        "open_cases",
        "Open cases",
        "Cases opened by the as-of moment and not closed by then",
        "cases",
        "neither",
        "cases.opened_at, closed_at",
    ),
    Indicator(
        "in_scope",
        "Cases in scope",
        "Cases that were open at any moment in the period",
        "cases",
        "neither",
        "cases.opened_at, closed_at",
    ),
    Indicator("opened", "Opened", "Cases opened within the period", "cases", "neither", "cases.opened_at"),
    Indicator("closed", "Closed", "Cases closed within the period", "cases", "neither", "cases.closed_at"),
    Indicator(
        "net_change",
        "Net change",
        "Opened less closed: cases open at the period's end less those open just before its start",
        "cases",
        "neither",
        "cases.opened_at, closed_at",
    ),
    Indicator(
        "age",
        "Age of an open case",
        "Elapsed time from opening to the as-of moment; beside it, how much of that was paused",
        "days",
        "neither",
        "cases.opened_at; pauses.started_at, ended_at",
    ),
    Indicator(
        "age_bands",
        "Age bands",
        "Open cases by age: under 30 days, 30 to 90, 90 to 180, 180 to 365, one to two years, two to three, longer; "
        "the lower bound belongs to the band",
        "cases per band",
        "neither",
        "cases.opened_at, closed_at",
    ),
    Indicator(
        "without_next_step",
        "Without next step",
        "Open cases with no pending handover and no unmet deadline that is due on the as-of day or later",
        "cases",
        "lower is better",
        "handovers; deadlines.due_on, met_on",
    ),
    Indicator(
        "without_responsible_agency",
        "Without responsible agency",
        "Open cases for which no responsible agency is recorded",
        "cases",
        "lower is better",
        "cases.responsible_agency",
    ),
    Indicator(
        "closed_by_reason",
        "Closed by reason",
        "Cases closed within the period, by the reason recorded",
        "cases",
        "neither",
        "cases.closed_at, closed_reason",
    ),
    Indicator(
        "open_by_agency",
        "Open cases by agency",
        "Open cases in which the agency is involved by the as-of moment, in any role; a case counts for each of its "
        "agencies, so that the agencies add up to more than all cases",
        "cases",
        "neither",
        "cases.opened_at, closed_at; involvements.agency_code, started_at",
    ),
    Indicator(
        "weeks",
        "Weekly flow",
        "Cases opened and closed in each Helsinki week, Monday to Sunday, of the period (of the last 104 weeks where "
        "it has no beginning), and those open at its end. A week that the period or the as-of moment cuts is "
        "incomplete",
        "cases per week",
        "neither",
        "cases.opened_at, closed_at",
    ),
    Indicator(
        "median_age",
        "Median age of open cases",
        "The age that half of the open cases have not passed: the middle one, or halfway between the middle two",
        "days",
        "neither",
        "cases.opened_at, closed_at",
    ),
    Indicator(
        "paused_now",
        "Paused now",
        "Open cases in which a pause runs at the as-of moment, whatever its reason",
        "cases",
        "neither",
        "pauses.started_at, ended_at",
    ),
    Indicator(
        "paused_days_mean",
        "Paused time",
        "How much of their age open cases were paused: the mean; time in which several pauses run counts once, and a "
        "case that was never paused counts with none",
        "days",
        "neither",
        "cases.opened_at; pauses.started_at, ended_at",
    ),
)


def counts(ask: Ask, filters: Filters) -> dict[str, int]:
    """in_scope, open, opened, closed, net_change, without_next_step, without_responsible_agency (cases)."""
    row = ask(questions.counts(filters)).iloc[0]
    found = {str(name): int(row[name]) for name in row.index}
    return {**found, "net_change": found["opened"] - found["closed"]}


def age_bands(ask: Ask, filters: Filters, edges: tuple[int, ...] = AGE_EDGES) -> pd.DataFrame:
    """Per band, in order: from_days, to_days (missing: no upper bound), cases. Bands are [from, to), zeros included."""
    found = ask(questions.age_bands(filters, edges)).set_index("band")["cases"]
    bands = [*pairwise(edges), (edges[-1], None)]
    return pd.DataFrame(
        [(low, high, int(found.get(band, 0))) for band, (low, high) in enumerate(bands)],
        columns=["from_days", "to_days", "cases"],
        dtype=object,
    )


def closed_by_reason(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Per reason, in order of code: reason, cases."""
    found = ask(questions.closed_by_reason(filters)).rename(columns={"closed_reason": "reason"})
    return found.sort_values("reason", ignore_index=True)


def by_region(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Per region that has any case: region, open, opened (cases)."""
    return ask(questions.by_region(filters))


def by_county(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Per county that has any case, in order of code: county, open, opened (cases)."""
    return ask(questions.by_county(filters)).sort_values("county", ignore_index=True)


def by_agency(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Per agency that is involved in any open case, in order of code: agency, sector, open (cases)."""
    return ask(questions.by_agency(filters)).sort_values("agency", ignore_index=True)


def weeks(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Per week of the period, in order: starts_on (its first day in the period, YYYY-MM-DD), opened, closed,
    net_change, open (cases, at its end), complete. No row where as-of lies before the period.
    """
    days = _first_days_of_weeks(filters)
    if not days:
        return pd.DataFrame(columns=["starts_on", "opened", "closed", "net_change", "open", "complete"])
    first, last = week_of(days[0]), week_of(days[-1])
    found = ask(questions.flow(filters, first)).set_index("week").reindex(range(first - 1, last + 1), fill_value=0)
    net = found["opened"] - found["closed"]
    ends = [*map(start_of_day, days[1:]), filters.period[1]]
    whole = [day.weekday() == 0 and end == start_of_day(day + WEEK) for day, end in zip(days, ends, strict=True)]
    weekly = found.assign(net_change=net, open=net.cumsum()).iloc[1:].astype(int).reset_index(drop=True)
    weekly.insert(0, "starts_on", [day.isoformat() for day in days])
    return weekly.assign(complete=whole)


def age_summary(ask: Ask, filters: Filters) -> dict[str, Any]:
    """Of open cases: median_age_days, paused_now (cases), paused_days_mean; None where no case is open."""
    row = ask(questions.age_summary(filters)).iloc[0]
    known = bool(row["open"])
    return {
        "median_age_days": float(row["median_age"]) / DAY_US if known else None,
        "paused_now": int(row["paused_now"]),
        "paused_days_mean": float(row["mean_paused"]) / DAY_US if known else None,
    }


def ages(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Case rows, the oldest first: case_id, region, responsible_agency, opened_at (µs), age_days, paused_days.

    Raises NoAccess unless the grant opens case rows.
    """
    rows = ask(questions.open_rows(filters))
    days = {"age_days": rows.pop("age") / DAY_US, "paused_days": rows.pop("paused") / DAY_US}
    return rows.assign(**days)


def figures(ask: Ask, filters: Filters) -> dict[str, Any]:
    """All of the above but the rows, as plain values."""
    return {
        **counts(ask, filters),
        **age_summary(ask, filters),
        "age_bands": records(age_bands(ask, filters)),
        "closed_by_reason": records(closed_by_reason(ask, filters)),
        "by_county": records(by_county(ask, filters)),
        "by_agency": records(by_agency(ask, filters)),
        "weeks": records(weeks(ask, filters)),
    }


def _first_days_of_weeks(filters: Filters) -> list[date]:
    """The first day of each week in the period: its Monday, and for a week that the period cuts, the period's first."""
    last = min(filters.to_day or filters.today, filters.today)
    first = filters.from_day or _monday(last) - (WEEKS_SHOWN - 1) * WEEK
    mondays = (_monday(first) + number * WEEK for number in range((last - _monday(first)) // WEEK + 1))
    return [max(first, monday) for monday in mondays if first <= last]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
