"""An import of files that were uploaded: it is tried first, which changes nothing, and then done if it still does the
same.
"""

import csv
import gzip
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import Engine, func, select, text

from store.case.tables import IN_ORDER
from store.case.writing import Confirm, ImportSummary
from store.errors import StoreError
from store.imports.event_log import import_events
from store.imports.event_xes import LogColumns
from store.imports.feed import import_feed
from store.schema import must_be_current
from store.source import usable

# what can be told from its first bytes how much of memory it takes; Parquet cannot, and is for the command line
SUFFIXES = {"feed": (".csv", ".csv.gz"), "events": (".csv", ".csv.gz", ".xes", ".xes.gz")}
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
EVENT = "data_imported"  # of the access log
_CHUNK = 1 << 16


class Differs(StoreError):
    """The import would no longer do what it did when it was tried; nothing of it went in."""


class _Undone(Exception):
    """Takes back what an import did."""


@dataclass(frozen=True)
class Order:
    """What is to be imported. A folder of tables, where `columns` is None: `aside` is the folder to which bad rows go,
    None where one refuses all; `complete`: rows that the delivery lacks are deleted. Else the one event log in it.
    """

    folder: Path
    aside: Path | None = None
    complete: bool = False
    columns: LogColumns | None = None

    def run(self, target: Engine, confirm: Confirm) -> ImportSummary:
        """Import, with the checks of the command line."""
        if self.columns is None:
            return import_feed(target, self.folder, complete=self.complete, quarantine=self.aside, confirm=confirm)
        [file] = [file for file in self.folder.iterdir() if file.is_file()]
        return import_events(target, file, self.columns, confirm=confirm)


def tried(target: Engine, order: Order) -> ImportSummary:
    """What an import would do: it is done, and taken back before it is committed. Raises what the import raises."""
    found: list[ImportSummary] = []

    def take_back(summary: ImportSummary) -> None:
        found.append(summary)
        raise _Undone

    with suppress(_Undone):
        order.run(target, take_back)
    return found[0]


def done(target: Engine, order: Order, expected: ImportSummary, keep: Callable[[], None]) -> ImportSummary:
    """Import, and have `keep` write that down before it is committed: both or neither.

    Raises Differs where it would do something else than was `expected`, and what the import and `keep` raise.
    """
    return order.run(target, partial(_confirm, expected, keep))


def _confirm(expected: ImportSummary, keep: Callable[[], None], summary: ImportSummary) -> None:
    if summary.counts != expected.counts:
        raise Differs("the case database has changed since the files were checked")
    keep()


def scope_of(marks: Mapping[str, str], done: ImportSummary) -> str:
    """What was imported, as the access log keeps it: files with their checksums (SHA-256, by name), and what was done
    to which rows.
    """
    files = ", ".join(f"{name} sha256 {mark}" for name, mark in marks.items())
    counts = {
        name: " ".join(f"{what} {n}" for what, n in vars(of_table).items() if n)
        for name, of_table in done.counts.items()
    }
    return f"{files}: {'; '.join(f'{name} {said}' for name, said in counts.items() if said) or 'nothing'}"


def marks_of(files: Iterable[Path]) -> dict[str, str]:
    """The checksums of files, by name."""
    found = {}
    for file in files:
        with file.open("rb") as stream:
            # a name may be in another encoding, which no database takes
            found[os.fsencode(file.name).decode(errors="replace")] = file_digest(stream, "sha256").hexdigest()
    return found


def missing_rights(target: Engine) -> tuple[str, ...]:
    """What the dashboard's account may not do in the case database but an import has to, as in `GRANT … ON …`; nothing
    where it may do all.

    Raises DatabaseForeign for a database that is not ours, DatabaseMissing, DatabaseOutdated and DatabaseTooNew.
    """
    must_be_current(target)
    if target.dialect.name == "sqlite":
        file = Path(str(target.url.database))
        return tuple(f"write to {one}" for one in (file, file.parent) if not os.access(one, os.W_OK))
    with usable(target), target.connect() as connection:
        if connection.execute(text("SHOW transaction_read_only")).scalar_one() == "on":
            return ("write: the connection is read-only",)
        asked = [func.has_table_privilege(table.name, right) for table in IN_ORDER for right in RIGHTS]
        may = iter(connection.execute(select(*asked)).one())
    lacking = {table.name: [right for right in RIGHTS if not next(may)] for table in IN_ORDER}
    return tuple(f"{', '.join(rights)} ON {name}" for name, rights in lacking.items() if rights)


def left_out(aside: Path) -> Iterator[str]:
    """What is wrong with each row that was set aside, as `cases.csv:12: …`."""
    for file in sorted(aside.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield from (f"{file.name}:{row['line']}: {reason}" for reason in row["reason"].split(" | "))


def unpacked(file: Path, most: int) -> int:
    """The bytes that a file holds, unpacked where its name ends in .gz; of one that holds more than `most`, a number
    above that. Nothing is kept. Raises ValueError for what does not unpack.
    """
    if not file.name.endswith(".gz"):
        return file.stat().st_size
    size = 0
    try:
        with gzip.open(file, "rb") as stream:
            while size <= most and (chunk := stream.read(_CHUNK)):
                size += len(chunk)
    except (EOFError, OSError, zlib.error) as error:
        raise ValueError(f"{file.name} does not unpack") from error
    return size
