"""Questions about cases as clusters: handovers of one case resemble each other, so that they tell less than as many of
different cases (`measures.clusters`).
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, literal, select

from queries.columns import added, grouped, named, total
from queries.filters import Filters
from queries.handovers import ANYONE, Between, ripe

SUMS = ("clusters", "size", "counted", "size_squared", "counted_squared", "product")
BOTH = ("size_size", "size_counted", "counted_size", "counted_counted")


def of_cases(filters: Filters, by: tuple[str, ...] = (), between: Between = ANYONE) -> Select[Any]:
    """Per group of `by` (columns of fact_handovers; none: one row), over its cases: how many have ripe handovers sent
    in the period (clusters); of these handovers (size) and of those of them in target (counted), the sums, the sums of
    their squares, and of their products. Sums over no case are null.
    """
    each = ripe(filters, (*by, "case_no"), between).subquery("each")
    return grouped(named(each, by), *_sums(each.c.ripe, each.c.in_target))


def of_cases_in_both(filters: Filters, earlier: Filters, between: Between = ANYONE) -> Select[Any]:
    """One row: the same of the period and, as `earlier_`…, of an earlier one; and over the cases of both: how many
    there are in either (clusters_of_both), and the sums of the products of the one's size and counted with the other's
    (BOTH).
    """
    names = ("size", "counted", "earlier_size", "earlier_counted")
    parts = _of(filters, between, names[:2], names[2:]), _of(earlier, between, names[2:], names[:2])
    each = added(parts, ("case_no",), names).subquery("each")
    now, then = ((each.c[f"{when}size"], each.c[f"{when}counted"]) for when in ("", "earlier_"))
    products = (total(one * other).label(name) for name, (one, other) in zip(BOTH, _pairs(now, then), strict=True))
    either = func.count().filter(now[0] + then[0] > 0).label("clusters_of_both")
    return grouped((), *_sums(*now), *_sums(*then, "earlier_"), either, *products)


def _of(filters: Filters, between: Between, of: tuple[str, ...], others: tuple[str, ...]) -> Select[Any]:
    """Per case: case_no, its ripe handovers and those in target under the names `of`, and nothing under `others`."""
    one: FromClause = ripe(filters, ("case_no",), between).subquery()
    counts = dict(zip(of, (one.c.ripe, one.c.in_target), strict=True)) | {name: literal(0) for name in others}
    return select(one.c.case_no, *(counts[name].label(name) for name in sorted(counts)))


def _pairs(now: tuple[ColumnElement[int], ...], then: tuple[ColumnElement[int], ...]) -> Any:
    return ((one, other) for one in now for other in then)


def _sums(size: ColumnElement[int], counted: ColumnElement[int], prefix: str = "") -> list[ColumnElement[int]]:
    found = (
        func.count().filter(size > 0),
        *(total(one) for one in (size, counted, size * size, counted * counted, size * counted)),
    )
    return [column.label(f"{prefix}{name}") for name, column in zip(SUMS, found, strict=True)]
