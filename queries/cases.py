"""Questions about open cases: stock, flow, age, what they lack, and the regions and counties that they may be of."""

from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    union,
)

from config.codes import UNKNOWN
from measures.local_time import DAY_US
from queries.access import Reads, granted, reads_of
from queries.columns import NO_WEEK, grouped, mean, median, named, number_of, numbers
from queries.deadlines import has_begun
from queries.filters import Filters, cases_in, in_scope, open_at, pending_at, within_period
from queries.question import question
from store.facts import tables as facts


@question
def counts(filters: Filters, by: tuple[str, ...] = ()) -> Select[Any]:
    """Per group of `by` (columns of fact_cases; none: one row) with any case: in_scope, open, opened, closed,
    without_next_step, without_responsible_agency (cases).
    """
    c, ahead = facts.cases.c, union(*_next_steps(filters)).subquery("ahead")
    found = states(filters, ahead.c.case_no.is_(None))
    counted = grouped(named(facts.cases, by), *numbers(**found))
    with_next_steps = facts.cases.outerjoin(ahead, ahead.c.case_no == c.case_no)
    return counted.select_from(with_next_steps).where(cases_in(filters, facts.cases, reads_of(*by)))


@question
def number_open(filters: Filters) -> Select[Any]:
    """One row: open (cases)."""
    is_open = open_at(facts.cases, filters.as_of_us)
    return grouped((), number_of("open")).where(cases_in(filters, facts.cases), is_open)


def states(filters: Filters, no_next_step: ColumnElement[bool] | None = None) -> dict[str, ColumnElement[bool]]:
    """Conditions on fact_cases, by the name under which the cases that meet them are counted and listed; perhaps with
    another condition for a case without a next step.
    """
    c, is_open = facts.cases.c, open_at(facts.cases, filters.as_of_us)
    return {
        "in_scope": in_scope(filters, facts.cases),
        "open": is_open,
        "opened": within_period(filters, c.opened_at),
        "closed": within_period(filters, c.closed_at),
        "without_next_step": and_(is_open, _no_next_step(filters) if no_next_step is None else no_next_step),
        "without_responsible_agency": and_(is_open, c.responsible_agency == UNKNOWN),
    }


@question
def by_place(filters: Filters, place: Literal["region", "county"] = "region") -> Select[Any]:
    """Per region (or county) that has any case: region (or county), open, opened (cases)."""
    c = facts.cases.c
    counted = numbers(open=open_at(facts.cases, filters.as_of_us), opened=within_period(filters, c.opened_at))
    return grouped([c[place]], *counted).where(cases_in(filters, facts.cases, "places"))


@question
def by_agency(filters: Filters) -> Select[Any]:
    """Per agency involved by as-of in any open case: agency, sector, open (cases). A case counts for each of them."""
    i, as_of = facts.involvements, filters.as_of_us
    return grouped([i.c.agency, i.c.sector], number_of("open")).where(
        cases_in(filters, i, "places"), open_at(i, as_of), i.c.started_at <= as_of
    )


@question
def flow(filters: Filters, first_week: int) -> Select[Any]:
    """Per week in which cases opened and in which they closed, of those opened by the end of the period: opened_week,
    closed_week (NO_WEEK: not by then; weeks before `first_week`, and moments before the period, are all
    first_week − 1), cases.
    """
    c, (start, end) = facts.cases.c, filters.period

    def numbered(moment: Column[int], week: Column[int]) -> ColumnElement[int]:
        earlier = week < first_week if start is None else or_(week < first_week, moment < start)
        return case((moment >= end, NO_WEEK), (earlier, first_week - 1), else_=week)

    weeks = numbered(c.opened_at, c.opened_week), numbered(c.closed_at, c.closed_week)
    labelled = [of.label(name) for name, of in zip(("opened_week", "closed_week"), weeks, strict=True)]
    return grouped(labelled, number_of("cases")).where(cases_in(filters, facts.cases), c.opened_at < end)


@question
def first_opened(filters: Filters) -> Select[Any]:
    """One row: first_opened (µs; null without any case), of all cases opened by as-of, whatever the period."""
    return select(func.min(facts.cases.c.opened_at).label("first_opened")).where(cases_in(filters, facts.cases))


@question
def opened(filters: Filters, by: tuple[str, ...] = ("form",)) -> Select[Any]:
    """Per group of `by` (columns of fact_cases) with any case opened in the period: cases."""
    in_period = within_period(filters, facts.cases.c.opened_at)
    passes = cases_in(filters, facts.cases, reads_of(*by))
    return grouped(named(facts.cases, by), number_of("cases")).where(passes, in_period)


