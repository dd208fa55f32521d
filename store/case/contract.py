"""The rules that a row of the case database keeps, drawn from `store.case.tables`: for imports and the check."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Date, Integer, Table, Text

from store.case.parsing import NoValue, day_of, moment_of, shown, stored_moment_of, text_of, whole_number_of
from store.case.tables import Moment, key_of

Form = Literal["one_of", "in_order", "not_empty", "different", "both_or_neither"]
Readers = Mapping[type, Callable[[Any], Any]]
AS_DELIVERED: Readers = {Text: text_of, Integer: whole_number_of, Date: day_of, Moment: moment_of}
AS_IN_SQLITE: Readers = {**AS_DELIVERED, Moment: stored_moment_of}


@dataclass(frozen=True)
class Breach:
    """One place where data breaks the contract: where, what is wrong, and how to mend it.

    `key` names the row (`case_id=c1`); it is empty when the whole table is meant, and so is `column`.
    """

    table: str
    key: str
    column: str
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"{' '.join(filter(None, (self.table, self.key)))}: {self.said}"

    @property
    def said(self) -> str:
        """The breach without its row, for those who name the row in another way."""
        return f"{self.column}: {self.reason}; {self.mend}" if self.column else f"{self.reason}; {self.mend}"


@dataclass(frozen=True)
class Rule:
    """A rule over columns of one row: what is wrong (None when it holds), and how to mend it.

    The first column is the one to blame.
    """

    columns: tuple[str, ...]
    fault: Callable[..., str | None]
    mend: str


def examine(
    table: Table, raw: Mapping[str, Any], readers: Readers = AS_DELIVERED
) -> tuple[dict[str, Any], list[Breach]]:
    """The row's values (None where one is missing or broken) and every rule that the row breaks by itself.

    `raw` holds what was found, by column; columns it lacks are not judged. `readers` turn what was found into
    a value, by the type of the column.
    """
    values: dict[str, Any] = dict.fromkeys(table.columns.keys())
    breaches, broken = [], set(values) - set(raw)
    for name, found in raw.items():
        column = table.c[name]
        try:
            values[name] = None if found is None else readers[type(column.type)](found)
            if found is None and not column.nullable:
                raise NoValue("is empty", f"each row of {table.name} needs one")
        except NoValue as error:
            broken.add(name)
            breaches.append(Breach(table.name, key_text(table, raw), name, error.reason, error.mend))
    breaches += _rule_breaches(table, raw, values, broken)
    return values, breaches


def _rule_breaches(
    table: Table, raw: Mapping[str, Any], values: Mapping[str, Any], broken: set[str]
) -> Iterator[Breach]:
    for rule in rules_of(table):
        if broken.isdisjoint(rule.columns) and (fault := rule.fault(*(values[name] for name in rule.columns))):
            yield Breach(table.name, key_text(table, raw), rule.columns[0], fault, rule.mend)


@cache
def references_of(table: Table) -> tuple[tuple[str, str], ...]:
    """Columns of `table` that refer to the key of another table, and that table's name."""
    return tuple(sorted((key.parent.name, key.column.table.name) for key in table.foreign_keys))


def dangling(table: Table, values: Mapping[str, Any], known: Mapping[str, Collection[str]]) -> Iterator[Breach]:
    """Breaches for references to rows that are not among the `known` keys (by table name).

    References to tables that `known` lacks are not judged.
    """
    for column, other in references_of(table):
        value = values[column]
        if value is not None and other in known and value not in known[other]:
            reason = f"{shown(value)} is no row of {other}"
            yield Breach(table.name, key_text(table, values), column, reason, f"add it to {other}, or correct it")


def duplicate(table: Table, values: Mapping[str, Any], reason: str) -> Breach:
    """The breach for a key that is there more than once."""
    return Breach(table.name, key_text(table, values), ", ".join(key_of(table)), reason, "leave one row of each key")


def key_text(table: Table, values: Mapping[str, Any]) -> str:
    """The row's key for a message, such as `case_id=c1, reason=consent`."""
    return ", ".join(f"{name}={values.get(name)}" for name in key_of(table))


@cache
def constraints_of(table: Table) -> tuple[tuple[Form, tuple[str, ...]], ...]:
    """The table's check constraints but those on the form of values: what each demands, of which columns (and codes).

    Raises ValueError for a constraint of an unknown form.
    """
    constraints = [c for c in table.constraints if isinstance(c, CheckConstraint)]
    return tuple(map(_read, sorted(str(c.sqltext) for c in constraints if not str(c.name).endswith("_form"))))


@cache
def rules_of(table: Table) -> tuple[Rule, ...]:
    """The table's check constraints as rules; an empty text is refused by `text_of` already."""
    return tuple(_MAKERS[form](*of) for form, of in constraints_of(table) if form != "not_empty")


def _read(constraint: str) -> tuple[Form, tuple[str, ...]]:
    for form, pattern in _FORMS.items():
        if match := re.fullmatch(pattern, constraint):
            return form, match.groups()
    raise ValueError(f"no rule is known for the constraint {constraint}")


def _one_of(column: str, listed: str) -> Rule:
    codes = tuple(re.findall(r"'([^']*)'", listed))
    return Rule(
        (column,),
        lambda value: None if value is None or value in codes else f"{shown(value)} is no code of {column}",
        f"write one of: {', '.join(codes)}",
    )


def _in_order(later: str, earlier: str) -> Rule:
    return Rule(
        (later, earlier),
        lambda end, start: (
            f"{end.isoformat()} is before {earlier}, {start.isoformat()}" if start and end and end < start else None
        ),
        f"{later} is the same or later",
    )


def _different(one: str, other: str) -> Rule:
    return Rule(
        (other, one),
        lambda b, a: f"{shown(b)} is {one} as well" if a is not None and a == b else None,
        "leave the row out, or correct one of them",
    )


def _both_or_neither(one: str, other: str) -> Rule:
    def fault(second: Any, first: Any) -> str | None:
        if (first is None) == (second is None):
            return None
        given, missing = (one, other) if second is None else (other, one)
        return f"{given} is set and {missing} is not"

    return Rule((other, one), fault, "set both or neither")


# the forms in which `store.case.tables` writes its constraints
_FORMS: dict[Form, str] = {
    "one_of": r"(\w+) IN \((.*)\)",
    "in_order": r"(\w+) >= (\w+)",
    "not_empty": r"(\w+) <> ''",
    "different": r"(\w+) <> (\w+)",
    "both_or_neither": r"\((\w+) IS NULL\) = \((\w+) IS NULL\)",
}
_MAKERS: dict[Form, Callable[..., Rule]] = {
    "one_of": _one_of,
    "in_order": _in_order,
    "different": _different,
    "both_or_neither": _both_or_neither,
}
