"""Deliveries: files (CSV, gzipped CSV or Parquet) read into rows with their lines, and each row judged by itself."""

import csv
import gzip
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Table

from store.case.check import Breach, duplicate, examine
from store.case.tables import BY_NAME, IN_ORDER, key_of
from store.errors import MOST_FAULTS, ImportRefused

SUFFIXES = (".csv", ".csv.gz", ".parquet")
_BOM = b"\xef\xbb\xbf"
UNTOLD = Breach("", "", "", "", "")  # in place of one that is only counted
_MOST_COLUMNS = 1000
_MOST_LINES, _FIRST_LINES = 10, 3  # all that are named of one key, and those that are where it has more


# The line on which a row starts (in Parquet its number from 1), and its values in the order of the file's columns, None
# where the file has nothing. CSV gives text only, Parquet its own types.
Row = tuple[int, tuple[Any, ...]]


@dataclass(frozen=True)
class DeliveredFile:
    """A whole file: its name, its columns and its rows. A CSV row may have too many values or too few."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]


def read_file(file: Path) -> DeliveredFile:
    """A delivered file, read but not judged.

    CSV: UTF-8 (with or without a byte order mark), commas, a header line, RFC 4180 quoting. Only the empty text is
    missing. Raises ImportRefused, with file and line, when the file as a whole cannot be trusted: not there, empty, cut
    short, of another encoding or kind, with broken quotes, a column named twice, or in CSV more than 1,000 columns.
    """
    with readable(file):
        columns, rows = _read_parquet(file) if file.name.endswith(".parquet") else _read_csv(file)
    _refuse_bad_header(file, columns)
    return DeliveredFile(file.name, columns, rows)


def header(file: Path) -> tuple[str, ...]:
    """The columns of a CSV file; none for a file of another kind. Raises ImportRefused as `read_file`."""
    if not file.name.endswith((".csv", ".csv.gz")):
        return ()
    with readable(file), opened(file) as stream:
        rows = _csv_rows(file, _decoded_lines(file, stream))
        return next((_columns(file, row) for _line, row in rows), ())


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """Within it, a file that is not there, cannot be read or does not unpack raises ImportRefused."""
    try:
        if not file.is_file():
            raise refusal(file, None, "is not there", "name a file that exists")
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise refusal(file, None, f"is cut short or damaged ({error})", "deliver the file again") from error
    except OSError as error:
        raise refusal(file, None, f"cannot be read: {error}", "deliver the file again") from error


def opened(file: Path) -> gzip.GzipFile | BufferedReader:
    """The bytes of the file, unpacked where its name ends in .gz."""
    return gzip.open(file, "rb") if file.name.endswith(".gz") else file.open("rb")


def place(file: str, line: int | None) -> str:
    """Where something is wrong: `cases.csv:12`, or the file alone."""
    return file if line is None else f"{file}:{line}"


def misfit(file: DeliveredFile, values: tuple[Any, ...]) -> str | None:
    """What is wrong when a row has more or fewer values than the file has columns."""
    given, named = len(values), len(file.columns)
    return f"has {given} values, the header {named}" if given != named else None


def refusal(file: Path, line: int | None, reason: str, mend: str) -> ImportRefused:
    """The error for a file that cannot be used as a whole."""
    breach = f"{place(file.name, line)}: {reason}; {mend}"
    return ImportRefused(f"{breach}. Nothing was imported.", (breach,))


def _read_csv(file: Path) -> tuple[tuple[str, ...], list[Row]]:
    with opened(file) as stream:
        rows = _csv_rows(file, _decoded_lines(file, stream))
        for _, header in rows:
            return _columns(file, header), list(rows)
    raise refusal(file, None, "is empty", "a table without rows still has its header line")


def _columns(file: Path, header: tuple[str | None, ...]) -> tuple[str, ...]:
    if len(header) > _MOST_COLUMNS:
        raise refusal(file, 1, f"has {len(header):,} columns", f"leave out all but {_MOST_COLUMNS:,} at most")
    return tuple(name or "" for name in header)


def _csv_rows(file: Path, lines: Iterator[str]) -> Iterator[Row]:
    reader, start = csv.reader(lines, strict=True), 1
    try:
        for values in reader:
            if values:
                yield start, tuple(value or None for value in values)
            start = reader.line_num + 1
    except csv.Error as error:
        raise refusal(file, start, f"is no CSV from here on ({error})", "mend the quotes or line ends") from error


def _decoded_lines(file: Path, stream: Iterable[bytes]) -> Iterator[str]:
    offset = 0
    for number, raw in enumerate(stream, start=1):
        try:
            yield (raw.removeprefix(_BOM) if number == 1 else raw).decode("utf-8")
        except UnicodeDecodeError as error:
            at = offset + error.start + (len(_BOM) if number == 1 and raw.startswith(_BOM) else 0)
            reason = f"byte {at} (0x{error.object[error.start]:02x}) is no UTF-8"
            raise refusal(file, number, reason, "save the file as UTF-8") from error
        offset += len(raw)


def _read_parquet(file: Path) -> tuple[tuple[str, ...], list[Row]]:
    try:
        table = pq.read_table(file)
        columns = [_in_microseconds(column).to_pylist() for column in table.columns]
    except (pa.ArrowException, ValueError, OverflowError) as error:
        raise refusal(file, None, f"cannot be read as Parquet ({error})", "deliver the file again") from error
    rows = (tuple(None if value == "" else value for value in values) for values in zip(*columns, strict=True))
    return tuple(table.column_names), list(enumerate(rows, start=1))


def _in_microseconds(column: Any) -> Any:
    """Python's datetime holds microseconds, so finer times are cut to them."""
    is_time = pa.types.is_timestamp(column.type)
    return column.cast(pa.timestamp("us", column.type.tz), safe=False) if is_time else column


