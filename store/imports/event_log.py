"""The event log: one file of events made into cases, agencies, involvements and handovers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Connection, Engine, select

from config.codes import UNKNOWN
from store.case import tables
from store.case.parsing import NoValue, is_shown_twice, local_moment, moment_of, written_time
from store.case.tables import key_of
from store.case.writing import ImportSummary, Progress, Ticks, remove, upsert, writing
from store.errors import ImportRefused
from store.imports.delivery import SUFFIXES, misfit, place, read_file, refusal
from store.imports.event_xes import XES_SUFFIXES, LogColumns, RawEvent, read_xes

_KIND = "event"
_ROLE = "partner"


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `group` and `region` are None where the log has the empty text."""

    case: str
    time: datetime
    group: str | None
    region: str | None


def import_events(target: Engine, file: Path, columns: LogColumns, progress: Progress | None = None) -> ImportSummary:
    """Import an event log (.csv, .csv.gz, .parquet, .xes, .xes.gz) by the rules of the data contract.

    Times are ISO 8601 with a zone. With `columns.time_zone` they may lack one and are then local: a time that the
    clocks skip in spring is refused, and one that they show twice in autumn is the first of the two. Importing the same
    log again changes nothing. For a case in the log, event handovers and partner involvements that it no longer implies
    are deleted. Agencies and regions that are there already keep their names.

    Raises ImportRefused with every bad row, and what `must_be_current` raises; the database is then unchanged.
    """
    events, notices = _read_events(file, columns)
    rows = rows_of(events)
    ticks = Ticks(sum(map(len, rows.values())), progress)
    with writing(target) as connection:
        counts = {
            name: upsert(connection, tables.BY_NAME[name], found, ticks, replace=name not in ("regions", "agencies"))
            for name, found in rows.items()
        }
        for name in ("involvements", "handovers"):
            deleted = _remove_the_rest(connection, name, rows)
            counts[name] = replace(counts[name], deleted=deleted)
    return ImportSummary(counts, notices)


def rows_of(events: Iterable[Event]) -> dict[str, list[dict[str, Any]]]:
    """Rows by table name, in the order of writing, with what events in file order tell of their columns."""
    names = ("regions", "agencies", "cases", "involvements", "handovers")
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    # Python's sort is stable: events of one case and one moment stay in file order.
    for case, of_case in groupby(sorted(events, key=lambda event: (event.case, event.time)), lambda e: e.case):
        in_order = list(of_case)
        rows["cases"].append(_case(case, in_order))
        rows["involvements"] += _involvements(case, in_order)
        rows["handovers"] += _handovers(case, in_order)
    codes = dict.fromkeys(row["region_code"] for row in rows["cases"])
    rows["regions"] = [_named(code) for code in codes]
    groups = dict.fromkeys(row["agency_code"] for row in rows["involvements"])
    rows["agencies"] = [{**_named(group), "sector": UNKNOWN} for group in groups]
    return rows


def _case(case: str, in_order: list[Event]) -> dict[str, Any]:
    return {
        "case_id": case,
        "region_code": in_order[0].region or UNKNOWN,
        "opened_at": in_order[0].time,
        "closed_at": in_order[-1].time,
        "status": "closed",
        "exploitation_form": UNKNOWN,
        "victim_age_group": UNKNOWN,
    }


def _involvements(case: str, in_order: list[Event]) -> Iterator[dict[str, Any]]:
    first: dict[str, datetime] = {}
    for event in in_order:
        if event.group:
            first.setdefault(event.group, event.time)
    for group, time in first.items():
        yield {"case_id": case, "agency_code": group, "role": _ROLE, "started_at": time}


def _handovers(case: str, in_order: list[Event]) -> Iterator[dict[str, Any]]:
    neighbours = pairwise(event for event in in_order if event.group)
    changes = (pair for pair in neighbours if pair[0].group != pair[1].group)
    for number, (giver, taker) in enumerate(changes, start=1):
        yield {
            # No two cases share an id: what comes before the last colon is the case.
            "handover_id": f"{case}:{number}",
            "case_id": case,
            "from_agency": giver.group,
            "to_agency": taker.group,
            "kind": _KIND,
            "handed_over_at": giver.time,
            "responded_at": taker.time,
            "response": "accepted",
        }


def _named(code: str) -> dict[str, Any]:
    return {"code": code, "name_en": code, "name_fi": code, "name_sv": code}


def _remove_the_rest(connection: Connection, name: str, rows: dict[str, list[dict[str, Any]]]) -> int:
    """Delete what an earlier import of the log's cases made and this one does not imply."""
    table, cases = tables.BY_NAME[name], {row["case_id"] for row in rows["cases"]}
    made_by_logs = table.c.kind == _KIND if name == "handovers" else table.c.role == _ROLE
    names = key_of(table)
    implied = {tuple(row[n] for n in names) for row in rows[name]}
    standing = connection.execute(select(table.c.case_id, *(table.c[n] for n in names)).where(made_by_logs))
    surplus = [tuple(key) for case, *key in standing if case in cases and tuple(key) not in implied]
    return remove(connection, table, surplus)


def _read_events(file: Path, columns: LogColumns) -> tuple[list[Event], tuple[str, ...]]:
    """The events in file order, and notices for the administrator.

    Raises ImportRefused with every fault of the file.
    """
    zone = columns.time_zone
    if zone is not None and zone not in available_timezones():
        raise refusal(file, None, f"'{zone}' is no time zone", "name one like Europe/Helsinki")
    judge = _Judge(columns, ZoneInfo(zone) if zone else None)
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


def _read_rows(file: Path, columns: LogColumns) -> Iterator[RawEvent]:
    """Each row in file order. Raises ImportRefused when the file as a whole cannot be used."""
    log = read_file(file)
    wanted = (columns.case, columns.time, columns.group, columns.region, columns.activity)
    if missing := [name for name in wanted if name is not None and name not in log.columns]:
        raise refusal(file, 1, f"has no column '{missing[0]}'", f"name one of: {', '.join(log.columns)}")
    for line, values in log.rows:
        where = place(log.name, line)
        if reason := misfit(log, values):
            yield f"{where}: row: {reason}; quote values that hold commas"
            continue
        cells = dict(zip(log.columns, values, strict=True))
        region = cells[columns.region] if columns.region is not None else None
        yield where, [cells[columns.case], cells[columns.time], cells[columns.group], region]


@dataclass
class _Judge:
    """Turns raw events into events, and gathers what is wrong with them."""

    columns: LogColumns
    zone: ZoneInfo | None
    breaches: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    shown_twice: int = 0

    def event(self, raw: RawEvent) -> Event | None:
        if isinstance(raw, str):
            self.breaches.append(raw)
            return None
        where, found = raw
        names = (self.columns.case, self.columns.time, self.columns.group, self.columns.region)
        values: list[Any] = []
        for name, read, value in zip(names, (_name_of_case, self._moment, _text, _text), found, strict=True):
            try:
                values.append(read(value))
            except NoValue as error:
                self.breaches.append(f"{where}: {name}: {error}")
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


def _name_of_case(value: Any) -> str:
    if (case := _text(value)) is None:
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
