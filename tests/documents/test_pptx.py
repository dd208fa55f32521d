"""Sheets as a presentation, opened again: native titles, text and tables, pictures with words, the stamp."""

from collections.abc import Sequence
from io import BytesIO
from textwrap import wrap
from typing import Any

import pandas as pd
import pytest
from pptx import Presentation
from pptx.util import Inches

from charts.slides import slide_tiles
from documents.pptx import pptx
from documents.sheet import Chart, Column, NothingToExport, Phrase, Sheet, Table, Words
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


def slides(*sheets: Sheet) -> list[Any]:
    return list(Presentation(BytesIO(pptx(sheets, STAMP))).slides)


def text(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def tables(slide: Any) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row.cells] for row in shape.table.rows] for shape in slide.shapes if shape.has_table
    ]


def bottoms(slide: Any) -> Sequence[float]:
    return [(shape.top + shape.height) / Inches(1) for shape in slide.shapes]


def test_a_slide_has_a_native_title_text_and_table() -> None:
    (slide,) = slides(a_sheet(FIGURES, Words("So it is.", "Why"), a_table()))
    assert slide.shapes.title.text_frame.text == "12 of 40 handovers wait"
    assert all(words in text(slide) for words in ("5.8 days", "past target", "of 40", "So it is.", "Why", "Agencies"))
    assert tables(slide) == [[["Agency", "Waits", "Past target"], *([f"Agency {n}", str(n), "2"] for n in range(3))]]


def test_a_chart_is_a_picture_with_its_text_alternative() -> None:
    (slide,) = slides(a_sheet(Chart(a_chart(), "By agency")))
    (picture,) = (shape for shape in slide.shapes if hasattr(shape, "image"))
    assert picture._element.nvPicPr.cNvPr.get("descr") == "Three agencies wait."
    assert picture.image.content_type == "image/png"
    assert "By agency" in text(slide)


def test_a_chart_leaves_room_for_the_words_below_it() -> None:
    places = pd.DataFrame({"column": [1, 6], "row": [1, 5], "name": ["A", "B"], "amount": [1, 2], "rows": ""})
    high = Chart(slide_tiles(places, "Two regions."))
    (slide,) = slides(a_sheet(high, Words("By region."), Words("3 wait elsewhere."), Words("No.", "More than size?")))
    *of_sheet, stamp = sorted(bottoms(slide))
    assert max(of_sheet) < stamp - 0.5


def test_notes_stand_in_the_notes() -> None:
    with_notes, without = slides(a_sheet(FIGURES, notes="Say it slowly."), a_sheet(FIGURES))
    assert with_notes.notes_slide.notes_text_frame.text == "Say it slowly."
    assert not without.has_notes_slide


def test_the_stamp_stands_on_every_slide_and_nothing_on_it() -> None:
    found = slides(a_sheet(FIGURES, a_table(30), Chart(a_chart())), a_sheet(Words("Word " * 200), Chart(a_chart())))
    assert len(found) > 3
    for slide in found:
        assert all(words in text(slide) for words in STAMPED)
        stamp_top = next(shape.top for shape in slide.shapes if shape.name == "Stamp") / Inches(1)
        assert sum(bottom > stamp_top for bottom in bottoms(slide)) == 1


def test_a_long_table_goes_on_on_slides_with_a_number() -> None:
    found = slides(a_sheet(a_table(40)))
    assert [slide.shapes.title.text_frame.text for slide in found[1:]] == [
        f"12 of 40 handovers wait ({n})" for n in range(2, len(found) + 1)
    ]
    rows = [row for slide in found for row in tables(slide)[0][1:]]
    assert [row[1] for row in rows] == [str(n) for n in range(40)]


def test_a_chart_that_cannot_be_drawn_gives_way_to_its_text_alternative() -> None:
    (slide,) = slides(a_sheet(Chart(a_broken_chart()), a_table()))
    assert f"{STAMP.not_drawn}\nNine handovers wait for the police." in text(slide)
    assert tables(slide)


def test_text_stays_as_it_is() -> None:
    rows = [[Phrase(MARKUP), Phrase(LONG_WORD), Phrase("2\x07")]]
    (slide,) = slides(a_sheet(Words(MARKUP), Table("", COLUMNS, rows), title=MARKUP))
    assert slide.shapes.title.text_frame.text == f"12 of 40 {MARKUP}"
    assert tables(slide)[0][1][:2] == [MARKUP, LONG_WORD]


def test_a_row_higher_than_a_slide_stands_on_one_of_its_own() -> None:
    rows = [[Phrase("word " * 1500), Phrase("1"), Phrase("2")], [Phrase("short"), Phrase("3"), Phrase("4")]]
    assert [len(tables(slide)[0]) for slide in slides(a_sheet(Table("", COLUMNS, rows)))] == [2, 2]


def test_the_file_says_what_it_is_and_in_which_language() -> None:
    made = Presentation(BytesIO(pptx([a_sheet(FIGURES)], STAMP)))
    about = made.core_properties
    assert (about.title, about.language, about.author) == (STAMP.what, "fi", "Saumaton")
    assert made.slide_width / made.slide_height == pytest.approx(16 / 9, rel=0.001)
    assert {run.get("lang") for run in made.slides[0].element.iter("{*}rPr")} == {"fi-FI"}


def test_without_a_sheet_there_is_nothing_to_export() -> None:
    with pytest.raises(NothingToExport):
        pptx([], STAMP)


def test_a_short_column_beside_long_ones_has_room_for_its_words_whole() -> None:
    heads = [Column(head, figures=False) for head in ("What", "Who", "Määräpäivä")]
    long = Phrase("Ask the reception centre and the assistance system who answers. " * 3)
    (slide,) = slides(a_sheet(Table("Actions", heads, [[long, long, Phrase("23 Sep")]])))
    [made] = [shape.table for shape in slide.shapes if shape.has_table]
    # the head in bold letters of 14 points, in the widest of fonts, between the margins of its cell
    assert made.columns[2].width >= Inches(0.2 + 10 * 0.105)


def test_long_words_have_more_room_than_shorter_ones_beside_them() -> None:
    heads = [Column(head, figures=False) for head in ("What", "Who", "By")]
    row = [Phrase("Ask who answers for the two oldest handovers. " * 6), Phrase("Police, " * 9), Phrase("23 Sep")]
    (slide,) = slides(a_sheet(Table("Actions", heads, [row])))
    [made] = [shape.table for shape in slide.shapes if shape.has_table]
    what, who, by = (column.width for column in made.columns)
    assert what > 1.3 * who > 2 * by


@pytest.mark.parametrize("rows", range(8, 18))
def test_words_below_a_table_never_stand_on_a_slide_of_their_own(rows: int) -> None:
    found = slides(a_sheet(a_table(rows), Words("And 4 more, due later.")))
    assert all(tables(slide) for slide in found)


@pytest.mark.parametrize("times", range(2, 9))
def test_a_row_is_as_high_as_its_words_are_in_lines_that_end_with_whole_words(times: int) -> None:
    heads = [Column(head, figures=False) for head in ("What", "Who", "By")]
    words = "Ask the reception centre and the assistance system who answers for the two oldest handovers. " * times
    (slide,) = slides(a_sheet(Table("Actions", heads, [[Phrase(words), Phrase("Police, " * 9), Phrase("23 Sep")]])))
    [made] = [shape.table for shape in slide.shapes if shape.has_table]
    letters = 118 * made.columns[0].width / sum(column.width for column in made.columns)
    lines = len(wrap(words, width=round(letters) - 4))
    assert made.rows[1].height >= Inches(0.33 + 0.235 * (lines - 1))
