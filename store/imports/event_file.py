"""Reading an event log: from a delivered file and the names of its columns to events, whatever its kind."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from store.case.parsing import NoValue, is_shown_twice, local_moment, moment_of, written_time
from store.errors import ImportRefused
from store.imports.delivery import SUFFIXES, refusal
from store.imports.event_rows import read_rows
from store.imports.event_xes import XES_SUFFIXES, read_xes
from store.imports.written_event import Fault, LogColumns, WrittenEvent


@dataclass(frozen=True, slots=True)
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
    judge = _Judge(columns, _zone(file, columns.time_zone))
    if file.name.endswith(XES_SUFFIXES):
        written = read_xes(file, columns, judge.notices)
    elif file.name.endswith(SUFFIXES):
        written = read_rows(file, columns)
    else:
        kinds = ", ".join((*SUFFIXES, *XES_SUFFIXES))
        raise refusal(file, None, "is of no known kind", f"deliver {kinds}")
    events = [event for found in written if (event := judge.event(found))]
    if judge.breaches:
        headline = f"{file.name}: faults: {len(judge.breaches)}. Nothing was imported."
        raise ImportRefused(headline, tuple(judge.breaches))
    if judge.shown_twice:
        said = (
            f"{judge.shown_twice} times are shown twice by the clocks of {judge.zone}; the first of the two was taken."
        )
        judge.notices.append(said)
    return events, tuple(judge.notices)


def _zone(file: Path, name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    if name not in available_timezones():
        raise refusal(file, None, f"'{name}' is no time zone", "name one like Europe/Helsinki")
    return ZoneInfo(name)


@dataclass
class _Judge:
    """Turns what was written into events, and gathers what is wrong with it."""

    columns: LogColumns
    zone: ZoneInfo | None
    breaches: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    shown_twice: int = 0

    def event(self, written: WrittenEvent | Fault) -> Event | None:
        if isinstance(written, Fault):
            self.breaches.append(written.said)
            return None
        columns = self.columns
        values: list[Any] = []
        for column, read, value in (
            (columns.case, _case, written.case),
            (columns.time, self._moment, written.time),
            (columns.group, _text, written.group),
            (columns.region, _text, written.region),
        ):
            try:
                values.append(read(value))
            except NoValue as error:
                self.breaches.append(Fault(written.place, str(column), error.reason, error.mend).said)
                return None
        return Event(*values)

    def _moment(self, value: Any) -> datetime:
        if value is None:
            raise NoValue("has no value", "say when the event was")
        wall = written_time(value)
        if wall.tzinfo is not None or self.zone is None:
            return moment_of(value)
        self.shown_twice += is_shown_twice(wall, self.zone)
        return local_moment(wall, self.zone)


def _case(value: Any) -> str:
    case = _text(value)
    if case is None:
        raise NoValue("has no value", "name the case of the event")
    return case


def _text(value: Any) -> str | None:
    """The text unchanged; a whole number, as Parquet may hold, as its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise NoValue(f"'{value}' is a {type(value).__name__}, no text", "write the column as text")
    if value and "\0" in value:
        raise NoValue("holds a NUL character", "leave it out")
    return value
