"""What a sheet holds, be it a slide on the wall, a page of a PDF or one of PPTX: words, figures, tables, charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from charts.drawing import Drawing

Tone = Literal["", "attention", "better", "flagged", "usual", "zero", "total", "state", "few"]


@dataclass(frozen=True)
class Phrase:
    """A table cell or a note: its text, how it looks, words that go before it in small, an explanation, and on the
    screen the address of a page that says more.
    """

    text: str
    tone: Tone = ""
    before: str = ""
    explained: str = ""
    link: str = ""


@dataclass(frozen=True)
class Column:
    """Head of a table column: its words, what they mean, and on the screen the address of a page that says more.
    Figures stand at the right.
    """

    head: str
    explained: str = ""
    figures: bool = True
    link: str = ""


@dataclass(frozen=True)
class Figure:
    """One large figure: what it counts, lines below it, and the unit that goes after it. The tone is that of figure and
    label.
    """

    figure: str
    label: str
    note: str = ""
    tone: Tone = ""
    unit: str = ""


@dataclass(frozen=True)
class Figures:
    """Large figures side by side, at most five."""

    figures: Sequence[Figure]


@dataclass(frozen=True)
class Words:
    """A paragraph; `heading` stands over it in bold."""

    words: str
    heading: str = ""


@dataclass(frozen=True)
class Table:
    """A table whose first column names its rows; its caption is its heading."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Phrase]]


@dataclass(frozen=True)
class Chart:
    """A chart with its text alternative (in the drawing), under a heading."""

    drawing: Drawing
    heading: str = ""


Block = Figures | Words | Table | Chart


@dataclass(frozen=True)
class Sheet:
    """One thought: a title whose phrases stand in their tones one after the other, and what shows it.

    `name` is short, plain ASCII and unique among its sheets; `notes` are for who presents it, not for the wall.
    """

    name: str
    title: Sequence[Phrase]
    blocks: Sequence[Block]
    notes: str = ""


@dataclass(frozen=True)
class Stamp:
    """What stands on every sheet that leaves the dashboard, in words: what it is (page, or meeting with its day), the
    moment and age of its data, its filters, for whom it is, and "Demo data" where that is so (else empty). `language`
    is that of all words (a code such as en); `not_drawn` stands where a chart could not be drawn, `page` counts pages.
    """

    what: str
    data: str
    filters: str
    audience: str
    demo: str = ""
    language: str = "en"
    not_drawn: str = "This chart could not be drawn."
    page: str = "{page} of {pages}"


class NothingToExport(ValueError):
    """There is no data for the file that was asked for."""


def title_of(sheet: Sheet) -> str:
    """The title of a sheet as plain text."""
    return " ".join(phrase.text for phrase in sheet.title)
