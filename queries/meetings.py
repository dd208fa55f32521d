"""Questions of a meeting: what happened since the last one, and what became of that on which something was agreed."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from config.codes import UNKNOWN
from queries.columns import grouped, number_of, numbers
from queries.deadlines import deadlines_in, is_due_within, is_live, unmet_in_open_case
from queries.filters import Filters, cases_in, handovers_in, open_at, pending_at
from queries.waits import ended_as, overdue, same_handover, with_stops
from store.facts import tables as facts


def cases_since(filters: Filters, since: int) -> Select[Any]:
    """One row: opened, closed (cases), after the moment `since` (µs) and by as-of."""
    c = facts.cases.c
    counted = numbers(opened=_came(filters, c.opened_at, since), closed=_came(filters, c.closed_at, since))
    return grouped((), *counted).where(cases_in(filters, facts.cases))


def answers_since(filters: Filters, since: int) -> Select[Any]:
    """One row: answered, and returned of them (rejected or returned), after the moment `since` (µs) and by as-of
    (handovers).
    """
    h = facts.handovers.c
    answered = and_(h.outcome == "answered", _came(filters, h.ended_at, since))
    counted = numbers(answered=answered, returned=and_(answered, h.returned))
    return grouped((), *counted).where(handovers_in(filters))


def newly_overdue(filters: Filters, then: Filters) -> Select[Any]:
    """One row: newly_overdue (handovers past their due day at as-of that were not at the as-of of `then`)."""
    h = facts.handovers.c
    were = select(h.case_no, h.handover_no).select_from(with_stops(then)).where(_past_due(then)).subquery("were")
    both = with_stops(filters).outerjoin(were, same_handover(were))
    newly = number_of("newly_overdue")
    return grouped((), newly).select_from(both).where(_past_due(filters), were.c.handover_no.is_(None))


def due_within(filters: Filters, days: int) -> Select[Any]:
    """One row about live deadlines that are due on the day of as-of or one of so many after it: due,
    without_responsible_agency (deadlines).
    """
    d = facts.deadlines.c
    due = d.due_on >= filters.today_starts
    counted = numbers(due=due, without_responsible_agency=and_(due, d.responsible_agency == UNKNOWN))
    return grouped((), *counted).where(deadlines_in(filters), is_live(filters), is_due_within(filters, days))


def deadlines_left(filters: Filters, days: int) -> Select[Any]:
    """Case rows of unmet deadlines of open cases, overdue or due within so many days, the earliest first: deadline_id,
    case_id, region, kind, responsible_agency, due_on (µs).
    """
    c, d = facts.cases.c, facts.deadlines.c
    return (
        select(d.deadline_id, c.case_id, d.region, d.kind, d.responsible_agency, d.due_on)
        .select_from(facts.deadlines.join(facts.cases, c.case_no == d.case_no))
        .where(deadlines_in(filters, "rows"), unmet_in_open_case(filters), is_due_within(filters, days))
        .order_by(d.due_on, d.deadline_id)
    )


def handover_rows(filters: Filters, keys: Collection[str]) -> Select[Any]:
    """Of these handovers, those sent by as-of: handover_id; waits, answered, withdrawn (as it stands at as-of; none of
    them: its case is closed).
    """
    h = facts.handovers.c
    stands = (
        pending_at(filters.as_of_us).label("waits"),
        ended_as(filters, "answered").label("answered"),
        ended_as(filters, "withdrawn").label("withdrawn"),
    )
    return select(h.handover_id, *stands).where(handovers_in(filters, "rows"), h.handover_id.in_(keys))


def deadline_rows(filters: Filters, keys: Collection[str]) -> Select[Any]:
    """Of these deadlines, those of cases opened by as-of: deadline_id, met (by as-of), is_open (its case, at as-of)."""
    d, as_of = facts.deadlines.c, filters.as_of_us
    stands = (d.met_on <= as_of).label("met"), open_at(facts.deadlines, as_of).label("is_open")
    of_these = cases_in(filters, facts.deadlines, "rows"), d.deadline_id.in_(keys)
    return select(d.deadline_id, *stands).where(*of_these)


def _came(filters: Filters, moment: ColumnElement[int], since: int) -> ColumnElement[bool]:
    return and_(moment > since, moment <= filters.as_of_us)


def _past_due(filters: Filters) -> ColumnElement[bool]:
    return and_(handovers_in(filters), pending_at(filters.as_of_us), overdue(filters))
