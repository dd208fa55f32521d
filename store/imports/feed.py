"""The feed: a folder with one file per table, taken in as a whole, or with its bad rows set aside in quarantine."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from config.codes import UNKNOWN
from store.case.check import Breach, dangling, key_text
from store.case.parsing import shown
from store.case.tables import BY_NAME, CONTRACTS, IN_ORDER, referred_to
from store.case.writing import Confirm, Counts, ImportSummary, Progress, Ticks, of_the_future, remove, upsert, writing
from store.errors import ImportRefused
from store.imports.delivery import JudgedRow, TableDelivery, faults, read_delivery
from store.schema import must_be_current

_ADDED = ("reason", "line")

Keys = dict[str, set[Any]]


def import_feed(
    target: Engine,
    folder: Path,
    *,
    complete: bool = False,
    quarantine: Path | None = None,
    progress: Progress | None = None,
    confirm: Confirm | None = None,
) -> ImportSummary:
    """Import a folder with one file per table (`cases.csv`, `.csv.gz` or `.parquet`); a table may be absent.

    Columns may come in any order, and nullable ones may be left out. Empty text is null. A newer row of the same key
    replaces the older as a whole; the same delivery twice changes nothing.

    One fault refuses the whole delivery. With `quarantine`, bad rows go to `<table>.csv` in that folder with their
    reasons and lines, and so do rows that refer to them, even where the database has an older row of that key. All
    rows of a repeated key are bad. A file that cannot be read, or has wrong columns, always refuses the delivery.

    With `complete`, rows of the delivered tables that are not in the delivery are deleted, but not those in quarantine
    or the region `unknown`. A remaining row that refers to a deleted one refuses the delivery. If the key of a
    quarantined row is not known, its table keeps all its rows, and a notice says so.

    Raises ImportRefused with every fault, and what `must_be_current` and `confirm` raise; the database is then
    unchanged.
    """
    must_be_current(target)
    if quarantine:
        _must_be_usable(quarantine, folder)
    tables = read_delivery(folder, quarantine)
    ticks = Ticks(2 * sum(len(delivered.rows) for delivered in tables), progress)
    with writing(target) as connection:
        _judge_references(connection, tables, ticks, complete=complete, follow=quarantine is not None)
        if quarantine is None and any(delivered.bad for delivered in tables):
            raise faults(folder, tables)
        counts = {delivered.table.name: _write(connection, delivered, ticks) for delivered in tables}
        deleted, notices = _remove_lacking(connection, tables) if complete else ({}, ())
        if quarantine:
            _set_aside(quarantine, tables)
        done = {name: replace(one, deleted=deleted.get(name, 0)) for name, one in counts.items()}
        ahead = of_the_future({delivered.table.name: _good(delivered) for delivered in tables})
        summary = ImportSummary(done, notices, ahead, sum(len(delivered.rows) for delivered in tables))
        if confirm:
            confirm(summary)
    return summary


def _judge_references(
    connection: Connection, tables: list[TableDelivery], ticks: Ticks, *, complete: bool, follow: bool
) -> None:
    """Add a breach to each row that refers to a row that does not exist, or, with `follow`, to a bad one."""
    known = _standing_keys(connection, {d.table.name for d in tables} if complete else set())
    bad: Keys = defaultdict(set)
    for delivered in tables:
        name = delivered.table.name
        for judged in delivered.rows:
            judged.breaches += dangling(delivered.table, judged.values, known)
            if follow:
                judged.breaches += _following(delivered.table, judged, bad)
            if key := delivered.key(judged):
                known[name].add(key[0])
                if judged.breaches:
                    bad[name].add(key[0])
            ticks.step()


def _following(table: Table, judged: JudgedRow, bad: Keys) -> Iterator[Breach]:
    for one in CONTRACTS[table.name].references:
        [column] = one.columns
        if (value := judged.values[column]) in bad[one.table]:
            reason = f"{shown(value)} of {one.table} is in quarantine"
            yield Breach(table.name, key_text(table, judged.values), column, reason, "mend that row first")


def _standing_keys(connection: Connection, replaced: set[str]) -> Keys:
    """Keys of the rows that will stand besides the delivered ones, by table name; none of the `replaced` tables."""
    keys: Keys = {table.name: set() for table in IN_ORDER}
    for name in referred_to() - replaced:
        keys[name].update(connection.execute(select(*BY_NAME[name].primary_key.columns)).scalars())
    keys["regions"].add(UNKNOWN)
    return keys


def _write(connection: Connection, delivered: TableDelivery, ticks: Ticks) -> Counts:
    counts = upsert(connection, delivered.table, _good(delivered), ticks)
    ticks.step(len(delivered.bad))
    return replace(counts, quarantined=len(delivered.bad))


def _good(delivered: TableDelivery) -> list[dict[str, Any]]:
    return [judged.values for judged in delivered.rows if not judged.breaches]


def _remove_lacking(connection: Connection, tables: list[TableDelivery]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Delete the rows of the delivered tables whose keys the delivery lacks: how many, by table name, and notices.

    A bad row whose key is not known may be any row of its table, which then keeps them all.
    """
    deleted, notices = {}, []
    for of_table in reversed(tables):
        name = of_table.table.name
        keys = {of_table.key(judged) for judged in of_table.rows}
        if None in keys:
            notices.append(f"{name}: nothing was deleted, for the key of a bad row cannot be told.")
            continue
        standing = map(tuple, connection.execute(select(*of_table.table.primary_key.columns)))
        lacking = [key for key in standing if key not in keys and (name, *key) != ("regions", UNKNOWN)]
        if blocked := tuple(_blocks(connection, of_table, {key[0] for key in lacking})):
            headline = f"{len(blocked)} rows that stay refer to rows of {name} that would go"
            raise ImportRefused(f"{headline}. Nothing was imported.", blocked)
        deleted[name] = remove(connection, of_table.table, lacking)
    return deleted, tuple(notices)


