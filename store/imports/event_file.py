"""Reading an event log of any kind: from a delivered file and the names of its columns to events."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from store.case.parsing import NoValue, is_shown_twice, local_moment, moment_of, written_time
from store.errors import ImportRefused
from store.imports.delivery import SUFFIXES, misfit, place, read_file, refusal
from store.imports.event_xes import XES_SUFFIXES, read_xes
from store.imports.raw_event import Fault, LogColumns, RawEvent


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
        raw_events = read_xes(file, columns, judge.notices)
    elif file.name.endswith(SUFFIXES):
        raw_events = _read_rows(file, columns)
    else:
        kinds = ", ".join((*SUFFIXES, *XES_SUFFIXES))
        raise refusal(file, None, "is of no known kind", f"deliver {kinds}")
    events = [event for found in raw_events if (event := judge.event(found))]
    if judge.breaches:
        headline = f"{file.name}: faults: {len(judge.breaches)}. Nothing was imported."
        raise ImportRefused(headline, tuple(judge.breaches))
    if judge.shown_twice:
        judge.notices.append(
            f"{judge.shown_twice} times are shown twice by the clocks of {judge.zone}; the first of the two was taken."
        )
    return events, tuple(judge.notices)


def _read_rows(file: Path, columns: LogColumns) -> Iterator[RawEvent | Fault]:
    """Each row as it is, in file order. Raises ImportRefused when the file as a whole cannot be used."""
    log = read_file(file)
    wanted = (columns.case, columns.time, columns.group, columns.region, columns.activity)
    if missing := [name for name in wanted if name is not None and name not in log.columns]:
        raise refusal(file, 1, f"has no column '{missing[0]}'", f"name one of: {', '.join(log.columns)}")
    for row in log.rows:
        where = place(log.name, row.line)
        if reason := misfit(log, row):
            yield Fault(where, "row", reason, "quote values that hold commas")
            continue
        cells = dict(zip(log.columns, row.values, strict=True))
        region = cells[columns.region] if columns.region is not None else None
        yield RawEvent(where, cells[columns.case], cells[columns.time], cells[columns.group], region)


def _zone(file: Path, name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    if name not in available_timezones():
        raise refusal(file, None, f"'{name}' is no time zone", "name one like Europe/Helsinki")
    return ZoneInfo(name)


@dataclass
class _Judge:
    """Turns raw events into events, and gathers what is wrong with them."""

    columns: LogColumns
    zone: ZoneInfo | None
    breaches: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    shown_twice: int = 0

    def event(self, raw: RawEvent | Fault) -> Event | None:
        if isinstance(raw, Fault):
            self.breaches.append(str(raw))
            return None
        columns = self.columns
        values: list[Any] = []
        for column, read, value in (
            (columns.case, _case, raw.case),
            (columns.time, self._moment, raw.time),
            (columns.group, _text, raw.group),
            (columns.region, _text, raw.region),
        ):
            try:
                values.append(read(value))
            except NoValue as error:
                self.breaches.append(str(Fault(raw.place, str(column), error.reason, error.mend)))
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
