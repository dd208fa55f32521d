"""Questions about cross-agency involvement: how many agencies, which together."""

from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, Subquery, and_, case, cast, func, select, true

from config.codes import UNKNOWN
from measures.local_time import DAY_US
from queries.filters import Filters, cases_in, in_scope
from store import facts

TOGETHER = ("police", "social", "health")
MANY = 5

REGION: Final = ("region",)
COUNTY: Final = ("county",)


def per_case(filters: Filters, by: tuple[str, ...] = (), within_days: int | None = None) -> Select[Any]:
    """Per group of `by` (columns of fact_cases; none: one row), over cases in scope: cases, agencies and ministries
    (summed over the cases), two_plus and three_plus (cases with so many agencies), together (cases with police,
    social services and health care). A case without any agency counts.

    `within_days`: only involvements begun by so many days after opening, over cases at least so old.
    """
    c, reached = facts.cases.c, _reached(filters, within_days)
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
        .where(cases_in(filters, facts.cases), in_scope(filters, facts.cases), _old_enough(filters, within_days))
        .group_by(*(c[name] for name in by))
    )


def distribution(filters: Filters) -> Select[Any]:
    """Cases in scope per number of agencies involved by as-of: agencies (0 to MANY, which stands for more too), cases;
    only numbers that occur.
    """
    c, reached = facts.cases.c, _reached(filters)
    each = (
        select(func.least(func.coalesce(reached.c.agencies, 0), MANY).label("agencies"))
        .select_from(facts.cases.outerjoin(reached, reached.c.case_id == c.case_id))
        .where(cases_in(filters, facts.cases), in_scope(filters, facts.cases))
        .subquery("each")
    )
    return select(each.c.agencies, func.count().label("cases")).group_by(each.c.agencies)


def agencies(filters: Filters) -> Select[Any]:
    """Per agency involved by as-of in any case in scope: agency, sector, cases."""
    i = facts.involvements.c
    return (
        select(i.agency, i.sector, func.count().label("cases"))
        .where(_involved(filters, facts.involvements))
        .group_by(i.agency, i.sector)
    )


def joint_sectors(filters: Filters) -> Select[Any]:
    """Pairs of sectors, a up to b by code, and the number of cases in scope with agencies of both by as-of: a, b,
    cases. A sector with itself: the cases with any agency of it.
    """
    i = facts.involvements.c
    each = select(i.case_id, i.sector).where(_involved(filters, facts.involvements)).distinct().cte("sectors_of_cases")
    a, b = each.alias("one"), each.alias("other")
    return (
        select(a.c.sector.label("a"), b.c.sector.label("b"), func.count().label("cases"))
        .select_from(a.join(b, and_(a.c.case_id == b.c.case_id, a.c.sector <= b.c.sector)))
        .group_by(a.c.sector, b.c.sector)
    )


def joint(filters: Filters) -> Select[Any]:
    """Pairs of agencies, a before b by code, and the number of cases in scope with both: a, b, cases."""
    a, b = facts.involvements.alias("one"), facts.involvements.alias("other")
    both = and_(a.c.case_id == b.c.case_id, a.c.agency < b.c.agency)
    return (
        select(a.c.agency.label("a"), b.c.agency.label("b"), func.count().label("cases"))
        .select_from(a.join(b, both))
        .where(_involved(filters, a), b.c.started_at <= filters.as_of_us)
        .group_by(a.c.agency, b.c.agency)
    )


def _involved(filters: Filters, involvement: FromClause) -> ColumnElement[bool]:
    """Condition on fact_involvements: begun by as-of, in a case in scope that passes."""
    begun: ColumnElement[bool] = involvement.c.started_at <= filters.as_of_us
    return and_(cases_in(filters, involvement), in_scope(filters, involvement), begun)


def _old_enough(filters: Filters, within_days: int | None) -> ColumnElement[bool]:
    if within_days is None:
        return true()
    latest = filters.as_of_us - within_days * DAY_US
    return facts.cases.c.opened_at <= latest


def _reached(filters: Filters, within_days: int | None = None) -> Subquery:
    """Per case with any agency by as-of: agencies, ministries, and how many of the sectors TOGETHER."""
    i = facts.involvements.c
    in_time = true() if within_days is None else i.started_at <= i.opened_at + within_days * DAY_US
    ministry = case((i.ministry != UNKNOWN, i.ministry))
    sector = case((i.sector.in_(TOGETHER), i.sector))
    return (
        select(
            i.case_id,
            func.count().label("agencies"),
            func.count(ministry.distinct()).label("ministries"),
            func.count(sector.distinct()).label("together"),
        )
        .where(i.started_at <= filters.as_of_us, in_time)
        .group_by(i.case_id)
        .subquery("reached")
    )
