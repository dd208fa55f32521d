"""Control charts side by side, one panel each: the usual range, the mean, and the points that are flagged."""

from typing import Any, Literal

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import FULL, POINTER, leading, where

Form = Literal[",d", ".0%"]

WIDTH = 178
SPACE = 62  # what a panel takes beside its width: the numbers of its axis, and the gap to the next
MARGINS = 64  # of a page, in a window; a wide window leaves more of it free
WIDEST = 1472
ROWS = ("order", "title", "start", "value", "mean", "lower", "upper", "mark", "words", "rows")


def panels(rows: pd.DataFrame, form: Form, description: str) -> Recipe:
    """One panel per `order` (0, 1 …), side by side as far as there is room. `rows` has one row per point, in order of
    time: order, title (of its panel), start (its day, YYYY-MM-DD), value, mean, lower, upper (NaN: undefined), mark
    ("", last, flagged), words (the tooltip), rows (the address that a click leads to; empty: none). A value is written
    as a count or as a share.
    """
    return Recipe(_chart, rows[list(ROWS)], description, (form,))


def _chart(form: Form, colours: Palette) -> alt.TopLevelMixin:
    x, value = alt.X("start:T", axis=None), alt.Y("value:Q", title=None)
    least: dict[str, Any] = {"tickMinStep": 1} if form == ",d" else {}
    numbers = alt.Axis(title=None, tickCount=2, format=form, minExtent=26, **least)
    # shares have one scale, so that panels may be compared; counts of regions differ too much for that
    scale = alt.Scale(zero=True) if form == ",d" else alt.Scale(domain=[0, 1])
    band = alt.Y("lower:Q", title=None, axis=numbers, scale=scale)
    every = alt.Chart().encode(x=x)
    last, flagged = (where(f"datum.mark == '{mark}'").encode(x=x, y=value) for mark in ("last", "flagged"))
    layered = alt.layer(
        every.mark_area(color=colours.band).encode(y=band, y2="upper:Q"),
        every.mark_line(strokeWidth=1, strokeDash=[2, 2], color=colours.previous).encode(y=alt.Y("mean:Q", title=None)),
        every.mark_line(strokeWidth=1.6, color=colours.data).encode(y=value),
        last.mark_point(size=40, color=colours.data, **FULL),
        flagged.mark_point(shape="diamond", size=60, color=colours.ink, **FULL),
        leading(every.mark_point(opacity=0, size=120, cursor=POINTER).encode(y=value)),
        data=alt.InlineData(values=[{}]),
    ).properties(width=WIDTH, height=72)
    titles = alt.Header(
        title=None, labelAnchor="start", labelFontWeight=600, labelPadding=4, labelLimit=WIDTH + SPACE // 2
    )
    by = alt.Facet("title:N", sort=alt.EncodingSortField("order", op="min"), header=titles)
    chart: alt.FacetChart = layered.facet(facet=by, spacing={"row": 14, "column": 24}).resolve_scale(y="independent")
    # Vega-Lite knows a fixed number of columns only, but hands a signal on to Vega, which knows the window
    room = f"min(windowSize()[0] - {MARGINS}, {WIDEST})"
    chart.columns = {"signal": f"max(1, floor({room} / {WIDTH + SPACE}))"}
    return chart
