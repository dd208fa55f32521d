"""The constraints of the case database, each typed once.

`store.case.tables` declares them beside the columns. From them derive the check constraints of our own databases, what
is wrong with a single row (`store.case.check`), and at each load the count of breaches and the sound rows on which
figures rest (`store.facts.sound_rows`).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from store.case.parsing import shown

Kind = Literal["missing", "range", "code", "order", "same", "alone", "reference", "duplicate"]


@dataclass(frozen=True)
class Constraint:
    """A condition on each row of a table. The first of its columns is to blame.

    `sql` is false for a row that breaks it, and true or null for others. `fault` says what is wrong with values in the
    order of `columns` (None: nothing), and `mend` how to mend it. `name` is for its check constraint.
    """

    kind: Kind
    columns: tuple[str, ...]
    sql: str
    name: str = ""
    fault: Callable[..., str | None] = lambda *_values: None
    mend: str = ""
    table: str = ""  # the one that a reference points to
    is_of_value: bool = False  # a value that breaks it is not judged in other ways; reading a single row refuses it
    leaves_out: bool = True  # figures that rest on its columns leave out a row that breaks it


@dataclass(frozen=True)
class Contract:
    """All that a table promises.

    Figures leave out a row that breaks a constraint on columns that they `rest_on`, and of rows with the same key all
    but the first in the order of `first_by`.
    """

    constraints: tuple[Constraint, ...]
    rest_on: frozenset[str]
    first_by: tuple[str, ...]

    @property
    def references(self) -> list[Constraint]:
        """In order of their columns."""
        return sorted((one for one in self.constraints if one.kind == "reference"), key=lambda one: one.columns)


def reference(column: str, table: str, key: str) -> Constraint:
    """A row of another table has this key."""

    def fault(value: Any, known: Collection[Any]) -> str | None:
        return None if value is None or value in known else f"{shown(value)} is not a row of {table}"

    sql = f"{column} IS NULL OR {column} IN (SELECT {key} FROM {table})"
    return Constraint("reference", (column,), sql, "", fault, f"add it to {table}, or correct it", table)


def one_of(column: str, codes: Sequence[str]) -> Constraint:
    """A code is on a list. No row is left out for it: an unknown code stands for itself."""

    def fault(value: Any) -> str | None:
        return None if value is None or value in codes else f"{shown(value)} is not a code of {column}"

    sql = f"{column} IN ({', '.join(map(repr, codes))})"
    mend = f"write one of: {', '.join(codes)}"
    return Constraint("code", (column,), sql, f"{column}_code", fault, mend, leaves_out=False)


def in_order(earlier: str, later: str) -> Constraint:
    """A moment or day does not come before another, where both are there."""

    def fault(end: Any, start: Any) -> str | None:
        is_broken = start and end and end < start
        return f"{end.isoformat()} is before {earlier}, {start.isoformat()}" if is_broken else None

    columns, name = (later, earlier), f"{later}_after_{earlier}"
    return Constraint("order", columns, f"{later} >= {earlier}", name, fault, f"{later} is the same or later")


def different(one: str, other: str) -> Constraint:

    def fault(second: Any, first: Any) -> str | None:
        return f"{shown(second)} is {one} as well" if first is not None and first == second else None

    mend = "leave the row out, or correct one of them"
    return Constraint("same", (other, one), f"{one} <> {other}", f"{other}_differs", fault, mend)


def both_or_neither(one: str, other: str) -> Constraint:
    """Two values are there together, or neither is."""

    def fault(second: Any, first: Any) -> str | None:
        given, missing = (one, other) if second is None else (other, one)
        return f"{given} is set and {missing} is not" if (first is None) != (second is None) else None

    sql, name = f"({one} IS NULL) = ({other} IS NULL)", f"{other}_with_{one}"
    return Constraint("alone", (other, one), sql, name, fault, "set both or neither")
