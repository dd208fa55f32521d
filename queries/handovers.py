"""Questions about handovers: how many, how late, and how long until they were answered."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    cast,
    func,
    literal_column,
    not_,
    or_,
    select,
)

from queries.filters import Filters, handovers_in, pending_at, within_period
from store import facts

SOON_DAYS = 7

REGION = ("region",)
PAIR = ("from_agency", "to_agency")

# names the column that _with_stops joins, so it belongs to no table of its own
_STOPPED = func.coalesce(literal_column("stops_until_as_of.stopped", BigInteger), 0)


def counts(filters: Filters, by: tuple[str, ...] = ()) -> Select[Any]:
    """Per group of `by` (columns of fact_handovers; none: one row), in handovers.

    total, answered, withdrawn, closed_unanswered and returned count those sent in the period; pending, overdue and
    due_soon stand at as-of, whenever sent. target_min and target_max are the receivers' targets in the period (µs).
    """
    h = facts.handovers.c
    pending = pending_at(filters.as_of_us)
    sent = within_period(filters, h.handed_over_at)
    answered, withdrawn = _ended(filters, "answered"), _ended(filters, "withdrawn")
    counted = {
        "total": sent,
        "answered": and_(sent, answered),
        "withdrawn": and_(sent, withdrawn),
        "closed_unanswered": and_(sent, not_(pending), not_(answered), not_(withdrawn)),
        "returned": and_(sent, answered, h.returned),
        "pending": pending,
        "overdue": and_(pending, _overdue(filters)),
        "due_soon": and_(pending, _due_soon(filters)),
    }
    return (
        select(
            *(h[name] for name in by),
            *(func.count().filter(condition).label(name) for name, condition in counted.items()),
            func.min(h.target).filter(sent).label("target_min"),
            func.max(h.target).filter(sent).label("target_max"),
        )
        .select_from(_with_stops(filters))
        .where(handovers_in(filters))
        .group_by(*(h[name] for name in by))
    )


def delays(filters: Filters, by: tuple[str, ...] = ()) -> Select[Any]:
    """The counts that Kaplan–Meier needs, of handovers sent in the period: per group of `by`, delay and target
    (both µs of the delay clock): events (answered) and censored (pending, withdrawn, closed unanswered).
    """
    h = facts.handovers.c
    answered = _ended(filters, "answered")
    each = (
        select(
            *(h[name] for name in by),
            _observed(filters).label("delay"),
            h.target,
            case((answered, 1), else_=0).label("event"),
        )
        .select_from(_with_stops(filters))
        .where(handovers_in(filters), within_period(filters, h.handed_over_at))
    ).subquery()
    groups = [*(each.c[name] for name in by), each.c.delay, each.c.target]
    return select(
        *groups,
        cast(func.sum(each.c.event), BigInteger).label("events"),
        cast(func.sum(1 - each.c.event), BigInteger).label("censored"),
    ).group_by(*groups)


def returned_by_reason(filters: Filters) -> Select[Any]:
    """Handovers sent in the period and rejected or returned, per reason: response_reason, handovers."""
    h = facts.handovers.c
    return (
        select(h.response_reason, func.count().label("handovers"))
        .where(
            handovers_in(filters),
            within_period(filters, h.handed_over_at),
            _ended(filters, "answered"),
            h.returned,
        )
        .group_by(h.response_reason)
    )


def waiting_rows(filters: Filters) -> Select[Any]:
    """Case rows of pending handovers, the longest wait first: handover_id, case_id, region, from_agency, to_agency,
    handed_over_at, due_at, waited, stopped, target, sent_on_clock (µs), overdue.
    """
    h = facts.handovers.c
    waited = _observed(filters)
    return (
        select(
            *(h[name] for name in ("handover_id", "case_id", "region", "from_agency", "to_agency")),
            *(h[name] for name in ("handed_over_at", "due_at", "target", "sent_on_clock")),
            waited.label("waited"),
            _STOPPED.label("stopped"),
            _overdue(filters).label("overdue"),
        )
        .select_from(_with_stops(filters))
        .where(handovers_in(filters, reads="rows"), pending_at(filters.as_of_us))
        .order_by(waited.desc(), h.handover_id)
    )


def _ended(filters: Filters, outcome: str) -> ColumnElement[bool]:
    h = facts.handovers.c
    return and_(h.ended_at.is_not(None), h.ended_at <= filters.as_of_us, h.outcome == outcome)


def _observed(filters: Filters) -> ColumnElement[int]:
    """The delay that is known at as-of: until the end; nothing if the case was closed before; else until as-of."""
    h = facts.handovers.c
    return case(
        (and_(h.ended_at.is_not(None), h.ended_at <= filters.as_of_us), h.delay),
        (and_(h.closed_at.is_not(None), h.closed_at <= filters.as_of_us), 0),
        else_=filters.as_of_on_clock - h.sent_on_clock - _STOPPED,
    )


def _overdue(filters: Filters) -> ColumnElement[bool]:
    return _due_before(filters, days=0)


def _due_soon(filters: Filters) -> ColumnElement[bool]:
    return and_(not_(_due_before(filters, days=0)), _due_before(filters, days=SOON_DAYS + 1))


def _due_before(filters: Filters, days: int) -> ColumnElement[bool]:
    """The due day lies before the Helsinki day that is `days` after as-of's.

    A day lies before another exactly when its moments lie before the other's midnight, so no time zone is needed here.
    """
    h, midnight = facts.handovers.c, filters.midnight_in(days)
    by_target = h.sent_on_clock + h.target + _STOPPED < filters.on_clock(midnight)
    return or_(and_(h.due_at.is_not(None), h.due_at < midnight), and_(h.due_at.is_(None), by_target))


def _with_stops(filters: Filters) -> FromClause:
    """fact_handovers beside the stopped time of each from its sending to as-of; an open pause runs to as-of."""
    s, as_of = facts.handover_stops.c, filters.as_of_on_clock
    stopped = func.sum(func.least(func.coalesce(s.ended_on_clock, as_of), as_of) - s.started_on_clock)
    stops = (
        select(s.handover_id, cast(stopped, BigInteger).label("stopped"))
        .where(s.started_on_clock < as_of)
        .group_by(s.handover_id)
        .subquery("stops_until_as_of")
    )
    return facts.handovers.outerjoin(stops, stops.c.handover_id == facts.handovers.c.handover_id)