def _refuse_bad_header(file: Path, columns: tuple[str, ...]) -> None:
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        raise refusal(file, 1, "its columns are not separated by commas", "save it as CSV with commas")
    times = Counter(columns)
    for name in columns:
        if not name:
            raise refusal(file, 1, "a column has no name", "name it or leave it out")
        if times[name] > 1:
            raise refusal(file, 1, f"column '{name}' is there twice", "leave one of them out")


@dataclass
class JudgedRow:
    """A delivered row: its line, what was found, its values by column, and what is wrong with it."""

    line: int
    found: tuple[Any, ...]
    values: dict[str, Any]
    breaches: list[Breach]


@dataclass(frozen=True)
class TableDelivery:
    """All rows that were delivered for one table."""

    table: Table
    file: DeliveredFile
    rows: list[JudgedRow]

    @property
    def bad(self) -> list[JudgedRow]:
        return [judged for judged in self.rows if judged.breaches]

    def key(self, judged: JudgedRow) -> tuple[Any, ...] | None:
        """The row's key; None when part of it is missing or broken."""
        key = tuple(judged.values[name] for name in key_of(self.table))
        return None if None in key else key


def read_delivery(folder: Path, aside: Path | None) -> list[TableDelivery]:
    """The tables of a folder, in the order of writing; each row judged by itself, without its references.

    `aside` may be a folder inside it that is not part of the delivery. Raises ImportRefused when the folder is not
    there or holds no file, and with every fault when a file as a whole cannot be used.
    """
    tables: list[TableDelivery] = []
    of_files: list[str] = []
    for table, file in _files(folder, aside, of_files):
        try:
            read = read_file(file)
        except ImportRefused as error:
            of_files += error.breaches
            continue
        if wrong := list(_column_breaches(table, read)):
            of_files += wrong
        else:
            rows = (_judged(table, read, *row) for row in read.rows)
            tables.append(TableDelivery(table, read, list(rows if aside else _without_words(rows))))
            _mark_duplicates(tables[-1])
    if of_files:
        raise faults(folder, tables, of_files)
    return tables


def faults(folder: Path, tables: Iterable[TableDelivery], of_files: Iterable[str] = ()) -> ImportRefused:
    """The error for a delivery with what is wrong with files as a whole and with rows."""
    of_files, tables = tuple(of_files), tuple(tables)
    n = len(of_files) + sum(len(judged.breaches) for delivered in tables for judged in delivered.bad)
    rows = ((place(delivered.file.name, judged.line), judged) for delivered in tables for judged in delivered.rows)
    said = (f"{where}: {one.said}" for where, judged in rows for one in judged.breaches if one is not UNTOLD)
    breaches = (*of_files, *islice(said, MOST_FAULTS))
    return ImportRefused(f"{folder}: faults: {n}. Nothing was imported.", breaches, n)


def _without_words(rows: Iterable[JudgedRow]) -> Iterator[JudgedRow]:
    """The rows; what is wrong with them is kept in words of the first MOST_FAULTS faults alone, for there may be as
    many as rows.
    """
    told = 0
    for judged in rows:
        if judged.breaches and told >= MOST_FAULTS:
            judged.breaches = [UNTOLD] * len(judged.breaches)
        told += len(judged.breaches)
        yield judged


def _files(folder: Path, aside: Path | None, breaches: list[str]) -> list[tuple[Table, Path]]:
    if not folder.is_dir():
        raise ImportRefused(f"{folder} is not a folder; name one that holds the delivery. Nothing was imported.")
    found: dict[str, list[Path]] = defaultdict(list)
    for file in sorted(folder.iterdir()):
        suffix = next((s for s in SUFFIXES if file.name.endswith(s)), "")
        name = file.name.removesuffix(suffix)
        if suffix and name in BY_NAME:
            found[name].append(file)
        elif aside is None or file.resolve() != aside.resolve():
            kinds = ", ".join(f"cases{s}" for s in SUFFIXES)
            breaches.append(f"{file.name}: is not a table of the contract; name files like {kinds}")
    for name, files in found.items():
        if len(files) > 1:
            breaches.append(f"{files[1].name}: is a second file for {name}; leave it or {files[0].name} out")
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


def _judged(table: Table, file: DeliveredFile, line: int, found: tuple[Any, ...]) -> JudgedRow:
    nothing = dict.fromkeys(table.columns.keys())
    if reason := misfit(file, found):
        breach = Breach(table.name, "", "row", reason, "quote values that hold commas or quotes")
        return JudgedRow(line, found, nothing, [breach])
    return JudgedRow(line, found, *examine(table, nothing | dict(zip(file.columns, found, strict=True))))


def _mark_duplicates(delivered: TableDelivery) -> None:
    by_key = defaultdict(list)
    for judged in delivered.rows:
        if key := delivered.key(judged):
            by_key[key].append(judged)
    for same in by_key.values():
        reason = f"is on lines {_lines(same)}"
        for judged in same if len(same) > 1 else []:
            judged.breaches.append(duplicate(delivered.table, judged.values, reason))


def _lines(same: list[JudgedRow]) -> str:
    """The lines of the rows of one key; each of them says this, so it may not grow with their number."""
    named = same if len(same) <= _MOST_LINES else same[:_FIRST_LINES]
    more = f" and {len(same) - len(named):,} more" if len(named) < len(same) else ""
    return ", ".join(str(judged.line) for judged in named) + more
