"""The event log: one file of events made into cases, agencies, involvements and handovers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from config.codes import UNKNOWN
from store.case import tables
from store.case.tables import key_of
from store.case.writing import Counts, ImportSummary, Progress, Ticks, remove, upsert, writing
from store.imports.event_file import Event, read_events
from store.imports.raw_event import LogColumns

_KIND = "event"
_ROLE = "partner"


def import_events(target: Engine, file: Path, columns: LogColumns, progress: Progress | None = None) -> ImportSummary:
    """Import an event log (.csv, .csv.gz, .parquet, .xes, .xes.gz) by the rules of the data contract.

    Times are ISO 8601 with a zone. With `columns.time_zone` they may lack one and are then local: a time that the
    clocks skip in spring is refused, and one that they show twice in autumn is the first of the two. Importing the same
    log again changes nothing. For a case in the log, event handovers and partner involvements that it no longer implies
    are deleted. Agencies and regions that are there already keep their names.

    Raises ImportRefused with every bad row, and what `must_be_current` raises; the database is then unchanged.
    """
    events, notices = read_events(file, columns)
    rows = rows_of(events)
    ticks = Ticks(sum(map(len, rows.values())), progress)
    with writing(target) as connection:
        counts = {name: _write(connection, name, rows[name], ticks) for name in rows}
        for name in ("involvements", "handovers"):
            deleted = _remove_the_rest(connection, name, rows)
            counts[name] = replace(counts[name], deleted=deleted)
    return ImportSummary(counts, notices)


def rows_of(events: Iterable[Event]) -> dict[str, list[dict[str, Any]]]:
    """Rows by table name, in the order of writing, made from events in file order."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("regions", "agencies", "cases", "involvements", "handovers")
    }
    # Python's sort is stable: events of one case and one moment stay in file order.
    for case, of_case in groupby(sorted(events, key=lambda event: (event.case, event.time)), lambda e: e.case):
        in_order = list(of_case)
        rows["cases"].append(_case(case, in_order))
        rows["involvements"] += _involvements(case, in_order)
        rows["handovers"] += _handovers(case, in_order)
    codes = dict.fromkeys(row["region_code"] for row in rows["cases"])
    rows["regions"] = [{**_named(code), "population": None} for code in codes]
    groups = dict.fromkeys(row["agency_code"] for row in rows["involvements"])
    rows["agencies"] = [_agency(group) for group in groups]
    return rows


def _case(case: str, in_order: list[Event]) -> dict[str, Any]:
    return {
        **dict.fromkeys(tables.cases.columns.keys()),
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
        yield {"case_id": case, "agency_code": group, "role": _ROLE, "started_at": time, "ended_at": None}


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
            "due_at": None,
            "responded_at": taker.time,
            "response": "accepted",
            "response_reason": None,
        }


def _agency(group: str) -> dict[str, Any]:
    return {**dict.fromkeys(tables.agencies.columns.keys()), **_named(group), "sector": UNKNOWN}


def _named(code: str) -> dict[str, Any]:
    return {"code": code, "name_en": code, "name_fi": code, "name_sv": code}


def _write(connection: Connection, name: str, rows: list[dict[str, Any]], ticks: Ticks) -> Counts:
    return upsert(connection, tables.BY_NAME[name], rows, ticks, replace=name not in ("regions", "agencies"))


def _remove_the_rest(connection: Connection, name: str, rows: dict[str, list[dict[str, Any]]]) -> int:
    """Delete what an earlier import of the log's cases made and this one does not imply."""
    table, cases = tables.BY_NAME[name], {row["case_id"] for row in rows["cases"]}
    made_by_logs = table.c.kind == _KIND if name == "handovers" else table.c.role == _ROLE
    names = key_of(table)
    implied = {tuple(row[n] for n in names) for row in rows[name]}
    standing = connection.execute(select(table.c.case_id, *(table.c[n] for n in names)).where(made_by_logs))
    surplus = [tuple(key) for case, *key in standing if case in cases and tuple(key) not in implied]
    return remove(connection, table, surplus)
