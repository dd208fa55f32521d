"""Event logs as rows: CSV, gzipped CSV or Parquet, one event a row."""

from collections.abc import Iterator
from pathlib import Path

from store.imports.delivery import DeliveredFile, misfit, place, read_file, refusal
from store.imports.written_event import Fault, LogColumns, WrittenEvent


def read_rows(file: Path, columns: LogColumns) -> Iterator[WrittenEvent | Fault]:
    """Each row as it stands, in file order. Raises ImportRefused when the file as a whole cannot be used."""
    log = read_file(file)
    _refuse_missing_columns(file, log, columns)
    for row in log.rows:
        where = place(log.name, row.line)
        if reason := misfit(log, row):
            yield Fault(where, "row", reason, "quote values that hold commas")
            continue
        cells = dict(zip(log.columns, row.values, strict=True))
        region = cells[columns.region] if columns.region is not None else None
        yield WrittenEvent(where, cells[columns.case], cells[columns.time], cells[columns.group], region)


def _refuse_missing_columns(file: Path, log: DeliveredFile, columns: LogColumns) -> None:
    wanted = (columns.case, columns.time, columns.group, columns.region, columns.activity)
    if missing := [name for name in wanted if name is not None and name not in log.columns]:
        raise refusal(file, 1, f"has no column '{missing[0]}'", f"name one of: {', '.join(log.columns)}")
