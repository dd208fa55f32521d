"""Questions about handovers: how many, how late, and how long until they were answered."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
    union_all,
)

from measures.local_time import DAY_US
from queries.filters import Filters, Reads, granted, handovers_in, pending_at, reads_of, within_period
from store.facts import tables as facts

SOON_DAYS = 7
LONGEST_SHOWN_DAYS = 42

REGION = ("region",)
COUNTY = ("county",)
SECTOR_PAIR = ("from_sector", "to_sector")
PAIR = ("from_agency", "to_agency")
RECEIVER = ("to_agency",)


@dataclass(frozen=True)
class Between:
    """Who sends and who receives, as sectors or as agencies, and what; None: anyone, anything."""

    from_sector: str | None = None
    to_sector: str | None = None
    from_agency: str | None = None
    to_agency: str | None = None
    kind: str | None = None


ANYONE = Between()


def before(filters: Filters) -> Filters | None:
    """The same filters over as many days just before the period; None where it has no beginning, or has not begun.

    As-of stays: what is known of those handovers by then is known.
    """
    first, last = filters.from_day, min(filters.to_day or filters.today, filters.today)
    if first is None or first > last:
        return None
    days = last - first + timedelta(days=1)
    return replace(filters, from_day=first - days, to_day=first - timedelta(days=1))


# names the column that with_stops joins, so it belongs to no table of its own
STOPPED = func.coalesce(literal_column("stops_until_as_of.stopped", BigInteger), 0)


def waiting(filters: Filters, by: tuple[str, ...] = (), between: Between = ANYONE) -> Select[Any]:
    """Handovers pending at as-of, whenever sent, per group of `by` (columns of fact_handovers; none: one row): pending,
    overdue, due_soon (handovers).
    """
    groups = [facts.handovers.c[name] for name in by]
    return (
        select(
            *groups,
            func.count().label("pending"),
            func.count().filter(overdue(filters)).label("overdue"),
            func.count().filter(_due_soon(filters)).label("due_soon"),
        )
        .select_from(with_stops(filters))
        .where(_passes(filters, between, reads_of(*by)), pending_at(filters.as_of_us))
        .group_by(*groups)
    )


def delays(filters: Filters, by: tuple[str, ...] = (), between: Between = ANYONE) -> Select[Any]:
    """The counts that Kaplan–Meier needs, of handovers sent in the period: per group of `by`, delay and target
    (both µs of the delay clock): events (answered), of which returned, and censored (all others), of which withdrawn
    and pending. A delay may come twice: of those that ended by as-of, and of the others. Counts are 32 bits wide, for
    there may be as many rows as handovers.
    """
    h = facts.handovers.c
    ended, others = h.ended_at <= filters.as_of_us, h.ended_at > filters.as_of_us
    every, answered, none = func.count(), func.count().filter(h.outcome == "answered"), literal(0)
    over = {
        "events": answered,
        "censored": every - answered,
        "returned": func.count().filter(h.returned),
        "withdrawn": func.count().filter(h.outcome == "withdrawn"),
        "pending": none,
    }
    waits = func.count().filter(pending_at(filters.as_of_us))
    not_over = {"events": none, "censored": every, "returned": none, "withdrawn": none, "pending": waits}
    sent = and_(_passes(filters, between, reads_of(*by)), within_period(filters, h.handed_over_at))
    both = union_all(
        _counted_delays(by, h.delay, over).where(sent, ended),
        _counted_delays(by, observed(filters), not_over).select_from(with_stops(filters)).where(sent, others),
    ).subquery("sent")
    return select(*both.c)


def _counted_delays(
    by: tuple[str, ...], delay: ColumnElement[int], counted: Mapping[str, ColumnElement[int]]
) -> Select[Any]:
    groups = [*(facts.handovers.c[name] for name in by), delay.label("delay"), facts.handovers.c.target]
    counts = (cast(one, Integer).label(name) for name, one in counted.items())
    return select(*groups, *counts).group_by(*groups)


def weeks(filters: Filters, by: tuple[str, ...] = ()) -> Select[Any]:
    """Per group of `by` and week in which handovers were sent in the period: week, handovers, in_target (answered
    within the receiver's target), longest_target (µs).
    """
    h = facts.handovers.c
    groups = [*(h[name] for name in by), h.sent_week.label("week")]
    return (
        select(
            *groups,
            func.count().label("handovers"),
            func.count().filter(_in_target(filters)).label("in_target"),
            func.max(h.target).label("longest_target"),
        )
        .where(handovers_in(filters, reads_of(*by)), within_period(filters, h.handed_over_at))
        .group_by(*groups)
    )


def matured(filters: Filters, by: tuple[str, ...] = ()) -> Select[Any]:
    """Per group of `by`, handovers sent in the period and as old as the receiver's target: handovers, in_target
    (answered within it).
    """
    h = facts.handovers.c
    groups = [h[name] for name in by]
    return (
        select(*groups, func.count().label("handovers"), func.count().filter(_in_target(filters)).label("in_target"))
        .where(
            handovers_in(filters, reads_of(*by)),
            within_period(filters, h.handed_over_at),
            h.sent_on_clock + h.target <= filters.as_of_on_clock,
        )
        .group_by(*groups)
    )


def waiting_ages(filters: Filters, between: Between = ANYONE) -> Select[Any]:
    """Pending handovers per receiver and whole day of waiting: to_sector, to_agency, target (the receiver's, µs), days
    (whole days of the delay clock, from LONGEST_SHOWN_DAYS on taken together), within and past (handovers: not past, or
    past, their due day).
    """
    h = facts.handovers.c
    each = (
        select(
            h.to_sector,
            h.to_agency,
            h.target,
            func.least(observed(filters) // literal(DAY_US, BigInteger), LONGEST_SHOWN_DAYS).label("days"),
            overdue(filters).label("past"),
        )
        .select_from(with_stops(filters))
        .where(_passes(filters, between, "places"), pending_at(filters.as_of_us))
        .subquery()
    )
    groups = each.c.to_sector, each.c.to_agency, each.c.target, each.c.days
    return select(
        *groups,
        func.count().filter(not_(each.c.past)).label("within"),
        func.count().filter(each.c.past).label("past"),
    ).group_by(*groups)


def returned_by_reason(filters: Filters, between: Between = ANYONE) -> Select[Any]:
    """Handovers sent in the period and rejected or returned, per reason: response_reason, handovers."""
    h = facts.handovers.c
    return (
        select(h.response_reason, func.count().label("handovers"))
        .where(
            _passes(filters, between),
            within_period(filters, h.handed_over_at),
            _ended(filters, "answered"),
            h.returned,
        )
        .group_by(h.response_reason)
    )


def waiting_rows(filters: Filters, between: Between = ANYONE) -> Select[Any]:
    """Case rows of pending handovers, the longest wait first: handover_id, case_id, region, from_agency, to_agency,
    handed_over_at, due_at, waited, stopped, target, sent_on_clock (µs), overdue.
    """
    c, h = facts.cases.c, facts.handovers.c
    waited = observed(filters)
    return (
        select(
            h.handover_id,
            c.case_id,
            *(h[name] for name in ("region", "from_agency", "to_agency")),
            *(h[name] for name in ("handed_over_at", "due_at", "target", "sent_on_clock")),
            waited.label("waited"),
            STOPPED.label("stopped"),
            overdue(filters).label("overdue"),
        )
        .select_from(with_stops(filters).join(facts.cases, c.case_no == h.case_no))
        .where(_passes(filters, between, reads="rows"), pending_at(filters.as_of_us))
        .order_by(waited.desc(), h.handover_id)
    )


def sectors(filters: Filters) -> Select[Any]:
    """Every agency, in order of code: agency, sector. Raises NoAccess unless the grant opens figures of agencies."""
    a = facts.agencies.c
    return select(a.code.label("agency"), a.sector).where(granted(filters.grant, "places")).order_by(a.code)


def _passes(filters: Filters, between: Between, reads: Reads = "figures") -> ColumnElement[bool]:
    chosen = {name: code for name, code in asdict(between).items() if code is not None}
    named = (facts.handovers.c[name] == code for name, code in chosen.items())
    # who asks about one agency reads of it, whatever the answer's columns are
    reads = reads_of(*chosen) if reads == "figures" else reads
    return and_(true(), handovers_in(filters, reads), *named)


def _sum(of: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.sum(of), BigInteger)


def _ended(filters: Filters, outcome: str) -> ColumnElement[bool]:
    h = facts.handovers.c
    return and_(h.ended_at <= filters.as_of_us, h.outcome == outcome)


def _in_target(filters: Filters) -> ColumnElement[bool]:
    return and_(_ended(filters, "answered"), facts.handovers.c.delay <= facts.handovers.c.target)


def observed(filters: Filters) -> ColumnElement[int]:
    """On `with_stops`, the delay that is known at as-of (µs): until the end; nothing if the case was closed before;
    else until as-of.
    """
    h = facts.handovers.c
    return case(
        (h.ended_at <= filters.as_of_us, h.delay),
        (h.closed_at <= filters.as_of_us, 0),
        else_=filters.as_of_on_clock - h.sent_on_clock - STOPPED,
    )


def overdue(filters: Filters) -> ColumnElement[bool]:
    """Condition on `with_stops`: the due day is before the day of as-of."""
    return _due_before(filters, days=0)


def _due_soon(filters: Filters) -> ColumnElement[bool]:
    return and_(not_(_due_before(filters, days=0)), _due_before(filters, days=SOON_DAYS + 1))


def _due_before(filters: Filters, days: int) -> ColumnElement[bool]:
    """The due day lies before the Helsinki day that is `days` after as-of's.

    A day lies before another exactly when its moments lie before the other's midnight, so no time zone is needed here.
    """
    h, midnight = facts.handovers.c, filters.midnight_in(days)
    by_target = h.sent_on_clock + h.target + STOPPED < filters.on_clock(midnight)
    return or_(and_(h.due_at.is_not(None), h.due_at < midnight), and_(h.due_at.is_(None), by_target))


def with_stops(filters: Filters) -> FromClause:
    """fact_handovers beside the stopped time, from the sending to as-of, of each that waits then or later."""
    s, as_of = facts.handover_stops.c, filters.as_of_on_clock
    stopped = func.sum(func.least(s.ended_on_clock, as_of) - s.started_on_clock)
    stops = (
        select(s.handover_no, cast(stopped, BigInteger).label("stopped"))
        .where(s.started_on_clock < as_of, s.pending_until > filters.as_of_us)
        .group_by(s.handover_no)
        .subquery("stops_until_as_of")
    )
    return facts.handovers.outerjoin(stops, stops.c.handover_no == facts.handovers.c.handover_no)
