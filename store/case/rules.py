"""How many rows break each rule of the data contract, told of each table as it was read, at every load."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Column, Integer, Table, Text

from store.case.contract import Form, constraints_of, references_of
from store.case.parsing import LARGEST_WHOLE_NUMBER
from store.case.tables import IN_ORDER, Moment, key_of
from store.facts.statements import FIRST, LAST

Kind = Literal["missing", "range", "code", "order", "same", "alone", "reference", "duplicate"]
Keys = dict[str, pa.ChunkedArray]
Mask = Any  # a boolean for each row; null is no breach

REFERRED = {other for table in IN_ORDER for _column, other in references_of(table)}


@dataclass(frozen=True)
class ReadRule:
    """A rule over single rows: what kind it is, the column to blame, and which rows of a table break it."""

    kind: Kind
    column: str
    broken: Callable[[pa.Table, Keys], Mask]


@dataclass(frozen=True)
class Told:
    """What is broken in a table: rows found, rows that break any rule by themselves, and breaches by kind and column.

    A key that is there more than once is one breach.
    """

    table: str
    found: int
    broken: int
    breaches: Mapping[tuple[Kind, str], int]


def told(table: Table, rows: pa.Table, known: Keys) -> Told:
    """What is broken in the rows of a table as they were read, moments and days in µs. `known` holds the keys of the
    tables that it refers to, and takes its own.
    """
    if table.name in REFERRED:
        known[table.name] = rows[key_of(table)[0]].unique()
    rules = read_rules(table)
    masks = [pc.fill_null(rule.broken(rows, known), False) for rule in rules]
    counted = {(rule.kind, rule.column): pc.sum(mask).as_py() or 0 for rule, mask in zip(rules, masks, strict=True)}
    key: tuple[Kind, str] = ("duplicate", ", ".join(key_of(table)))
    broken = pc.sum(reduce(pc.or_, masks)).as_py() or 0
    return Told(table.name, rows.num_rows, broken, counted | {key: _twice(rows, table)})


def as_facts(every: Sequence[Told], kept: Mapping[str, int]) -> dict[str, pa.Table]:
    """The facts about rules and tables by name; `kept` are the rows of each table that count."""
    rules = [(one.table, *rule, n) for one in every for rule, n in one.breaches.items()]
    tables = [(one.table, one.found, one.broken, one.found - kept[one.table]) for one in every]
    return {
        "fact_rules": _table(("table_name", "kind", "column_name", "breaches"), rules),
        "fact_tables": _table(("table_name", "found", "broken", "left_out"), tables),
    }


@cache
def read_rules(table: Table) -> tuple[ReadRule, ...]:
    """The rules over single rows of a table, drawn from its columns, constraints and references."""
    return (*_of_columns(table), *_of_constraints(table), *_of_references(table))


def _twice(rows: pa.Table, table: Table) -> int:
    keys = list(key_of(table))
    numbers = rows.group_by(keys).aggregate([([], "count_all")])["count_all"]
    return int(pc.sum(pc.greater(numbers, 1)).as_py() or 0)


def _of_columns(table: Table) -> Iterator[ReadRule]:
    for column in table.columns:
        if not column.nullable or isinstance(column.type, Text):
            yield ReadRule("missing", column.name, _missing(column))
        if isinstance(column.type, Moment):
            yield ReadRule("range", column.name, _outside(column.name, FIRST, LAST))
        if isinstance(column.type, Integer):
            yield ReadRule("range", column.name, _outside(column.name, 0, LARGEST_WHOLE_NUMBER))


def _missing(column: Column[Any]) -> Callable[[pa.Table, Keys], Mask]:
    def broken(rows: pa.Table, _known: Keys) -> Mask:
        found = rows[column.name]
        if not isinstance(column.type, Text):
            return pc.is_null(found)
        empty = pc.equal(found, "")
        return empty if column.nullable else pc.or_kleene(pc.is_null(found), empty)

    return broken


def _outside(name: str, low: int, high: int) -> Callable[[pa.Table, Keys], Mask]:
    return lambda rows, _known: pc.or_(pc.less(rows[name], low), pc.greater(rows[name], high))


def _of_constraints(table: Table) -> Iterator[ReadRule]:
    """What is empty is told by the columns."""
    for form, of in constraints_of(table):
        if form != "not_empty":
            yield _MAKERS[form](*of)


def _one_of(column: str, listed: str) -> ReadRule:
    codes = pa.array([*re.findall(r"'([^']*)'", listed), ""])  # what is empty is missing, no wrong code

    def broken(rows: pa.Table, _known: Keys) -> Mask:
        return pc.and_(pc.invert(pc.is_in(rows[column], codes)), pc.is_valid(rows[column]))

    return ReadRule("code", column, broken)


def _in_order(later: str, earlier: str) -> ReadRule:
    """Moments outside the years are not judged beside others; days have no such years."""

    def broken(rows: pa.Table, _known: Keys) -> Mask:
        before = pc.less(rows[later], rows[earlier])
        if not later.endswith("_at"):
            return before
        strange = (_outside(name, FIRST, LAST)(rows, {}) for name in (later, earlier))
        return pc.and_(before, pc.invert(pc.or_(*strange)))

    return ReadRule("order", later, broken)


def _different(one: str, other: str) -> ReadRule:
    def broken(rows: pa.Table, _known: Keys) -> Mask:
        return pc.and_(pc.equal(rows[one], rows[other]), pc.not_equal(rows[one], ""))

    return ReadRule("same", other, broken)


def _both_or_neither(one: str, other: str) -> ReadRule:
    return ReadRule("alone", other, lambda rows, _known: pc.xor(pc.is_null(rows[one]), pc.is_null(rows[other])))


_MAKERS: dict[Form, Callable[..., ReadRule]] = {
    "one_of": _one_of,
    "in_order": _in_order,
    "different": _different,
    "both_or_neither": _both_or_neither,
}


def _of_references(table: Table) -> Iterator[ReadRule]:
    for column, other in references_of(table):
        yield ReadRule("reference", column, _dangling(column, other))


def _dangling(column: str, other: str) -> Callable[[pa.Table, Keys], Mask]:
    def broken(rows: pa.Table, known: Keys) -> Mask:
        given = pc.and_(pc.is_valid(rows[column]), pc.not_equal(rows[column], ""))
        return pc.and_(given, pc.invert(pc.is_in(rows[column], known[other])))

    return broken


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pa.Table:
    return pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=list(names))
