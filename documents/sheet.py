"""What a document is made of, whatever medium shows it: phrases, figures, words, tables, charts, and sheets of these.

All are plain values: they can be compared and pickled, and none knows a medium, a theme or a language.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import pandas as pd

from charts.drawing import Recipe
from charts.sparkline import Spark

R = TypeVar("R")
Tone = Literal["", "attention", "better", "flagged", "usual", "zero", "total", "state", "few"]


@dataclass(frozen=True)
class Phrase:
    """A table cell or a note: its text and tone, words that go before it in small, an explanation, on the screen the
    address of a page that says more, and in a table words that go after it in small.
    """

    text: str
    tone: Tone = ""
    before: str = ""
    explained: str = ""
    link: str = ""
    after: str = ""


Said = str | tuple[Phrase, ...]  # a sentence or more; of phrases, where any of them leads somewhere


def text_of(said: Said) -> str:
    """The words alone."""
    return said if isinstance(said, str) else "".join(phrase.text for phrase in said)


@dataclass(frozen=True)
class Column:
    """The head of a table column. `indicator` is the key of the indicator whose figures it holds; `explained` says what
    it means where it has none. Figures are aligned right.
    """

    head: str
    explained: str = ""
    figures: bool = True
    indicator: str = ""


@dataclass(frozen=True)
class Figure:
    """One large figure: its label, the unit after it, notes below it, and a small chart with its conclusion. The tone
    is that of figure and label; `indicator` is a key, and `link` on the screen the address of what it counts.
    """

    figure: str
    label: str
    notes: tuple[Phrase | tuple[Phrase, ...], ...] = ()
    tone: Tone = ""
    unit: str = ""
    indicator: str = ""
    spark: Spark | None = None
    flag: Phrase | None = None
    link: str = ""

    @property
    def note(self) -> str:
        """All that is said below the figure, a line each."""
        lines = (*self.notes, *([self.flag] if self.flag else []))
        return "\n".join(text_of((line,) if isinstance(line, Phrase) else line) for line in lines)


@dataclass(frozen=True)
class Figures:
    """Large figures side by side, at most five."""

    figures: Sequence[Figure]


@dataclass(frozen=True)
class Words:
    """A paragraph; `heading` is in bold before it. A note is smaller, and below its heading; a credit is smaller still,
    a notice is framed.
    """

    words: Said
    heading: Said = ""
    kind: Literal["", "note", "credit", "notice"] = ""


@dataclass(frozen=True)
class Table:
    """A table whose first column names its rows; its caption is its heading."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Phrase]]


def table_of(caption: str, rows: Iterable[R], columns: Mapping[Column, Callable[[R], Phrase]]) -> Table:
    """A table with a row for each of `rows`, whose cells the functions of the columns make of it."""
    return Table(caption, tuple(columns), [[cell(row) for cell in columns.values()] for row in rows])


@dataclass(frozen=True, eq=False)
class Csv:
    """Numbers for a CSV file, unrounded. `name` is short, plain ASCII and unique on its page: it names the file."""

    name: str
    frame: pd.DataFrame

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Csv) and self.name == other.name and self.frame.equals(other.frame)

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True)
class Click:
    """What a click on a chart does: the point selection `on` writes fields of the mark to parameters of the address, as
    (parameter, field), and takes the parameters of `clears` away; a second click on the same mark undoes that where it
    `toggles`. Where it `leads`, it writes nothing, and goes to the address in this field of the mark (empty: nowhere).
    """

    on: str
    writes: tuple[tuple[str, str], ...] = ()
    clears: tuple[str, ...] = ()
    toggles: bool = False
    leads: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart under a heading, with its numbers as a table and as a file, and what a click on it does. `narrow` takes
    its place on a screen too narrow for it. `name` is short, plain ASCII and unique on its page.
    """

    recipe: Recipe
    heading: str = ""
    name: str = ""
    numbers: Table | None = None
    csv: Csv | None = None
    click: Click | None = None
    narrow: Table | None = None


Block = Figures | Words | Table | Chart


@dataclass(frozen=True)
class Sheet:
    """One thought: a title whose phrases follow each other in their tones, and what shows it.

    `name` is short, plain ASCII and unique among its sheets; `notes` are for the presenter, not for the wall.
    """

    name: str
    title: Sequence[Phrase]
    blocks: Sequence[Block]
    notes: str = ""


@dataclass(frozen=True)
class Stamp:
    """What is written on every sheet that leaves the dashboard: what it is (a page, or a meeting with its day), the
    moment and age of its data, its filters, for whom it is, and "Demo data" where that is so (else empty). `language`
    is the code of the language of all words; `not_drawn` replaces a chart that cannot be drawn, `page` counts pages.
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