@question
def closed_by_reason(filters: Filters) -> Select[Any]:
    """Cases closed in the period per reason: closed_reason, cases."""
    in_period = within_period(filters, facts.cases.c.closed_at)
    passes = cases_in(filters, facts.cases)
    return grouped([facts.cases.c.closed_reason], number_of("cases")).where(passes, in_period)


@question
def age_bands(filters: Filters, edges: tuple[int, ...]) -> Select[Any]:
    """Open cases per age band: band (index into `edges`, in days: band i is [edges[i], edges[i + 1])), cases."""
    steps = [(is_aged(filters, days), literal(i)) for i, days in reversed(list(enumerate(edges)))]
    band = select(case(*steps).label("band"))
    bands = band.where(cases_in(filters, facts.cases), open_at(facts.cases, filters.as_of_us)).subquery()
    return grouped([bands.c.band], number_of("cases")).where(bands.c.band.is_not(None))


def is_aged(filters: Filters, days: int) -> ColumnElement[bool]:
    """Condition on fact_cases: opened at least so many days before as-of."""
    age: ColumnElement[int] = filters.as_of_us - facts.cases.c.opened_at
    return age >= days * DAY_US


def paused_now(filters: Filters) -> ColumnElement[bool]:
    """Condition on fact_cases: open, and a pause runs at as-of."""
    p, as_of = facts.case_pauses.c, filters.as_of_us
    running = select(p.case_no).where(p.started_at <= as_of, p.ended_at > as_of)
    return and_(open_at(facts.cases, as_of), facts.cases.c.case_no.in_(running))


@question
def age_summary(filters: Filters) -> Select[Any]:
    """One row about open cases: open, paused_now (cases), median_age, mean_paused (µs; null where none is open)."""
    each = _open_cases(filters, "figures").subquery("each")
    counted = number_of("open"), *numbers(paused_now=each.c.paused_now)
    return grouped((), *counted, median(each.c.age).label("median_age"), mean(each.c.paused).label("mean_paused"))


@question
def open_rows(filters: Filters) -> Select[Any]:
    """Case rows that are open: case_id, region, responsible_agency, opened_at, age, paused (µs); the oldest first."""
    each = _open_cases(filters, "rows").subquery("each")
    shown = named(each, ("case_id", "region", "responsible_agency", "opened_at", "age", "paused"))
    return select(*shown).order_by(each.c.opened_at, each.c.case_id)


def _open_cases(filters: Filters, reads: Reads) -> Select[Any]:
    """Open cases: case_id, region, responsible_agency, opened_at, age, paused (µs, of the age), paused_now."""
    c, p, as_of = facts.cases.c, facts.case_pauses.c, filters.as_of_us
    # a case without a pause has a row here too, and greatest passes over nulls
    stretch = func.least(p.ended_at, as_of) - func.greatest(p.started_at, c.opened_at)
    paused = cast(func.sum(stretch).filter(p.case_no.is_not(None)), BigInteger)
    runs = func.bool_or(p.ended_at > as_of).filter(p.case_no.is_not(None))
    overlaps = and_(p.case_no == c.case_no, p.started_at <= as_of, p.ended_at > c.opened_at)
    case_columns = c.case_id, c.region, c.responsible_agency, c.opened_at
    return (
        select(
            *case_columns,
            (as_of - c.opened_at).label("age"),
            func.coalesce(paused, 0).label("paused"),
            func.coalesce(runs, false()).label("paused_now"),
        )
        .select_from(facts.cases.outerjoin(facts.case_pauses, overlaps))
        .where(cases_in(filters, facts.cases, reads), open_at(facts.cases, as_of))
        .group_by(*case_columns)
    )


def _no_next_step(filters: Filters) -> ColumnElement[bool]:
    return and_(*(facts.cases.c.case_no.not_in(ahead) for ahead in _next_steps(filters)))


def _next_steps(filters: Filters) -> tuple[Select[Any], Select[Any]]:
    """The cases with a deadline that is due today or later and not met, and those with a pending handover: case_no."""
    d, h, as_of = facts.deadlines.c, facts.handovers.c, filters.as_of_us
    due = select(d.case_no).where(has_begun(filters), d.due_on >= filters.today_starts, d.met_on > as_of)
    return due, select(h.case_no).where(pending_at(as_of))


@question
def places(filters: Filters, place: Literal["region", "county"] = "region") -> Select[Any]:
    """Regions (or counties) that pass the filter of the same name, with or without cases, in order of code: region (or
    county), population (null where it is not known).
    """
    kind, chosen = ("regions", filters.regions) if place == "region" else ("counties", filters.counties)
    n = facts.names.c
    passes = n.code.in_(chosen) if chosen else literal(True)
    of_kind = granted(filters.grant, "places"), n.kind == kind, passes
    return select(n.code.label(place), n.population).where(*of_kind).order_by(n.code)
