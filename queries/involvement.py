"""Questions about cross-agency involvement: how many agencies, which together."""

from typing import Any

from sqlalchemy import BigInteger, Select, Subquery, and_, case, cast, func, select

from config.codes import UNKNOWN
from queries.filters import Filters, cases_in, in_scope
from store import facts

TOGETHER = ("police", "social", "health")


def per_case(filters: Filters, by: tuple[str, ...] = ()) -> Select[Any]:
    """Per group of `by` (columns of fact_cases; none: one row), over cases in scope: cases, agencies and ministries
    (summed over the cases), two_plus and three_plus (cases with so many agencies), together (cases with police,
    social services and health care). A case without any agency counts.
    """
    c, reached = facts.cases.c, _reached(filters)
    agencies = func.coalesce(reached.c.agencies, 0)
    return (
        select(
            *(c[name] for name in by),
            func.count().label("cases"),
            cast(func.coalesce(func.sum(agencies), 0), BigInteger).label("agencies"),
            cast(func.coalesce(func.sum(reached.c.ministries), 0), BigInteger).label("ministries"),
            func.count().filter(agencies >= 2).label("two_plus"),
            func.count().filter(agencies >= 3).label("three_plus"),
            func.count().filter(reached.c.together == len(TOGETHER)).label("together"),
        )
        .select_from(facts.cases.outerjoin(reached, reached.c.case_id == c.case_id))
        .where(cases_in(filters, facts.cases), in_scope(filters, facts.cases))
        .group_by(*(c[name] for name in by))
    )


def joint(filters: Filters) -> Select[Any]:
    """Pairs of agencies, a before b by code, and the number of cases in scope with both: a, b, cases."""
    a, b = facts.involvements.alias("one"), facts.involvements.alias("other")
    both = and_(a.c.case_id == b.c.case_id, a.c.agency < b.c.agency)
    return (
        select(a.c.agency.label("a"), b.c.agency.label("b"), func.count().label("cases"))
        .select_from(a.join(b, both))
        .where(
            cases_in(filters, a),
            in_scope(filters, a),
            a.c.started_at <= filters.as_of_us,
            b.c.started_at <= filters.as_of_us,
        )
        .group_by(a.c.agency, b.c.agency)
    )


def _reached(filters: Filters) -> Subquery:
    """Per case with any agency by as-of: agencies, ministries, and how many of the sectors TOGETHER."""
    i = facts.involvements.c
    ministry = case((i.ministry != UNKNOWN, i.ministry))
    sector = case((i.sector.in_(TOGETHER), i.sector))
    return (
        select(
            i.case_id,
            func.count().label("agencies"),
            func.count(ministry.distinct()).label("ministries"),
            func.count(sector.distinct()).label("together"),
        )
        .where(i.started_at <= filters.as_of_us)
        .group_by(i.case_id)
        .subquery("reached")
    )
