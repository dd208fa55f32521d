"""What needs attention on a slide: the part of a sentence, and the rows for which there is room."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.codes import UNKNOWN
from documents.sheet import Phrase
from screen.language.formats import in_order
from screen.view.view import View

Row = Mapping[str, Any]


def told(words: str, **values: str) -> list[Phrase]:
    """The phrases of a sentence with {values}; what stands between asterisks is in the colour of attention, so that
    each language puts it where it belongs: 'Since {day}, *{n} more* are late'.
    """
    parts = [part.strip() for part in words.split("*")]
    return [
        Phrase(part.format(**values), "attention" if number % 2 else "") for number, part in enumerate(parts) if part
    ]


def largest(
    rows: Sequence[Row], by: Sequence[str], most: int, view: View, unknown: str = ""
) -> tuple[list[Row], list[Row]]:
    """The rows of agencies or sectors with the most of `by` and all others, with their `name` and in order of it; one
    that is not known is called `unknown`, where that is not empty.
    """

    def name(row: Row) -> str:
        if unknown and row.get("agency", row["sector"]) == UNKNOWN:
            return unknown
        return view.name("agency", row["agency"]) if "agency" in row else view.sector_name(row["sector"])

    named: list[Row] = sorted(({**row, "name": name(row)} for row in rows), key=lambda row: in_order(row["name"]))
    ranked = sorted(named, key=lambda row: -sum(row[field] for field in by))
    return [row for row in named if row in ranked[:most]], ranked[most:]
