"""Delivered files: CSV, gzipped CSV or Parquet read into rows, each with its line."""

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from store.errors import ImportRefused

SUFFIXES = (".csv", ".csv.gz", ".parquet")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Row:
    """Values in the order of the file's columns, None where the file has nothing.

    `line` is the physical line on which the row starts; in Parquet the row's number from 1. CSV gives text only,
    Parquet its own types.
    """

    line: int
    values: tuple[Any, ...]


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
    short, of another encoding or kind, with broken quotes or a column named twice.
    """
    with readable(file):
        columns, rows = _read_parquet(file) if _suffix(file) == ".parquet" else _read_csv(file)
    _refuse_bad_header(file, columns)
    return DeliveredFile(file.name, columns, rows)


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


def misfit(file: DeliveredFile, row: Row) -> str | None:
    """What is wrong when the row has more or fewer values than the file has columns."""
    if len(row.values) == len(file.columns):
        return None
    return f"has {len(row.values)} values, the header {len(file.columns)}"


def refusal(file: Path, line: int | None, reason: str, mend: str) -> ImportRefused:
    """The error for a file that cannot be used as a whole."""
    breach = f"{place(file.name, line)}: {reason}; {mend}"
    return ImportRefused(f"{breach}. Nothing was imported.", (breach,))


def _suffix(file: Path) -> str:
    found = [suffix for suffix in SUFFIXES if file.name.endswith(suffix)]
    if not found:
        raise refusal(file, None, "is of no known kind", f"deliver {', '.join(SUFFIXES)}")
    return found[0]


def _read_csv(file: Path) -> tuple[tuple[str, ...], list[Row]]:
    with opened(file) as stream:
        rows = _csv_rows(file, _decoded_lines(file, stream))
        header = next(rows, None)
        if header is None:
            raise refusal(file, None, "is empty", "a table without rows still has its header line")
        return tuple(value or "" for value in header.values), list(rows)


def _csv_rows(file: Path, lines: Iterator[str]) -> Iterator[Row]:
    reader = csv.reader(lines, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"is no CSV from here on ({error})"
            raise refusal(file, start, reason, "mend the quotes or line ends") from error
        if values:
            yield Row(start, tuple(value or None for value in values))


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
    return tuple(table.column_names), [
        Row(number, tuple(None if value == "" else value for value in values))
        for number, values in enumerate(zip(*columns, strict=True), start=1)
    ]


def _in_microseconds(column: Any) -> Any:
    """Python's datetime holds microseconds, so finer times are cut to them."""
    if not pa.types.is_timestamp(column.type):
        return column
    return column.cast(pa.timestamp("us", column.type.tz), safe=False)


def _refuse_bad_header(file: Path, columns: tuple[str, ...]) -> None:
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        raise refusal(file, 1, "its columns are not separated by commas", "save it as CSV with commas")
    for name in columns:
        if not name:
            raise refusal(file, 1, "a column has no name", "name it or leave it out")
        if columns.count(name) > 1:
            raise refusal(file, 1, f"column '{name}' is there twice", "leave one of them out")
