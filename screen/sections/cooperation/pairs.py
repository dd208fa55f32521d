"""Pairs of sectors or agencies that share cases, in words and as a table."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from documents.sheet import Column, Phrase, Table
from screen.language.formats import count, percent
from screen.language.words import _, many
from screen.sections.shared.cells import count_cell

Figures = Mapping[str, Any]
Name = Callable[[str], str]


def pair_words(row: Figures, name: Name) -> str:
    """In how many cases both are; for a side with itself, in how many it is at all."""
    cases = many("{n} case", "{n} cases", row["cases"]).format(n=count(row["cases"]))
    said = _("{cases}, {share} of all").format(cases=cases, share=percent(row["share"]))
    if row["a"] == row["b"]:
        return _("{one} at all: {said}").format(one=name(row["a"]), said=said)
    return _("{one} and {other}: {said}").format(one=name(row["a"]), other=name(row["b"]), said=said)


def pairs_table(caption: str, heads: tuple[str, str], indicator: str, rows: Sequence[Figures], name: Name) -> Table:
    """A row for each pair; `heads` are those of the two names."""
    amounts = (_("Cases"), _("Of all cases"))
    columns = [
        *(Column(head, figures=False) for head in heads),
        *(Column(head, indicator=indicator) for head in amounts),
    ]
    cells = [
        [Phrase(name(row["a"])), Phrase(name(row["b"])), count_cell(row["cases"]), Phrase(percent(row["share"]))]
        for row in rows
    ]
    return Table(caption, columns, cells)
