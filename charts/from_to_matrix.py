"""From whom to whom: a cell for each pair with its median, and a badge with how many wait now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import BAND, FULL, INSET, LINE, clickable, in_two_lines, of_kind, shaded

CLICKED = "pair"
MOST = 12  # so many rows and columns can be read at 1280 px
STEPS_FROM_DAYS = (2.5, 4.5, 7, 14)  # a darker step from each of these medians on
IN_A_LINE = 24  # letters of the name of a row; longer ones take two
LINES = 3  # of a column head
WHOLE_FROM = 10  # days: longer medians are shown without a decimal
MOSTLY = 0.5  # of those that wait
HEAD_ROOM = 46  # px of a column of MOST at a window of 1280
UNREACHED, OF_FEW = -1, -2  # in place of a step
ROOM = "bandwidth('x')"  # px of a column, as wide as it is drawn
BESIDE = f"{ROOM} >= {HEAD_ROOM - 4}"  # whether a badge has room beside the median; else it stands below it

CELLS = ("sender", "receiver", "row", "column", "days", "few", "shown", "waiting", "past", "chosen", "words")


@dataclass(frozen=True)
class Head:
    """Of a row or column: its code, its name for a row, and its name in short lines for a column."""

    code: str
    name: str
    lines: Sequence[str]


def matrix(rows: Sequence[Head], columns: Sequence[Head], cells: pd.DataFrame, description: str) -> Recipe:
    """The matrix, with its rows from top to bottom and its columns from left to right; a click on a cell selects its
    pair (parameter CLICKED, fields sender and receiver).

    `cells` has one row per pair with handovers: sender and receiver (codes), row and column (from 0), days (the median;
    NaN: not reached), few (it is that of few, and has no colour), shown (the median in words; empty where nothing was
    sent in the period), waiting (handovers), past (of these, past their target), chosen, words (the tooltip, a
    sentence).
    """
    drawn = cells[list(CELLS)].assign(kind="cell", step=[*map(_step, cells["days"], cells["few"])])
    return Recipe(_chart, pd.concat([drawn, _rest(rows, columns, cells)], ignore_index=True), description)


def _step(days: float, few: bool) -> int:
    """The colour of a median, if it has one: that of the number which stands in the cell."""
    if days != days:  # noqa: PLR0124 (NaN)
        return UNREACHED
    shown = round(days, 1) if round(days, 1) < WHOLE_FROM else round(days)
    return OF_FEW if few else sum(shown >= edge for edge in STEPS_FROM_DAYS)


def _rest(rows: Sequence[Head], columns: Sequence[Head], cells: pd.DataFrame) -> pd.DataFrame:
    """Heads, the diagonal, and a dot where nobody was handed anything."""
    taken = set(zip(cells["row"], cells["column"], strict=True))
    others = [
        {"kind": "self" if sender.code == receiver.code else "none", "row": row, "column": column}
        for row, sender in enumerate(rows)
        for column, receiver in enumerate(columns)
        if (row, column) not in taken
    ]
    names = [{"kind": "row", "row": place, "name": head.name} for place, head in enumerate(rows)]
    heads = [{"kind": "column", "column": place, "name": _lines(head)} for place, head in enumerate(columns)]
    # a narrow matrix keeps its cells as wide as those of others
    room = [{"kind": "room", "row": 0, "column": place} for place in range(len(columns), MOST)]
    return pd.DataFrame([*others, *names, *heads, *room])


def _lines(head: Head) -> str:
    """The last line of each head stands right above its column."""
    return "\n".join([*[" "] * (LINES - len(head.lines)), *head.lines[:LINES]])


def _chart(colours: Palette) -> alt.TopLevelMixin:
    every = alt.Chart().encode(x=alt.X("column:O", axis=None, scale=BAND), y=alt.Y("row:O", axis=None, scale=BAND))
    cell = every.transform_filter("datum.kind == 'cell'")
    pointed = clickable(cell.mark_rect(opacity=0, cursor="pointer"), CLICKED, "sender", "receiver")
    layers = (*_cells(every, colours), *_badges(every, colours), *_heads(colours), pointed)
    return alt.layer(*layers).properties(width="container", height=alt.Step(36))


def _cells(every: alt.Chart, colours: Palette) -> tuple[alt.Chart, ...]:
    room, itself, none, reached, of_few, unreached, chosen = (
        every.transform_filter(test)
        for test in (
            "datum.kind == 'room'",
            "datum.kind == 'self'",
            "datum.kind == 'none'",
            "datum.kind == 'cell' && datum.step >= 0",
            f"datum.kind == 'cell' && datum.step == {OF_FEW}",
            f"datum.kind == 'cell' && datum.step == {UNREACHED} && datum.shown != ''",
            "datum.kind == 'cell' && datum.chosen",
        )
    )
    left, up = alt.expr(f"{BESIDE} ? 1 : 10"), alt.expr(f"{BESIDE} ? 0 : -9")
    text: dict[str, Any] = {"align": "right", "dx": left, "dy": up, "fontSize": 13}
    filled, written = shaded(reached.mark_rect(**INSET), reached.mark_text(fontWeight=600, **text), colours)
    return (
        room.mark_rect(opacity=0),
        itself.mark_rect(color=colours.panel, **INSET),
        none.mark_text(text="·", color=colours.ink3),
        filled,
        of_few.mark_rect(filled=False, stroke=colours.line, **INSET),
        unreached.mark_rect(filled=False, stroke=colours.ink3, strokeDash=[3, 2], **INSET),
        written,
        of_few.mark_text(color=colours.ink2, **text).encode(text="shown:N"),
        unreached.mark_text(fontStyle="italic", color=colours.ink2, **text).encode(text="shown:N"),
        chosen.mark_rect(filled=False, stroke=colours.selected, strokeWidth=2.5, **INSET),
    )


def _badges(every: alt.Chart, colours: Palette) -> tuple[alt.Chart, ...]:
    waiting = every.transform_filter("datum.kind == 'cell' && datum.waiting > 0")
    # filled where half or more are past: one of eleven is not the whole circle
    most, some = f"datum.past >= {MOSTLY} * datum.waiting", "datum.past > 0"
    within, part, past = (waiting.transform_filter(one) for one in (f"!({some})", f"{some} && !({most})", most))
    many = "datum.waiting > 99"
    # no badge is larger than its cell
    beside, below = f"{many} ? 440 : 300", f"min({many} ? 300 : 220, pow({ROOM} - 3, 2))"
    size = alt.value(alt.expr(f"{BESIDE} ? ({beside}) : {below}"))
    right, down = alt.expr(f"{BESIDE} ? {ROOM} / 2 - ({many} ? 12.5 : 11) : 0"), alt.expr(f"{BESIDE} ? 0 : 7")
    at: dict[str, Any] = {"xOffset": right, "yOffset": down, "strokeWidth": 1.2, **FULL}
    number: dict[str, Any] = {"dx": right, "dy": down, "fontSize": alt.expr(f"{BESIDE} ? 12 : 11")}
    return (
        within.mark_point(fill=colours.page, stroke=colours.ink3, **at).encode(size=size),
        part.mark_point(fill=colours.page, stroke=colours.attention, **at | {"strokeWidth": 2.5}).encode(size=size),
        past.mark_point(fill=colours.attention, stroke=colours.page, **at).encode(size=size),
        within.mark_text(color=colours.ink, **number).encode(text="waiting:N"),
        part.mark_text(color=colours.attention, fontWeight=600, **number).encode(text="waiting:N"),
        past.mark_text(color=colours.page, fontWeight=600, **number).encode(text="waiting:N"),
    )


def _heads(colours: Palette) -> tuple[alt.Chart, ...]:
    up = -5 - LINE * (LINES - 1)
    at_top = of_kind("column").mark_text(
        baseline="bottom",
        lineBreak="\n",
        lineHeight=LINE,
        fontSize=alt.expr(f"{BESIDE} ? 12 : 11"),
        dy=up,
        color=colours.ink2,
        limit=alt.expr(ROOM),
    )
    named = of_kind("row").transform_calculate(lines=in_two_lines("datum.name", IN_A_LINE))
    high = alt.expr(f"length(datum.name) > {IN_A_LINE} ? 'bottom' : 'middle'")
    at_left = named.mark_text(align="right", baseline=high, lineHeight=LINE, dx=-8, color=colours.ink, limit=150)
    return (
        at_top.encode(x=alt.X("column:O", axis=None, scale=BAND), y=alt.value(0), text="name:N"),
        at_left.encode(y=alt.Y("row:O", axis=None, scale=BAND), x=alt.value(0), text="lines:N"),
    )
