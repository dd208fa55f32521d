"""Parts of a page: text comes out as text, whatever it holds, and tables are tables to a screen reader too."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.colours import Theme, palette
from charts.sparkline import Point, Spark
from documents import html
from documents.page import Key, Section
from documents.sheet import Column, Figure, Figures, Phrase, Table, Words

HOME = Path(__file__).parent.parent.parent
Kind = Literal["", "note", "credit", "notice"]

EVIL = """<script>alert("1")</script> & 'O’Brien' "quoted" """ + "x" * 200


class Seen(HTMLParser):
    """The elements of a piece of HTML with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


def everything_with(text: str) -> str:
    def explain(_key: str) -> tuple[str, str]:
        return text, text

    column, phrase = Column(text, text), Phrase(text, "state", before=text, explained=text, link=text, after=text)
    figure = Figure(
        text, text, (phrase,), unit=text, indicator=text, spark=Spark((Point(1.0),), None, text), flag=phrase
    )
    table = Table(text, [Column(text, figures=False, indicator=text), column], [[phrase, phrase]])
    section = Section(text, text, below=text, indicator=text)
    kinds: tuple[Kind, ...] = ("", "note", "credit", "notice")
    return "".join(
        [
            html.headline(text, text, text),
            html.heading_of(section, explain),
            html.tiles(Figures([figure]), explain, "light"),
            html.table(table, explain),
            html.key(Key((("data", text), ("attention", text)))),
            *(html.words(Words(text, text, kind)) for kind in kinds),
            html.status("live", text),
            html.notice(text, text),
            html.done(text),
            html.refused(text),
            html.frame(text),
        ]
    )


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=60))
def test_text_adds_no_element_and_no_attribute(text: str) -> None:
    plain, seen = Seen(everything_with("plain")), Seen(everything_with(text or "plain"))
    assert [tag for tag, _ in seen.elements] == [tag for tag, _ in plain.elements]
    assert [set(attributes) for _, attributes in seen.elements] == [set(attributes) for _, attributes in plain.elements]


def test_markup_in_a_name_is_shown_as_it_is() -> None:
    seen = Seen(everything_with(EVIL))
    assert "script" not in seen.tags()
    assert EVIL in seen.text


def no_definition(key: str) -> tuple[str, str]:
    raise AssertionError(key)


def test_a_table_says_what_it_is_and_what_its_heads_are_of() -> None:
    made = html.table(
        Table(
            "Figures by region",
            [Column("Region", figures=False), Column("Open", "Cases that are open")],
            [[Phrase("Whole country", "total"), Phrase("12")], [Phrase("Kainuu"), Phrase("0", "zero")]],
        ),
        no_definition,
    )
    seen = Seen(made)
    assert [tag for tag, _ in seen.elements if tag in ("caption", "thead", "tbody")] == ["caption", "thead", "tbody"]
    assert [a.get("scope") for tag, a in seen.elements if tag == "th"] == ["col", "col", "row", "row"]
    assert made.count('<tr class="s-total">') == 1
    assert '<td class="s-number s-zero">0</td>' in made


def test_a_row_that_lacks_a_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        html.table(Table("Caption", [Column("a"), Column("b")], [[Phrase("only one")]]), no_definition)


def test_a_definition_is_reached_by_keyboard_and_read_aloud() -> None:
    seen = Seen(html.explained("Open cases", "Cases that are open"))
    (words, meaning) = (attributes for tag, attributes in seen.elements if tag == "span")
    assert words["tabindex"] == "0"
    assert words["aria-describedby"] == meaning["id"]
    assert meaning["role"] == "tooltip"


def test_an_indicator_is_explained_and_leads_to_its_page_wherever_its_key_stands() -> None:
    def explain(key: str) -> tuple[str, str]:
        return f"definition of {key}", f"explain?indicator={key}"

    table = Table("Caption", [Column("Agency"), Column("Open", indicator="open_cases")], [])
    for made in (
        html.heading_of(Section("open", "Open", indicator="open_cases"), explain),
        html.tiles(Figures([Figure("3", "Open", indicator="open_cases")]), explain, "light"),
        html.table(table, explain),
    ):
        seen = Seen(made)
        [link] = [attributes for tag, attributes in seen.elements if tag == "a"]
        assert link["href"] == "explain?indicator=open_cases"
        assert "definition of open_cases" in seen.text


def test_the_same_words_are_the_same_html_in_each_run() -> None:
    assert html.explained("Open", "Meaning") == html.explained("Open", "Meaning")
    assert html.explained("Open", "Meaning") != html.explained("Open", "Another")


def test_a_state_in_a_tile_does_not_look_like_a_figure() -> None:
    assert 'class="s-figure">5.8 ' in tile(Figure("5.8", "Median", unit="days"))
    assert 'class="s-state">No data<' in tile(Figure("No data", "Median"))


def test_the_small_chart_of_a_tile_has_the_colours_of_the_theme() -> None:
    figure = Figure("3", "Open", spark=Spark((Point(1.0), Point(2.0)), None, "Rising"))
    themes: tuple[Theme, ...] = ("light", "dark", "projector")
    assert [palette(theme).data[1:] in tile(figure, theme) for theme in themes] == [True] * 3
    assert 'alt="Rising"' in tile(figure)


def tile(figure: Figure, theme: Theme = "light") -> str:
    return html.tile(figure, no_definition, theme)


def test_a_section_without_words_has_no_heading() -> None:
    assert html.heading_of(Section("open", "", indicator="open_cases"), no_definition) == ""


def test_a_list_names_each_cell_by_its_column_for_where_a_row_is_a_line() -> None:
    columns = [Column(head, figures=False) for head in ("Case", "Sender", "Receiver")]
    cells = [Phrase("K-1"), Phrase("Police"), Phrase("Courts")]
    assert '<td class="" data-label="Receiver">Courts</td>' in html.table(
        Table("List", columns, [cells]), lambda _key: ("", "")
    )
    plain = [Column("Region", figures=False), Column("Open"), Column("Waiting")]
    assert "data-label" not in html.table(Table("Table", plain, [cells]), lambda _key: ("", ""))


def test_what_was_done_is_told_apart_from_what_was_not_also_without_colours() -> None:
    assert 'class="s-notice s-done" role="status"' in html.done("Done")
    assert 'class="s-notice s-refused" role="alert"' in html.refused("Not done")
    look = (HOME / "screen" / "frame" / "look" / "saumaton.css").read_text(encoding="utf-8")
    signs = [re.search(rf'\.s-{kind} p::before {{ content: "(.)"', look) for kind in ("done", "refused")]
    assert [sign and sign[1] for sign in signs] == ["✓", "!"]
