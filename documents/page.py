"""What a page shows: a headline, and sections in columns, with their blocks and controls.

A control says which parameter of the address it sets and what is chosen now; a medium without controls leaves it out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from documents.sheet import Block, Chart, Csv, Said

HEADLINE = "headline"
NONE = "none"

Options = tuple[tuple[str, str], ...]  # codes with their words, in order


def options(names: Mapping[str, str]) -> Options:
    """Names by code as a control has them."""
    return tuple(names.items())


@dataclass(frozen=True)
class Choice:
    """One of a few things, as buttons or a list. `usual` is what is chosen where the address says nothing; a new choice
    takes the parameters of `clears` away.
    """

    parameter: str
    label: str
    options: Options
    chosen: str
    usual: str = ""
    shape: Literal["buttons", "list"] = "buttons"
    width: int | None = None
    label_visible: bool = False
    clears: tuple[str, ...] = ()


@dataclass(frozen=True)
class Several:
    """Any of a few things; all of them are chosen where the address says nothing. NONE in the address: none is."""

    parameter: str
    label: str
    options: Options
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class Switch:
    """On where `value` is among the values of the parameter."""

    parameter: str
    value: str
    label: str
    on: bool


@dataclass(frozen=True)
class TextField:
    """Typed text; the label is read aloud alone where `placeholder` says what it is for. `clears`: as of Choice."""

    parameter: str
    label: str
    text: str
    placeholder: str = ""
    width: int = 220
    longest: int | None = None
    clears: tuple[str, ...] = ()


@dataclass(frozen=True)
class Button:
    """A button that sets parameters of the address; one without values is taken away."""

    name: str
    label: str
    sets: tuple[tuple[str, tuple[str, ...]], ...]
    quiet: bool = False


Control = Choice | Several | Switch | TextField | Button


@dataclass(frozen=True)
class Link:
    """A way to another page (its url_path), with this page's filters; `parameters` replace or add to them. One to what
    is shown already, `here`, is its label alone.
    """

    page: str
    label: str
    parameters: tuple[tuple[str, str], ...] = ()
    here: bool = False


@dataclass(frozen=True)
class Task:
    """Something that needs attention: its subject in bold, the rest, and for who can act on it what to do and where.
    The first of a group names it and says its order.
    """

    subject: str
    rest: str
    order: str = ""
    link: Link | None = None
    group: str = ""


@dataclass(frozen=True)
class Tasks:
    """Tasks one below the other, with the heads of the two columns they have as a table."""

    heads: tuple[str, str]
    tasks: tuple[Task, ...]


Mark = Literal["", "data", "attention", "band", "mean", "flagged", "worse", "better", "interval", "open"]


@dataclass(frozen=True)
class Key:
    """What the marks of a chart mean, in one line; words without a mark say more of the one before them."""

    marks: tuple[tuple[Mark, str], ...]


@dataclass(frozen=True)
class AllRows:
    """All rows of a list, of which the page shows some, as a CSV file: they are read when it is asked for. `logged` is
    what the access log keeps.
    """

    name: str
    read: Callable[[], pd.DataFrame]
    logged: str


@dataclass(frozen=True)
class Pictures:
    """A chart as PNG and SVG files, by name. Above it stand the title, or that of its numbers, the words of the stamp,
    and `lines`: what its marks are, and whom the picture is owed to.
    """

    name: str
    chart: Chart
    title: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """Tables as one XLSX file: the words on its button, its name, and its sheets by title. `filters` replaces the words
    of the stamp that say which filters hold.
    """

    label: str
    name: str
    tables: tuple[tuple[str, Csv], ...]
    filters: str


@dataclass(frozen=True)
class Code:
    """SQL as it was asked."""

    text: str


@dataclass(frozen=True)
class Live:
    """A control that only the screen has, such as a form: what draws it."""

    draw: Callable[[], None]


@dataclass(frozen=True)
class Row:
    """Parts side by side. `spread`: as far apart as there is room."""

    name: str
    parts: tuple["Part", ...]
    spread: bool = False


@dataclass(frozen=True)
class Popover:
    """Parts behind a button."""

    name: str
    label: str
    parts: tuple["Part", ...]


@dataclass(frozen=True)
class Folded:
    """Parts under a label that opens them; they reach the browser only then."""

    name: str
    label: str
    parts: tuple["Part", ...]


@dataclass(frozen=True)
class Section:
    """A heading with the key of the indicator it belongs to, the words below it, and what it holds.

    `name` is short, plain ASCII and unique on its page. `logged` is what the access log keeps of case rows (empty: none
    is shown), and `cases` whose they are. `caption` is its title in a file where it has no heading; its parts are close
    together where `dense`.
    """

    name: str
    heading: str
    parts: tuple["Part", ...] = ()
    below: Said = ""
    indicator: str = ""
    logged: str = ""
    caption: str = ""
    dense: bool = False
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Parts side by side, in columns of these relative widths. A file has them column by column, or `across`: the first
    of each column, then the second.
    """

    widths: tuple[float, ...]
    columns: tuple[tuple["Part", ...], ...]
    gap: Literal["small", "medium", "large"] = "medium"
    across: bool = False


Files = Csv | AllRows | Pictures | Workbook
Group = Row | Popover | Folded | Columns
Part = Block | Files | Control | Link | Tasks | Key | Code | Live | Group | Section


@dataclass(frozen=True)
class Page:
    """A page: the sentence it begins with, of which `lead` needs attention, the words below it, and its parts. `link`
    leads to what the lead counts. A page that this viewer may not see has a `notice` alone; one without a title covers
    the whole window.
    """

    lead: str
    title: str
    below: Said = ""
    parts: tuple[Part, ...] = ()
    notice: str = ""
    link: str = ""
