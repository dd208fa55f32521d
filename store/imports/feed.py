"""The feed: a folder with one file per table, taken in as a whole, or with its bad rows set aside."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from config.codes import UNKNOWN
from store.case.parsing import shown
from store.case.rows import Breach, dangling, key_text
from store.case.tables import BY_NAME, CONTRACTS, IN_ORDER, key_of, referred_to
from store.case.writing import Counts, ImportSummary, Progress, Ticks, upsert, writing
from store.errors import ImportRefused
from store.imports import quarantine as aside
from store.imports.completion import remove_lacking
from store.imports.delivery_rows import Delivery, JudgedRow, TableDelivery, read_delivery
from store.schema import must_be_current

Keys = dict[str, set[Any]]


def import_feed(
    target: Engine,
    folder: Path,
    *,
    complete: bool = False,
    quarantine: Path | None = None,
    progress: Progress | None = None,
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

    Raises ImportRefused with every fault, and what `must_be_current` raises; the database is then unchanged.
    """
    must_be_current(target)
    if quarantine:
        aside.must_be_usable(quarantine, folder)
    delivery = read_delivery(folder, quarantine)
    if delivery.file_breaches:
        _refuse(folder, delivery)
    ticks = Ticks(2 * sum(len(delivered.rows) for delivered in delivery.tables), progress)
    with writing(target) as connection:
        _judge_references(connection, delivery, ticks, complete=complete, follow=quarantine is not None)
        if quarantine is None and any(_bad(delivered) for delivered in delivery.tables):
            _refuse(folder, delivery)
        counts = {d.table.name: _write(connection, d, ticks) for d in delivery.tables}
        deleted, notices = remove_lacking(connection, delivery.tables) if complete else ({}, ())
        if quarantine:
            aside.write(quarantine, delivery.tables)
    for name, number in deleted.items():
        counts[name] = replace(counts[name], deleted=number)
    return ImportSummary(counts, notices)


def _refuse(folder: Path, delivery: Delivery) -> None:
    of_rows = (d.said(judged) for d in delivery.tables for judged in d.rows)
    breaches = (*delivery.file_breaches, *chain.from_iterable(of_rows))
    raise ImportRefused(f"{folder}: faults: {len(breaches)}. Nothing was imported.", breaches)


def _judge_references(
    connection: Connection, delivery: Delivery, ticks: Ticks, *, complete: bool, follow: bool
) -> None:
    """Add a breach to each row that refers to a row that does not exist, or, with `follow`, to a bad one."""
    known = _standing_keys(connection, delivery, complete=complete)
    bad: Keys = defaultdict(set)
    for delivered in delivery.tables:
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


def _standing_keys(connection: Connection, delivery: Delivery, *, complete: bool) -> Keys:
    """Keys of the rows that will stand besides the delivered ones, by table name."""
    replaced = {d.table.name for d in delivery.tables} if complete else set()
    keys: Keys = {table.name: set() for table in IN_ORDER}
    for name in referred_to() - replaced:
        (key,) = key_of(BY_NAME[name])
        keys[name].update(connection.execute(select(BY_NAME[name].c[key])).scalars())
    keys["regions"].add(UNKNOWN)
    return keys


def _bad(delivered: TableDelivery) -> list[JudgedRow]:
    return [judged for judged in delivered.rows if judged.breaches]


def _write(connection: Connection, delivered: TableDelivery, ticks: Ticks) -> Counts:
    good = [judged.values for judged in delivered.rows if not judged.breaches]
    counts = upsert(connection, delivered.table, good, ticks)
    quarantined = len(delivered.rows) - len(good)
    ticks.step(quarantined)
    return replace(counts, quarantined=quarantined)
