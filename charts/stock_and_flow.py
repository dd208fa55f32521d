"""How many there are, week by week, and what came and went: a line for the stock, bars up and down for the flow."""

from typing import Any

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import FULL, POINTER, SAID, leading, where

STOCK_HEIGHT = 184
FLOW_HEIGHT = 140
NARROW = 440  # pixels: here only every other word under the axis has room
WEEK = alt.X("order:O", axis=None, scale=alt.Scale(paddingInner=0.2, paddingOuter=0))


def stock(weeks: pd.DataFrame, description: str, begins: str) -> Recipe:
    """The line of a stock. `weeks` has one row per week: order (0, 1 …), tick (words under the axis, mostly empty),
    first (whether they stay where there is little room), open, end (words beside the last point, else empty), words
    (the tooltip, a sentence), rows_open (the address that a click leads to; empty: none). Where the axis does not
    begin at zero, it is half as high, and at its foot stands what `begins` says: 'from'.
    """
    at_zero = not len(weeks) or bool(weeks["open"].min() <= weeks["open"].max() / 2)
    shown = weeks[["order", "tick", "first", "open", "end", "words"]].assign(rows=weeks["rows_open"])
    return Recipe(_stock, shown, description, ("" if at_zero else begins,))


def flow(weeks: pd.DataFrame, description: str, labels: tuple[str, str]) -> Recipe:
    """Bars up for what came, down for what went, with one label each. `weeks` has one row per week: order, tick,
    first, opened, closed, complete (an incomplete week is fainter), words (the tooltip), rows_opened and rows_closed
    (the addresses that a click on the bar, or above or below it, leads to; empty: none).
    """
    shown = weeks[["order", "tick", "first", "opened", "closed", "complete", "words", "rows_opened", "rows_closed"]]
    shown = shown.assign(down=-weeks["closed"], most=weeks["opened"].max(), least=-weeks["closed"].max())
    return Recipe(_flow, shown, description, (labels,))


def _stock(begins: str, colours: Palette) -> alt.TopLevelMixin:
    height, ticks = (STOCK_HEIGHT // 2, 2) if begins else (STOCK_HEIGHT, 4)
    number = "format(datum.value, ',d')"
    foot = {"labelExpr": f"datum.index ? {number} : [{begins!r}, {number}]"} if begins else {}
    scale = alt.Scale(zero=not begins, nice=ticks)
    y = alt.Y("open:Q", scale=scale, axis=_whole_numbers(tickCount=ticks, **foot))
    line = alt.Chart().encode(x=WEEK, y=y)
    last = line.transform_filter("datum.end != ''")
    return alt.layer(
        line.mark_line(strokeWidth=2.4, color=colours.data),
        last.mark_point(size=70, color=colours.data, **FULL),
        last.mark_text(align="left", dx=10, fontWeight=600, color=colours.ink).encode(text="end:N"),
        _below(height, colours),
        leading(_whole_week(cursor=POINTER)),
    ).properties(width="container", height=height)


def _flow(labels: tuple[str, str], colours: Palette) -> alt.TopLevelMixin:
    faint = alt.condition("datum.complete", alt.value(1), alt.value(0.45))
    y = alt.Y("opened:Q", title=None, axis=_whole_numbers(labelExpr="format(abs(datum.value), ',d')"))
    bars = alt.Chart().mark_bar().encode(x=WEEK, opacity=faint)
    label = where("datum.order == 0").mark_text(align="left", dx=10, fontWeight=600).encode(x=alt.value("width"))
    return alt.layer(
        bars.encode(y=y, color=alt.value(colours.data)),
        bars.encode(y=alt.Y("down:Q"), color=alt.value(colours.steps[2])),
        alt.Chart().mark_rule(color=colours.line).encode(y=alt.datum(0)),
        label.encode(y=alt.value(FLOW_HEIGHT * 0.25), text=alt.value(labels[0]), color=alt.value(colours.data)),
        label.encode(y=alt.value(FLOW_HEIGHT * 0.75), text=alt.value(labels[1]), color=alt.value(colours.ink2)),
        _below(FLOW_HEIGHT, colours),
        _whole_week().encode(tooltip=SAID),
        leading(_up_and_down(alt.Chart().mark_bar(opacity=0, cursor=POINTER))),
    ).properties(width="container", height=FLOW_HEIGHT)


def _whole_numbers(**more: Any) -> alt.Axis:
    """Both charts keep the same width for their numbers, so that a week stands over the same week."""
    return alt.Axis(**{"title": None, "format": ",d", "tickMinStep": 1, "tickCount": 4, "minExtent": 40, **more})


def _whole_week(**more: Any) -> alt.Chart:
    """What of each week is pointed at, as high as the chart."""
    week: alt.Chart = alt.Chart().mark_bar(opacity=0, **more).encode(x=WEEK)
    return week


def _up_and_down(marks: alt.Chart) -> alt.Chart:
    """For each week a mark up for what was opened, and one down for what was closed, each as long as the longest."""
    folded = marks.transform_fold(["rows_opened", "rows_closed"], as_=["flow", "rows"])
    reach = "datum.flow == 'rows_opened' ? datum.most : datum.least"
    both: alt.Chart = folded.transform_calculate(reach=reach).encode(x=WEEK, y=alt.Y("reach:Q"))
    return both


def _below(height: int, colours: Palette) -> alt.Chart:
    """Words under the axis."""
    ticks = where(f"datum.tick != '' && (datum.first || width > {NARROW})")
    text = ticks.mark_text(align="left", baseline="top", color=colours.ink2)
    labels: alt.Chart = text.encode(x=WEEK, y=alt.value(height + 4), text="tick:N")
    return labels
