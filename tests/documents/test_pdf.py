"""Sheets as PDF: what stands on each page, and that it can be read aloud."""

import re
from io import BytesIO
from typing import Any

import pandas as pd
import pypdf
import pytest

from charts.bars import bars
from charts.slides import slide_tiles
from charts.sparkline import Point, Spark
from documents.pdf import pdf
from documents.sheet import Chart, Column, Figure, Figures, NothingToExport, Phrase, Stamp, Table, Words
from tests.documents.sheets import (
    COLUMNS,
    FIGURES,
    LONG_WORD,
    MARKUP,
    STAMP,
    STAMPED,
    a_broken_chart,
    a_chart,
    a_sheet,
    a_table,
)

A4 = 842, 595


def pages(*sheets: object, stamp: Stamp = STAMP) -> list[str]:
    return [page.extract_text() for page in opened(*sheets, stamp=stamp).pages]


def opened(*sheets: object, stamp: Stamp = STAMP) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(pdf(sheets, stamp)))  # type: ignore[arg-type]


def plain(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def test_each_sheet_is_a_page_with_its_words_figures_table_and_chart() -> None:
    first, second = pages(
        a_sheet(FIGURES, Chart(a_chart(), "By agency")), a_sheet(a_table(), Words("So it is.", "Why"))
    )
    for words in (
        "12 of 40 handovers wait",
        "5.8 days",
        "past target",
        "of 40",
        "By agency",
        "Työsuojelu",
        "Ålands polis",
    ):
        assert words in first
    for words in ("Agencies", "Agency 2", "Past target", "Why", "So it is."):
        assert words in second


@pytest.mark.parametrize("lines", [1, 3, 6, 9])
def test_a_chart_gives_way_where_else_a_few_lines_would_stand_on_a_page_of_their_own(lines: int) -> None:
    places = pd.DataFrame({"column": [1, 6], "row": [1, 5], "name": ["A", "B"], "amount": [1, 2], "rows": ""})
    high = Chart(slide_tiles(places, "Two regions."))
    [page] = pages(a_sheet(high, *(Words(f"Line {number}.") for number in range(lines))))
    assert f"Line {lines - 1}." in page


def test_long_words_of_a_table_share_its_width() -> None:
    columns = [Column(name, figures=False) for name in ("What", "Who", "By", "Status")]
    row = [Phrase("Ask who answers for the oldest handovers. " * 5), Phrase("Police"), Phrase("1 May"), Phrase("Late")]
    assert len(pages(a_sheet(Table("Agreed", columns, [row] * 9)))) == 1


def test_a_row_is_not_cut_by_the_end_of_a_page() -> None:
    columns = [Column(name, figures=False) for name in ("What", "Who")]
    rows = [[Phrase(f"begun{n} " + "word " * 90 + f"ended{n}"), Phrase("Police")] for n in range(14)]
    found = pages(a_sheet(Table("Agreed", columns, rows)))
    assert len(found) > 1
    for page in found:
        assert re.findall(r"begun(\d+)", page) == re.findall(r"ended(\d+)", page)


def test_filled_pages_hold_several_sheets_and_cut_none_that_fits_on_one() -> None:
    sheets = [a_sheet(a_table(12), title=f"sheet {number}") for number in range(4)]
    found = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf(sheets, STAMP, filled=True))).pages]
    assert len(found) == 2
    for number, page in enumerate(found):
        assert [f"sheet {one}" in page for one in range(4)] == [one // 2 == number for one in range(4)]
        assert page.count("Agency 11") == page.count("Agencies")


def test_a_small_table_stands_beside_the_chart_that_it_has_the_numbers_of_where_pages_are_filled() -> None:
    names = [f"agency {number}" for number in range(7)]
    rows = pd.DataFrame({"order": range(7), "name": names, "amount": 3, "shown": "3", "strong": False, "rows": ""})
    chart = Chart(bars(rows.assign(words=names), "Seven agencies wait."))
    two = [a_sheet(chart, a_table(7), Words("So it is."), title=title) for title in ("first", "second")]
    [page] = pypdf.PdfReader(BytesIO(pdf(two, STAMP, filled=True))).pages
    assert page.extract_text().count("So it is.") == 2


@pytest.mark.parametrize(("rows", "sheets_on_a_page"), [(15, 2), (24, 1)])
def test_a_table_of_all_regions_stands_beside_its_chart_too(rows: int, sheets_on_a_page: int) -> None:
    values = pd.DataFrame({"order": range(9), "name": "a", "amount": 3, "shown": "3", "strong": False, "rows": ""})
    chart = Chart(bars(values.assign(words="a", name=[f"agency {n}" for n in range(9)]), "Nine agencies wait."))
    two = [a_sheet(chart, a_table(rows), title=title) for title in ("first", "second")]
    found = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf(two, STAMP, filled=True))).pages]
    assert [page.count(f"Agency {rows - 1}") for page in found] == [sheets_on_a_page] * (2 // sheets_on_a_page)


def test_a_sheet_longer_than_a_page_is_cut_also_where_pages_are_filled() -> None:
    found = pypdf.PdfReader(BytesIO(pdf([a_sheet(a_table(120))], STAMP, filled=True))).pages
    assert len(found) > 3
    assert "Agency 119" in found[-1].extract_text()


def test_a_small_chart_stands_below_its_figure_with_its_text_alternative() -> None:
    spark = Spark((Point(1), Point(3), Point(2)), None, "Three weeks, the last lower.")
    reader = opened(a_sheet(Figures([Figure("12", "past target", spark=spark)])))
    assert "Three weeks, the last lower." in alternatives(reader.trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]


def test_the_stamp_stands_on_every_page() -> None:
    found = pages(a_sheet(FIGURES), a_sheet(a_table(120)))
    assert len(found) > 3
    for number, page in enumerate(found, 1):
        assert all(words in page for words in STAMPED)
        assert f"{number} / {len(found)}" in page


def test_the_head_of_a_table_stands_on_each_of_its_pages() -> None:
    assert all("Past target" in page for page in pages(a_sheet(a_table(120))))


def test_the_file_can_be_read_aloud() -> None:
    reader = opened(a_sheet(Chart(a_chart())))
    root: Any = reader.trailer["/Root"]
    assert reader.metadata
    assert reader.metadata.title == STAMP.what
    assert root["/Lang"] == "fi"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert "Three agencies wait." in alternatives(root["/StructTreeRoot"])
    assert tuple(round(side) for side in reader.pages[0].mediabox[2:]) == A4


def alternatives(element: object) -> list[str]:
    found = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(found, list):
        return [text for one in found for text in alternatives(one)]
    if not isinstance(found, dict):
        return []
    own = [str(found["/Alt"])] if "/Alt" in found else []
    return own + alternatives(found.get("/K", []))


def test_a_chart_that_cannot_be_drawn_gives_way_to_its_text_alternative() -> None:
    (page,) = pages(a_sheet(Chart(a_broken_chart()), a_table()))
    assert STAMP.not_drawn in page
    assert "Nine handovers wait for the police." in page
    assert "Agency 2" in page


def test_text_is_never_read_as_markup() -> None:
    stamp = Stamp(MARKUP, MARKUP, MARKUP, MARKUP, MARKUP)
    table = Table(MARKUP, COLUMNS, [[Phrase(MARKUP, before=MARKUP, after=MARKUP), Phrase(MARKUP), Phrase(MARKUP)]])
    (page,) = pages(a_sheet(Words(MARKUP, MARKUP), FIGURES, table, title=MARKUP, notes=MARKUP), stamp=stamp)
    assert plain(page).count(plain(MARKUP)) == 5 + 1 + 2 + 1 + 5 + 1


def test_a_word_without_end_stays_on_the_page() -> None:
    (page,) = pages(a_sheet(Table("", COLUMNS, [[Phrase(LONG_WORD), Phrase("1"), Phrase("2")]]), title=LONG_WORD))
    assert plain(page).count("x") >= 2 * len(LONG_WORD)
    assert max(map(len, page.splitlines())) < len(LONG_WORD)


def test_letters_of_other_alphabets_do_no_harm() -> None:
    assert "Ж" in pages(a_sheet(Words("Ж \x07 \U0001f600 中")))[0]


def test_without_a_sheet_there_is_nothing_to_export() -> None:
    with pytest.raises(NothingToExport):
        pdf([], STAMP)
