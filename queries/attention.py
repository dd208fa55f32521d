"""Questions about what waits too long: where, for whom, and how long already."""

from typing import Any

from sqlalchemy import Select, and_, func, select

from queries.filters import Filters, handovers_in, pending_at
from queries.handovers import observed, overdue, with_stops
from store.facts import tables as facts


def past_target(filters: Filters) -> Select[Any]:
    """Per receiving sector and region with pending handovers past their due day: to_sector, region, overdue
    (handovers), longest (µs of the delay clock that the one of them waits that has waited longest).
    """
    h = facts.handovers.c
    return (
        select(h.to_sector, h.region, func.count().label("overdue"), func.max(observed(filters)).label("longest"))
        .select_from(with_stops(filters))
        .where(and_(handovers_in(filters, "places"), pending_at(filters.as_of_us), overdue(filters)))
        .group_by(h.to_sector, h.region)
    )
