"""Open cases: a case is one presumed victim."""

from itertools import pairwise
from typing import Any

import pandas as pd

from indicators.indicator import Ask, Indicator, records
from measures.local_time import DAY_US
from queries import cases as questions
from queries.filters import Filters

AGE_EDGES = (0, 30, 90, 180, 365, 730, 1095)

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


def ages(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Case rows, the oldest first: case_id, region, opened_at (µs), age_days, paused_days.

    Raises NoAccess unless the grant opens case rows.
    """
    rows = ask(questions.open_rows(filters))
    days = {"age_days": rows.pop("age") / DAY_US, "paused_days": rows.pop("paused") / DAY_US}
    return rows.assign(**days)


def figures(ask: Ask, filters: Filters) -> dict[str, Any]:
    """All of the above but the rows, as plain values."""
    return {
        **counts(ask, filters),
        "age_bands": records(age_bands(ask, filters)),
        "closed_by_reason": records(closed_by_reason(ask, filters)),
    }
