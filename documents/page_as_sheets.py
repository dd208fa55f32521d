"""A page as the sheets of a file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from documents.page import HEADLINE, Code, Columns, Folded, Page, Part, Row, Section, Task, Tasks
from documents.sheet import Block, Chart, Column, Figures, Phrase, Said, Sheet, Table, Words, text_of


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


def _below(said: Said) -> list[Block]:
    return [Words(text_of(said))] if said else []


def _blocks(part: Part) -> Iterator[Block]:
    match part:
        case Chart(numbers=Table() as numbers):
            yield from (part, numbers)
        case Figures() | Words() | Table() | Chart():
            yield part
        case Tasks(heads=heads, tasks=tasks):
            rows = [row for task in tasks for row in _rows(task)]
            shown = len(heads) if any(task.order for task in tasks) else 1
            yield Table("", [Column(head, figures=False) for head in heads[:shown]], [row[:shown] for row in rows])
        case Code(text=text):
            yield Words(text)
        case Row(parts=parts):
            yield from (block for one in parts for block in _blocks(one))


def _rows(task: Task) -> Iterator[list[Phrase]]:
    """A task as a row of a table, below the name of the group that it begins."""
    if task.group:
        yield [Phrase(task.group, "total"), Phrase("")]
    yield [Phrase(f"{task.subject} {task.rest}"), Phrase(task.order)]
