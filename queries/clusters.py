"""Questions about cases as clusters: handovers of one case resemble each other, so that they tell less than as many of
different cases (`measures.clusters`).
"""

from typing import Any

from sqlalchemy import Select, func

from queries.columns import grouped, named, total
from queries.filters import Filters
from queries.handovers import ANYONE, Between, ripe

SUMS = ("clusters", "size", "counted", "size_squared", "counted_squared", "product")


def of_cases(filters: Filters, by: tuple[str, ...] = (), between: Between = ANYONE) -> Select[Any]:
    """Per group of `by` (columns of fact_handovers; none: one row), over its cases: how many have ripe handovers sent
    in the period (clusters); of these handovers (size) and of those of them in target (counted), the sums, the sums of
    their squares, and of their products. Sums over no case are null.
    """
    each = ripe(filters, (*by, "case_no"), between).subquery("each")
    size, counted = each.c.ripe, each.c.in_target
    products = (size, counted, size * size, counted * counted, size * counted)
    found = (func.count().filter(size > 0), *map(total, products))
    return grouped(named(each, by), *(column.label(name) for name, column in zip(SUMS, found, strict=True)))
