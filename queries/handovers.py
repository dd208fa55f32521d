"""Questions about handovers: how many, how late, and how long until they were answered."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)

from measures.local_time import DAY_US
from queries.access import Grant, Reads, granted, reads_of
from queries.columns import NO_WEEK, grouped, named, number_of, numbers
from queries.filters import Filters, handovers_in, pending_at, within_period
from queries.question import question
from queries.waits import STOPPED, ended_as, observed, overdue, with_stops
from store.facts import tables as facts

SOON_DAYS = 7
LONGEST_SHOWN_DAYS = 42

REGION = ("region",)
COUNTY = ("county",)
SECTOR_PAIR = ("from_sector", "to_sector")
PAIR = ("from_agency", "to_agency")
RECEIVER = ("to_agency",)
# what may have become of a handover: columns of `delays`
BECAME = ("events", "censored", "returned", "withdrawn", "pending", "after_closing")


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


def columns(grant: Grant) -> tuple[str, ...]:
    """The columns of fact_handovers by which figures are told apart, as far as the grant opens them: asked for with all
    of them, one answer does for every page.
    """
    places = (*REGION, *COUNTY, *PAIR) if grant.may_read("places") else ()
    return (*places, *SECTOR_PAIR, "sent_week")


@question
def waiting(filters: Filters, by: tuple[str, ...] = (), between: Between = ANYONE) -> Select[Any]:
    """Handovers pending at as-of, whenever sent, per group of `by` (columns of fact_handovers; none: one row): pending,
    overdue, due_soon (handovers), and longest (µs of the delay clock that the one of those overdue has waited that has
    waited longest; null where none is).
    """
    counted = numbers(overdue=overdue(filters), due_soon=_due_soon(filters))
    longest = func.max(observed(filters)).filter(overdue(filters)).label("longest")
    return (
        grouped(named(facts.handovers, by), number_of("pending"), *counted, longest)
        .select_from(with_stops(filters))
        .where(_passes(filters, between, reads_of(*by)), pending_at(filters.as_of_us))
    )


def states(filters: Filters) -> dict[str, ColumnElement[bool]]:
    """Conditions on `with_stops`, by the name under which the handovers that meet them are counted and listed: those
    sent in the period and what became of them, and those pending at as-of.
    """
    h = facts.handovers.c
    pending, sent = pending_at(filters.as_of_us), within_period(filters, h.handed_over_at)
    answered, withdrawn = (ended_as(filters, outcome) for outcome in ("answered", "withdrawn"))
    otherwise = or_(answered, withdrawn, pending, h.outcome == "after_closing")
    return {
        "sent": sent,
        "answered": and_(sent, answered),
        "returned": and_(sent, answered, h.returned),
        "withdrawn": and_(sent, withdrawn),
        "closed_unanswered": and_(sent, not_(otherwise)),
        "never_answered": and_(sent, or_(withdrawn, not_(otherwise))),
        "sent_and_waiting": and_(sent, pending),
        "waiting": pending,
        "with_own_due_day": and_(pending, h.due_at.is_not(None)),
        "past_target": and_(pending, overdue(filters)),
        "within_target": and_(pending, not_(overdue(filters))),
        "due_in_7_days": and_(pending, _due_soon(filters)),
    }


def _due_soon(filters: Filters) -> ColumnElement[bool]:
    return and_(not_(overdue(filters)), overdue(filters, SOON_DAYS + 1))


@question
def moves(filters: Filters, first_week: int) -> Select[Any]:
    """Per week in which handovers began to wait and in which they ceased to, of those that began by as-of: began_week,
    ceased_week (NO_WEEK: not by then; weeks before `first_week` are all first_week − 1), handovers. Added up, they give
    how many waited as each week ended.
    """
    h, as_of = facts.handovers.c, filters.as_of_us
    began = func.greatest(h.pending_from_week, first_week - 1).label("began_week")
    ceased = case((h.ended_at > as_of, NO_WEEK), else_=func.greatest(h.ended_week, first_week - 1)).label("ceased_week")
    waited = and_(handovers_in(filters), h.pending_from < h.ended_at, h.pending_from <= as_of)
    return grouped([began, ceased], number_of("handovers")).where(waited)


@question
def delays(filters: Filters, by: tuple[str, ...] = (), between: Between = ANYONE) -> Select[Any]:
    """What Kaplan–Meier and the cases as clusters need, of each handover sent in the period: the columns `by` of
    fact_handovers, case_no, delay and target (both µs of the delay clock), and BECAME (each true or false): events
    (answered), of which returned, censored (withdrawn, closed before an answer, or pending), of which withdrawn and
    pending, and after_closing (never observed, and neither of both). One by one, because hardly two have all of it in
    common.
    """
    h, as_of = facts.handovers.c, filters.as_of_us
    sent = and_(_passes(filters, between, reads_of(*by)), within_period(filters, h.handed_over_at))

    answered, withdrawn, after = (h.outcome == one for one in ("answered", "withdrawn", "after_closing"))
    lost = not_(or_(answered, after))
    ended = answered, lost, h.returned, withdrawn, false(), after
    waits = false(), true(), false(), false(), true(), false()

    def part(delay: ColumnElement[int], became: Iterable[ColumnElement[bool]]) -> Select[Any]:
        flags = (which.label(name) for name, which in zip(BECAME, became, strict=True))
        return select(*named(facts.handovers, by), h.case_no, delay.label("delay"), h.target, *flags)

    both = union_all(
        part(h.delay, ended).where(sent, h.ended_at <= as_of),
        part(observed(filters), waits).select_from(with_stops(filters)).where(sent, h.ended_at > as_of),
    ).subquery("sent")
    return select(*both.c)


@question
def waiting_ages(filters: Filters, between: Between = ANYONE) -> Select[Any]:
    """Pending handovers per receiver and whole day of waiting: to_sector, to_agency, target (the receiver's, µs), days
    (whole days of the delay clock, from LONGEST_SHOWN_DAYS on taken together), within and past (handovers: not past, or
    past, their due day), within_own_day and past_own_day (those of them that have a due time of their own).
    """
    h = facts.handovers.c
    days = func.least(days_waited(filters), LONGEST_SHOWN_DAYS).label("days")
    past, own = overdue(filters).label("past"), h.due_at.is_not(None).label("own")
    waits = select(h.to_sector, h.to_agency, h.target, days, past, own)
    passes = _passes(filters, between, "places"), pending_at(filters.as_of_us)
    each = waits.select_from(with_stops(filters)).where(*passes).subquery()
    groups = named(each, ("to_sector", "to_agency", "target", "days"))
    counted = {"within": not_(each.c.past), "past": each.c.past}
    own_day = {f"{name}_own_day": and_(which, each.c.own) for name, which in counted.items()}
    return grouped(groups, *numbers(**counted, **own_day))


def days_waited(filters: Filters) -> ColumnElement[int]:
    """On `with_stops`, the whole days of the delay clock that a pending handover has waited."""
    return observed(filters) // literal(DAY_US, BigInteger)


@question
def returned_by_reason(filters: Filters, between: Between = ANYONE) -> Select[Any]:
    """Handovers sent in the period and rejected or returned, per reason: response_reason, handovers."""
    return grouped([facts.handovers.c.response_reason], number_of("handovers")).where(
        _passes(filters, between), states(filters)["returned"]
    )


@question
def waiting_rows(filters: Filters, between: Between = ANYONE) -> Select[Any]:
    """Case rows of pending handovers, the longest wait first: handover_id, case_id, region, from_agency, to_agency,
    handed_over_at, due_at, waited, stopped, target, sent_on_clock (µs), overdue.
    """
    c, h = facts.cases.c, facts.handovers.c
    shown = ("region", "from_agency", "to_agency", "handed_over_at", "due_at", "target", "sent_on_clock")
    waited = observed(filters)
    found = waited.label("waited"), STOPPED.label("stopped"), overdue(filters).label("overdue")
    return (
        select(h.handover_id, c.case_id, *named(facts.handovers, shown), *found)
        .select_from(with_stops(filters).join(facts.cases, c.case_no == h.case_no))
        .where(_passes(filters, between, reads="rows"), pending_at(filters.as_of_us))
        .order_by(waited.desc(), h.handover_id)
    )


@question
def sectors(filters: Filters) -> Select[Any]:
    """Every agency, in order of code: agency, sector. Raises NoAccess unless the grant opens figures of agencies."""
    a = facts.agencies.c
    return select(a.code.label("agency"), a.sector).where(granted(filters.grant, "places")).order_by(a.code)


def _passes(filters: Filters, between: Between, reads: Reads = "figures") -> ColumnElement[bool]:
    chosen = {name: code for name, code in asdict(between).items() if code is not None}
    parties = (facts.handovers.c[name] == code for name, code in chosen.items())
    # who asks about one agency reads of it, whatever the answer's columns are
    reads = reads_of(*chosen) if reads == "figures" else reads
    return and_(handovers_in(filters, reads), *parties)
