"""Open cases: a case is one presumed victim."""

from functools import partial
from itertools import pairwise
from typing import TypedDict

import pandas as pd

from indicators import notation
from indicators.indicator import Ask, Base, Indicator, added_up, part_of, row_as, rows_as
from indicators.over_time.weeks import Week, weeks
from measures.local_time import DAY_US
from queries import cases as questions
from queries.filters import Filters

AGE_EDGES = (0, 30, 90, 180, 365, 730, 1095)


class Counts(TypedDict):
    """Cases in the period, and cases open at as-of."""

    in_scope: int
    open: int
    opened: int
    closed: int
    without_next_step: int
    without_responsible_agency: int
    net_change: int


class Ages(TypedDict):
    """Of open cases; days are None where no case is open."""

    median_age_days: float | None
    paused_now: int
    paused_days_mean: float | None


class Band(TypedDict):
    """Open cases that are at least `from_days` and less than `to_days` old; None: no upper bound."""

    from_days: int
    to_days: int | None
    cases: int


class Reason(TypedDict):
    """Cases closed in the period for one reason."""

    reason: str
    cases: int


class OfPlace(TypedDict):
    """Cases of a place."""

    open: int
    opened: int


class OfRegion(OfPlace):
    region: str


class OfCounty(OfPlace):
    county: str


class OfAgency(TypedDict):
    """Open cases in which an agency is involved."""

    agency: str
    sector: str
    open: int


class Figures(Counts, Ages):
    age_bands: list[Band]
    closed_by_reason: list[Reason]
    by_county: list[OfCounty]
    by_agency: list[OfAgency]
    weeks: list[Week]


def counts(ask: Ask, filters: Filters) -> Counts:
    found = added_up(ask(questions.counts(filters, filters.grant.usual)))
    return part_of(Counts, {**found, "net_change": found["opened"] - found["closed"]})


def number_open(ask: Ask, filters: Filters) -> int:
    """Cases open at as-of."""
    return int(ask(questions.number_open(filters))["open"].iloc[0])


def age_bands(ask: Ask, filters: Filters, edges: tuple[int, ...] = AGE_EDGES) -> list[Band]:
    """All bands in order, also those without a case."""
    found = ask(questions.age_bands(filters, edges)).set_index("band")["cases"]
    bands = enumerate([*pairwise(edges), (edges[-1], None)])
    return [{"from_days": low, "to_days": high, "cases": int(found.get(band, 0))} for band, (low, high) in bands]


def closed_by_reason(ask: Ask, filters: Filters) -> list[Reason]:
    """Reasons for which any case was closed, in order of code."""
    found = ask(questions.closed_by_reason(filters)).rename(columns={"closed_reason": "reason"})
    return rows_as(Reason, found.sort_values("reason"))


def by_region(ask: Ask, filters: Filters) -> list[OfRegion]:
    """Regions that have any case."""
    return rows_as(OfRegion, ask(questions.counts(filters, ("region",))))


def by_county(ask: Ask, filters: Filters) -> list[OfCounty]:
    """Counties that have any case, in order of code."""
    return rows_as(OfCounty, ask(questions.by_place(filters, "county")).sort_values("county"))


def by_agency(ask: Ask, filters: Filters) -> list[OfAgency]:
    """Agencies that are involved in any open case, in order of code."""
    return rows_as(OfAgency, ask(questions.by_agency(filters)).sort_values("agency"))


def age_summary(ask: Ask, filters: Filters) -> Ages:
    found = ask(questions.age_summary(filters))
    days = {"median_age_days": found["median_age"] / DAY_US, "paused_days_mean": found["mean_paused"] / DAY_US}
    return row_as(Ages, found.assign(**days)[["median_age_days", "paused_now", "paused_days_mean"]])


