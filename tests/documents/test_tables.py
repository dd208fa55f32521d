"""Tables as XLSX and CSV, opened again: numbers are numbers, text is text, and what is missing stays missing."""

import re
from csv import reader
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any
from unicodedata import normalize

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.csv import csv
from documents.sheet import NothingToExport
from documents.xlsx import xlsx
from tests.documents.sheets import MARKUP, STAMP, STAMPED

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"]
TABLE = pd.DataFrame({"Agency": ["Poliisi", "Ålands polis"], "waits": [3, 12], "median": [5.25, None]})


def opened(tables: dict[str, pd.DataFrame]) -> Any:
    return openpyxl.load_workbook(BytesIO(xlsx(tables, STAMP)))


def values(sheet: Any) -> list[tuple[Any, ...]]:
    """The rows below the stamp."""
    return list(sheet.iter_rows(min_row=len(STAMPED) + 2, values_only=True))


def test_an_interval_is_two_columns() -> None:
    frame = pd.DataFrame({"region": ["a", "b"], "median_interval_days": [[5.5, None], [None, None]], "n": [1, 2]})
    read = pd.read_csv(BytesIO(csv(frame)), encoding="utf-8-sig")
    assert list(read) == ["region", "median_interval_days_lower", "median_interval_days_upper", "n"]
    assert read["median_interval_days_lower"].tolist()[0] == 5.5
    assert read["median_interval_days_upper"].isna().all()


def test_the_name_of_a_sheet_ends_with_a_whole_word() -> None:
    names = ("Handovers answered within their target", "Answered")
    assert opened(dict.fromkeys(names, TABLE)).sheetnames == ["Handovers answered within their", "Answered"]


def test_each_table_is_a_sheet_with_the_stamp_on_top() -> None:
    book = opened({"Waiting": TABLE, "Answered": TABLE})
    assert book.sheetnames == ["Waiting", "Answered"]
    for sheet in book:
        assert tuple(sheet.cell(row, 1).value for row in range(1, len(STAMPED) + 1)) == STAMPED


def test_numbers_are_numbers_and_what_is_missing_is_empty() -> None:
    assert values(opened({"x": TABLE})["x"]) == [
        ("Agency", "waits", "median"),
        ("Poliisi", 3, 5.25),
        ("Ålands polis", 12, None),
    ]


def test_the_head_is_bold_and_stays_in_sight() -> None:
    sheet = opened({"x": TABLE})["x"]
    head = len(STAMPED) + 2
    assert all(cell.font.bold for cell in sheet[head])
    assert sheet.freeze_panes == f"B{head + 1}"


def test_days_are_days_and_moments_keep_their_zone() -> None:
    at = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    frame = pd.DataFrame({"day": [date(2026, 11, 24)], "at": [at], "told": [True], "kind": pd.Categorical(["a"])})
    ((day, moment, told, kind),) = values(opened({"x": frame})["x"])[1:]
    assert (day, moment, told, kind) == (datetime(2026, 11, 24), at.isoformat(), "True", "a")  # noqa: DTZ001


def test_text_that_looks_like_a_formula_is_text() -> None:
    sheet = opened({"x": pd.DataFrame({"said": [*FORMULAS, MARKUP, "http://x.example"]})})["x"]
    cells = [sheet.cell(row, 1) for row in range(len(STAMPED) + 3, sheet.max_row + 1)]
    assert all(cell.data_type in ("s", "inlineStr") and not cell.hyperlink for cell in cells)
    assert [cell.value for cell in cells][:4] == FORMULAS[:4]


def test_names_of_sheets_are_such_as_excel_allows() -> None:
    book = opened({"Handovers [all]: by/agency?": TABLE, "y" * 40: TABLE, "Y" * 40: TABLE, "History": TABLE, "": TABLE})
    assert len({name.lower() for name in book.sheetnames}) == 5
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


def test_csv_keeps_numbers_and_guards_text() -> None:
    frame = pd.DataFrame({"said": [*FORMULAS, "Ålands"], "n": [-1.5, 2, 3, 4, 5, None]})
    read = pd.read_csv(BytesIO(csv(frame)), encoding="utf-8-sig")
    assert read["said"].tolist() == [*(f"'{text}" for text in FORMULAS), "Ålands"]
    assert read["n"].tolist()[:2] == [-1.5, 2]
    assert pd.isna(read["n"].iloc[-1])


UNSEEN = st.text(st.characters(categories=("Zs", "Zl", "Zp", "Cc", "Cf", "Co")), max_size=3)
SIGNS = st.sampled_from("=+-@＝﹦⁼₌＋﹢⁺₊﬩－﹣−⁻₋＠﹫‐‑")
FORMULA = st.tuples(UNSEEN, SIGNS, st.text(max_size=5)).map("".join)
ENDS = st.sampled_from(("\n", "\r\n", ";", "|", "\t", "\u2028", "\ufeff", " "))


def is_run(cell: str) -> bool:
    """Whether a careless spreadsheet takes a cell for a formula, said in another way than the code."""
    bare = cell
    while bare and (bare[0].isspace() or not bare[0].isprintable()):
        bare = bare[1:]
    return normalize("NFKC", bare[:1])[:1] in set("=+-@−‐") or cell[:1] in set("\t\r\n")


def cells(content: bytes) -> list[str]:
    rows = list(reader(StringIO(content.decode("utf-8-sig"), newline="")))
    return [cell for row in rows for cell in row]


@given(st.one_of(FORMULA, st.text()))
def test_no_cell_of_a_csv_file_is_run_in_any_disguise(text: str) -> None:
    found = cells(csv(pd.DataFrame({text: [text, "b"], "n": [1, 2]})))
    assert not [cell for cell in found if cell and is_run(cell)]
    assert found[2].removeprefix("'") == text or "'" in found[2]


@given(st.text(), ENDS, FORMULA)
def test_nothing_is_run_where_a_reader_ends_a_cell_in_the_midst_of_a_text(before: str, end: str, formula: str) -> None:
    [_head, cell] = cells(csv(pd.DataFrame({"said": [f"x{before}{end}{formula}"]})))
    for piece in re.split("[;|\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]", cell):
        assert not (piece and is_run(piece))


@given(st.text(alphabet=st.characters(categories=("L", "N")), min_size=1), st.text("abc =+-@.", max_size=8))
def test_text_that_nothing_runs_stays_as_it_is(first: str, rest: str) -> None:
    assert cells(csv(pd.DataFrame({"said": [first + rest]})))[1] == first + rest


@given(st.one_of(FORMULA, st.text(min_size=1)))
@settings(max_examples=30)
def test_no_cell_of_a_workbook_is_run_not_even_when_it_is_edited(text: str) -> None:
    sheet = opened({"x": pd.DataFrame({"said": [text], "n": [1]})})["x"]
    cell = sheet.cell(len(STAMPED) + 3, 1)
    assert cell.data_type in ("s", "inlineStr", "n")
    assert cell.data_type != "n" or cell.value is None
    assert cell.quotePrefix or not is_run(text)


def test_csv_of_categories_is_guarded_too() -> None:
    assert "'=1" in csv(pd.DataFrame({"kind": pd.Categorical(["=1", "a"])})).decode()


def test_without_rows_there_is_nothing_to_export() -> None:
    with pytest.raises(NothingToExport):
        xlsx({"x": TABLE.iloc[:0]}, STAMP)
    with pytest.raises(NothingToExport):
        csv(TABLE.iloc[:0])
