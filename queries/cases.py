"""Questions about open cases: stock, flow, age, and what they lack."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Double,
    Select,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from config.codes import UNKNOWN
from measures.local_time import DAY_US
from queries.filters import Filters, Reads, cases_in, in_scope, open_at, pending_at, reads_of, within_period
from store.facts import tables as facts


def counts(filters: Filters) -> Select[Any]:
    """One row: in_scope, open, opened, closed, without_next_step, without_responsible_agency (cases)."""
    c, is_open = facts.cases.c, open_at(facts.cases, filters.as_of_us)
    counted = {
        "in_scope": in_scope(filters, facts.cases),
        "open": is_open,
        "opened": within_period(filters, c.opened_at),
        "closed": within_period(filters, c.closed_at),
        "without_next_step": and_(is_open, _no_next_step(filters)),
        "without_responsible_agency": and_(is_open, c.responsible_agency == UNKNOWN),
    }
    columns: list[Any] = [func.count().filter(condition).label(name) for name, condition in counted.items()]
    return select(*columns).where(cases_in(filters, facts.cases))


def by_region(filters: Filters) -> Select[Any]:
    """Per region that has any case: region, open, opened (cases)."""
    return _by_place(filters, facts.cases.c.region)


def by_county(filters: Filters) -> Select[Any]:
    """Per county that has any case: county, open, opened (cases)."""
    return _by_place(filters, facts.cases.c.county)


def by_agency(filters: Filters) -> Select[Any]:
    """Per agency involved by as-of in any open case: agency, sector, open (cases). A case counts for each of them."""
    i = facts.involvements.c
    return (
        select(i.agency, i.sector, func.count().label("open"))
        .where(
            cases_in(filters, facts.involvements, "places"),
            open_at(facts.involvements, filters.as_of_us),
            i.started_at <= filters.as_of_us,
        )
        .group_by(i.agency, i.sector)
    )


def flow(filters: Filters, first_week: int, by: tuple[str, ...] = ()) -> Select[Any]:
    """Per group of `by` (columns of fact_cases) and week in which any case opened or closed by the end of the period:
    week (those before `first_week`, and moments before the period, are all first_week − 1), opened, closed (cases).
    """
    c = facts.cases.c
    opened, closed = (
        _came(filters, first_week, by, *of) for of in ((c.opened_at, c.opened_week), (c.closed_at, c.closed_week))
    )
    none = literal(0)
    both = union_all(
        select(*opened.c[:-1], opened.c.cases.label("opened"), none.label("closed")),
        select(*closed.c[:-1], none.label("opened"), closed.c.cases.label("closed")),
    ).subquery("came_and_went")
    groups = [both.c[name] for name in (*by, "week")]
    sums = (cast(func.sum(both.c[name]), BigInteger).label(name) for name in ("opened", "closed"))
    return select(*groups, *sums).group_by(*groups)


def age_bands(filters: Filters, edges: tuple[int, ...]) -> Select[Any]:
    """Open cases per age band: band (index into `edges`, in days: band i is [edges[i], edges[i + 1])), cases."""
    age = filters.as_of_us - facts.cases.c.opened_at
    steps = [(age >= days * DAY_US, literal(i)) for i, days in reversed(list(enumerate(edges)))]
    band = select(case(*steps).label("band")).where(
        cases_in(filters, facts.cases), open_at(facts.cases, filters.as_of_us)
    )
    bands = band.subquery()
    return select(bands.c.band, func.count().label("cases")).where(bands.c.band.is_not(None)).group_by(bands.c.band)


def closed_by_reason(filters: Filters) -> Select[Any]:
    """Cases closed in the period per reason: closed_reason, cases."""
    c = facts.cases.c
    return (
        select(c.closed_reason, func.count().label("cases"))
        .where(cases_in(filters, facts.cases), within_period(filters, c.closed_at))
        .group_by(c.closed_reason)
    )


def age_summary(filters: Filters) -> Select[Any]:
    """One row about open cases: open, paused_now (cases), median_age, mean_paused (µs; null where none is open)."""
    each = _open_cases(filters, "figures").subquery("each")
    middle = func.percentile_cont(literal_column("0.5")).within_group(each.c.age)
    return select(
        func.count().label("open"),
        func.count().filter(each.c.paused_now).label("paused_now"),
        cast(middle, Double).label("median_age"),
        cast(func.avg(each.c.paused), Double).label("mean_paused"),
    )


def open_rows(filters: Filters) -> Select[Any]:
    """Case rows that are open: case_id, region, responsible_agency, opened_at, age, paused (µs); the oldest first."""
    each = _open_cases(filters, "rows").subquery("each")
    shown = (each.c[name] for name in ("case_id", "region", "responsible_agency", "opened_at", "age", "paused"))
    return select(*shown).order_by(each.c.opened_at, each.c.case_id)


def _open_cases(filters: Filters, reads: Reads) -> Select[Any]:
    """Open cases: case_id, region, responsible_agency, opened_at, age, paused (µs, of the age), paused_now."""
    c, p, as_of = facts.cases.c, facts.case_pauses.c, filters.as_of_us
    # a case without a pause has a row here too, and greatest passes over nulls
    stretch = func.least(p.ended_at, as_of) - func.greatest(p.started_at, c.opened_at)
    paused = cast(func.sum(stretch).filter(p.case_no.is_not(None)), BigInteger)
    runs = func.bool_or(p.ended_at > as_of).filter(p.case_no.is_not(None))
    overlaps = and_(p.case_no == c.case_no, p.started_at <= as_of, p.ended_at > c.opened_at)
    return (
        select(
            c.case_id,
            c.region,
            c.responsible_agency,
            c.opened_at,
            (as_of - c.opened_at).label("age"),
            func.coalesce(paused, 0).label("paused"),
            func.coalesce(runs, false()).label("paused_now"),
        )
        .select_from(facts.cases.outerjoin(facts.case_pauses, overlaps))
        .where(cases_in(filters, facts.cases, reads), open_at(facts.cases, as_of))
        .group_by(c.case_id, c.region, c.responsible_agency, c.opened_at)
    )


def _by_place(filters: Filters, place: Column[Any]) -> Select[Any]:
    return (
        select(
            place,
            func.count().filter(open_at(facts.cases, filters.as_of_us)).label("open"),
            func.count().filter(within_period(filters, facts.cases.c.opened_at)).label("opened"),
        )
        .where(cases_in(filters, facts.cases, "places"))
        .group_by(place)
    )


def _came(filters: Filters, first_week: int, by: tuple[str, ...], moment: Column[int], week: Column[int]) -> Subquery:
    """Cases per group and week of a moment of theirs, which lies before the end of the period."""
    start, end = filters.period
    earlier = week < first_week if start is None else or_(week < first_week, moment < start)
    numbered = case((earlier, first_week - 1), else_=week).label("week")
    groups = [*(facts.cases.c[name] for name in by), numbered]
    passes = cases_in(filters, facts.cases, reads_of(*by))
    counted = select(*groups, func.count().label("cases")).where(passes, moment < end)
    return counted.group_by(*groups).subquery()


def _no_next_step(filters: Filters) -> ColumnElement[bool]:
    """No pending handover, and no deadline that is due today or later and not met."""
    d, h = facts.deadlines.c, facts.handovers.c
    as_of, today = filters.as_of_us, filters.today_starts
    ahead = select(d.case_no).where(
        or_(d.started_on.is_(None), d.started_on <= as_of), d.due_on >= today, d.met_on > as_of
    )
    waiting = select(h.case_no).where(pending_at(as_of))
    case_no = facts.cases.c.case_no
    return and_(case_no.not_in(ahead), case_no.not_in(waiting))
