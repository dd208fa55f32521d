"""Bars on a slide: how many wait, and which part of them is past its target. Readable from the back row."""

from collections.abc import Mapping
from functools import cache
from math import ceil
from typing import Any

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import finished, palette

WIDTH = 1776
STEP = 66
TEXT = 31
COLUMNS = ("order", "name", "amount", "past", "inside", "beside")
LONGEST = 0.62  # of the room for bars; the rest is for the words beside
NEEDS = 0.2  # of the room for bars, for words inside

_LETTER = 14.5  # as wide as a letter is on average, with some air
_MOST_FOR_NAMES = 700


def slide_bars(rows: pd.DataFrame, description: str) -> Recipe:
    """One bar a row, from top to bottom: order (0, 1 …), name, amount, past (of the amount), inside (words for the part
    that is past, shown in it), beside (words at the end of the bar).
    """
    most = max(float(rows["amount"].max()), 1.0) if len(rows) else 1.0
    shares = {"share": rows["amount"] / most * LONGEST, "past_share": rows["past"] / most * LONGEST}
    letters = max(map(len, rows["name"]), default=0)
    return Recipe(_spec, rows[list(COLUMNS)].assign(**shares), description, (len(rows), _room(letters)))


def has_room(past: int, most: int) -> bool:
    """Whether the part that is past has room for words, beside a bar of the largest amount."""
    return past / max(most, 1) * LONGEST >= NEEDS


def _room(letters: int) -> int:
    """What names of so many letters need, in steps of 50: a picture drawn without a browser measures no text."""
    return min(ceil(letters * _LETTER / 50) * 50, _MOST_FOR_NAMES)


@cache
def _spec(bars: int, names: int, theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    y = alt.Y("name:N", sort=alt.EncodingSortField("order", op="min"), axis=None)
    scale = alt.Scale(domain=[0, 1], nice=False)
    x, past = (alt.X(f"{field}:Q", axis=None, scale=scale) for field in ("share", "past_share"))
    row = alt.Chart().encode(y=y)
    size = alt.RelativeBandSize(band=0.66)
    name = row.mark_text(align="right", fontSize=TEXT, color=colours.ink)
    inside = row.mark_text(align="left", fontSize=TEXT, fontWeight=600, color=colours.page)
    chart = alt.layer(
        row.mark_bar(height=size, color=colours.data).encode(x=x),
        row.mark_bar(height=size, color=colours.attention).encode(x=past),
        name.encode(x=alt.value(-16), text="name:N"),
        inside.encode(x=alt.value(14), text="inside:N"),
        row.mark_text(align="left", dx=16, fontSize=TEXT, color=colours.ink).encode(x=x, text="beside:N"),
    )
    spec = finished(chart.properties(width=WIDTH - names, height=STEP * max(bars, 1)), theme)
    return {**spec, "autosize": "none", "padding": {"left": names, "right": 0, "top": 0, "bottom": 0}}
