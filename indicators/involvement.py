"""Cross-agency involvement: how many agencies work on a case, and which work together."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from operator import itemgetter
from typing import TypedDict, cast

import numpy as np
import pandas as pd

from config.partner_rules import PartnerRule
from indicators import notation, partners
from indicators.indicator import Ask, Indicator, added_up, part_of, records, rows_as
from indicators.intervals import Interval, intervals
from indicators.open_cases import CASES_IN_SCOPE
from queries import involvement as questions
from queries.filters import Filters
from queries.question import Question

COMPARED_AFTER_DAYS = 90
PER_CASE = {
    "agencies_per_case_mean": "agencies",
    "share_2_plus": "two_plus",
    "share_3_plus": "three_plus",
    "ministries_per_case_mean": "ministries",
    "police_social_health_share": "together",
}


class Shares(TypedDict):
    """Agencies per case: the mean and the shares of cases with two or three or more, with their 95 % intervals (None:
    no case).
    """

    agencies_per_case_mean: float | None
    share_2_plus: float | None
    share_2_plus_interval: Interval
    share_3_plus: float | None
    share_3_plus_interval: Interval


class Within(Shares):
    """The same, and the cases in scope."""

    cases: int


class Summary(Within):
    """The same, with ministries, and the share of cases with police, social services and health care together."""

    ministries_per_case_mean: float | None
    police_social_health_share: float | None
    police_social_health_share_interval: Interval


class WithinOfRegion(Within):
    region: str


class WithinOfCounty(Within):
    county: str


class Within90Days(Within):
    """Agencies that joined within 90 days of opening, over the cases opened in the period that are at least so old."""

    by_region: list[WithinOfRegion]
    by_county: list[WithinOfCounty]


class OfNumber(TypedDict):
    """Cases in scope with so many agencies; the last number is that many or more."""

    agencies: int
    cases: int


class OfAgency(TypedDict):
    """Cases in scope that an agency is in, and their share of all."""

    agency: str
    sector: str
    cases: int
    share: float
    interval: Interval


class Joint(TypedDict):
    """Cases in scope that two agencies or sectors are both in, and their share of all."""

    a: str
    b: str
    cases: int
    share: float
    interval: Interval


class Figures(Summary):
    joint: list[Joint]
    agencies_alone: list[OfAgency]
    sector_pairs: list[Joint]
    distribution: list[OfNumber]
    within_90_days: Within90Days
    reached_14_days: list[partners.Reached]


SHARES = ("share_2_plus", "share_3_plus", "police_social_health_share")


def summary(ask: Ask, filters: Filters) -> Summary:
    """Agencies and ministries per case in scope."""
    return _per_case(added_up(ask(questions.per_case(filters, filters.grant.usual))))


def together_share(ask: Ask, filters: Filters) -> float | None:
    """The share of cases in scope with police, social services and health care together."""
    return _per_case(added_up(ask(questions.per_case(filters, cases_alone=True))))["police_social_health_share"]


def by_region(ask: Ask, filters: Filters) -> dict[str, Summary]:
    """What `summary` gives, of each region that has any case in scope."""
    return _by_place(ask(questions.per_case(filters, questions.REGION)))


def by_county(ask: Ask, filters: Filters) -> dict[str, Summary]:
    """What `summary` gives, of each county that has any case in scope."""
    return _by_place(ask(questions.per_case(filters, questions.COUNTY)))


def within_90_days(ask: Ask, filters: Filters) -> Within90Days:
    """Agencies that joined within 90 days, in all and by place in order of code."""
    whole, regions, counties = (
        ask(questions.per_case(filters, by, COMPARED_AFTER_DAYS)) for by in ((), questions.REGION, questions.COUNTY)
    )
    return {
        **_within(_per_case(added_up(whole))),
        "by_region": [{"region": code, **_within(one)} for code, one in _by_place(regions).items()],
        "by_county": [{"county": code, **_within(one)} for code, one in _by_place(counties).items()],
    }


def distribution(ask: Ask, filters: Filters) -> list[OfNumber]:
    """Cases in scope by number of agencies, from none on."""
    return _distribution(ask, filters, summary(ask, filters)["cases"])


def sector_pairs(ask: Ask, filters: Filters) -> list[Joint]:
    """Pairs of sectors with any case in common, in order of code; with itself, the cases in which a sector is."""
    return rows_as(Joint, _shared(ask, questions.joint_sectors(filters), ["a", "b"], summary(ask, filters)["cases"]))


def joint(ask: Ask, filters: Filters) -> list[Joint]:
    """Pairs of agencies with any case in common, in order of code."""
    return rows_as(Joint, _shared(ask, questions.joint(filters), ["a", "b"], summary(ask, filters)["cases"]))


def figures(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> Figures:
    """All of the above but the places, with the agencies in order of code and how soon partners join."""
    found = summary(ask, filters)
    cases = found["cases"]
    return {
        **found,
        "joint": rows_as(Joint, _shared(ask, questions.joint(filters), ["a", "b"], cases)),
        "agencies_alone": rows_as(OfAgency, _shared(ask, questions.agencies(filters), ["agency"], cases)),
        "sector_pairs": rows_as(Joint, _shared(ask, questions.joint_sectors(filters), ["a", "b"], cases)),
        "distribution": _distribution(ask, filters, cases),
        "within_90_days": within_90_days(ask, filters),
        "reached_14_days": partners.reached(ask, filters, rules),
    }


def _distribution(ask: Ask, filters: Filters, in_scope: int) -> list[OfNumber]:
    found = ask(questions.at_least(filters)).set_index("agencies")["cases"]
    at_least = [in_scope, *(int(found.get(n, 0)) for n in range(1, questions.MANY + 1)), 0]
    return [{"agencies": n, "cases": these - more} for n, (these, more) in enumerate(pairwise(at_least))]


def _shared(ask: Ask, question: Question, key: list[str], in_scope: int) -> pd.DataFrame:
    """The answer in order of its key, with the share that its cases are of those in scope."""
    rows = ask(question).sort_values(key)
    edges = intervals(rows["cases"].to_numpy(dtype=np.int64), np.full(len(rows), in_scope))
    return rows.assign(share=rows["cases"] / in_scope, interval=pd.Series(edges, index=rows.index, dtype=object))


def _by_place(rows: pd.DataFrame) -> dict[str, Summary]:
    [place] = set(rows.columns) & {*questions.REGION, *questions.COUNTY}
    every = sorted(records(rows), key=itemgetter(place))
    return dict(zip((row[place] for row in every), _each_per_case(every), strict=True))


def _per_case(counted: dict[str, int]) -> Summary:
    return _each_per_case([counted])[0]


def _each_per_case(every: Sequence[dict[str, int]]) -> list[Summary]:
    counts = np.array([[one[PER_CASE[name]] for name in SHARES] for one in every], dtype=np.int64).ravel()
    edges = iter(intervals(counts, np.repeat([one["cases"] for one in every], len(SHARES))))
    return [cast(Summary, {**_shares(one), **{f"{name}_interval": next(edges) for name in SHARES}}) for one in every]


def _shares(counted: dict[str, int]) -> dict[str, float | None]:
    cases = counted["cases"]
    return {"cases": cases, **{name: counted[of] / cases if cases else None for name, of in PER_CASE.items()}}


def _within(found: Summary) -> Within:
    return {"cases": found["cases"], **part_of(Shares, found)}


NO_CASES = _per_case(dict.fromkeys(("cases", *PER_CASE.values()), 0))


_record = partial(
    Indicator,
    page="cooperation",
    unit="share",
    source="involvements.agency_code, started_at",
    figures=summary,
    base=CASES_IN_SCOPE,
)
INDICATORS = (
    _record(
        "agencies_per_case",
        "Agencies per case",
        "Distinct agencies involved by the as-of moment, in any role, per case in scope: the mean. A case with none "
        "counts",
        unit="agencies",
        formula=f"Σ Aᵢ ÷ # C; {notation.A}; {notation.C}",
    ),
    _record(
        "share_2_plus",
        "Two or more agencies",
        "Share of the cases in scope with two or more agencies involved by the as-of moment",
        direction="higher is better",
        formula=f"# {{i in C : Aᵢ ≥ 2}} ÷ # C; {notation.A}; {notation.C}",
    ),
    _record(
        "share_3_plus",
        "Three or more agencies",
        "Share of the cases in scope with three or more agencies involved by the as-of moment",
        direction="higher is better",
        formula=f"# {{i in C : Aᵢ ≥ 3}} ÷ # C; {notation.A}; {notation.C}",
    ),
    _record(
        "joint_involvement",
        "Joint involvement",
        "Cases in which both agencies are involved, and their share of the cases in scope",
        unit="cases, share",
        formula=f"# {{C : both agencies}} ÷ # C; {notation.C}",
        figures=joint,
    ),
    _record(
        "ministries_per_case",
        "Ministries per case",
        "Distinct ministries responsible for the agencies involved, per case in scope: the mean",
        unit="ministries",
        source="involvements.agency_code; agencies.ministry_code",
        formula=f"Σ # {{ministries of the agencies of case i}} ÷ # C; {notation.C}",
    ),
    _record(
        "sector_involvement",
        "Sectors jointly",
        "Cases in which at least one agency of each of both sectors is involved, and their share of the cases in scope",
        unit="cases, share",
        source="involvements.agency_code, started_at; agencies.sector",
        formula=f"# {{C : both sectors}} ÷ # C; {notation.C}",
        figures=sector_pairs,
    ),
    _record(
        "agencies_distribution",
        "Cases by number of agencies",
        "Cases in scope with no, one, two, three, four, and five or more agencies involved by the as-of moment",
        unit="cases",
        formula=f"# {{i in C : Aᵢ = 0, 1, …}}; {notation.A}",
        figures=distribution,
    ),
    _record(
        "agencies_within_90_days",
        "Agencies within 90 days",
        "Distinct agencies involved by 90 days after opening, per case that was opened in the period and is at least "
        "90 days old: the mean, and the shares with two or more and three or more. The form in which places are "
        "compared",
        unit="agencies, share",
        source="involvements.agency_code, started_at; cases.opened_at",
        formula="as agencies per case, with a ≤ opened_at < b and started_at ≤ opened_at + 90 days ≤ T",
        figures=within_90_days,
    ),
    _record(
        "police_social_health",
        "Police–social–health jointly",
        "Cases with at least one agency of each of these three sectors, of the cases in scope",
        direction="higher is better",
        source="involvements.agency_code; agencies.sector",
        formula=f"# {{C : police, social and health}} ÷ # C; {notation.C}",
    ),
)
