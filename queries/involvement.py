"""Questions about cross-agency involvement: how many agencies, which together."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    true,
    union_all,
)

from measures.local_time import DAY_US
from queries.filters import Filters, Reads, cases_in, in_scope, reads_of
from store.facts import tables as facts

MANY = 5
COUNTED = ("cases", "together", "agencies", "ministries", "two_plus", "three_plus")

REGION: Final = ("region",)
COUNTY: Final = ("county",)


def per_case(filters: Filters, by: tuple[str, ...] = (), within_days: int | None = None) -> Select[Any]:
    """Per group of `by` (columns of fact_cases; none: one row), over cases in scope: cases, agencies and ministries
    (summed over the cases), two_plus and three_plus (cases with so many agencies), together (cases with police,
    social services and health care). A case without any agency counts.

    `within_days`: only involvements begun by so many days after opening, over cases at least so old.
    """
    c, i = facts.cases.c, facts.involvements.c
    together = and_(c.together_at <= filters.as_of_us, _in_time(facts.cases, c.together_at, within_days))
    begun = and_(i.started_at <= filters.as_of_us, _in_time(facts.involvements, i.started_at, within_days))
    number = func.count()
    in_cases = {"cases": number, "together": number.filter(together)}
    # by what is asked about them first, for numbers of few groups are sorted out sooner than rows
    kinds = i.nth, i.new_ministry
    in_involvements = {
        "agencies": number,
        "ministries": case((i.new_ministry, number), else_=0),
        "two_plus": case((i.nth == 2, number), else_=0),
        "three_plus": case((i.nth == 3, number), else_=0),
    }
    both = union_all(
        _counts(facts.cases, in_cases, by).where(_compared(filters, facts.cases, by, within_days)),
        _counts(facts.involvements, in_involvements, by)
        .where(_compared(filters, facts.involvements, by, within_days), begun)
        .group_by(*kinds),
    ).subquery("both")
    sums = (cast(func.sum(both.c[name]), BigInteger).label(name) for name in COUNTED)
    groups = [both.c[name] for name in by]
    return select(*groups, *sums).group_by(*groups)


def at_least(filters: Filters) -> Select[Any]:
    """Cases in scope by how many agencies are involved by as-of at least: agencies (1 to MANY), cases; only numbers
    that occur.
    """
    i = facts.involvements.c
    return (
        select(i.nth.label("agencies"), func.count().label("cases"))
        .where(_involved(filters, facts.involvements), i.nth <= MANY)
        .group_by(i.nth)
    )


def agencies(filters: Filters) -> Select[Any]:
    """Per agency involved by as-of in any case in scope: agency, sector, cases."""
    i = facts.involvements.c
    return (
        select(i.agency, i.sector, func.count().label("cases"))
        .where(_involved(filters, facts.involvements, "places"))
        .group_by(i.agency, i.sector)
    )


def joint_sectors(filters: Filters) -> Select[Any]:
    """Pairs of sectors, a up to b by code, and the number of cases in scope with agencies of both by as-of: a, b,
    cases. A sector with itself: the cases with any agency of it.
    """
    i, p = facts.involvements.c, facts.pairs.c
    alone = (
        select(i.sector.label("a"), i.sector.label("b"), func.count().label("cases"))
        .where(_involved(filters, facts.involvements), i.new_sector)
        .group_by(i.sector)
    )
    together = (
        select(p.sector_a, p.sector_b, func.count())
        .where(_both_involved(filters), p.new_sectors)
        .group_by(p.sector_a, p.sector_b)
    )
    both = union_all(alone, together).subquery("both")
    return select(both.c.a, both.c.b, both.c.cases)


def joint(filters: Filters) -> Select[Any]:
    """Pairs of agencies, a before b by code, and the number of cases in scope with both: a, b, cases."""
    p = facts.pairs.c
    return (
        select(p.one.label("a"), p.other.label("b"), func.count().label("cases"))
        .where(_both_involved(filters, "places"))
        .group_by(p.one, p.other)
    )


def _counts(fact: Table, counted: Mapping[str, ColumnElement[int]], by: tuple[str, ...]) -> Select[Any]:
    """What is counted of a fact, per group; nothing of what another fact counts."""
    groups = [fact.c[name] for name in by]
    counts = (counted.get(name, literal(0)).label(name) for name in COUNTED)
    return select(*groups, *counts).group_by(*groups)


def _involved(filters: Filters, involvement: FromClause, reads: Reads = "figures") -> ColumnElement[bool]:
    """Condition on fact_involvements: begun by as-of, in a case in scope that passes."""
    begun: ColumnElement[bool] = involvement.c.started_at <= filters.as_of_us
    return and_(cases_in(filters, involvement, reads), in_scope(filters, involvement), begun)


def _both_involved(filters: Filters, reads: Reads = "figures") -> ColumnElement[bool]:
    """Condition on fact_pairs: both begun by as-of, in a case in scope that passes."""
    begun: ColumnElement[bool] = facts.pairs.c.both_from <= filters.as_of_us
    return and_(cases_in(filters, facts.pairs, reads), in_scope(filters, facts.pairs), begun)


def _compared(filters: Filters, fact: FromClause, by: tuple[str, ...], within_days: int | None) -> ColumnElement[bool]:
    """Condition on a fact with case attributes: its case is in scope and passes, and is so many days old."""
    old = true() if within_days is None else fact.c.opened_at <= filters.as_of_us - within_days * DAY_US
    return and_(cases_in(filters, fact, reads_of(*by)), in_scope(filters, fact), old)


def _in_time(fact: FromClause, moment: ColumnElement[int], within_days: int | None) -> ColumnElement[bool]:
    return true() if within_days is None else moment <= fact.c.opened_at + within_days * DAY_US
