"""Questions about open cases: stock, flow, age, and what they lack."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, literal, or_, select

from measures.local_time import DAY_US
from queries.filters import Filters, cases_in, in_scope, open_at, pending_at, within_period
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
    c = facts.cases.c
    return (
        select(
            c.region,
            func.count().filter(open_at(facts.cases, filters.as_of_us)).label("open"),
            func.count().filter(within_period(filters, c.opened_at)).label("opened"),
        )
        .where(cases_in(filters, facts.cases))
        .group_by(c.region)
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


def open_rows(filters: Filters) -> Select[Any]:
    """Case rows that are open: case_id, region, opened_at, age, paused (µs); the oldest first."""
    c, p, as_of = facts.cases.c, facts.case_pauses.c, filters.as_of_us
    begins = func.greatest(p.started_at, c.opened_at)
    stretch = func.least(func.coalesce(p.ended_at, as_of), as_of) - begins
    # a case without a pause has a row here too, and greatest passes over nulls
    paused = cast(func.sum(stretch).filter(p.case_id.is_not(None)), BigInteger)
    overlaps = and_(p.case_id == c.case_id, p.started_at < as_of, or_(p.ended_at.is_(None), p.ended_at > c.opened_at))
    return (
        select(
            c.case_id,
            c.region,
            c.opened_at,
            (as_of - c.opened_at).label("age"),
            func.coalesce(paused, 0).label("paused"),
        )
        .select_from(facts.cases.outerjoin(facts.case_pauses, overlaps))
        .where(cases_in(filters, facts.cases, reads="rows"), open_at(facts.cases, as_of))
        .group_by(c.case_id, c.region, c.opened_at)
        .order_by(c.opened_at, c.case_id)
    )


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
