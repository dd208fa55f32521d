"""Cross-agency involvement: how many agencies work on a case, and which work together."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pandas as pd
from sqlalchemy import Select

from indicators import partners
from indicators.indicator import Ask, Indicator, records
from queries import involvement as questions
from queries.filters import Filters

INDICATORS = (
    Indicator(
        "agencies_per_case",
        "Agencies per case",
        "Distinct agencies involved by the as-of moment, in any role, per case in scope: the mean. A case with none "
        "counts",
        "agencies",
        "neither",
        "involvements.agency_code, started_at",
    ),
    Indicator(
        "share_2_plus",
        "Two or more agencies",
        "Share of the cases in scope with two or more agencies involved by the as-of moment",
        "share",
        "higher is better",
        "involvements.agency_code, started_at",
    ),
    Indicator(
        "share_3_plus",
        "Three or more agencies",
        "Share of the cases in scope with three or more agencies involved by the as-of moment",
        "share",
        "higher is better",
        "involvements.agency_code, started_at",
    ),
    Indicator(
        "joint_involvement",
        "Joint involvement",
        "Cases in which both agencies are involved, and their share of the cases in scope",
        "cases, share",
        "neither",
        "involvements.agency_code, started_at",
    ),
    Indicator(
        "ministries_per_case",
        "Ministries per case",
        "Distinct ministries responsible for the agencies involved, per case in scope: the mean",
        "ministries",
        "neither",
        "involvements.agency_code; agencies.ministry_code",
    ),
    Indicator(
        "sector_involvement",
        "Sectors jointly",
        "Cases in which at least one agency of each of both sectors is involved, and their share of the cases in scope",
        "cases, share",
        "neither",
        "involvements.agency_code, started_at; agencies.sector",
    ),
    Indicator(
        "agencies_distribution",
        "Cases by number of agencies",
        "Cases in scope with no, one, two, three, four, and five or more agencies involved by the as-of moment",
        "cases",
        "neither",
        "involvements.agency_code, started_at",
    ),
    Indicator(
        "agencies_within_90_days",
        "Agencies within 90 days",
        "Distinct agencies involved by 90 days after opening, per case in scope that is at least 90 days old: the "
        "mean, and the shares with two or more and three or more. The form in which places are compared",
        "agencies, share",
        "neither",
        "involvements.agency_code, started_at; cases.opened_at",
    ),
    Indicator(
        "police_social_health",
        "Police–social–health jointly",
        "Cases with at least one agency of each of these three sectors, of the cases in scope",
        "share",
        "higher is better",
        "involvements.agency_code; agencies.sector",
    ),
)


PER_CASE = {
    "agencies_per_case_mean": "agencies",
    "share_2_plus": "two_plus",
    "share_3_plus": "three_plus",
    "ministries_per_case_mean": "ministries",
    "police_social_health_share": "together",
}
PER_CASE_WITHIN = ("cases", "agencies_per_case_mean", "share_2_plus", "share_3_plus")
COMPARED_AFTER_DAYS = 90


def summary(ask: Ask, filters: Filters) -> dict[str, Any]:
    """cases (in scope), agencies_per_case_mean, ministries_per_case_mean, and the shares of cases with two, three or
    more agencies and with police, social services and health care together; None: no case in scope.
    """
    return _per_case(ask(questions.per_case(filters)).iloc[0])


def by_region(ask: Ask, filters: Filters) -> dict[str, dict[str, Any]]:
    """What `summary` gives, per region that has any case in scope."""
    return _by_place(ask(questions.per_case(filters, questions.REGION)))


def by_county(ask: Ask, filters: Filters) -> dict[str, dict[str, Any]]:
    """What `summary` gives, per county that has any case in scope."""
    return _by_place(ask(questions.per_case(filters, questions.COUNTY)))


def within_90_days(ask: Ask, filters: Filters) -> dict[str, Any]:
    """Of involvements begun within 90 days of opening, over cases in scope at least so old: cases,
    agencies_per_case_mean, share_2_plus, share_3_plus; by_region and by_county: the same per place, in order of code.
    """

    def asked(by: tuple[str, ...] = ()) -> pd.DataFrame:
        return ask(questions.per_case(filters, by, COMPARED_AFTER_DAYS))

    places = (questions.REGION, questions.COUNTY)
    return {
        **_within(_per_case(asked().iloc[0])),
        **{
            f"by_{by[0]}": [_within(found, {by[0]: code}) for code, found in _by_place(asked(by)).items()]
            for by in places
        },
    }


def distribution(ask: Ask, filters: Filters) -> list[dict[str, int]]:
    """Cases in scope by number of agencies: agencies (0, 1 …; the last number stands for more too), cases."""
    return _distribution(ask, filters, summary(ask, filters)["cases"])


def agencies(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Per agency in any case in scope, in order of code: agency, sector, cases, share (of the cases in scope)."""
    return _shared(ask, questions.agencies(filters), ["agency"], summary(ask, filters)["cases"])


def sector_pairs(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Per pair of sectors with any case in common, in order of code: a, b, cases, share (of the cases in scope). With
    itself, a sector has the cases in which it is at all.
    """
    return _shared(ask, questions.joint_sectors(filters), ["a", "b"], summary(ask, filters)["cases"])


def joint(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Per pair of agencies with any case in common, in order of code: a, b, cases, share (of the cases in scope)."""
    return _shared(ask, questions.joint(filters), ["a", "b"], summary(ask, filters)["cases"])


def figures(ask: Ask, filters: Filters) -> dict[str, Any]:
    """All of the above but the places, as plain values, with reached_14_days: what `partners.reached` gives."""
    found = summary(ask, filters)
    cases = found["cases"]
    return {
        **found,
        "joint": _shared(ask, questions.joint(filters), ["a", "b"], cases),
        "agencies_alone": _shared(ask, questions.agencies(filters), ["agency"], cases),
        "sector_pairs": _shared(ask, questions.joint_sectors(filters), ["a", "b"], cases),
        "distribution": _distribution(ask, filters, cases),
        "within_90_days": within_90_days(ask, filters),
        "reached_14_days": partners.reached(ask, filters),
    }


def _distribution(ask: Ask, filters: Filters, in_scope: int) -> list[dict[str, int]]:
    found = ask(questions.at_least(filters)).set_index("agencies")["cases"]
    at_least = [in_scope, *(int(found.get(n, 0)) for n in range(1, questions.MANY + 1)), 0]
    return [{"agencies": n, "cases": these - more} for n, (these, more) in enumerate(pairwise(at_least))]


def _shared(ask: Ask, question: Select[Any], key: list[str], in_scope: int) -> list[dict[str, Any]]:
    """The answer in order of its key, with the share that its cases are of those in scope."""
    rows = ask(question).sort_values(key)
    return records(rows.assign(share=rows["cases"] / in_scope))


def _by_place(rows: pd.DataFrame) -> dict[str, dict[str, Any]]:
    [place] = set(rows.columns) & {*questions.REGION, *questions.COUNTY}
    return {row[place]: _per_case(row) for _, row in rows.sort_values(place).iterrows()}


def _within(found: Mapping[str, Any], place: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {**(place or {}), **{name: found[name] for name in PER_CASE_WITHIN}}


def _per_case(row: "pd.Series[Any]") -> dict[str, Any]:
    cases = int(row["cases"])
    return {"cases": cases, **{name: int(row[of]) / cases if cases else None for name, of in PER_CASE.items()}}
