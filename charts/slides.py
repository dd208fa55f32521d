"""Charts on slides, readable from the back row. A picture drawn without a browser measures no text, so nothing here
depends on its width.
"""

from collections.abc import Sequence
from math import ceil
from typing import Any

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import FULL, in_two_lines

WIDTH = 1776
BAR = 66
BAR_TEXT = 31
IN_A_LINE = 42  # letters of a name; a longer one takes two lines, and ends in … where they do not hold it
BESIDE = 16  # between a bar and its words
BARS = ("order", "name", "amount", "past", "inside", "beside", "rows")
LONGEST = 0.62  # of the room for bars; the rest is for the words beside
NEEDS = 0.2  # of the room for bars, for words inside

HEIGHT = 260
LOW = 190
LINE_TEXT = 30
POINTS = ("order", "name", "value", "said")

ACROSS, DOWN = 184, 128
GAP = 8
COLUMNS, ROWS = 6, 5
STEPS = 5
TILES = ("column", "row", "name", "amount", "rows")

# the drawing of a link without a browser needs a whole address: that of the page takes the place of this one
BASE = "https://here.invalid/"

_LETTER = 14.5  # as wide as a letter is on average, with some air


def slide_bars(rows: pd.DataFrame, description: str) -> Recipe:
    """How many wait, and which part of them is past its target. One bar a row, from top to bottom: order (0, 1 …),
    name, amount, past (of the amount), inside (words for the part that is past, shown in it), beside (words at the end
    of the bar), rows (the address that it leads to; empty: none).
    """
    most = max(float(rows["amount"].max()), 1.0) if len(rows) else 1.0
    shares = {"share": rows["amount"] / most * LONGEST, "past_share": rows["past"] / most * LONGEST}
    letters = min(max(map(len, rows["name"]), default=0), IN_A_LINE)
    names = ceil((letters * _LETTER + BESIDE) / 50) * 50  # in steps, so that most have the same
    return Recipe(_bars, _whole(rows[list(BARS)]).assign(**shares), description, (len(rows), names))


def has_room(past: int, most: int) -> bool:
    """Whether the part that is past has room for words, beside a bar of the largest amount."""
    return past / max(most, 1) * LONGEST >= NEEDS


def _bars(bars: int, names: int, colours: Palette) -> alt.TopLevelMixin:
    by_order = alt.Y("name:N", sort=alt.EncodingSortField("order", op="min"), axis=None)
    row = alt.Chart().encode(y=by_order, href="rows:N")
    scale = alt.Scale(domain=[0, 1], nice=False)
    x, past = (alt.X(f"{field}:Q", axis=None, scale=scale) for field in ("share", "past_share"))
    size = alt.RelativeBandSize(band=0.66)
    # a name in two lines has its first one above the middle
    high = alt.expr(f"length(datum.name) > {IN_A_LINE} ? 'bottom' : 'middle'")
    lines: dict[str, Any] = {"baseline": high, "lineHeight": BAR_TEXT + 1, "limit": names - BESIDE}
    name = row.transform_calculate(lines=in_two_lines("datum.name", IN_A_LINE))
    name = name.mark_text(align="right", fontSize=BAR_TEXT, color=colours.ink, **lines)
    inside = row.mark_text(align="left", fontSize=BAR_TEXT, fontWeight=600, color=colours.page)
    chart = alt.layer(
        row.mark_bar(height=size, color=colours.data).encode(x=x),
        row.mark_bar(height=size, color=colours.attention).encode(x=past),
        name.encode(x=alt.value(-BESIDE), text="lines:N"),
        inside.encode(x=alt.value(14), text="inside:N"),
        row.mark_text(align="left", dx=BESIDE, fontSize=BAR_TEXT, color=colours.ink).encode(x=x, text="beside:N"),
    )
    return _placed(chart, WIDTH - names, BAR * max(bars, 1), left=names)


def slide_line(points: pd.DataFrame, description: str, height: int = HEIGHT) -> Recipe:
    """A line of half a year, with its last point in words. One point a row, in order: order (0, 1 …), name (words below
    it, empty for most), value, said (words beside it, empty for all but the last). LOW leaves room for two more lines
    of words on the slide.
    """
    return Recipe(_line, points[list(POINTS)], description, (height,))


