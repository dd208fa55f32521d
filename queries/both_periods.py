"""A question about the cases of two periods at once: those that have handovers in both make their difference surer."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from queries.clusters import SUMS
from queries.columns import added, grouped, only, total
from queries.filters import Filters
from queries.handovers import ANYONE, Between, ripe

SIDES = ("now", "before")
SHARED = ("clusters", "size", "counted", "size_counted", "counted_size")


def clusters(filters: Filters, earlier: Filters, between: Between = ANYONE) -> Select[Any]:
    """One row, over the cases of ripe handovers sent in the period (now_) and in the earlier one (before_): what
    `queries.clusters.of_cases` gives of each; and over the cases that are in both (both_) how many they are (clusters),
    and the sums of the products of size and size, counted and counted, size and counted before, counted and size
    before. Sums over no case are null.
    """
    columns = [f"{side}_{name}" for side in SIDES for name in ("size", "counted")]

    def part(side: str, period: Filters) -> Select[Any]:
        of_case = ripe(period, ("case_no",), between).subquery(side)
        counts = {f"{side}_size": of_case.c.ripe, f"{side}_counted": of_case.c.in_target}
        return select(of_case.c.case_no, *only(counts, columns))

    each = added(map(part, SIDES, (filters, earlier)), ("case_no",), columns).subquery("each").c
    found: dict[str, ColumnElement[Any]] = {}
    for side in SIDES:
        size, counted = each[f"{side}_size"], each[f"{side}_counted"]
        products = map(total, (size, counted, size * size, counted * counted, size * counted))
        sums = (func.count().filter(size > 0), *products)
        found |= {f"{side}_{name}": of for name, of in zip(SUMS, sums, strict=True)}
    n, y, n_before, y_before = (each[name] for name in columns)
    shared = (
        func.count().filter(and_(n > 0, n_before > 0)),
        *map(total, (n * n_before, y * y_before, n * y_before, y * n_before)),
    )
    found |= {f"both_{name}": of for name, of in zip(SHARED, shared, strict=True)}
    return grouped((), *(of.label(name) for name, of in found.items()))
