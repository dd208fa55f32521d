"""What questions select: groups, and numbers, sums and medians of the rows in them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, Double, FromClause, Integer, cast, func, literal, select, text, union_all
from sqlalchemy.sql import ColumnElement, Select

NO_WEEK = -1  # of what has not happened


def grouped(groups: Iterable[ColumnElement[Any]], *columns: ColumnElement[Any]) -> Select[Any]:
    """The groups and columns about each; without any group, one row."""
    groups = list(groups)
    return select(*groups, *columns).group_by(*groups)


def named(fact: FromClause, by: Iterable[str]) -> list[ColumnElement[Any]]:
    """The columns of these names."""
    return [fact.c[name] for name in by]


def number_of(things: str) -> ColumnElement[int]:
    """A column with the number of rows."""
    return func.count().label(things)


def numbers(**of: ColumnElement[bool]) -> list[ColumnElement[int]]:
    """A column per condition: of how many rows it holds."""
    return [func.count().filter(condition).label(name) for name, condition in of.items()]


def added(parts: Iterable[Select[Any]], groups: Iterable[str], counted: Iterable[str]) -> Select[Any]:
    """The rows of all parts per group, each counted column added up (64 bits on every database)."""
    both = union_all(*parts).subquery("both")
    return grouped(named(both, groups), *(total(both.c[name]).label(name) for name in counted))


def of_each(questions: Iterable[Select[Any]]) -> Select[Any]:
    """The rows of questions that differ in nothing but values, each with the place of its question: place (0, 1 …)."""
    placed = (one.add_columns(cast(literal(n), Integer).label("place")) for n, one in enumerate(questions))
    return select(*union_all(*placed).subquery("of_each").c)


def only(counts: Mapping[str, ColumnElement[int]], counted: Iterable[str]) -> list[ColumnElement[int]]:
    """What one part of `added` counts, and nothing of what others count."""
    none = literal(0)
    return [counts.get(name, none).label(name) for name in counted]


def total(numbers: ColumnElement[int]) -> ColumnElement[int]:
    """Their sum, in 64 bits on every database."""
    return cast(func.sum(numbers), BigInteger)


def median(of: ColumnElement[Any]) -> ColumnElement[float]:
    """The median, null where there is nothing."""
    return cast(func.percentile_cont(text("0.5")).within_group(of), Double)


def mean(of: ColumnElement[Any]) -> ColumnElement[float]:
    """The arithmetic mean, null where there is nothing."""
    return cast(func.avg(of), Double)
