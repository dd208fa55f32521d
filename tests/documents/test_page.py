"""The sheets of a page: one for each section in the order in which it is read, and nothing that only a screen has."""

from io import BytesIO
from typing import get_args

import pypdf

from documents.page import HEADLINE, Columns, Link, Page, Part, Row, Section
from documents.page_as_sheets import sections, sheets
from documents.pdf import pdf
from documents.sheet import Chart, Phrase, Sheet, Table, Words, title_of
from tests.documents.made_page import BY_AGENCY, BY_PLACE, LARGE, LINK, a_page
from tests.documents.sheets import STAMP, a_broken_chart, a_chart
from tests.pages.drawing import every


def of(page: Page) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in sheets(page)}


def test_the_page_of_these_tests_has_every_kind_of_part() -> None:
    assert {type(part) for part in every(a_page().parts)} == set(get_args(Part))


def test_the_headline_comes_first_with_the_large_figures() -> None:
    first = sheets(a_page())[0]
    assert first == Sheet(HEADLINE, [Phrase("3 of 9", "attention"), Phrase("wait")], [Words("Last 12 months."), LARGE])
    assert sheets(Page("", "Nothing waits")) == [Sheet(HEADLINE, [Phrase("Nothing waits")], [])]


def test_each_section_that_shows_anything_is_a_sheet_in_the_order_in_which_it_is_read() -> None:
    page = a_page()
    names = [sheet.name for sheet in sheets(page)]
    assert names == ["headline", "waiting", "outer", "inner", "attention", "question-1", "map"]
    assert [section.name for section in sections(page.parts)] == [*names[1:-1], "controls", "map"]
    assert [sheet.name for sheet in sheets(page)] == names


def test_a_chart_is_followed_by_its_numbers_and_no_words_are_said_twice() -> None:
    waiting = of(a_page())["waiting"]
    assert title_of(waiting) == "Waiting by agency"
    below, chart, numbers = waiting.blocks
    assert below == Words("As of now")
    assert isinstance(chart, Chart)
    assert chart.recipe == a_chart()
    assert numbers == Table("", BY_AGENCY.columns, BY_AGENCY.rows)


def test_a_section_without_a_heading_is_called_as_its_table_is_or_as_it_says() -> None:
    found = of(a_page())
    inner, question = found["inner"], found["question-1"]
    assert (title_of(inner), inner.blocks) == ("By place", [Table("", BY_PLACE.columns, BY_PLACE.rows)])
    assert (title_of(question), question.blocks) == ("Question 1", [Words("SELECT 1"), BY_AGENCY])


def test_words_without_a_title_are_about_controls_and_no_sheet() -> None:
    page = Page("", "A page", parts=(Section("choose", "", (Words("Choose a region.", kind="note"),)),))
    assert list(of(page)) == [HEADLINE]


def test_a_way_to_what_is_shown_already_is_no_sheet() -> None:
    page = Page("", "A page", parts=(Section("subject", "Open cases", (Link("explain", "Open cases", here=True),)),))
    assert list(of(page)) == [HEADLINE]


def test_columns_are_read_one_after_the_other_or_across() -> None:
    a, b, c = (Section(name, name, (Words(name),)) for name in "abc")
    down, across = (Columns((1, 1), ((a, c), (b,)), across=across) for across in (False, True))
    assert [section.name for section in sections([down])] == ["a", "c", "b"]
    assert [section.name for section in sections([across])] == ["a", "b", "c"]


def test_a_section_in_another_is_not_repeated_by_it() -> None:
    assert of(a_page())["outer"].blocks == [Words("Outer words.", "Note", "note")]


def test_tasks_are_a_table_of_what_needs_attention_and_what_to_do() -> None:
    [tasks] = of(a_page())["attention"].blocks
    assert isinstance(tasks, Table)
    assert [column.head for column in tasks.columns] == ["Needs attention", "What to do"]
    assert [[cell.text for cell in row] for row in tasks.rows] == [
        ["Cases, by number", ""],
        ["Three cases are without a lead.", "Name one."],
    ]


def test_parts_side_by_side_are_shown_one_after_the_other() -> None:
    row = Row("row", (Words("One."), LINK, Words("Two.")))
    assert of(Page("", "A page", parts=(Section("one", "One", (row,)),)))["one"].blocks == [
        Words("One."),
        Words("Two."),
    ]


def test_every_chart_and_table_of_the_page_is_on_a_sheet() -> None:
    page = a_page()
    shown = [block for sheet in sheets(page) for block in sheet.blocks]
    charts = [part for part in every(page.parts) if isinstance(part, Chart)]
    assert [block for block in shown if isinstance(block, Chart)] == charts
    rows = [block.rows for block in shown if isinstance(block, Table)]
    assert all(part.rows in rows for part in every(page.parts) if isinstance(part, Table))


def test_a_page_whose_chart_cannot_be_drawn_still_becomes_a_pdf() -> None:
    pages = pypdf.PdfReader(BytesIO(pdf(sheets(a_page(a_broken_chart())), STAMP))).pages
    assert STAMP.not_drawn in pages[1].extract_text()
    assert "Poliisi" in pages[1].extract_text()


def test_a_page_is_as_long_as_its_sheets() -> None:
    page = a_page()
    assert len(pypdf.PdfReader(BytesIO(pdf(sheets(page), STAMP))).pages) == len(sheets(page))
