"""Questions about cross-agency involvement: how many agencies, which together."""

from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, and_, case, func, literal, select, true, union_all

from config.codes import SECTORS
from measures.local_time import DAY_US
from queries.access import Reads, reads_of
from queries.columns import added, grouped, named, number_of, only, total
from queries.filters import Filters, cases_in, in_scope, within_period
from queries.question import question
from store.facts import tables as facts

MANY = 5
COUNTED = ("cases", "together", "agencies", "ministries", "two_plus", "three_plus")

# a set of sectors is a sum of these: a number is the same on every database, and in whatever order they joined
PLACE_OF: dict[str, int] = {sector: 1 << place for place, sector in enumerate(SECTORS)}

REGION: Final = ("region",)
COUNTY: Final = ("county",)


@question
def per_case(
    filters: Filters, by: tuple[str, ...] = (), within_days: int | None = None, *, cases_alone: bool = False
) -> Select[Any]:
    """Per group of `by` (columns of fact_cases; none: one row), over cases in scope: cases, agencies and ministries
    (summed over the cases), two_plus and three_plus (cases with so many agencies), together (cases with police,
    social services and health care). A case without any agency counts.

    `within_days`: only involvements begun by so many days after opening, over cases that were opened in the period and
    are at least so old. `cases_alone`: no more than cases and together, which cases know of themselves; the others
    are 0.
    """
    c, i = facts.cases.c, facts.involvements.c
    met = and_(together(filters), _in_time(facts.cases, c.together_at, within_days))
    begun = and_(i.started_at <= filters.as_of_us, _in_time(facts.involvements, i.started_at, within_days))
    number = func.count()
    in_cases = {"cases": number, "together": number.filter(met)}
    in_involvements = {
        "agencies": number,
        "ministries": case((i.new_ministry, number), else_=0),
        "two_plus": case((i.nth == 2, number), else_=0),
        "three_plus": case((i.nth == 3, number), else_=0),
    }

    def part(fact: FromClause, counts: dict[str, ColumnElement[int]]) -> Select[Any]:
        chosen = in_scope(filters, fact)
        if within_days is not None:
            opened = fact.c.opened_at
            chosen = and_(within_period(filters, opened), opened <= filters.days_before(within_days))
        passes = cases_in(filters, fact, reads_of(*by)), chosen
        return grouped(named(fact, by), *only(counts, COUNTED)).where(*passes)

    if cases_alone:
        return part(facts.cases, in_cases)
    # by what is asked about them first, for numbers of few groups are sorted out sooner than rows
    of_involvements = part(facts.involvements, in_involvements).where(begun).group_by(i.nth, i.new_ministry)
    return added((part(facts.cases, in_cases), of_involvements), by, COUNTED)


@question
def at_least(filters: Filters) -> Select[Any]:
    """Cases in scope by how many agencies are involved by as-of at least: agencies (1 to MANY), cases; only numbers
    that occur.
    """
    nth = facts.involvements.c.nth
    return grouped([nth.label("agencies")], number_of("cases")).where(_involved(filters), nth <= MANY)


@question
def agencies(filters: Filters) -> Select[Any]:
    """Per agency involved by as-of in any case in scope: agency, sector, cases."""
    i = facts.involvements.c
    return grouped([i.agency, i.sector], number_of("cases")).where(_involved(filters, "places"))


@question
def combinations(filters: Filters) -> Select[Any]:
    """Per set of sectors involved by as-of in any case in scope: sectors (the sum of their PLACE_OF), cases. Cases
    without any agency are not among them.
    """
    i = facts.involvements.c
    number = case({code: literal(place, BigInteger) for code, place in PLACE_OF.items()}, value=i.sector)
    sectors = select(total(number).label("sectors")).where(_involved(filters), i.new_sector)
    each = sectors.group_by(i.case_no).subquery("each")
    return grouped([each.c.sectors], number_of("cases"))


@question
def joint_sectors(filters: Filters) -> Select[Any]:
    """Pairs of sectors, a up to b by code, and the number of cases in scope with agencies of both by as-of: a, b,
    cases. A sector with itself: the cases with any agency of it.
    """
    i, p = facts.involvements.c, facts.pairs.c
    sector = i.sector.label("a"), i.sector.label("b")
    alone = select(*sector, number_of("cases")).where(_involved(filters), i.new_sector).group_by(i.sector)
    together = grouped([p.sector_a, p.sector_b], func.count()).where(_both_involved(filters), p.new_sectors)
    both = union_all(alone, together).subquery("both")
    return select(both.c.a, both.c.b, both.c.cases)


@question
def joint(filters: Filters) -> Select[Any]:
    """Pairs of agencies, a before b by code, and the number of cases in scope with both: a, b, cases."""
    p = facts.pairs.c
    pair = p.one.label("a"), p.other.label("b")
    return grouped(pair, number_of("cases")).where(_both_involved(filters, "places"))


def together(filters: Filters) -> ColumnElement[bool]:
    """Condition on fact_cases: by as-of, police, social services and health care are all involved."""
    met: ColumnElement[bool] = facts.cases.c.together_at <= filters.as_of_us
    return met


def of_agencies(filters: Filters, at_least: int | None, below: int | None) -> ColumnElement[bool]:
    """Condition on fact_cases: so many agencies at least, and fewer than so many, are involved by as-of."""
    case_no, nth = facts.cases.c.case_no, facts.involvements.c.nth
    least = case_no.in_(_begun(filters).where(nth == at_least)) if at_least else true()
    return and_(least, true() if below is None else case_no.not_in(_begun(filters).where(nth == below)))


def involved(
    filters: Filters, agencies: tuple[str, ...], sectors: tuple[str, ...], only: tuple[str, ...] | None
) -> ColumnElement[bool]:
    """Condition on fact_cases: all these agencies, and agencies of all these sectors, are involved by as-of; of the
    sectors of `only` agencies are, and of no others (None: of any; empty: no agency is).
    """
    i, case_no = facts.involvements.c, facts.cases.c.case_no
    wanted = [i.agency == code for code in agencies] + [i.sector == code for code in (*sectors, *(only or ()))]
    with_them = (case_no.in_(_begun(filters).where(one)) for one in wanted)
    without = true() if only is None else case_no.not_in(_begun(filters).where(i.sector.not_in(only)))
    return and_(true(), *with_them, without)


def _begun(filters: Filters) -> Select[Any]:
    i = facts.involvements.c
    return select(i.case_no).where(i.started_at <= filters.as_of_us)


def _involved(filters: Filters, reads: Reads = "figures") -> ColumnElement[bool]:
    """Condition on fact_involvements: begun by as-of, in a case in scope that passes."""
    i = facts.involvements
    return and_(cases_in(filters, i, reads), in_scope(filters, i), i.c.started_at <= filters.as_of_us)


def _both_involved(filters: Filters, reads: Reads = "figures") -> ColumnElement[bool]:
    """Condition on fact_pairs: both begun by as-of, in a case in scope that passes."""
    p = facts.pairs
    return and_(cases_in(filters, p, reads), in_scope(filters, p), p.c.both_from <= filters.as_of_us)


def _in_time(fact: FromClause, moment: ColumnElement[int], within_days: int | None) -> ColumnElement[bool]:
    return true() if within_days is None else moment <= fact.c.opened_at + within_days * DAY_US
