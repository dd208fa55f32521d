"""Questions about one case, for those who may see its rows: what happened in it by as-of.

A case that does not exist and one that the grant does not open have the same answers: no rows.
"""

from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Text, and_, case, cast, func, select

from queries.columns import named
from queries.deadlines import has_begun
from queries.filters import Filters, cases_in
from queries.waits import STOPPED, ended_as, observed, overdue, with_stops
from store.facts import tables as facts


def about_one(filters: Filters) -> Filters:
    """Whoever names a case is not stopped by filters that were set for many: as-of and the grant alone hold."""
    return Filters(filters.grant, filters.as_of, filters.delay_clock)


def head(filters: Filters, case_id: str) -> Select[Any]:
    """The case, at most one row: case_id, region, county, form, age_group, responsible_agency, investigation_phase,
    offence, opened_at, closed_at (µs), closed_reason; the last two are null while it is open.
    """
    c = facts.cases.c
    of_the_case = ("region", "county", "form", "age_group", "responsible_agency", "investigation_phase", "offence")
    closed = c.closed_at <= filters.as_of_us
    return select(
        *named(facts.cases, ("case_id", *of_the_case, "opened_at")),
        case((closed, c.closed_at)).label("closed_at"),
        case((closed, cast(c.closed_reason, Text))).label("closed_reason"),
    ).where(_is_the_case(filters, case_id))


def involvements(filters: Filters, case_id: str) -> Select[Any]:
    """Its agencies in the order in which they joined: agency, sector, started_at (µs, of the first in any role)."""
    i = facts.involvements.c
    begun = _of_the_case(filters, i.case_no, case_id), i.started_at <= filters.as_of_us
    return select(i.agency, i.sector, i.started_at).where(*begun).order_by(i.started_at, cast(i.agency, Text))


def handovers(filters: Filters, case_id: str) -> Select[Any]:
    """Its handovers as they were sent: handover_id, kind, from_agency, to_agency, handed_over_at, ended_at (µs, null
    while nothing ended it), state (answered, withdrawn, closed, after_closing, pending), returned, response_reason
    (null unless it was answered), waited, due_at (null where the target says when), stopped, target, sent_on_clock
    (µs), overdue.
    """
    h, as_of = facts.handovers.c, filters.as_of_us
    ended, answered = h.ended_at <= as_of, ended_as(filters, "answered")
    state = case((ended, cast(h.outcome, Text)), else_="pending")
    return (
        select(
            *named(facts.handovers, ("handover_id", "kind", "from_agency", "to_agency", "handed_over_at")),
            case((ended, h.ended_at)).label("ended_at"),
            state.label("state"),
            and_(answered, h.returned).label("returned"),
            case((answered, cast(h.response_reason, Text))).label("response_reason"),
            observed(filters).label("waited"),
            *named(facts.handovers, ("due_at", "target", "sent_on_clock")),
            STOPPED.label("stopped"),
            and_(h.ended_at > as_of, overdue(filters)).label("overdue"),
        )
        .select_from(with_stops(filters))
        .where(_of_the_case(filters, h.case_no, case_id), h.handed_over_at <= as_of)
        .order_by(h.handed_over_at, h.handover_id)
    )


def deadlines(filters: Filters, case_id: str) -> Select[Any]:
    """Its deadlines that have begun, by due day: deadline_id, kind, responsible_agency, started_on, due_on, met_on (µs;
    null where it is not recorded, or not met).
    """
    d = facts.deadlines.c
    met_on = case((d.met_on <= filters.as_of_us, d.met_on)).label("met_on")
    begun = _of_the_case(filters, d.case_no, case_id), has_begun(filters)
    shown = d.deadline_id, d.kind, d.responsible_agency, d.started_on, d.due_on, met_on
    return select(*shown).where(*begun).order_by(d.due_on, d.deadline_id)


def pauses(filters: Filters, case_id: str) -> Select[Any]:
    """Its pauses as they began: reason, started_at, ended_at (µs, null while it runs)."""
    p, as_of = facts.pauses.c, filters.as_of_us
    shown = p.reason, p.started_at, case((p.ended_at <= as_of, p.ended_at)).label("ended_at")
    begun = _of_the_case(filters, p.case_no, case_id), p.started_at <= as_of
    return select(*shown).where(*begun).order_by(p.started_at, p.ended_at, cast(p.reason, Text))


def paused(filters: Filters, case_id: str) -> Select[Any]:
    """When any pause of it ran, pauses that touch taken together, in order: started_at, ended_at (µs, as-of while it
    runs), runs.
    """
    p, as_of = facts.case_pauses.c, filters.as_of_us
    ended_at, runs = func.least(p.ended_at, as_of).label("ended_at"), (p.ended_at > as_of).label("runs")
    begun = _of_the_case(filters, p.case_no, case_id), p.started_at <= as_of
    return select(p.started_at, ended_at, runs).where(*begun).order_by(p.started_at)


def _is_the_case(filters: Filters, case_id: str) -> ColumnElement[bool]:
    """Condition on fact_cases: it is this case, and the grant opens its rows. Raises NoAccess where it opens none."""
    return and_(cases_in(about_one(filters), facts.cases, reads="rows"), facts.cases.c.case_id == case_id)


def _of_the_case(filters: Filters, case_no: Column[int], case_id: str) -> ColumnElement[bool]:
    return case_no.in_(select(facts.cases.c.case_no).where(_is_the_case(filters, case_id)))
