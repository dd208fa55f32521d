"""A small cast for the tests of the store: one good row for each table, and ways to write and read them."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine, select

from store.case.tables import BY_NAME, IN_ORDER

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

_NAMES = {"name_en": "Name", "name_fi": "Nimi", "name_sv": "Namn"}
GOOD: dict[str, list[dict[str, str]]] = {
    "regions": [{"code": "01", **_NAMES, "population": "1700000"}],
    "counties": [{"code": "w1", **_NAMES, "region_code": "01", "population": "200000"}],
    "ministries": [{"code": "m", **_NAMES}],
    "agencies": [
        {"code": "police", **_NAMES, "sector": "police", "ministry_code": "m", "region_code": "01"},
        {"code": "social", **_NAMES, "sector": "social", "county_code": "w1"},
    ],
    "cases": [
        {
            "case_id": "c1",
            "region_code": "01",
            "opened_at": "2024-03-01T08:00:00Z",
            "status": "open",
            "exploitation_form": "labour",
            "victim_age_group": "adult",
            "responsible_agency": "police",
        }
    ],
    "involvements": [{"case_id": "c1", "agency_code": "police", "role": "lead", "started_at": "2024-03-01T08:00:00Z"}],
    "handovers": [
        {
            "handover_id": "h1",
            "case_id": "c1",
            "from_agency": "police",
            "to_agency": "social",
            "kind": "case",
            "handed_over_at": "2024-03-02T10:00:00+02:00",
            "responded_at": "2024-03-03T10:00:00.5+02:00",
            "response": "accepted",
        }
    ],
    "deadlines": [{"deadline_id": "d1", "case_id": "c1", "kind": "follow_up", "due_on": "2024-06-01"}],
    "pauses": [{"case_id": "c1", "reason": "recovery", "started_at": "2024-03-05T00:00:00Z"}],
}


def good(table: str, number: int = 0, **changes: Any) -> dict[str, Any]:
    """A good row of the table, with changes."""
    return {**GOOD[table][number], **changes}


def write_csv(file: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Rows as a CSV file with every column that any of them names; None is empty."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    return file


def write_parquet(file: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Rows as a Parquet file with every column that any of them names."""
    columns = dict.fromkeys(name for row in rows for name in row)
    pq.write_table(pa.table({name: [row.get(name) for row in rows] for name in columns}), file)
    return file


def write_feed(folder: Path, rows: Rows = GOOD, **changes: Sequence[Mapping[str, Any]]) -> Path:
    """A delivery of CSV files, `changes` standing in for whole tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, of_table in {**rows, **changes}.items():
        write_csv(folder / f"{table}.csv", of_table)
    return folder


def content(source: Engine) -> dict[str, list[dict[str, Any]]]:
    """All rows of the case database by table name, in the order of their keys."""
    with source.connect() as connection:
        return {
            table.name: [
                dict(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            ]
            for table in IN_ORDER
        }


def columns_of(table: str) -> list[str]:
    """Names of the table's columns."""
    return list(BY_NAME[table].columns.keys())
