"""Quarantine: bad rows and rows that refer to them go aside, the rest goes in; nothing is lost on the way."""

import csv
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from store.case.check import breaches
from store.case.writing import Counts, ImportSummary
from store.errors import ImportRefused
from store.imports.feed import import_feed
from store.source import engine
from tests.store.cast import GOOD, Rows, columns_of, content, good, write_csv, write_feed

Delivery = Mapping[str, list[dict[str, Any]]]


def quarantined(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of quarantine files by table name."""
    found = {}
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            found[file.stem] = list(csv.DictReader(stream))
    return found


def test_a_bad_row_and_all_that_hangs_on_it_go_aside(case_database: Engine, tmp_path: Path) -> None:
    counties = [good("counties", region_code="nowhere")]
    folder = write_feed(tmp_path / "feed", counties=counties)
    summary = import_feed(case_database, folder, quarantine=tmp_path / "aside")
    aside = quarantined(tmp_path / "aside")
    assert {name: len(rows) for name, rows in aside.items()} == {"counties": 1, "agencies": 1, "handovers": 1}
    assert aside["counties"][0]["line"] == "2"
    assert aside["counties"][0]["reason"] == (
        "region_code: 'nowhere' is not a row of regions; add it to regions, or correct it"
    )
    assert aside["agencies"][0]["reason"].startswith("county_code: 'w1' of counties is in quarantine")
    assert aside["handovers"][0]["reason"].startswith("to_agency: 'social' of agencies is in quarantine")
    assert aside["handovers"][0]["handed_over_at"] == GOOD["handovers"][0]["handed_over_at"]
    assert summary.counts["agencies"] == Counts(inserted=1, quarantined=1)
    assert [row["case_id"] for row in content(case_database)["cases"]] == ["c1"]
    assert list(breaches(case_database)) == []


def test_a_row_that_refers_to_a_bad_row_goes_aside_though_an_older_one_stands(sqlite_url: str, tmp_path: Path) -> None:
    database = engine(sqlite_url)
    import_feed(database, write_feed(tmp_path / "first"))
    second = {"cases": [good("cases", status="ajar")], "pauses": [good("pauses", reason="consent")]}
    import_feed(database, write_feed(tmp_path / "second", second), quarantine=tmp_path / "aside")
    assert set(quarantined(tmp_path / "aside")) == {"cases", "pauses"}
    assert [row["reason"] for row in content(database)["pauses"]] == ["recovery"]


def test_rows_of_one_key_all_go_aside(sqlite_url: str, tmp_path: Path) -> None:
    ministries = [good("ministries"), good("ministries", name_en="Other"), good("ministries", code="n")]
    folder = write_feed(tmp_path / "feed", {"ministries": ministries})
    import_feed(engine(sqlite_url), folder, quarantine=tmp_path / "aside")
    assert [row["line"] for row in quarantined(tmp_path / "aside")["ministries"]] == ["2", "3"]
    assert [row["code"] for row in content(engine(sqlite_url))["ministries"]] == ["n"]


def test_a_quarantine_of_an_earlier_delivery_is_replaced(sqlite_url: str, tmp_path: Path) -> None:
    bad = write_feed(tmp_path / "bad", cases=[good("cases", status="ajar")])
    import_feed(engine(sqlite_url), bad, quarantine=tmp_path / "aside")
    assert set(quarantined(tmp_path / "aside")) >= {"cases", "handovers"}
    import_feed(engine(sqlite_url), write_feed(tmp_path / "good"), quarantine=tmp_path / "aside")
    assert quarantined(tmp_path / "aside") == {}


def test_a_quarantine_inside_the_delivery_is_no_part_of_it(sqlite_url: str, tmp_path: Path) -> None:
    folder = write_feed(tmp_path / "feed", cases=[good("cases", status="ajar")])
    for _ in range(2):
        import_feed(engine(sqlite_url), folder, quarantine=folder / "aside")
    assert "cases" in quarantined(folder / "aside")


def test_files_of_another_origin_are_never_overwritten(sqlite_url: str, tmp_path: Path) -> None:
    folder = write_feed(tmp_path / "feed", cases=[good("cases", status="ajar")])
    other = write_feed(tmp_path / "other")
    for place in (folder, other, folder / "cases.csv"):
        with pytest.raises(ImportRefused):
            import_feed(engine(sqlite_url), folder, quarantine=place)
    assert (other / "cases.csv").read_text() == write_csv(tmp_path / "again.csv", GOOD["cases"]).read_text()


POOLS: dict[str, list[Any]] = {
    "population": ["5", None, "-1"],
    "code": ["a", "b", None],
    "case_id": ["a", "b", "c"],
    "handover_id": ["a", "b"],
    "deadline_id": ["a", "b"],
    "agency_code": ["a", "b"],
    "from_agency": ["a", "b"],
    "to_agency": ["b", "a"],
    "region_code": ["a", "unknown", "b"],
    "ministry_code": [None, "a"],
    "county_code": [None, "a"],
    "responsible_agency": [None, "a"],
    "sector": ["police", "fire"],
    "role": ["lead", "partner"],
    "reason": ["consent", "holiday"],
    "status": ["open", "closed"],
    "exploitation_form": ["labour"],
    "victim_age_group": ["adult"],
    "kind": ["unknown"],
    "response": [None, "accepted"],
    "responded_at": [None, "2024-01-03T00:00:00Z"],
    "closed_at": [None, "2024-01-03T00:00:00Z"],
}
TIMES = ["2024-01-01T00:00:00Z", "2024-01-02T02:00:00+02:00", "2024-01-02T00:00:00"]
DAYS = ["2024-01-01", "2024-01-02", "2024-02-30"]


def pool(column: str) -> list[Any]:
    """What a column may hold in the drawn deliveries: the first is good, later ones may be bad."""
    if column in POOLS:
        return POOLS[column]
    if column.endswith("_at"):
        return TIMES
    return DAYS if column.endswith("_on") else ["text"] if column.startswith("name") else [None]


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    """Half of them good; the others with some bad rows, some keys twice and some references to nothing."""
    is_good = draw(st.booleans())
    delivery: dict[str, list[dict[str, Any]]] = {}
    for table in GOOD:
        delivery[table] = []
        for number in range(2 if is_good else draw(st.integers(0, 4))):
            row = {column: pool(column)[0] for column in columns_of(table)}
            row[columns_of(table)[0]] = "abcd"[number]
            for column in [] if is_good else draw(st.lists(st.sampled_from(columns_of(table)), max_size=1)):
                row[column] = draw(st.sampled_from(pool(column)))
            delivery[table].append(row)
    return delivery


@contextmanager
def a_database(migrated: Path) -> Iterator[tuple[Engine, Path]]:
    """A fresh database and a folder for files, as one test draws many examples."""
    with tempfile.TemporaryDirectory() as folder:
        file = shutil.copy(migrated, Path(folder) / "cases.sqlite")
        made = engine.__wrapped__(f"sqlite:///{file}")
        yield made, Path(folder)
        made.dispose()


def write(folder: Path, delivery: Rows) -> Path:
    """A delivery, its empty tables with a header line only."""
    folder.mkdir()
    for table, rows in delivery.items():
        write_csv(folder / f"{table}.csv", rows)
        if not rows:
            (folder / f"{table}.csv").write_text(",".join(columns_of(table)) + "\n")
    return folder


def sizes(database: Engine) -> dict[str, int]:
    return {table: len(rows) - (table == "regions") for table, rows in content(database).items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(delivery=deliveries())
def test_without_quarantine_all_of_a_delivery_is_in_or_nothing(migrated_sqlite: Path, delivery: Delivery) -> None:
    with a_database(migrated_sqlite) as (database, folder):
        before = content(database)
        refused = None
        try:
            import_feed(database, write(folder / "feed", delivery))
        except ImportRefused as error:
            refused = error
        event("refused" if refused else "in")
        if refused:
            assert refused.breaches
            assert content(database) == before
        else:
            assert sizes(database) == {table: len(rows) for table, rows in delivery.items()}
            assert list(breaches(database)) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(delivery=deliveries(), complete=st.booleans())
def test_accepted_and_quarantined_rows_are_the_delivered_ones_and_the_contract_is_kept(
    migrated_sqlite: Path, delivery: Delivery, complete: bool
) -> None:
    with a_database(migrated_sqlite) as (database, folder):
        feed, aside = write(folder / "feed", delivery), folder / "aside"
        summary = import_feed(database, feed, quarantine=aside, complete=complete)
        for table, rows in delivery.items():
            assert sizes(database)[table] + len(quarantined(aside).get(table, [])) == len(rows)
        assert list(breaches(database)) == []
        standing = content(database)
        again = import_feed(database, feed, quarantine=aside, complete=complete)
        assert content(database) == standing
        assert _accepted(again) == _accepted(summary)


def _accepted(summary: ImportSummary) -> dict[str, int]:
    return {name: c.inserted + c.updated + c.unchanged for name, c in summary.counts.items()}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(delivery=deliveries())
def test_each_row_in_quarantine_would_be_refused_beside_the_accepted_ones(
    migrated_sqlite: Path, delivery: Delivery
) -> None:
    with a_database(migrated_sqlite) as (database, folder):
        import_feed(database, write(folder / "feed", delivery), quarantine=folder / "aside")
        for table, rows in quarantined(folder / "aside").items():
            for number, row in enumerate(rows):
                reason = row.pop("reason"), row.pop("line")
                if "is on lines" in reason[0]:
                    continue
                alone = write(folder / f"{table}{number}", {table: [row]})
                with pytest.raises(ImportRefused):
                    import_feed(database, alone)