def _blocks(connection: Connection, of_table: TableDelivery, going: set[str]) -> Iterator[str]:
    for child in IN_ORDER if going else ():
        columns = [one.columns[0] for one in CONTRACTS[child.name].references if one.table == of_table.table.name]
        for column in columns:
            for row in connection.execute(select(child)).mappings():
                if row[column] in going:
                    yield (
                        f"{of_table.file.name}: '{row[column]}' is not delivered, but {child.name} "
                        f"{key_text(child, dict(row))} refers to it; deliver it, or {child.name} without that row"
                    )


def _must_be_usable(quarantine: Path, folder: Path) -> None:
    """Pass when quarantine files may be written to the folder `quarantine`; older ones are replaced.

    Raises ImportRefused when it is the delivery's own folder, not a folder, or holds a table's file of another origin.
    """
    if quarantine.resolve() == folder.resolve():
        raise ImportRefused(f"{quarantine} is the delivery itself; name another folder for the quarantine.")
    if quarantine.exists() and not quarantine.is_dir():
        raise ImportRefused(f"{quarantine} is not a folder; name one for the quarantine.")
    for file in _quarantined(quarantine):
        with file.open(encoding="utf-8", newline="", errors="replace") as stream:
            if tuple(next(csv.reader(stream), ()))[-len(_ADDED) :] != _ADDED:
                raise ImportRefused(f"{file} is not a quarantine file; name another folder for the quarantine.")


def _set_aside(quarantine: Path, tables: list[TableDelivery]) -> None:
    """Write the bad rows of each table to `<table>.csv`, and remove what an earlier import left there."""
    try:
        quarantine.mkdir(parents=True, exist_ok=True)
        for file in _quarantined(quarantine):
            file.unlink()
        for delivered in tables:
            if delivered.bad:
                _write_table(quarantine / f"{delivered.table.name}.csv", delivered)
    except OSError as error:
        raise ImportRefused(f"{quarantine} cannot be written to: {error}. Nothing was imported.") from error


def _write_table(file: Path, delivered: TableDelivery) -> None:
    width = len(delivered.file.columns)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow((*delivered.file.columns, *_ADDED))
        for judged in delivered.bad:
            values = (*judged.found, *[None] * width)[:width]
            writer.writerow((*values, " | ".join(b.said for b in judged.breaches), judged.line))


def _quarantined(quarantine: Path) -> list[Path]:
    return [file for name in BY_NAME if (file := quarantine / f"{name}.csv").is_file()]
