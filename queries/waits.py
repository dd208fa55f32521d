"""What is known of a handover at as-of: whether it ended, how long it waits, and whether that is too long."""

from functools import lru_cache
from typing import Literal

from sqlalchemy import BigInteger, ColumnElement, FromClause, and_, case, func, literal_column, or_

from queries.columns import grouped, total
from queries.filters import KEPT, Filters
from store.facts import tables as facts

# names the column that with_stops joins, so it belongs to no table of its own
STOPPED = func.coalesce(literal_column("stops_until_as_of.stopped", BigInteger), 0)


def ended_as(filters: Filters, outcome: Literal["answered", "withdrawn"]) -> ColumnElement[bool]:
    """Condition on fact_handovers: it ended in this way by as-of."""
    return and_(facts.handovers.c.ended_at <= filters.as_of_us, facts.handovers.c.outcome == outcome)


@lru_cache(KEPT)
def observed(filters: Filters) -> ColumnElement[int]:
    """On `with_stops`, the delay that is known at as-of (µs): until the end, else until as-of."""
    h = facts.handovers.c
    return case((h.ended_at <= filters.as_of_us, h.delay), else_=filters.as_of_on_clock - h.sent_on_clock - STOPPED)


@lru_cache(KEPT)
def overdue(filters: Filters, days: int = 0) -> ColumnElement[bool]:
    """Condition on `with_stops`: the due day lies before the Helsinki day that is `days` after as-of's.

    A day lies before another exactly when its moments lie before the other's midnight, so no time zone is needed here.
    """
    h, midnight = facts.handovers.c, filters.midnight_in(days)
    by_target = h.sent_on_clock + h.target + STOPPED < filters.midnight_on_clock(days)
    return or_(and_(h.due_at.is_not(None), h.due_at < midnight), and_(h.due_at.is_(None), by_target))


@lru_cache(KEPT)
def with_stops(filters: Filters) -> FromClause:
    """fact_handovers beside the stopped time, from the sending to as-of, of each that waits then or later."""
    s, as_of = facts.handover_stops.c, filters.as_of_on_clock
    stopped = total(func.least(s.ended_on_clock, as_of) - s.started_on_clock).label("stopped")
    during = s.started_on_clock < as_of, s.ended_at > filters.as_of_us
    stops = grouped([s.case_no, s.handover_no], stopped).where(*during).subquery("stops_until_as_of")
    return facts.handovers.outerjoin(stops, same_handover(stops))


def same_handover(other: FromClause) -> ColumnElement[bool]:
    """Condition on fact_handovers and something else about handovers. It names the case too, because facts that are
    spread over several machines lie together by case.
    """
    h = facts.handovers.c
    return and_(other.c.case_no == h.case_no, other.c.handover_no == h.handover_no)
