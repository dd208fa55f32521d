"""A line of half a year on a slide, with its last point in words. Readable from the back row."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import finished, palette

WIDTH = 1776
HEIGHT = 260
LOW = 190
TEXT = 30
COLUMNS = ("order", "name", "value", "said")
_AROUND = {"left": 100, "right": 290, "top": 20, "bottom": 60}


def slide_line(points: pd.DataFrame, description: str, height: int = HEIGHT) -> Recipe:
    """One point a row, in order: order (0, 1 …), name (words below it, empty for most), value, said (words beside it,
    empty for all but the last). LOW leaves room for two more lines of words on the slide.
    """
    return Recipe(_spec, points[list(COLUMNS)], description, (height,))


@cache
def _spec(height: int, theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    x = alt.X("order:Q", axis=None, scale=alt.Scale(nice=False, zero=False, padding=12))
    axis = alt.Axis(tickCount=3, format=",d", labelFontSize=TEXT, labelPadding=12, grid=True)
    y = alt.Y("value:Q", title=None, axis=axis, scale=alt.Scale(zero=False, nice=True))
    line = alt.Chart().encode(x=x, y=y)
    last = line.transform_filter("datum.said != ''")
    below = alt.Chart().mark_text(fontSize=TEXT, baseline="top", dy=16, color=colours.ink2)
    chart = alt.layer(
        line.mark_line(strokeWidth=4, color=colours.data, strokeJoin="round"),
        last.mark_point(shape="circle", size=320, filled=True, opacity=1, color=colours.data),
        last.mark_text(align="left", dx=24, fontSize=40, fontWeight=600, color=colours.ink).encode(text="said:N"),
        below.encode(x=x, y=alt.value(height), text="name:N"),
    )
    spec = finished(chart.properties(width=WIDTH - _AROUND["left"] - _AROUND["right"], height=height), theme)
    return {**spec, "autosize": "none", "padding": _AROUND}
