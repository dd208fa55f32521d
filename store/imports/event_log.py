"""The event log: one file of events made into cases, agencies, involvements and handovers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Connection, Engine, select

from config.codes import UNKNOWN
from store.case import tables
from store.case.parsing import NoValue, is_shown_twice, local_moment, moment_of, written_time
from store.case.tables import key_of
from store.case.writing import Confirm, ImportSummary, Progress, Ticks, of_the_future, remove, upsert, writing
from store.errors import ImportRefused
from store.imports.delivery import SUFFIXES, misfit, place, read_file, refusal
from store.imports.event_xes import XES_SUFFIXES, LogColumns, RawEvent, read_xes

_KIND = "event"
_ROLE = "partner"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `group` and `region` are None where the log has the empty text."""

    case: str
    time: datetime
    group: str | None
    region: str | None


def import_events(
    target: Engine,
    file: Path,
    columns: LogColumns,
    progress: Progress | None = None,
    confirm: Confirm | None = None,
) -> ImportSummary:
    """Import an event log (.csv, .csv.gz, .parquet, .xes, .xes.gz) by the rules of the data contract.

    Times are ISO 8601 with a zone. With `columns.time_zone` they may lack one and are then local: a time that the
    clocks skip in spring is refused, and one that they show twice in autumn is the first of the two. Importing the same
    log again changes nothing. For a case in the log, event handovers and partner involvements that it no longer implies
    are deleted. Agencies and regions that are there already keep their names.

    Raises ImportRefused with every bad row, and what `must_be_current` and `confirm` raise; the database is then
    unchanged.
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
            counts[name] = replace(counts[name], deleted=_remove_the_rest(connection, name, rows))
        summary = ImportSummary(counts, notices, of_the_future(rows), len(events))
        if confirm:
            confirm(summary)
    return summary


def rows_of(events: Iterable[Event]) -> dict[str, list[Row]]:
    """Rows by table name, in the order of writing, with what events in file order tell of their columns."""
    # Python's sort is stable: events of one case and one moment stay in file order.
    by_time = sorted(events, key=lambda event: (event.case, event.time))
    logs = {case: list(found) for case, found in groupby(by_time, lambda event: event.case)}
    cases = [
        {
            "case_id": case,
            "region_code": in_order[0].region or UNKNOWN,
            "opened_at": in_order[0].time,
            "closed_at": in_order[-1].time,
            "status": "closed",
            "exploitation_form": UNKNOWN,
            "victim_age_group": UNKNOWN,
        }
        for case, in_order in logs.items()
    ]
    involvements = [row for log in logs.items() for row in _involvements(*log)]
    handovers = [row for log in logs.items() for row in _handovers(*log)]
    codes = dict.fromkeys(row["region_code"] for row in cases)
    groups = dict.fromkeys(row["agency_code"] for row in involvements)
    return {
        "regions": [_named(code) for code in codes],
        "agencies": [{**_named(group), "sector": UNKNOWN} for group in groups],
        "cases": cases,
        "involvements": involvements,
        "handovers": handovers,
    }


def _involvements(case: str, in_order: list[Event]) -> Iterator[Row]:
    first: dict[str, datetime] = {}
    for event in in_order:
        if event.group:
            first.setdefault(event.group, event.time)
    for group, time in first.items():
        yield {"case_id": case, "agency_code": group, "role": _ROLE, "started_at": time}


def _handovers(case: str, in_order: list[Event]) -> Iterator[Row]:
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


def _named(code: str) -> Row:
    return {"code": code, "name_en": code, "name_fi": code, "name_sv": code}


def _remove_the_rest(connection: Connection, name: str, rows: dict[str, list[Row]]) -> int:
    """Delete what an earlier import of the log's cases made and this one does not imply."""
    table, cases = tables.BY_NAME[name], {row["case_id"] for row in rows["cases"]}
    made_by_logs = table.c.kind == _KIND if name == "handovers" else table.c.role == _ROLE
    names = key_of(table)
    implied = {tuple(row[n] for n in names) for row in rows[name]}
    standing = connection.execute(select(table.c.case_id, *(table.c[n] for n in names)).where(made_by_logs))
    surplus = [tuple(key) for case, *key in standing if case in cases and tuple(key) not in implied]
    return remove(connection, table, surplus)


def _read_events(file: Path, columns: LogColumns) -> tuple[list[Event], tuple[str, ...]]:
    """The events in file order, and notices for the administrator. Raises ImportRefused with every fault."""
    zone = columns.time_zone
    if zone is not None and zone not in available_timezones():
        raise refusal(file, None, f"'{zone}' is not a time zone", "name one like Europe/Helsinki")
    notices: list[str] = []
    if file.name.endswith(XES_SUFFIXES):
        found = read_xes(file, columns, notices)
    elif file.name.endswith(SUFFIXES):
        found = _read_rows(file, columns)
    else:
        raise refusal(file, None, "is of no known kind", f"deliver {', '.join((*SUFFIXES, *XES_SUFFIXES))}")
    twice: list[datetime] = []
    moment = partial(_moment, ZoneInfo(zone) if zone else None, twice)
    readers: list[Callable[[Any], Any]] = [_name_of_case, moment, _text, _text]
    fields = list(zip(columns.of_events, readers, strict=True))
    judged = [raw if isinstance(raw, str) else _event(fields, *raw) for raw in found]
    if breaches := tuple(one for one in judged if isinstance(one, str)):
        raise ImportRefused(f"{file.name}: faults: {len(breaches)}. Nothing was imported.", breaches)
    if twice:
        notices.append(f"{len(twice)} times are shown twice by the clocks of {zone}; the first of the two was taken.")
    return [one for one in judged if isinstance(one, Event)], tuple(notices)


def _read_rows(file: Path, columns: LogColumns) -> Iterator[RawEvent]:
    """Each row in file order. Raises ImportRefused when the file as a whole cannot be used."""
    log = read_file(file)
    wanted = (*columns.of_events, columns.activity)
    if missing := [name for name in wanted if name is not None and name not in log.columns]:
        raise refusal(file, 1, f"has no column '{missing[0]}'", f"name one of: {', '.join(log.columns)}")
    for line, values in log.rows:
        where = place(log.name, line)
        if reason := misfit(log, values):
            yield f"{where}: row: {reason}; quote values that hold commas"
            continue
        cells: dict[str | None, Any] = dict(zip(log.columns, values, strict=True))
        yield where, [cells.get(name) for name in columns.of_events]


def _event(fields: list[tuple[str | None, Callable[[Any], Any]]], where: str, found: list[Any]) -> Event | str:
    """The event, or what is wrong with it."""
    values: list[Any] = []
    for (name, read), value in zip(fields, found, strict=True):
        try:
            values.append(read(value))
        except NoValue as error:
            return f"{where}: {name}: {error}"
    return Event(*values)


def _moment(zone: ZoneInfo | None, twice: list[datetime], value: Any) -> datetime:
    """The moment of an event; a local time that the clocks show twice is added to `twice`."""
    if value is None:
        raise NoValue("has no value", "say when the event was")
    wall = written_time(value)
    if wall.tzinfo is not None or zone is None:
        return moment_of(value)
    if is_shown_twice(wall, zone):
        twice.append(wall)
    return local_moment(wall, zone)


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
