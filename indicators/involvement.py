"""Cross-agency involvement: how many agencies work on a case, and which work together."""

from typing import Any

import pandas as pd

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
        "police_social_health",
        "Police–social–health jointly",
        "Cases with at least one agency of each of these three sectors, of the cases in scope",
        "share",
        "higher is better",
        "involvements.agency_code; agencies.sector",
    ),
)


def summary(ask: Ask, filters: Filters) -> dict[str, Any]:
    """cases (in scope), agencies_per_case_mean, ministries_per_case_mean, and the shares of cases with two, three or
    more agencies and with police, social services and health care together; None: no case in scope.
    """
    return _figures(ask(questions.per_case(filters)).iloc[0])


def by_region(ask: Ask, filters: Filters) -> dict[str, dict[str, Any]]:
    """What `summary` gives, per region that has any case in scope."""
    rows = ask(questions.per_case(filters, ("region",)))
    return {row["region"]: _figures(row) for _, row in rows.iterrows()}


def joint(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Per pair of agencies with any case in common, in order of code: a, b, cases, share (of the cases in scope)."""
    in_scope = summary(ask, filters)["cases"]
    rows = ask(questions.joint(filters)).sort_values(["a", "b"])
    return records(rows.assign(share=rows["cases"] / in_scope))


def figures(ask: Ask, filters: Filters) -> dict[str, Any]:
    """All of the above, as plain values."""
    return {**summary(ask, filters), "joint": joint(ask, filters)}


def _figures(row: "pd.Series[Any]") -> dict[str, Any]:
    cases = int(row["cases"])
    per_case = {
        "agencies_per_case_mean": "agencies",
        "share_2_plus": "two_plus",
        "share_3_plus": "three_plus",
        "ministries_per_case_mean": "ministries",
        "police_social_health_share": "together",
    }
    return {
        "cases": cases,
        **{name: int(row[of]) / cases if cases else None for name, of in per_case.items()},
    }
