"""What needs attention on a slide: the part of a sentence, and the rows for which there is room."""

from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import Any

from config.codes import UNKNOWN
from documents.sheet import Phrase
from screen.language.formats import count, in_order
from screen.view.view import View

Row = Mapping[str, Any]
# the address of the rows of a list, narrowed by parameters; empty where there are none to lead to
Rows = Callable[..., str]


def told(words: str, links: Mapping[str, str] | None = None, **values: str) -> list[Phrase]:
    """The phrases of a sentence with {values}; what stands between asterisks is in the colour of attention, so that
    each language puts it where it belongs: 'Since {day}, *{n} more* are late'. A phrase leads where the first of its
    values does that has one of the links.
    """
    parts = [part.strip() for part in words.split("*")]
    return [
        Phrase(part.format(**values), "attention" if number % 2 else "", link=_link(part, links or {}))
        for number, part in enumerate(parts)
        if part
    ]


def _link(part: str, links: Mapping[str, str]) -> str:
    named = (name for _text, name, _spec, _conversion in Formatter().parse(part) if name)
    return next((links[name] for name in named if links.get(name)), "")


def nowhere(_of: str, **_narrowed: str) -> str:
    """No count leads anywhere, as in a file."""
    return ""


def led(n: int, address: str) -> Phrase:
    """A count as a part of a sentence, which leads to its rows if there are any."""
    return Phrase(count(n), link=address if n else "")


def largest(
    rows: Sequence[Row], by: Sequence[str], most: int, view: View, unknown: str = ""
) -> tuple[list[Row], list[Row]]:
    """The rows of agencies or sectors with the most of the first of `by`, then of the next, and all others, with their
    `name` and in order of it; one that is not known is called `unknown`, where that is not empty.
    """

    def name(row: Row) -> str:
        if unknown and row.get("agency", row["sector"]) == UNKNOWN:
            return unknown
        return view.name("agency", row["agency"]) if "agency" in row else view.sector_name(row["sector"])

    named: list[Row] = sorted(({**row, "name": name(row)} for row in rows), key=lambda row: in_order(row["name"]))
    ranked = sorted(named, key=lambda row: [-row[field] for field in by])
    return [row for row in named if row in ranked[:most]], ranked[most:]
