"""Reading an event log: from a delivered file and the names of its columns to events."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from store.errors import ImportRefused
from store.imports.delivery import DeliveredFile, Row, misfit, place, read_file, refusal
from store.values import NoValue, is_shown_twice, local_moment, moment_of, written_time


@dataclass(frozen=True)
class LogColumns:
    """Names of the log's columns. `time_zone` is that of times that name none.

    `activity` only has to exist: the case database has no place for it.
    """

    case: str
    time: str
    group: str
    region: str | None = None
    activity: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True)
class Event:
    """One event; `group` and `region` are None where the log has the empty text."""

    case: str
    time: datetime
    group: str | None
    region: str | None


def read_events(file: Path, columns: LogColumns) -> tuple[list[Event], tuple[str, ...]]:
    """The events in file order, and notices for the administrator.

    Raises ImportRefused with every fault of the file.
    """
    zone = _zone(file, columns.time_zone)
    log = read_file(file)
    _refuse_missing_columns(file, log, columns)
    reader = _Reader(log, columns, zone)
    events = [event for row in log.rows if (event := reader.event(row))]
    if reader.breaches:
        headline = f"{file.name}: faults: {len(reader.breaches)}. Nothing was imported."
        raise ImportRefused(headline, tuple(reader.breaches))
    if not reader.shown_twice:
        return events, ()
    notice = f"{reader.shown_twice} times are shown twice by the clocks of {zone}; the first of the two was taken."
    return events, (notice,)


def _zone(file: Path, name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    if name not in available_timezones():
        raise refusal(file, None, f"'{name}' is no time zone", "name one like Europe/Helsinki")
    return ZoneInfo(name)


def _refuse_missing_columns(file: Path, log: DeliveredFile, columns: LogColumns) -> None:
    wanted = (columns.case, columns.time, columns.group, columns.region, columns.activity)
    if missing := [name for name in wanted if name is not None and name not in log.columns]:
        raise refusal(file, 1, f"has no column '{missing[0]}'", f"name one of: {', '.join(log.columns)}")


class _Faulty(Exception):
    def __init__(self, column: str, reason: str, mend: str) -> None:
        super().__init__(column, reason, mend)
        self.column, self.reason, self.mend = column, reason, mend


@dataclass
class _Reader:
    """Turns rows into events, and gathers what is wrong with them."""

    log: DeliveredFile
    columns: LogColumns
    zone: ZoneInfo | None
    breaches: list[str] = field(default_factory=list)
    shown_twice: int = 0

    def event(self, row: Row) -> Event | None:
        try:
            if reason := misfit(self.log, row):
                raise _Faulty("row", reason, "quote values that hold commas")
            cells = dict(zip(self.log.columns, row.values, strict=True))
            return Event(
                case=self._case(cells),
                time=self._moment(cells),
                group=_text(cells, self.columns.group),
                region=_text(cells, self.columns.region) if self.columns.region else None,
            )
        except _Faulty as fault:
            where = place(self.log.name, row.line)
            self.breaches.append(f"{where}: {fault.column}: {fault.reason}; {fault.mend}")
            return None

    def _case(self, cells: dict[str, Any]) -> str:
        case = _text(cells, self.columns.case)
        if case is None:
            raise _Faulty(self.columns.case, "is empty", "name the case of the event")
        return case

    def _moment(self, cells: dict[str, Any]) -> datetime:
        value = cells[self.columns.time]
        if value is None:
            raise _Faulty(self.columns.time, "is empty", "say when the event was")
        try:
            wall = written_time(value)
            if wall.tzinfo is not None or self.zone is None:
                return moment_of(value)
            self.shown_twice += is_shown_twice(wall, self.zone)
            return local_moment(wall, self.zone)
        except NoValue as error:
            raise _Faulty(self.columns.time, error.reason, error.mend) from error


def _text(cells: dict[str, Any], column: str) -> str | None:
    """The text unchanged; a whole number, as Parquet may hold, as its digits."""
    value = cells[column]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise _Faulty(column, f"'{value}' is a {type(value).__name__}, no text", "write the column as text")
    if value and "\0" in value:
        raise _Faulty(column, "holds a NUL character", "leave it out")
    return value
