"""Questions about the data itself: what rules it breaks, what it does not know, what is left out, how new it is."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, func, literal, not_, select, union_all

from config.codes import UNKNOWN
from measures.local_time import DAY_US
from queries.access import granted
from queries.columns import grouped, number_of, numbers
from queries.deadlines import deadlines_in, is_over_in_period
from queries.filters import Filters, cases_in, handovers_in, in_scope, within_period
from queries.question import question
from queries.waits import ended_as
from store.facts import tables as facts

COMPARED_AFTER_DAYS = 90
YEAR_DAYS = 365
WINTER_TIME_US = DAY_US // 12
OF_CASES = ("region", "county", "form", "age_group", "responsible_agency", "investigation_phase", "offence")


@question
def rules(filters: Filters) -> Select[Any]:
    """Each rule of the data contract over all tables as they were read, whatever the filters: table_name, kind,
    column_name, breaches.
    """
    r = facts.rules.c
    return select(*r).where(granted(filters.grant, "figures")).order_by(r.table_name, r.kind, r.column_name)


@question
def tables(filters: Filters) -> Select[Any]:
    """Each table as it was read, whatever the filters: table_name, found, broken, left_out (rows)."""
    t = facts.tables.c
    return select(*t).where(granted(filters.grant, "figures")).order_by(t.table_name)


@question
def cases(filters: Filters) -> Select[Any]:
    """One row about cases in scope: cases; of them unknown_ and what OF_CASES names; without_agency (none
    is involved by as-of) and young (opened under COMPARED_AFTER_DAYS before as-of).
    """
    c, first = facts.cases.c, facts.involvements.alias("first")
    is_first = and_(first.c.case_no == c.case_no, first.c.nth == 1, first.c.started_at <= filters.as_of_us)
    counted = numbers(
        **{f"unknown_{name}": c[name] == UNKNOWN for name in OF_CASES},
        without_agency=first.c.case_no.is_(None),
        young=is_young(filters),
    )
    passes = cases_in(filters, facts.cases), in_scope(filters, facts.cases)
    return grouped((), number_of("cases"), *counted).select_from(facts.cases.outerjoin(first, is_first)).where(*passes)


def is_young(filters: Filters) -> ColumnElement[bool]:
    """Condition on fact_cases: opened under COMPARED_AFTER_DAYS before as-of."""
    return facts.cases.c.opened_at > filters.days_before(COMPARED_AFTER_DAYS)


@question
def closed(filters: Filters) -> Select[Any]:
    """One row: cases closed in the period, and unknown_closed_reason (of them)."""
    c = facts.cases.c
    counted = number_of("cases"), *numbers(unknown_closed_reason=c.closed_reason == UNKNOWN)
    return grouped((), *counted).where(cases_in(filters, facts.cases), within_period(filters, c.closed_at))


@question
def handovers(filters: Filters) -> Select[Any]:
    """One row about handovers sent in the period: handovers; unknown_kind; returned, and unknown_response_reason (of
    those); at_once (answered at the very moment of sending), before_opening (sent before their case opened),
    after_closing (sent once it had closed) and withdrawn.
    """
    h, answered = facts.handovers.c, ended_as(filters, "answered")
    returned = and_(answered, h.returned)
    counted = numbers(
        unknown_kind=h.kind == UNKNOWN,
        returned=returned,
        unknown_response_reason=and_(returned, h.response_reason == UNKNOWN),
        **of_handovers(filters),
        withdrawn=ended_as(filters, "withdrawn"),
    )
    passes = handovers_in(filters), within_period(filters, h.handed_over_at)
    return grouped((), number_of("handovers"), *counted).where(*passes)


def of_handovers(filters: Filters) -> dict[str, ColumnElement[bool]]:
    """Conditions on fact_handovers, of what figures count in a way that one should know: answered at the very moment of
    sending (at_once), sent before their case opened (before_opening), or once it had closed (after_closing).
    """
    h = facts.handovers.c
    return {
        "at_once": and_(ended_as(filters, "answered"), h.ended_at == h.handed_over_at),
        "before_opening": h.handed_over_at < h.opened_at,
        "after_closing": h.outcome == "after_closing",
    }


@question
def deadlines(filters: Filters) -> Select[Any]:
    """One row about deadlines of cases in scope that have begun by as-of: deadlines; of them unknown_kind,
    unknown_responsible_agency and unknown_started_on, and closed_first (due in the period and over, but their case
    closed before, without them met).
    """
    d = facts.deadlines.c
    counted = numbers(
        unknown_kind=d.kind == UNKNOWN,
        unknown_responsible_agency=d.responsible_agency == UNKNOWN,
        unknown_started_on=d.started_on.is_(None),
        closed_first=_closed_first(filters),
    )
    passes = deadlines_in(filters), in_scope(filters, facts.deadlines)
    return grouped((), number_of("deadlines"), *counted).where(*passes)


def of_deadlines(filters: Filters) -> dict[str, ColumnElement[bool]]:
    """Conditions on fact_deadlines: those of cases in scope (recorded), and of them what `deadlines` counts."""
    recorded = in_scope(filters, facts.deadlines)
    return {
        "recorded": recorded,
        "without_beginning": and_(recorded, facts.deadlines.c.started_on.is_(None)),
        "closed_first": and_(recorded, _closed_first(filters)),
    }


def _closed_first(filters: Filters) -> ColumnElement[bool]:
    d = facts.deadlines.c
    return and_(is_over_in_period(filters), d.closed_at < d.due_on, not_(d.met_on <= d.due_on))


@question
def newest(filters: Filters) -> Select[Any]:
    """Per kind of record that any case has by as-of: record, newest (µs: when the last of them happened)."""
    c, i, h = facts.cases, facts.involvements, facts.handovers
    moments = {
        "opened": (c.c.opened_at, cases_in(filters, c)),
        "closed": (c.c.closed_at, cases_in(filters, c)),
        "joined": (i.c.started_at, cases_in(filters, i)),
        "sent": (h.c.handed_over_at, handovers_in(filters)),
        "answered": (h.c.ended_at, and_(handovers_in(filters), h.c.outcome == "answered")),
    }
    every = union_all(
        *(
            select(func.max(at).label("newest"), literal(name).label("record")).where(at <= filters.as_of_us, passes)
            for name, (at, passes) in moments.items()
        )
    ).subquery()
    return select(every.c.record, every.c.newest).where(every.c.newest.is_not(None))


@question
def acts_by_day(filters: Filters) -> Select[Any]:
    """Per agency and day on which it joined a case, sent or answered a handover, of the 365 days of 24 hours before
    as-of, whatever the period: agency, day (days since 1970 of Finnish winter time), newest (µs: the last time in it).
    """
    i, h = facts.involvements, facts.handovers
    acts = union_all(
        select(i.c.agency.label("agency"), i.c.started_at.label("at")).where(cases_in(filters, i, "places")),
        select(h.c.from_agency, h.c.handed_over_at).where(handovers_in(filters, "places")),
        select(h.c.to_agency, h.c.ended_at).where(handovers_in(filters, "places"), h.c.outcome == "answered"),
    ).subquery("acts")
    day = ((acts.c.at + WINTER_TIME_US) // literal(DAY_US, BigInteger)).label("day")
    in_year = acts.c.at > filters.days_before(YEAR_DAYS), acts.c.at <= filters.as_of_us
    return grouped([acts.c.agency, day], func.max(acts.c.at).label("newest")).where(*in_year)
