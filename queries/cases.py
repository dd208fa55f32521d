"""Questions about open cases: stock, flow, age, and what they lack."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Double,
    Integer,
    Select,
    Values,
    and_,
    case,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    values,
)

from measures.local_time import DAY_US
from queries.filters import Filters, Reads, cases_in, in_scope, open_at, pending_at, within_period
from store import facts


def counts(filters: Filters) -> Select[Any]:
    """One row: in_scope, open, opened, closed, without_next_step, without_responsible_agency (cases)."""
    c, is_open = facts.cases.c, open_at(facts.cases, filters.as_of_us)
    counted = {
        "in_scope": in_scope(filters, facts.cases),
        "open": is_open,
        "opened": within_period(filters, c.opened_at),
        "closed": within_period(filters, c.closed_at),
        "without_next_step": and_(is_open, _no_next_step(filters)),
        "without_responsible_agency": and_(is_open, c.responsible_agency.is_(None)),
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
            cases_in(filters, facts.involvements),
            open_at(facts.involvements, filters.as_of_us),
            i.started_at <= filters.as_of_us,
        )
        .group_by(i.agency, i.sector)
    )


def before(filters: Filters, moments: tuple[int, ...]) -> Select[Any]:
    """Per moment (µs; `moments` is not empty): number (its index), opened, closed (cases, before the moment)."""
    c = facts.cases.c
    known = select(c.opened_at, c.closed_at).where(cases_in(filters, facts.cases)).subquery("known")
    at = _numbered(moments)
    return (
        select(
            at.c.number,
            func.count(known.c.opened_at).label("opened"),
            func.count().filter(known.c.closed_at < at.c.moment).label("closed"),
        )
        .select_from(at.outerjoin(known, known.c.opened_at < at.c.moment))
        .group_by(at.c.number)
        .order_by(at.c.number)
    )


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
    """Case rows that are open: case_id, region, opened_at, age, paused (µs); the oldest first."""
    each = _open_cases(filters, "rows").subquery("each")
    shown = (each.c[name] for name in ("case_id", "region", "opened_at", "age", "paused"))
    return select(*shown).order_by(each.c.opened_at, each.c.case_id)


def _open_cases(filters: Filters, reads: Reads) -> Select[Any]:
    """Open cases: case_id, region, opened_at, age, paused (µs, of the age), paused_now."""
    c, p, as_of = facts.cases.c, facts.case_pauses.c, filters.as_of_us
    begins = func.greatest(p.started_at, c.opened_at)
    stretch = func.least(func.coalesce(p.ended_at, as_of), as_of) - begins
    # a case without a pause has a row here too, and greatest passes over nulls
    paused = cast(func.sum(stretch).filter(p.case_id.is_not(None)), BigInteger)
    runs = func.bool_or(or_(p.ended_at.is_(None), p.ended_at > as_of)).filter(p.case_id.is_not(None))
    overlaps = and_(p.case_id == c.case_id, p.started_at <= as_of, or_(p.ended_at.is_(None), p.ended_at > c.opened_at))
    return (
        select(
            c.case_id,
            c.region,
            c.opened_at,
            (as_of - c.opened_at).label("age"),
            func.coalesce(paused, 0).label("paused"),
            func.coalesce(runs, false()).label("paused_now"),
        )
        .select_from(facts.cases.outerjoin(facts.case_pauses, overlaps))
        .where(cases_in(filters, facts.cases, reads), open_at(facts.cases, as_of))
        .group_by(c.case_id, c.region, c.opened_at)
    )


def _by_place(filters: Filters, place: Column[Any]) -> Select[Any]:
    return (
        select(
            place,
            func.count().filter(open_at(facts.cases, filters.as_of_us)).label("open"),
            func.count().filter(within_period(filters, facts.cases.c.opened_at)).label("opened"),
        )
        .where(cases_in(filters, facts.cases))
        .group_by(place)
    )


def _numbered(moments: tuple[int, ...]) -> Values:
    """The moments as a table: number, moment."""
    columns = column("number", Integer), column("moment", BigInteger)
    return values(*columns, name="moments").data(list(enumerate(moments)))


def _no_next_step(filters: Filters) -> ColumnElement[bool]:
    """No pending handover, and no deadline that is due today or later and not met."""
    d, h = facts.deadlines.c, facts.handovers.c
    as_of, today = filters.as_of_us, filters.today_starts
    ahead = select(d.case_id).where(
        or_(d.started_on.is_(None), d.started_on <= as_of),
        d.due_on >= today,
        or_(d.met_on.is_(None), d.met_on > as_of),
    )
    waiting = select(h.case_id).where(pending_at(as_of))
    case_id = facts.cases.c.case_id
    return and_(case_id.not_in(ahead), case_id.not_in(waiting))