def _line(height: int, colours: Palette) -> alt.TopLevelMixin:
    x = alt.X("order:Q", axis=None, scale=alt.Scale(nice=False, zero=False, padding=12))
    axis = alt.Axis(tickCount=3, format=",d", labelFontSize=LINE_TEXT, labelPadding=12, grid=True)
    line = alt.Chart().encode(x=x, y=alt.Y("value:Q", title=None, axis=axis, scale=alt.Scale(zero=True, nice=True)))
    last = line.transform_filter("datum.said != ''")
    below = alt.Chart().mark_text(fontSize=LINE_TEXT, baseline="top", dy=16, color=colours.ink2)
    chart = alt.layer(
        line.mark_line(strokeWidth=4, color=colours.data, strokeJoin="round"),
        last.mark_point(shape="circle", size=320, color=colours.data, **FULL),
        last.mark_text(align="left", dx=24, fontSize=40, fontWeight=600, color=colours.ink).encode(text="said:N"),
        below.encode(x=x, y=alt.value(height), text="name:N"),
    )
    return _placed(chart, WIDTH - 100 - 290, height, left=100, right=290, top=20, bottom=60)


def slide_tiles(places: pd.DataFrame, description: str) -> Recipe:
    """The regions, one square each, where it lies. One tile a row: column and row (from 1, the north first), name
    (short), amount, rows (as of bars). The darker the more; a tile without any is paler than all steps.
    """
    most = max(int(places["amount"].max()), 1) if len(places) else 1
    steps = [ceil(amount / most * STEPS) for amount in places["amount"]]
    return Recipe(_tiles, _whole(places[list(TILES)]).assign(step=steps), description)


def _tiles(colours: Palette) -> alt.TopLevelMixin:
    tile = (
        alt.Chart()
        .encode(href="rows:N")
        .transform_calculate(
            left=f"(datum.column - 1) * {ACROSS}",
            right=f"datum.column * {ACROSS} - {GAP}",
            top=f"(datum.row - 1) * {DOWN}",
            bottom=f"datum.row * {DOWN} - {GAP}",
            middle=f"datum.column * {ACROSS} - {(ACROSS + GAP) // 2}",
            upper=f"(datum.row - 1) * {DOWN} + 36",
            lower=f"(datum.row - 1) * {DOWN} + 82",
        )
    )
    width, height = COLUMNS * ACROSS - GAP, ROWS * DOWN - GAP
    across, down = (alt.Scale(domain=domain, nice=False) for domain in ([0, width], [height, 0]))
    left, middle = (alt.X(f"{field}:Q", axis=None, scale=across) for field in ("left", "middle"))
    top, upper, lower = (alt.Y(f"{field}:Q", axis=None, scale=down) for field in ("top", "upper", "lower"))
    fill, ink = _by_step(colours.panel, colours.steps), _by_step(colours.ink, colours.on_steps)
    named = tile.encode(x=middle, color=ink)
    squares = tile.mark_rect(cornerRadius=4).encode(x=left, x2="right:Q", y=top, y2="bottom:Q", color=fill)
    names = named.mark_text(fontSize=29).encode(y=upper, text="name:N")
    amounts = named.mark_text(fontSize=42, fontWeight=600).encode(y=lower, text=alt.Text("amount:Q", format=","))
    return _placed(alt.layer(squares, names, amounts).resolve_scale(color="independent"), width, height)


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    """The addresses that rows lead to in full."""
    return rows.assign(rows=[address and BASE + address for address in rows["rows"]])


def _by_step(none: str, steps: Sequence[str]) -> alt.Color:
    scale = alt.Scale(domain=list(range(STEPS + 1)), range=[none, *steps])
    return alt.Color("step:O", scale=scale, legend=None)


def _placed(chart: alt.LayerChart | alt.FacetChart, width: int, height: int, **around: int) -> alt.TopLevelMixin:
    """The chart in pixels that are known, with so many around it (left, right, top, bottom; none unless given)."""
    padding = {"left": 0, "right": 0, "top": 0, "bottom": 0, **around}
    return chart.properties(width=width, height=height, autosize="none", padding=padding)
