"""Complete deliveries: what they lack goes, unless a row that stays refers to it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.case.writing import Counts
from store.errors import ImportRefused
from store.imports.feed import import_feed
from store.source import engine
from tests.store.cast import GOOD, content, good, write_feed

NONE_LEFT = {table: GOOD[table] for table in ("regions", "counties", "ministries", "agencies")}


@pytest.fixture
def filled(case_database: Engine, tmp_path: Path) -> Engine:
    """A database with the whole cast and a second case."""
    import_feed(case_database, write_feed(tmp_path / "first", cases=[*GOOD["cases"], good("cases", case_id="c2")]))
    return case_database


def test_rows_that_a_complete_delivery_lacks_are_deleted(filled: Engine, tmp_path: Path) -> None:
    summary = import_feed(filled, write_feed(tmp_path / "second"), complete=True)
    assert summary.counts["cases"] == Counts(unchanged=1, deleted=1)
    assert [row["case_id"] for row in content(filled)["cases"]] == ["c1"]
    assert [row["code"] for row in content(filled)["regions"]] == ["01", "unknown"]


def test_rows_stay_without_complete(filled: Engine, tmp_path: Path) -> None:
    assert import_feed(filled, write_feed(tmp_path / "second")).counts["cases"] == Counts(unchanged=1)
    assert len(content(filled)["cases"]) == 2


def test_parents_and_children_go_together(filled: Engine, tmp_path: Path) -> None:
    second = write_feed(tmp_path / "second")
    for table in ("cases", "involvements", "handovers", "deadlines", "pauses", "agencies", "counties"):
        file = second / f"{table}.csv"
        file.write_text(file.read_text().splitlines()[0] + "\n")
    import_feed(filled, second, complete=True)
    assert {name for name, rows in content(filled).items() if rows} == {"regions", "ministries"}


def test_tables_that_were_not_delivered_stay(filled: Engine, tmp_path: Path) -> None:
    before = content(filled)
    import_feed(filled, write_feed(tmp_path / "second", {"ministries": GOOD["ministries"]}), complete=True)
    assert content(filled) == before


def test_a_row_that_stays_and_refers_to_one_that_would_go_refuses_the_delivery(filled: Engine, tmp_path: Path) -> None:
    before = content(filled)
    with pytest.raises(ImportRefused) as refused:
        import_feed(filled, write_feed(tmp_path / "second", {"cases": [good("cases", case_id="c3")]}), complete=True)
    assert len(refused.value.breaches) == 4
    assert "cases.csv: 'c1' is not delivered, but handovers handover_id=h1 refers to it" in str(refused.value.breaches)
    assert content(filled) == before


def test_a_delivered_row_may_not_refer_to_one_that_goes(filled: Engine, tmp_path: Path) -> None:
    second = write_feed(tmp_path / "second", pauses=[good("pauses", case_id="c2")])
    with pytest.raises(ImportRefused) as refused:
        import_feed(filled, second, complete=True)
    assert refused.value.breaches[0].startswith("pauses.csv:2: case_id: 'c2' is not a row of cases")


def test_a_row_in_quarantine_does_not_delete_its_older_one(filled: Engine, tmp_path: Path) -> None:
    cases = [*GOOD["cases"], good("cases", case_id="c2", status="ajar")]
    summary = import_feed(
        filled, write_feed(tmp_path / "second", cases=cases), complete=True, quarantine=tmp_path / "aside"
    )
    assert summary.counts["cases"] == Counts(unchanged=1, quarantined=1)
    assert len(content(filled)["cases"]) == 2


def test_nothing_is_deleted_where_the_key_of_a_bad_row_cannot_be_told(filled: Engine, tmp_path: Path) -> None:
    cases = [*GOOD["cases"], good("cases", case_id=None)]
    second = write_feed(tmp_path / "second", cases=cases)
    summary = import_feed(filled, second, complete=True, quarantine=tmp_path / "aside")
    assert summary.notices == ("cases: nothing was deleted, for the key of a bad row cannot be told.",)
    assert len(content(filled)["cases"]) == 2


def test_the_unknown_region_stays_in_use(sqlite_url: str, tmp_path: Path) -> None:
    database = engine(sqlite_url)
    rows = {**NONE_LEFT, "cases": [good("cases", region_code="unknown")]}
    import_feed(database, write_feed(tmp_path / "feed", rows), complete=True)
    assert content(database)["cases"][0]["region_code"] == "unknown"
