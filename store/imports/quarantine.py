"""Quarantine: bad rows of a delivery, kept in files as they were, each with its reasons and line."""

import csv
from collections.abc import Sequence
from pathlib import Path

from store.case.tables import BY_NAME
from store.errors import ImportRefused
from store.imports.delivery_rows import JudgedRow, TableDelivery

ADDED = ("reason", "line")


def must_be_usable(quarantine: Path, folder: Path) -> None:
    """Pass when quarantine files may be written to the folder `quarantine`; older ones are replaced.

    Raises ImportRefused when it is the delivery's own folder, not a folder, or holds a table's file of another origin.
    """
    if quarantine.resolve() == folder.resolve():
        raise ImportRefused(f"{quarantine} is the delivery itself; name another folder for the quarantine.")
    if quarantine.exists() and not quarantine.is_dir():
        raise ImportRefused(f"{quarantine} is no folder; name one for the quarantine.")
    for file in _quarantined(quarantine):
        with file.open(encoding="utf-8", newline="", errors="replace") as stream:
            if tuple(next(csv.reader(stream), ()))[-len(ADDED) :] != ADDED:
                raise ImportRefused(f"{file} is no quarantine file; name another folder for the quarantine.")


def write(quarantine: Path, tables: Sequence[TableDelivery]) -> None:
    """Write the bad rows of each table to `<table>.csv`, and remove what an earlier import left there."""
    try:
        quarantine.mkdir(parents=True, exist_ok=True)
        for file in _quarantined(quarantine):
            file.unlink()
        for delivered in tables:
            if bad := [judged for judged in delivered.rows if judged.breaches]:
                _write_table(quarantine / f"{delivered.table.name}.csv", delivered, bad)
    except OSError as error:
        raise ImportRefused(f"{quarantine} cannot be written to: {error}. Nothing was imported.") from error


def _write_table(file: Path, delivered: TableDelivery, bad: list[JudgedRow]) -> None:
    width = len(delivered.file.columns)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow((*delivered.file.columns, *ADDED))
        for judged in bad:
            values = (*judged.row.values, *[None] * width)[:width]
            writer.writerow((*values, " | ".join(b.said for b in judged.breaches), judged.row.line))


def _quarantined(quarantine: Path) -> list[Path]:
    return [file for name in BY_NAME if (file := quarantine / f"{name}.csv").is_file()]
