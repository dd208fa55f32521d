"""What a page shows: a headline, and sections in columns, with their blocks and controls; and the sheets of its file.

A control says which parameter of the address it sets and what is chosen now; a medium without controls leaves it out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from documents.sheet import Block, Chart, Column, Csv, Figures, Phrase, Sheet, Table, Words

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
    """Text that is typed; the label is read aloud alone where `placeholder` says what it is for."""

    parameter: str
    label: str
    text: str
    placeholder: str = ""
    width: int = 220
    longest: int | None = None


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
    """Something that needs attention: its subject in bold, the rest of the sentence, what to do, and where. The first
    of a group names it and says its order.
    """

    subject: str
    rest: str
    order: str
    link: Link
    group: str = ""


@dataclass(frozen=True)
class Tasks:
    """Tasks one below the other, with the heads of the two columns they have as a table."""

    heads: tuple[str, str]
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Key:
    """What the marks of a chart mean, in one line."""

    marks: tuple[tuple[Literal["data", "attention", "band", "mean", "flagged"], str], ...]


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
    is_open: bool = False


@dataclass(frozen=True)
class Section:
    """A heading with the key of the indicator it belongs to, the words below it, and what it holds.

    `name` is short, plain ASCII and unique on its page. `logged` is what the access log keeps where the section shows
    case rows (empty: it shows none). `caption` is its title in a file where it has no heading on the screen; its
    parts are close together where it is `dense`.
    """

    name: str
    heading: str
    parts: tuple["Part", ...] = ()
    below: str = ""
    indicator: str = ""
    logged: str = ""
    caption: str = ""
    dense: bool = False


@dataclass(frozen=True)
class Columns:
    """Parts side by side, in columns of these relative widths. A file has them column by column, or `across`: the first
    of each column, then the second.
    """

    widths: tuple[float, ...]
    columns: tuple[tuple["Part", ...], ...]
    gap: Literal["small", "medium", "large"] = "medium"
    across: bool = False


Files = Csv | Pictures | Workbook
Group = Row | Popover | Folded | Columns | Tasks
Part = Block | Files | Control | Link | Key | Code | Live | Group | Section


@dataclass(frozen=True)
class Page:
    """A page: the sentence it begins with, of which `lead` needs attention, the words below it, and its parts. A page
    that this viewer may not see has a `notice` and nothing else; one without a title covers the whole window.
    """

    lead: str
    title: str
    below: str = ""
    parts: tuple[Part, ...] = ()
    notice: str = ""


def sheets(page: Page) -> list[Sheet]:
    """The page as sheets of a file: its headline with the large figures, then a sheet for each section in order."""
    title = [Phrase(page.lead, "attention"), Phrase(page.title)] if page.lead else [Phrase(page.title)]
    large = [part for part in page.parts if isinstance(part, Figures)]
    first = Sheet(HEADLINE, title, [*_below(page.below), *large])
    return [first, *(sheet for section in sections(page.parts) for sheet in _sheet(section))]


def sections(parts: Sequence[Part]) -> Iterator[Section]:
    """Every section, in the order in which it is read."""
    for part in parts:
        if isinstance(part, Section):
            yield part
            yield from sections(part.parts)
        elif isinstance(part, Columns):
            for column in zip_longest(*part.columns) if part.across else part.columns:
                yield from sections(list(filter(None, column)))
        elif isinstance(part, Row | Folded):
            yield from sections(part.parts)


def _sheet(section: Section) -> Iterator[Sheet]:
    """One sheet, unless the section holds nothing that a file can show, or only words without a title: those are about
    the controls around them.
    """
    blocks = [block for part in section.parts for block in _blocks(part)]
    captions = (block.caption for block in blocks if isinstance(block, Table))
    title = section.heading or section.caption or next(captions, "")
    if blocks and title:
        # a table below a title of the same words does not repeat them
        shown = [replace(one, caption="") if isinstance(one, Table) and one.caption == title else one for one in blocks]
        yield Sheet(section.name, [Phrase(title)], [*_below(section.below), *shown])


def _below(words: str) -> list[Block]:
    return [Words(words)] if words else []


def _blocks(part: Part) -> Iterator[Block]:
    match part:
        case Chart(numbers=Table() as numbers):
            yield from (part, numbers)
        case Figures() | Words() | Table() | Chart():
            yield part
        case Tasks(heads=heads, tasks=tasks):
            rows = [row for task in tasks for row in _rows(task)]
            yield Table("", [Column(head, figures=False) for head in heads], rows)
        case Code(text=text):
            yield Words(text)
        case Row(parts=parts):
            yield from (block for one in parts for block in _blocks(one))


def _rows(task: Task) -> Iterator[list[Phrase]]:
    """A task as a row of a table, below the name of the group that it begins."""
    if task.group:
        yield [Phrase(task.group, "total"), Phrase("")]
    yield [Phrase(f"{task.subject} {task.rest}"), Phrase(task.order)]
