"""Which sectors meet in a case: rows of joined dots, a bar and its number; those that stand out are dark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import BAND, FULL, POINTER, leading, of_kind

STEP = 27
HEADS = 2  # rows over the first, for the names of the sectors
LINES = 3  # of such a name
DOTS, BARS, LONGEST = 0.66, 0.68, 0.24  # parts of the width: dots end, bars begin, the longest bar
MARK = ("kind", "row", "at", "to", "strong", "shown", "words", "rows")


@dataclass(frozen=True)
class Row:
    """A combination: the places of its sectors among the heads, its amount and that in words, whether it is dark, the
    tooltip, a sentence, and the address that a click leads to (empty: none).
    """

    places: Sequence[int]
    amount: int
    shown: str
    strong: bool
    words: str
    rows: str = ""


def combinations(heads: Sequence[str], rows: Sequence[Row], description: str) -> Recipe:
    """A row for each combination, from top to bottom; `heads` are the names of the sectors, each in a few lines."""
    marks = [*_of_heads(heads), *(mark for place, row in enumerate(rows) for mark in _of_row(place, row, heads, rows))]
    return Recipe(_chart, pd.DataFrame(marks, columns=list(MARK)), description)


def _across(place: int, heads: Sequence[str]) -> float:
    return DOTS * (place + 0.5) / len(heads)


def _of_heads(heads: Sequence[str]) -> Iterator[dict[str, Any]]:
    for row in range(-HEADS, 0):
        yield {"kind": "room", "row": row, "at": 0}
    for place, name in enumerate(heads):
        lines = name.split("\n")[:LINES]
        said = "\n".join([" "] * (LINES - len(lines)) + lines)  # the last line stands right above its column
        yield {"kind": "head", "row": -HEADS, "at": _across(place, heads), "to": DOTS / len(heads), "shown": said}


def _of_row(number: int, row: Row, heads: Sequence[str], rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    base = {"row": number, "strong": row.strong, "words": row.words}
    for place in range(len(heads)):
        yield {**base, "kind": "dot" if place in row.places else "none", "at": _across(place, heads)}
    if row.places:
        ends = _across(row.places[0], heads), _across(row.places[-1], heads)
        yield {**base, "kind": "line", "at": ends[0], "to": ends[1]}
    length = LONGEST * row.amount / max(one.amount for one in rows)
    yield {**base, "kind": "bar", "at": BARS, "to": BARS + length, "shown": row.shown, "rows": row.rows}


def _chart(colours: Palette) -> alt.TopLevelMixin:
    x = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False, zero=False))
    y = alt.Y("row:O", axis=None, scale=BAND)
    dark = alt.condition("datum.strong", alt.value(colours.data), alt.value(colours.steps[2]))
    kinds = ("room", "head", "none", "line", "dot", "bar")
    room, head, none, line, dot, bar = (of_kind(kind).encode(y=y) for kind in kinds)
    # names stand right above their column, and are cut where the columns are narrow
    lines: dict[str, Any] = {"lineHeight": 15, "lineBreak": "\n", "limit": alt.expr("datum.to * width - 4")}
    names = head.mark_text(baseline="top", dy=5 - STEP / 2, fontSize=12, color=colours.ink2, **lines)
    return alt.layer(
        none.mark_point(shape="circle", size=22, color=colours.grid, **FULL).encode(x=x),
        line.mark_rule(strokeWidth=2.5).encode(x=x, x2="to:Q", color=dark),
        dot.mark_point(shape="circle", size=110, **FULL).encode(x=x, color=dark),
        bar.mark_bar(height=alt.RelativeBandSize(band=0.6)).encode(x=x, x2="to:Q", color=dark),
        bar.mark_text(align="left", dx=6, color=colours.ink).encode(x=alt.X("to:Q", axis=None), text="shown:N"),
        room.mark_point(opacity=0).encode(x=x),
        names.encode(x=x, text="shown:N"),
        leading(bar.mark_bar(opacity=0, cursor=POINTER).encode(x=alt.value(0), x2=alt.value("width"))),
    ).properties(width="container", height=alt.Step(STEP))
