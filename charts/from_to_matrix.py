"""From whom to whom: a cell for each pair with its median, and a badge with how many wait now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import Palette, finished, in_two_lines, palette

CLICKED = "pair"
MOST = 12  # so many rows and columns can be read at 1280 px
STEP = 36
STEPS_FROM_DAYS = (2.5, 4.5, 7, 14)  # a darker step from each of these medians on
IN_A_LINE = 24  # letters of the name of a row; longer ones take two
LINES = 3  # of a column head
LINE = 13  # px of each

CELLS = ("sender", "receiver", "row", "column", "days", "shown", "waiting", "past", "chosen", "words")
_INSET = alt.RelativeBandSize(band=0.94)


@dataclass(frozen=True)
class Head:
    """Of a row or column: its code, its name for a row, and its name in short lines for a column."""

    code: str
    name: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Matrix:
    """What the matrix shows, with its rows from top to bottom and its columns from left to right.

    `cells` has one row per pair with handovers: sender and receiver (codes), row and column (from 0), days (the median;
    NaN: not reached), shown (the median in words; empty where nothing was sent in the period), waiting (handovers),
    past (whether any is past its target), chosen, words (the tooltip, a sentence).
    """

    rows: Sequence[Head]
    columns: Sequence[Head]
    cells: pd.DataFrame
    alt: str


def matrix(shown: Matrix) -> Recipe:
    """The matrix; a click on a cell selects its pair (parameter CLICKED, fields sender and receiver)."""
    cells = shown.cells[list(CELLS)].assign(kind="cell", step=[_step(days) for days in shown.cells["days"]])
    return Recipe(_spec, pd.concat([cells, _rest(shown)], ignore_index=True), shown.alt)


def _step(days: float) -> int:
    """The colour of a median: −1 where it is not reached."""
    return -1 if days != days else sum(days >= edge for edge in STEPS_FROM_DAYS)  # noqa: PLR0124 (NaN)


def _rest(shown: Matrix) -> pd.DataFrame:
    """Heads, the diagonal, and a dot where nobody was handed anything."""
    taken = set(zip(shown.cells["row"], shown.cells["column"], strict=True))
    others = [
        {"kind": "self" if sender.code == receiver.code else "none", "row": row, "column": column}
        for row, sender in enumerate(shown.rows)
        for column, receiver in enumerate(shown.columns)
        if (row, column) not in taken
    ]
    names = [{"kind": "row", "row": place, "name": head.name} for place, head in enumerate(shown.rows)]
    heads = [{"kind": "column", "column": place, "name": _lines(head)} for place, head in enumerate(shown.columns)]
    # a narrow matrix keeps its cells as wide as those of others
    room = [{"kind": "room", "row": 0, "column": place} for place in range(len(shown.columns), MOST)]
    return pd.DataFrame([*others, *names, *heads, *room])


def _lines(head: Head) -> str:
    """The last line of each head stands right above its column."""
    return "\n".join([*[" "] * (LINES - len(head.lines)), *head.lines[:LINES]])


@cache
def _spec(theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    band = alt.Scale(paddingInner=0, paddingOuter=0)
    x, y = alt.X("column:O", axis=None, scale=band), alt.Y("row:O", axis=None, scale=band)
    every = alt.Chart().encode(x=x, y=y)
    layers = (*_cells(every, colours), *_badges(every, colours), *_heads(x, y, colours), _pointer(every))
    spec = finished(alt.layer(*layers).properties(width="container", height=alt.Step(STEP)), theme)
    return {**spec, "autosize": {"type": "fit-x", "contains": "padding"}}


def _cells(every: alt.Chart, colours: Palette) -> tuple[alt.Chart, ...]:
    def of(test: str) -> alt.Chart:
        found: alt.Chart = every.transform_filter(test)
        return found

    filled = alt.Color("step:O", scale=alt.Scale(domain=list(range(5)), range=list(colours.steps)), legend=None)
    written = alt.condition("datum.step > 2", alt.value(colours.on_steps[-1]), alt.value(colours.on_steps[0]))
    reached = of("datum.kind == 'cell' && datum.step >= 0")
    unreached = of("datum.kind == 'cell' && datum.step < 0 && datum.shown != ''")
    text: dict[str, Any] = {"align": "right", "dx": 1, "fontSize": 13}
    return (
        of("datum.kind == 'room'").mark_rect(opacity=0),
        of("datum.kind == 'self'").mark_rect(color=colours.panel, width=_INSET, height=_INSET),
        of("datum.kind == 'none'").mark_text(text="·", color=colours.ink3),
        reached.mark_rect(width=_INSET, height=_INSET).encode(color=filled),
        unreached.mark_rect(filled=False, stroke=colours.ink3, strokeDash=[3, 2], width=_INSET, height=_INSET),
        reached.mark_text(fontWeight=600, **text).encode(text="shown:N", color=written),
        unreached.mark_text(fontStyle="italic", color=colours.ink2, **text).encode(text="shown:N"),
        of("datum.kind == 'cell' && datum.chosen").mark_rect(
            filled=False, stroke=colours.selected, strokeWidth=2.5, width=_INSET, height=_INSET
        ),
    )


def _badges(every: alt.Chart, colours: Palette) -> tuple[alt.Chart, ...]:
    waiting = every.transform_filter("datum.kind == 'cell' && datum.waiting > 0")
    at: dict[str, Any] = {"xOffset": 12, "opacity": 1, "strokeWidth": 1.2}
    size = alt.condition("datum.waiting > 99", alt.value(520), alt.value(300))
    number: dict[str, Any] = {"dx": 12, "fontSize": 12}
    within, past = waiting.transform_filter("!datum.past"), waiting.transform_filter("datum.past")
    return (
        within.mark_point(filled=True, fill=colours.page, stroke=colours.ink3, **at).encode(size=size),
        past.mark_point(filled=True, fill=colours.attention, stroke=colours.page, **at).encode(size=size),
        within.mark_text(color=colours.ink, **number).encode(text="waiting:N"),
        past.mark_text(color=colours.page, fontWeight=600, **number).encode(text="waiting:N"),
    )


def _heads(x: alt.X, y: alt.Y, colours: Palette) -> tuple[alt.Chart, ...]:
    at_top = (
        alt.Chart()
        .transform_filter("datum.kind == 'column'")
        .mark_text(
            baseline="bottom",
            lineBreak="\n",
            lineHeight=LINE,
            fontSize=12,
            dy=-5 - LINE * (LINES - 1),
            color=colours.ink2,
            limit=60,
        )
    )
    at_left = (
        alt.Chart()
        .transform_filter("datum.kind == 'row'")
        .transform_calculate(lines=in_two_lines("datum.name", IN_A_LINE))
        .mark_text(
            align="right",
            baseline=alt.expr(f"length(datum.name) > {IN_A_LINE} ? 'bottom' : 'middle'"),
            lineHeight=LINE,
            dx=-8,
            color=colours.ink,
            limit=150,
        )
    )
    return (
        at_top.encode(x=x, y=alt.value(0), text="name:N"),
        at_left.encode(y=y, x=alt.value(0), text="lines:N"),
    )


def _pointer(every: alt.Chart) -> alt.Chart:
    """Clear cells on top, which say what they mean and can be clicked."""
    cells = every.transform_filter("datum.kind == 'cell'")
    pointed: alt.Chart = cells.mark_rect(opacity=0, cursor="pointer").encode(tooltip=alt.Tooltip("words:N", title=" "))
    return pointed.add_params(alt.selection_point(name=CLICKED, fields=["sender", "receiver"], on="click", empty=False))
