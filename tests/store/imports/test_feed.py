"""The feed and its contract: a delivery goes in whole or not at all; faults are named by file and line."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from store.case import writing
from store.case.check import breaches
from store.case.writing import Counts
from store.errors import DatabaseMissing, ImportRefused
from store.imports import feed
from store.imports.feed import import_feed
from store.source import engine
from tests.store.cast import GOOD, content, good, write_feed, write_parquet


@pytest.fixture
def database(sqlite_url: str) -> Engine:
    return engine(sqlite_url)


def test_a_good_delivery_goes_in_whole_and_keeps_the_contract(case_database: Engine, tmp_path: Path) -> None:
    summary = import_feed(case_database, write_feed(tmp_path / "feed"))
    assert summary.counts["agencies"] == Counts(inserted=2)
    assert {name: len(rows) for name, rows in content(case_database).items() if name != "regions"} == {
        name: len(rows) for name, rows in GOOD.items() if name != "regions"
    }
    (handover,) = content(case_database)["handovers"]
    assert handover["handed_over_at"] == datetime(2024, 3, 2, 8, tzinfo=UTC)
    assert handover["responded_at"] == datetime(2024, 3, 3, 8, 0, 0, 500_000, tzinfo=UTC)
    assert list(breaches(case_database)) == []


def test_the_same_delivery_twice_changes_nothing(case_database: Engine, tmp_path: Path) -> None:
    folder = write_feed(tmp_path / "feed")
    import_feed(case_database, folder)
    before = content(case_database)
    summary = import_feed(case_database, folder)
    assert content(case_database) == before
    assert all(c == Counts(unchanged=c.unchanged) and c.unchanged for c in summary.counts.values())


def test_rows_of_the_future_are_counted_and_due_days_are_none(case_database: Engine, tmp_path: Path) -> None:
    ahead = "2099-03-01T08:00:00Z"
    rows = {
        "cases": [good("cases"), good("cases", case_id="c2", closed_at=ahead)],
        "handovers": [good("handovers", due_at=ahead), good("handovers", handover_id="h2", responded_at=ahead)],
        "deadlines": [good("deadlines", due_on="2099-03-01")],
    }
    summary = import_feed(case_database, write_feed(tmp_path / "feed", {**GOOD, **rows}))
    said = "rows that lie in the future: 1; what they tell counts only from then on."
    assert summary.notices == (f"cases: {said}", f"handovers: {said}")
    deadline = good("deadlines", due_on="2099-03-01", met_on="2099-02-01")
    later = import_feed(case_database, write_feed(tmp_path / "later", {"deadlines": [deadline]}))
    assert later.notices == (f"deadlines: {said}",)


def test_a_newer_row_replaces_the_older_of_its_key(case_database: Engine, tmp_path: Path) -> None:
    import_feed(case_database, write_feed(tmp_path / "first"))
    newer = good("cases", closed_at="2024-04-01T00:00:00Z", status="closed")
    summary = import_feed(
        case_database, write_feed(tmp_path / "second", {"cases": [newer, good("cases", case_id="c2")]})
    )
    assert summary.counts == {"cases": Counts(inserted=1, updated=1)}
    assert [case["status"] for case in content(case_database)["cases"]] == ["closed", "open"]


def test_what_a_newer_row_leaves_out_is_null_then(database: Engine, tmp_path: Path) -> None:
    import_feed(database, write_feed(tmp_path / "first"))
    newer = good("cases")
    del newer["responsible_agency"]
    import_feed(database, write_feed(tmp_path / "second", {"cases": [newer]}))
    assert content(database)["cases"][0]["responsible_agency"] is None


BAD_ROWS = [
    ("cases", {"opened_at": "31.5.2024"}, "opened_at: '31.5.2024' is not a time"),
    ("cases", {"opened_at": "2024-02-30T08:00:00Z"}, "opened_at: '2024-02-30T08:00:00Z' is not a time"),
    (
        "cases",
        {"opened_at": "2024-03-01T08:00:00"},
        "opened_at: '2024-03-01T08:00:00' has no time zone; add its offset",
    ),
    ("cases", {"opened_at": "2024-03-01"}, "opened_at: '2024-03-01' has no time of day"),
    ("cases", {"opened_at": "0001-01-01T00:00:00+02:00"}, "outside the years"),
    ("cases", {"opened_at": None}, "opened_at: is empty"),
    ("cases", {"case_id": None}, "case_id: is empty"),
    ("cases", {"case_id": "a\0b"}, "case_id: holds a NUL character"),
    ("cases", {"status": "ajar"}, "status: 'ajar' is not a code of status; write one of: open, closed, unknown"),
    (
        "cases",
        {"closed_at": "2024-02-01T00:00:00Z"},
        "closed_at: 2024-02-01T00:00:00+00:00 is before opened_at",
    ),
    ("cases", {"region_code": "99"}, "region_code: '99' is not a row of regions"),
    ("cases", {"responsible_agency": "fire"}, "responsible_agency: 'fire' is not a row of agencies"),
    ("involvements", {"ended_at": "2024-02-01T00:00:00Z"}, "ended_at: 2024-02-01T00:00:00+00:00 is before"),
    ("handovers", {"to_agency": "police"}, "to_agency: 'police' is from_agency as well"),
    ("handovers", {"responded_at": None}, "response is set and responded_at is not"),
    ("handovers", {"response": None}, "responded_at is set and response is not"),
    ("handovers", {"responded_at": "2024-03-01T00:00:00Z"}, "is before handed_over_at"),
    ("handovers", {"case_id": "c9"}, "case_id: 'c9' is not a row of cases"),
    ("deadlines", {"due_on": "2024-06-31"}, "due_on: '2024-06-31' is not a day"),
    ("deadlines", {"due_on": "20240601"}, "due_on: '20240601' is not a day"),
    ("deadlines", {"started_on": "2024-06-02"}, "due_on: 2024-06-01 is before started_on"),
    ("pauses", {"reason": "holiday"}, "reason: 'holiday' is not a code"),
    ("regions", {"population": "many"}, "population: 'many' is not a whole number"),
    ("regions", {"population": "1.5"}, "population: '1.5' is not a whole number"),
    ("regions", {"population": "-1"}, "population: '-1' is out of range"),
    ("regions", {"population": "2147483648"}, "population: '2147483648' is out of range"),
    ("agencies", {"sector": "fire"}, "sector: 'fire' is not a code of sector"),
]


@pytest.mark.parametrize(("table", "change", "reason"), BAD_ROWS)
def test_one_bad_row_refuses_the_delivery_with_its_place(
    database: Engine, tmp_path: Path, table: str, change: dict[str, Any], reason: str
) -> None:
    import_feed(database, write_feed(tmp_path / "first"))
    before = content(database)
    bad = good(table, **change)
    folder = write_feed(tmp_path / "second", {**GOOD, table: [*GOOD[table][1:], bad]})
    with pytest.raises(ImportRefused) as refused:
        import_feed(database, folder)
    (breach,) = refused.value.breaches
    assert breach.startswith(f"{table}.csv:{len(GOOD[table]) + 1}: ")
    assert reason in breach
    assert content(database) == before


def test_every_breach_of_a_delivery_is_named(case_database: Engine, tmp_path: Path) -> None:
    cases = [good("cases", case_id=f"x{n}", status="ajar", opened_at="soon") for n in range(30)]
    with pytest.raises(ImportRefused) as refused:
        import_feed(case_database, write_feed(tmp_path / "feed", cases=[*GOOD["cases"], *cases]))
    assert len(refused.value.breaches) == 60
    assert content(case_database)["cases"] == []


def test_a_key_twice_in_a_delivery_is_a_breach_on_both_lines(database: Engine, tmp_path: Path) -> None:
    twice = [good("cases"), good("cases", case_id="c2"), good("cases", status="closed")]
    with pytest.raises(ImportRefused) as refused:
        import_feed(database, write_feed(tmp_path / "feed", cases=twice))
    assert [breach[:13] for breach in refused.value.breaches] == ["cases.csv:2: ", "cases.csv:4: "]
    assert "lines 2, 4" in refused.value.breaches[0]


def test_one_moment_written_in_two_zones_is_one_key(database: Engine, tmp_path: Path) -> None:
    twice = [good("pauses"), good("pauses", started_at="2024-03-05T02:00:00+02:00")]
    with pytest.raises(ImportRefused, match="faults: 2"):
        import_feed(database, write_feed(tmp_path / "feed", pauses=twice))


def test_two_files_for_one_table_are_refused(database: Engine, tmp_path: Path) -> None:
    folder = write_feed(tmp_path / "feed")
    write_parquet(folder / "cases.parquet", GOOD["cases"])
    with pytest.raises(ImportRefused) as refused:
        import_feed(database, folder)
    assert "cases.parquet: is a second file for cases" in refused.value.breaches[0]


@pytest.mark.parametrize("name", ["kases.csv", "cases.xlsx", "Cases.csv", "note.txt"])
def test_a_file_of_an_unknown_name_is_refused(database: Engine, tmp_path: Path, name: str) -> None:
    folder = write_feed(tmp_path / "feed")
    (folder / name).write_text("x", encoding="utf-8")
    with pytest.raises(ImportRefused) as refused:
        import_feed(database, folder)
    assert refused.value.breaches[0].startswith(f"{name}: is not a table of the contract")


def test_a_folder_that_is_missing_or_empty_is_refused(database: Engine, tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        (tmp_path / "cases.sqlite").exists()
        with pytest.raises(ImportRefused):
            import_feed(database, folder)


def test_a_database_that_does_not_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        import_feed(engine(f"sqlite:///{tmp_path / 'none.sqlite'}"), write_feed(tmp_path / "feed"))
    assert not (tmp_path / "none.sqlite").exists()


def test_a_crash_half_way_leaves_what_was_there(
    case_database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_feed(case_database, write_feed(tmp_path / "first"))
    before = content(case_database)
    write = writing.upsert

    def upsert_until_handovers(connection: Any, table: Any, *arguments: Any) -> Counts:
        if table.name == "handovers":
            raise RuntimeError("the power went")
        return write(connection, table, *arguments)

    monkeypatch.setattr(feed, "upsert", upsert_until_handovers)
    second = write_feed(tmp_path / "second", cases=[good("cases"), good("cases", case_id="c2")])
    with pytest.raises(RuntimeError):
        import_feed(case_database, second, complete=True, quarantine=tmp_path / "aside")
    assert content(case_database) == before
    assert not (tmp_path / "aside").exists()


def test_what_the_database_itself_refuses_is_refused_with_its_words(
    case_database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "dangling", lambda *_: ())
    with pytest.raises(ImportRefused, match="did not take it"):
        import_feed(case_database, write_feed(tmp_path / "feed", cases=[good("cases", region_code="99")]))
    assert content(case_database)["cases"] == []


def test_progress_goes_from_the_start_to_the_end(database: Engine, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    rows = [good("cases", case_id=f"c{n}") for n in range(2_000)]
    import_feed(
        database,
        write_feed(tmp_path / "feed", cases=rows),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert 50 < len(told) <= 110


def test_imports_at_the_same_time_wait_for_each_other(case_database: Engine, tmp_path: Path) -> None:
    folders = [
        write_feed(tmp_path / f"{n}", cases=[good("cases", case_id=f"c{i}") for i in order])
        for n, order in enumerate([range(1, 400), range(399, 0, -1), range(1, 400)])
    ]
    with ThreadPoolExecutor() as pool:
        summaries = list(pool.map(lambda folder: import_feed(case_database, folder), folders))
    assert sorted(summary.counts["cases"].inserted for summary in summaries) == [0, 0, 399]
