"""An import by upload is tried without a trace, and then done as it was tried, or not at all."""

import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, make_url, text

from store.case.writing import Counts
from store.errors import DatabaseForeign, ImportRefused
from store.imports.delivery import header
from store.imports.event_xes import LogColumns
from store.imports.upload import Differs, Order, done, left_out, missing_rights, tried, unpacked
from store.source import engine
from tests.store.cast import GOOD, content, good, write_csv, write_feed

MB = 1_000_000
EVENTS = [
    {"case": "a", "time": "2024-03-01T08:00:00Z", "group": "police"},
    {"case": "a", "time": "2024-03-02T08:00:00Z", "group": "social"},
]


def feed(folder: Path) -> Order:
    bad = {"cases": [good("cases"), good("cases", case_id="c2", status="ajar")]}
    return Order(write_feed(folder / "feed", {**GOOD, **bad}), folder / "aside")


def events(folder: Path) -> Order:
    (folder / "log").mkdir()
    write_csv(folder / "log" / "log.csv", EVENTS)
    return Order(folder / "log", columns=LogColumns("case", "time", "group"))


@pytest.mark.parametrize("order_in", [feed, events])
def test_what_is_tried_leaves_no_trace_and_is_what_is_done(
    case_database: Engine, tmp_path: Path, order_in: Callable[[Path], Order]
) -> None:
    order, before = order_in(tmp_path), content(case_database)
    found = tried(case_database, order)
    assert content(case_database) == before
    kept: list[str] = []
    assert done(case_database, order, found, lambda: kept.append("once")) == found
    assert content(case_database) != before
    assert kept == ["once"]
    again = tried(case_database, order)
    assert all(not (counts.inserted or counts.updated) for counts in again.counts.values())


def test_rows_that_are_left_out_are_named_with_their_faults(case_database: Engine, tmp_path: Path) -> None:
    order = feed(tmp_path)
    found = tried(case_database, order)
    assert (found.rows, found.counts["cases"]) == (11, Counts(inserted=1, quarantined=1))
    assert order.aside
    [said] = left_out(order.aside)
    assert said.startswith("cases.csv:3: status: 'ajar' is not a code of status; ")


def test_nothing_goes_in_where_the_database_has_changed_since(case_database: Engine, tmp_path: Path) -> None:
    order = feed(tmp_path)
    found = tried(case_database, order)
    with case_database.begin() as connection:
        connection.execute(text("INSERT INTO ministries (code, name_en, name_fi, name_sv) VALUES ('m', 'a', 'a', 'a')"))
    before, kept = content(case_database), list[str]()
    with pytest.raises(Differs):
        done(case_database, order, found, lambda: kept.append("never"))
    assert (content(case_database), kept) == (before, [])


def test_nothing_goes_in_where_it_cannot_be_kept_who_did_it(case_database: Engine, tmp_path: Path) -> None:
    order, before = feed(tmp_path), content(case_database)
    found = tried(case_database, order)

    def keep() -> None:
        raise OSError("the log is gone")

    with pytest.raises(OSError, match="the log is gone"):
        done(case_database, order, found, keep)
    assert content(case_database) == before


def test_a_fault_refuses_the_whole_with_its_place(case_database: Engine, tmp_path: Path) -> None:
    order = Order(feed(tmp_path).folder)
    with pytest.raises(ImportRefused) as refused:
        tried(case_database, order)
    [said] = refused.value.breaches
    assert said.startswith("cases.csv:3: status: ")


@pytest.fixture
def reader(postgres_url: str) -> Iterator[Engine]:
    """The case database as an account opens it that may read it and no more, but write cases."""
    with engine(postgres_url).begin() as connection:
        connection.execute(text("CREATE ROLE upload_reader LOGIN PASSWORD 'secret'"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO upload_reader"))
        connection.execute(text("GRANT INSERT, UPDATE, DELETE ON cases TO upload_reader"))
    made = create_engine(make_url(postgres_url).set(username="upload_reader", password="secret"))
    yield made
    made.dispose()
    with engine(postgres_url).begin() as connection:
        connection.execute(text("DROP OWNED BY upload_reader"))
        connection.execute(text("DROP ROLE upload_reader"))


def test_it_is_said_which_rights_are_missing(reader: Engine, case_database: Engine) -> None:
    assert missing_rights(case_database) == ()
    lacking = missing_rights(reader)
    assert "INSERT, UPDATE, DELETE ON regions" in lacking
    assert len(lacking) == 8
    assert not [one for one in lacking if one.endswith("ON cases")]


def test_a_file_that_may_not_be_written_is_named(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert missing_rights(engine(sqlite_url)) == ()
    file = str(make_url(sqlite_url).database)
    monkeypatch.setattr(os, "access", lambda path, _mode: str(path) != file)
    assert missing_rights(engine(sqlite_url)) == (f"write to {file}",)


def test_a_database_of_others_is_none_to_import_to(empty_postgres_url: str) -> None:
    with engine(empty_postgres_url).begin() as connection:
        connection.execute(text("CREATE TABLE cases (case_id text)"))
    with pytest.raises(DatabaseForeign):
        missing_rights(engine(empty_postgres_url))


@given(st.binary(max_size=300_000), st.integers(0, 400_000))
def test_what_unpacks_is_measured_to_its_limit(
    tmp_path_factory: pytest.TempPathFactory, held: bytes, most: int
) -> None:
    file = tmp_path_factory.mktemp("packed") / "a.csv.gz"
    file.write_bytes(gzip.compress(held))
    found = unpacked(file, most)
    assert found == len(held) if len(held) <= most else found > most


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv.gz"
    file.write_bytes(gzip.compress(bytes(200 * MB), 9))
    assert MB < unpacked(file, MB) < 2 * MB


@pytest.mark.parametrize("content", [b"no gzip at all", gzip.compress(b"a" * 1000, mtime=0)[:-9]])
def test_what_does_not_unpack_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "cases.csv.gz"
    file.write_bytes(content)
    with pytest.raises(ValueError, match="does not unpack"):
        unpacked(file, MB)


def test_the_columns_of_a_file_are_known_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(b'\xef\xbb\xbfcase,"the, time",\n\xff')
    assert header(file) == ("case", "the, time", "")
    assert header(tmp_path / "log.xes") == ()
