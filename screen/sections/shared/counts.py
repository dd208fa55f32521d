"""Counts that lead to the rows that they count: to the page of lists, for those who may see any rows."""

from collections.abc import Iterable
from string import Formatter

from documents.page import Link
from documents.sheet import Phrase, Said, Tone
from screen.language.formats import count
from screen.view.view import View

LISTS = "lists"  # the page of lists, and the parameter that says which
LIST = "list"


def rows_of(view: View, of: str, **narrowed: str) -> str:
    """The address of the rows of a list (a key of `indicators.lists.LISTS`) with the filters of this view; parameters
    narrow it or replace filters. Empty where this viewer may see no rows.
    """
    return view.link(LISTS, **{LIST: of}, **narrowed) if view.filters.grant.may_read("rows") else ""


def counted(n: int, view: View, of: str, *, tone: Tone = "", **narrowed: str) -> Phrase:
    """A count as a table cell or a part of a sentence, which leads to its rows if there are any; zero stands back."""
    return Phrase(count(n), tone if n else "zero", link=rows_of(view, of, **narrowed) if n else "")


def link_to(label: str, of: str, **narrowed: str) -> Link:
    """A way to the rows of a list, on a page whose viewer may see rows."""
    return Link(LISTS, label, ((LIST, of), *narrowed.items()))


def filled(words: str, **values: str | Phrase) -> tuple[Phrase, ...]:
    """The phrases of a sentence with {values}, of which some lead somewhere."""
    found: list[Phrase] = []
    for text, name, _spec, _conversion in Formatter().parse(words):
        value = values[name] if name else ""
        found += [Phrase(text), value if isinstance(value, Phrase) else Phrase(value)]
    return tuple(phrase for phrase in found if phrase.text)


def sentences(said: Iterable[Said]) -> tuple[Phrase, ...]:
    """Sentences one after the other, without those that are empty."""
    found: list[Phrase] = []
    for one in said:
        if one:
            found += [*([Phrase(" ")] if found else []), *((Phrase(one),) if isinstance(one, str) else one)]
    return tuple(found)
