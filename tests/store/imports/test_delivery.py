"""Delivered files: what cannot be trusted as a whole is refused, and CSV, gzip and Parquet say the same."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from store.errors import ImportRefused
from store.imports.delivery import faults, header, read_delivery, read_file
from store.imports.feed import import_feed
from store.source import engine
from tests.store.cast import content, good, write_feed, write_parquet


@pytest.fixture
def database(sqlite_url: str) -> Engine:
    return engine(sqlite_url)


BAD_FILES = [
    (b"", "cases.csv: is empty; a table without rows still has its header line"),
    (b"case_id,region_code\nc1,01\n", "cases.csv:1: opened_at: the column is missing"),
    (b"case_id;region_code\nc1;01\n", "cases.csv:1: its columns are not separated by commas"),
    (b"case_id,case_id\n", "cases.csv:1: column 'case_id' is there twice"),
    (b"case_id,,status\n", "cases.csv:1: a column has no name"),
    (b",".join([b"a"] * 1001), "cases.csv:1: has 1,001 columns; leave out all but 1,000 at most"),
    (b",".join([b"a"] * 1000), "cases.csv:1: column 'a' is there twice"),
    (
        b"case_id,status\nc1,open\nc2,\xe4\n",
        "cases.csv:3: byte 26 (0xe4) is no UTF-8; save the file as UTF-8",
    ),
    ("case_id,status\n".encode("utf-16"), "cases.csv:1: byte 0 (0xff) is no UTF-8"),
    (b'case_id,status\nc1,"open\n', "cases.csv:2: is no CSV from here on"),
    (b'case_id,status\nc1,"o"pen\n', "cases.csv:2: is no CSV from here on"),
]


@pytest.mark.parametrize(("content_of_file", "breach"), BAD_FILES)
def test_a_file_that_cannot_be_trusted_refuses_the_delivery(
    database: Engine, tmp_path: Path, content_of_file: bytes, breach: str
) -> None:
    folder = write_feed(tmp_path / "feed")
    (folder / "cases.csv").write_bytes(content_of_file)
    with pytest.raises(ImportRefused) as refused:
        import_feed(database, folder, quarantine=tmp_path / "aside")
    assert any(said.startswith(breach) for said in refused.value.breaches)
    assert content(database)["regions"][0]["code"] == "unknown"
    assert not (tmp_path / "aside").exists()


def test_an_unknown_column_refuses_the_delivery(database: Engine, tmp_path: Path) -> None:
    folder = write_feed(tmp_path / "feed", cases=[good("cases", name="Someone")])
    with pytest.raises(ImportRefused) as refused:
        import_feed(database, folder)
    assert refused.value.breaches[0].startswith("cases.csv:1: name: the column is unknown; leave it out")


def test_a_row_with_too_many_values_is_a_breach(database: Engine, tmp_path: Path) -> None:
    folder = write_feed(tmp_path / "feed")
    with (folder / "ministries.csv").open("a", encoding="utf-8") as stream:
        stream.write("m2,a,b,c,d\n")
    with pytest.raises(ImportRefused) as refused:
        import_feed(database, folder)
    assert refused.value.breaches[0].startswith("ministries.csv:3: row: has 5 values, the header 4")


@pytest.mark.parametrize("keep", [0.5, 0.95])
def test_a_gzip_that_is_cut_short_refuses_the_delivery(database: Engine, tmp_path: Path, keep: float) -> None:
    folder = write_feed(tmp_path / "feed")
    packed = gzip.compress((folder / "cases.csv").read_bytes())
    (folder / "cases.csv").unlink()
    (folder / "cases.csv.gz").write_bytes(packed[: int(len(packed) * keep)])
    with pytest.raises(ImportRefused) as refused:
        import_feed(database, folder)
    assert refused.value.breaches[0].startswith("cases.csv.gz: is cut short or damaged")


@pytest.mark.parametrize("name", ["cases.csv.gz", "cases.parquet"])
def test_a_file_of_another_kind_than_its_name_says_is_refused(database: Engine, tmp_path: Path, name: str) -> None:
    folder = write_feed(tmp_path / "feed")
    (folder / "cases.csv").rename(folder / name)
    with pytest.raises(ImportRefused, match="faults: 1"):
        import_feed(database, folder)


def test_lines_are_counted_as_an_editor_counts_them(database: Engine, tmp_path: Path) -> None:
    ministries = [good("ministries", code="a", name_en="two\nlines"), good("ministries", code=None)]
    with pytest.raises(ImportRefused) as refused:
        import_feed(database, write_feed(tmp_path / "feed", {"ministries": ministries}))
    assert refused.value.breaches[0].startswith("ministries.csv:4: code: is empty")


def test_a_byte_order_mark_quotes_and_blank_lines_are_read(database: Engine, tmp_path: Path) -> None:
    text = '\ufeffname_sv,name_en,code,name_fi\r\n"a ""b"", c",NA,null, x \r\n\r\n'
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "ministries.csv").write_bytes(text.encode())
    import_feed(database, tmp_path / "feed")
    assert content(database)["ministries"] == [
        {"code": "null", "name_en": "NA", "name_fi": " x ", "name_sv": 'a "b", c'}
    ]


def test_parquet_and_gzip_say_what_csv_says(database: Engine, sqlite_url: str, tmp_path: Path) -> None:
    folder = write_feed(tmp_path / "feed")
    import_feed(database, folder)
    packed = gzip.compress((folder / "handovers.csv").read_bytes())
    (folder / "handovers.csv").unlink()
    (folder / "handovers.csv.gz").write_bytes(packed)
    (folder / "cases.csv").unlink()
    opened = datetime(2024, 3, 1, 8, tzinfo=UTC)
    write_parquet(folder / "cases.parquet", [good("cases", opened_at=opened)])
    (folder / "regions.csv").unlink()
    write_parquet(folder / "regions.parquet", [good("regions", population=1_700_000)])
    summary = import_feed(database, folder)
    assert {(c.inserted, c.updated, c.deleted) for c in summary.counts.values()} == {(0, 0, 0)}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"opened_at": datetime(2024, 3, 1)}, "has no time zone"),  # noqa: DTZ001
        ({"opened_at": 1709280000}, "'1709280000' is a int, no time"),
        ({"case_id": 7}, "'7' is a int, no text"),
        ({"status": ""}, "is empty"),
    ],
)
def test_parquet_types_that_a_column_cannot_hold_are_breaches(
    database: Engine, tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    folder = write_feed(tmp_path / "feed")
    (folder / "cases.csv").unlink()
    for table in ("involvements", "handovers", "deadlines", "pauses"):
        (folder / f"{table}.csv").unlink()
    write_parquet(folder / "cases.parquet", [good("cases", **change)])
    with pytest.raises(ImportRefused) as refused:
        import_feed(database, folder)
    (breach,) = refused.value.breaches
    assert breach.startswith("cases.parquet:1: ")
    assert reason in breach


@pytest.mark.parametrize(
    ("rows", "lines"), [(2, "2, 3"), (10, "2, 3, 4, 5, 6, 7, 8, 9, 10, 11"), (11, "2, 3, 4 and 8 more")]
)
def test_the_lines_of_one_key_are_named_or_the_first_with_their_number(tmp_path: Path, rows: int, lines: str) -> None:
    folder = write_feed(tmp_path / "feed", {"ministries": [good("ministries")] * rows})
    said = faults(folder, read_delivery(folder, None)).breaches
    assert said == tuple(
        f"ministries.csv:{n}: code: is on lines {lines}; leave one row of each key" for n in range(2, rows + 2)
    )


def test_what_is_said_of_one_key_grows_with_its_rows_and_no_faster(tmp_path: Path) -> None:
    rows = 20_000
    folder = write_feed(tmp_path / "feed", {"ministries": [good("ministries")] * rows})
    [delivered] = read_delivery(folder, None)
    assert len(delivered.bad) == rows
    assert sum(len(breach.said) for judged in delivered.bad for breach in judged.breaches) < 100 * rows


def test_a_header_of_very_many_columns_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(",".join(map(str, range(300_000))) + "\n")
    for read in (header, read_file):
        with pytest.raises(ImportRefused, match="has 300,000 columns"):
            read(tmp_path / "log.csv")
