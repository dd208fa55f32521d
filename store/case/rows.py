"""What a single row breaks of its table's contract: for imports and the check."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, Integer, Table, Text

from store.case.parsing import NoValue, day_of, moment_of, stored_moment_of, text_of, whole_number_of
from store.case.tables import CONTRACTS, Moment, key_of

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


def examine(
    table: Table, raw: Mapping[str, Any], readers: Readers = AS_DELIVERED
) -> tuple[dict[str, Any], list[Breach]]:
    """The row's values (None where one is missing or broken) and every breach that the row shows by itself.

    `raw` holds what was found, by column; columns it lacks are not judged. `readers` turn what was found into
    a value, by the type of the column.
    """
    values: dict[str, Any] = dict.fromkeys(table.columns.keys())
    faults, broken = [], set(values) - set(raw)
    for name, found in raw.items():
        column = table.c[name]
        try:
            values[name] = None if found is None else readers[type(column.type)](found)
            if found is None and not column.nullable:
                raise NoValue("is empty", f"each row of {table.name} needs one")
        except NoValue as error:
            broken.add(name)
            faults.append((name, error.reason, error.mend))
    for one in CONTRACTS[table.name].constraints:
        if one.kind == "reference" or broken.intersection(one.columns):
            continue
        if fault := one.fault(*(values[name] for name in one.columns)):
            faults.append((one.columns[0], fault, one.mend))
    key = key_text(table, raw)
    return values, [Breach(table.name, key, *fault) for fault in faults]


def dangling(table: Table, values: Mapping[str, Any], known: Mapping[str, Collection[str]]) -> Iterator[Breach]:
    """Breaches for references to rows that are not among the `known` keys (by table name).

    References to tables that `known` lacks are not judged.
    """
    for one in CONTRACTS[table.name].references:
        [column] = one.columns
        if one.table in known and (fault := one.fault(values[column], known[one.table])):
            yield Breach(table.name, key_text(table, values), column, fault, one.mend)


def duplicate(table: Table, values: Mapping[str, Any], reason: str) -> Breach:
    """The breach for a key that is there more than once."""
    return Breach(table.name, key_text(table, values), ", ".join(key_of(table)), reason, "leave one row of each key")


def key_text(table: Table, values: Mapping[str, Any]) -> str:
    """The row's key for a message, such as `case_id=c1, reason=consent`."""
    return ", ".join(f"{name}={values.get(name)}" for name in key_of(table))
