"""Counts that lead to the rows that they count: to the page of lists, for those who may see any rows."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from string import Formatter
from typing import Any

from charts.pieces import ROWS
from documents.page import Link
from documents.sheet import Click, Phrase, Said
from indicators.handovers import Between
from screen.language.formats import count
from screen.view.view import View

LISTS = "lists"  # the page of lists, and the parameter that says which
LIST = "list"
NOBODY = "none"  # in place of sectors: no agency is involved


def rows_of(view: View, of: str, **narrowed: str) -> str:
    """The address of the rows of a list (a key of `indicators.lists.LISTS`) with the filters of this view; parameters
    narrow it or replace filters. Empty where this viewer may see no rows.
    """
    return view.link(LISTS, **{LIST: of}, **narrowed) if view.filters.grant.may_read("rows") else ""


def rows_in(view: View, of: str, row: Mapping[str, Any], place: str) -> str:
    """The same of the place (region or county) of a row; of all places for a row that has none."""
    return rows_of(view, of, **({place: row[place]} if place in row else {}))


def sides_of(between: Between) -> dict[str, str]:
    """The parameters that narrow a list of handovers to those between two sides."""
    return {name: code for name, code in asdict(between).items() if code is not None}


def counted(n: int, view: View, of: str, **narrowed: str) -> Phrase:
    """A count as a part of a sentence, which leads to its rows if there are any."""
    return Phrase(count(n), link=rows_of(view, of, **narrowed) if n else "")


def click_to_rows(view: View, on: str = ROWS) -> Click | None:
    """What selects `on` a mark of a chart leads to the rows in its field ROWS, for those who may see rows."""
    return Click(on, leads=ROWS) if view.filters.grant.may_read("rows") else None


def link_to(label: str, of: str, **narrowed: str) -> Link:
    """A way to the rows of a list, on a page whose viewer may see rows."""
    return Link(LISTS, label, ((LIST, of), *narrowed.items()))


def filled(words: str, **values: Said | Phrase) -> tuple[Phrase, ...]:
    """The phrases of a sentence with {values}, of which some lead somewhere."""
    found: list[Phrase] = []
    for text, name, _spec, _conversion in Formatter().parse(words):
        value = values[name] if name else ""
        found += [Phrase(text), *(value if isinstance(value, tuple) else (_phrase(value),))]
    return tuple(phrase for phrase in found if phrase.text)


def joined(said: Iterable[Said]) -> tuple[Phrase, ...]:
    """Sentences one after the other, without those that are empty."""
    found: list[Phrase] = []
    for one in said:
        if one:
            found += [*([Phrase(" ")] if found else []), *((Phrase(one),) if isinstance(one, str) else one)]
    return tuple(found)


def _phrase(value: str | Phrase) -> Phrase:
    return Phrase(value) if isinstance(value, str) else value
