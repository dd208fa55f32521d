"""Which regions there are to tell about."""

from typing import Any

from sqlalchemy import Select, and_, literal, select

from queries.filters import SEES_FIGURES, Filters
from store import facts


def codes(filters: Filters) -> Select[Any]:
    """Codes of the regions that pass the region filter, with or without cases, in order."""
    filters.grant.check("figures")
    n = facts.names.c
    chosen = n.code.in_(filters.regions) if filters.regions else literal(True)
    return (
        select(n.code.label("region"))
        .where(and_(literal(filters.grant.role).in_(SEES_FIGURES), n.kind == "regions", chosen))
        .order_by(n.code)
    )
