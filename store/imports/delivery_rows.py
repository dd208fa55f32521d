"""A delivered folder: its files and columns checked, and each row judged by itself."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from store.case.rows import Breach, duplicate, examine
from store.case.tables import BY_NAME, IN_ORDER, key_of
from store.errors import ImportRefused
from store.imports.delivery import SUFFIXES, DeliveredFile, Row, misfit, place, read_file


@dataclass
class JudgedRow:
    """A delivered row, its values by column, and what is wrong with it: empty when it is good."""

    row: Row
    values: dict[str, Any]
    breaches: list[Breach]


@dataclass(frozen=True)
class TableDelivery:
    """All rows that were delivered for one table."""

    table: Table
    file: DeliveredFile
    rows: list[JudgedRow]

    def key(self, judged: JudgedRow) -> tuple[Any, ...] | None:
        """The row's key; None when part of it is missing or broken."""
        key = tuple(judged.values[name] for name in key_of(self.table))
        return None if None in key else key

    def said(self, judged: JudgedRow) -> Iterator[str]:
        """The row's breaches with file and line."""
        where = place(self.file.name, judged.row.line)
        return (f"{where}: {breach.said}" for breach in judged.breaches)


@dataclass(frozen=True)
class Delivery:
    """The delivered tables in the order of writing, and what is wrong with files as a whole."""

    tables: list[TableDelivery] = field(default_factory=list)
    file_breaches: list[str] = field(default_factory=list)


def read_delivery(folder: Path, aside: Path | None) -> Delivery:
    """A folder with one file per table, each row judged by itself, without its references.

    `aside` may be a folder inside it that is not part of the delivery. Raises ImportRefused when the folder is not
    there or holds no file.
    """
    delivery = Delivery()
    for table, file in _files(folder, aside, delivery.file_breaches):
        try:
            read = read_file(file)
        except ImportRefused as error:
            delivery.file_breaches.extend(error.breaches)
            continue
        if wrong := list(_column_breaches(table, read)):
            delivery.file_breaches.extend(wrong)
        else:
            delivery.tables.append(TableDelivery(table, read, [_judged(table, read, row) for row in read.rows]))
    for delivered in delivery.tables:
        _mark_duplicates(delivered)
    return delivery


def _files(folder: Path, aside: Path | None, breaches: list[str]) -> list[tuple[Table, Path]]:
    if not folder.is_dir():
        raise ImportRefused(f"{folder} is no folder; name one that holds the delivery. Nothing was imported.")
    found: dict[str, list[Path]] = defaultdict(list)
    for file in sorted(folder.iterdir()):
        suffix = next((s for s in SUFFIXES if file.name.endswith(s)), "")
        name = file.name.removesuffix(suffix)
        if suffix and name in BY_NAME:
            found[name].append(file)
        elif aside is None or file.resolve() != aside.resolve():
            kinds = ", ".join(f"cases{s}" for s in SUFFIXES)
            breaches.append(f"{file.name}: is no table of the contract; name files like {kinds}")
    breaches += [
        f"{files[1].name}: is a second file for {name}; leave it or {files[0].name} out"
        for name, files in found.items()
        if len(files) > 1
    ]
    if not found and not breaches:
        raise ImportRefused(f"{folder} holds no file, such as cases.csv. Nothing was imported.")
    return [(table, found[table.name][0]) for table in IN_ORDER if len(found[table.name]) == 1]


def _column_breaches(table: Table, file: DeliveredFile) -> Iterator[str]:
    for column in table.columns:
        if not column.nullable and column.name not in file.columns:
            yield f"{file.name}:1: {column.name}: the column is missing; add it"
    for name in file.columns:
        if name not in table.c:
            known = ", ".join(table.columns.keys())
            yield f"{file.name}:1: {name}: the column is unknown; leave it out, or name one of: {known}"


def _judged(table: Table, file: DeliveredFile, row: Row) -> JudgedRow:
    nothing = dict.fromkeys(table.columns.keys())
    if reason := misfit(file, row):
        breach = Breach(table.name, "", "row", reason, "quote values that hold commas or quotes")
        return JudgedRow(row, nothing, [breach])
    values, breaches = examine(table, nothing | dict(zip(file.columns, row.values, strict=True)))
    return JudgedRow(row, values, breaches)


def _mark_duplicates(delivered: TableDelivery) -> None:
    by_key = defaultdict(list)
    for judged in delivered.rows:
        if key := delivered.key(judged):
            by_key[key].append(judged)
    for same in by_key.values():
        lines = ", ".join(str(judged.row.line) for judged in same)
        for judged in same if len(same) > 1 else []:
            judged.breaches.append(duplicate(delivered.table, judged.values, f"is on lines {lines}"))