def ages(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Case rows, the oldest first: case_id, region, responsible_agency, opened_at (µs), age_days, paused_days.

    Raises NoAccess unless the grant opens case rows.
    """
    rows = ask(questions.open_rows(filters))
    days = {"age_days": rows["age"] / DAY_US, "paused_days": rows["paused"] / DAY_US}
    return rows.drop(columns=["age", "paused"]).assign(**days)


def figures(ask: Ask, filters: Filters) -> Figures:
    """All of the above but the rows and the regions."""
    return {
        **counts(ask, filters),
        **age_summary(ask, filters),
        "age_bands": age_bands(ask, filters),
        "closed_by_reason": closed_by_reason(ask, filters),
        "by_county": by_county(ask, filters),
        "by_agency": by_agency(ask, filters),
        "weeks": weeks(ask, filters),
    }


OPEN_CASES = Base("open", counts, ("open",))
CASES_IN_SCOPE = Base("in_scope", counts, ("in_scope",))
OPENED_CASES = Base("opened", counts, ("opened",))
CLOSED_CASES = Base("closed", counts, ("closed",))
_record = partial(
    Indicator, page="open_cases", unit="cases", source="cases.opened_at, closed_at", figures=counts, base=OPEN_CASES
)
_aged = partial(
    _record, unit="days", source="cases.opened_at; pauses.started_at, ended_at", figures=age_summary, rows=ages
)
INDICATORS = (
    _record(
        "open_cases",
        "Open cases",
        "Cases opened by the as-of moment and not closed by then",
        formula="# {case : opened_at ≤ T < closed_at}",
        rows=ages,
    ),
    _record(
        "in_scope",
        "Cases in scope",
        "Cases that were open at any moment in the period",
        formula=f"{notation.C}; # C",
        base=CASES_IN_SCOPE,
    ),
    _record(
        "opened",
        "Opened",
        "Cases opened within the period",
        source="cases.opened_at",
        formula="# {case : a ≤ opened_at < b}",
        base=OPENED_CASES,
    ),
    _record(
        "closed",
        "Closed",
        "Cases closed within the period",
        source="cases.closed_at",
        formula="# {case : a ≤ closed_at < b}",
        base=CLOSED_CASES,
    ),
    _record(
        "net_change",
        "Net change",
        "Opened less closed: cases open at the period's end less those open just before its start",
        formula="# {case : a ≤ opened_at < b} − # {case : a ≤ closed_at < b}",
        base=CASES_IN_SCOPE,
    ),
    _aged(
        "age",
        "Age of an open case",
        "Elapsed time from opening to the as-of moment; beside it, how much of that was paused",
        formula="T − opened_at",
    ),
    _record(
        "age_bands",
        "Age bands",
        "Open cases by age: under 30 days, 30 to 90, 90 to 180, 180 to 365, one to two years, two to three, longer; "
        "the lower bound belongs to the band",
        unit="cases per band",
        formula="# {open case : low ≤ T − opened_at < high}",
        figures=age_bands,
        rows=ages,
    ),
    _record(
        "without_next_step",
        "Without next step",
        "Open cases with no pending handover and no unmet deadline that is due on the as-of day or later",
        direction="lower is better",
        source="handovers; deadlines.due_on, met_on",
        formula="# {open case : no waiting handover, no deadline with due_on ≥ day of T and T < met_on}",
    ),
    _record(
        "without_responsible_agency",
        "Without responsible agency",
        "Open cases for which no responsible agency is recorded",
        direction="lower is better",
        source="cases.responsible_agency",
        formula="# {open case : responsible_agency is not recorded}",
    ),
    _record(
        "closed_by_reason",
        "Closed by reason",
        "Cases closed within the period, by the reason recorded",
        source="cases.closed_at, closed_reason",
        formula="# {case : a ≤ closed_at < b} by closed_reason",
        figures=closed_by_reason,
        base=CLOSED_CASES,
    ),
    _record(
        "open_by_agency",
        "Open cases by agency",
        "Open cases in which the agency is involved by the as-of moment, in any role; a case counts for each of its "
        "agencies, so that the agencies add up to more than all cases",
        source="cases.opened_at, closed_at; involvements.agency_code, started_at",
        formula="# {open case : agency, started_at ≤ T} by agency",
        figures=by_agency,
    ),
    _record(
        "weeks",
        "Weekly flow",
        "Cases opened and closed in each Helsinki week, Monday to Sunday, of the period (of the last 104 weeks where"
        " it has no beginning), and those open at its end. A week that the period or the as-of moment cuts is "
        "incomplete",
        unit="cases per week",
        formula="# {case : opened_at, or closed_at, in the week} by week",
        figures=weeks,
        base=CASES_IN_SCOPE,
    ),
    _record(
        "median_age",
        "Median age of open cases",
        "The age that half of the open cases have not passed: the middle one, or halfway between the middle two",
        unit="days",
        formula="median of T − opened_at over open cases",
        figures=age_summary,
        rows=ages,
    ),
    _record(
        "paused_now",
        "Paused now",
        "Open cases in which a pause runs at the as-of moment, whatever its reason",
        source="pauses.started_at, ended_at",
        formula="# {open case : a pause with started_at ≤ T < ended_at}",
        figures=age_summary,
    ),
    _aged(
        "paused_days_mean",
        "Paused time",
        "How much of their age open cases were paused: the mean; time in which several pauses run counts once, and a"
        " case that was never paused counts with none",
        formula="mean over open cases of the length of [opened_at, T] ∩ the union of its pauses",
    ),
)
