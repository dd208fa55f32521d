"""Parts of a page: text comes out as text, whatever it holds, and tables are tables to a screen reader too."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.sheet import Column, Phrase
from screen.frame import parts

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
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


def everything_with(text: str) -> str:
    column, phrase = Column(text, text), Phrase(text, "state", before=text, explained=text)
    return "".join(
        [
            parts.headline(text, text, text),
            parts.heading(text, text),
            parts.tiles([parts.tile_html(Phrase(text, explained=text, link=text), text, text, [phrase])]),
            parts.table_html(text, [Column(text, text, figures=False), column], [[phrase, phrase]]),
            parts.status("live", text),
            parts.notice(text, text),
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


def test_a_table_says_what_it_is_and_what_its_heads_are_of() -> None:
    html = parts.table_html(
        "Figures by region",
        [Column("Region", figures=False), Column("Open", "Cases that are open")],
        [[Phrase("Whole country", "total"), Phrase("12")], [Phrase("Kainuu"), Phrase("0", "zero")]],
    )
    seen = Seen(html)
    assert [tag for tag, _ in seen.elements if tag in ("caption", "thead", "tbody")] == ["caption", "thead", "tbody"]
    assert [a.get("scope") for tag, a in seen.elements if tag == "th"] == ["col", "col", "row", "row"]
    assert html.count('<tr class="s-total">') == 1
    assert '<td class="s-number s-zero">0</td>' in html


def test_a_row_that_lacks_a_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        parts.table_html("Caption", [Column("a"), Column("b")], [[Phrase("only one")]])


def test_a_definition_is_reached_by_keyboard_and_read_aloud() -> None:
    seen = Seen(parts.explained("Open cases", "Cases that are open"))
    (words, meaning) = (attributes for tag, attributes in seen.elements if tag == "span")
    assert words["tabindex"] == "0"
    assert words["aria-describedby"] == meaning["id"]
    assert meaning["role"] == "tooltip"


def test_the_same_words_are_the_same_html_in_each_run() -> None:
    assert parts.explained("Open", "Meaning") == parts.explained("Open", "Meaning")
    assert parts.explained("Open", "Meaning") != parts.explained("Open", "Another")


def test_a_state_in_a_tile_does_not_look_like_a_figure() -> None:
    assert 'class="s-figure">5.8 ' in parts.tile_html(Phrase("Median"), "5.8", "days")
    assert 'class="s-state">No data<' in parts.tile_html(Phrase("Median"), "No data")
