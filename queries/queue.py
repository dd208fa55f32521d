"""Questions about the queue of waiting handovers: how it grew and shrank, so that its length can be told."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, literal, select, union_all

from queries.filters import Filters, handovers_in, reads_of
from store.facts import tables as facts


def moves(filters: Filters, first_week: int, by: tuple[str, ...] = ()) -> Select[Any]:
    """Per group of `by` (columns of fact_handovers) and week until as-of in which any handover began or ceased to wait:
    week (those before `first_week` are all first_week − 1), began, ceased (handovers). Added up, they give how many
    waited as each week ended.
    """
    h, as_of = facts.handovers.c, filters.as_of_us
    waits = and_(handovers_in(filters, reads_of(*by)), h.pending_from < h.pending_until)
    both = union_all(
        _moved(h.pending_from_week, first_week, by, "began").where(waits, h.pending_from <= as_of),
        _moved(h.pending_until_week, first_week, by, "ceased").where(waits, h.pending_until <= as_of),
    ).subquery("both")
    groups = [both.c[name] for name in (*by, "week")]
    sums = (cast(func.sum(both.c[name]), BigInteger).label(name) for name in ("began", "ceased"))
    return select(*groups, *sums).group_by(*groups)


def _moved(week: ColumnElement[int], first_week: int, by: tuple[str, ...], counted: str) -> Select[Any]:
    groups = [*(facts.handovers.c[name] for name in by), func.greatest(week, first_week - 1).label("week")]
    counts = ((func.count() if name == counted else literal(0)).label(name) for name in ("began", "ceased"))
    return select(*groups, *counts).group_by(*groups)
