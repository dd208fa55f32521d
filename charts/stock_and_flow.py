"""How many there are, week by week, and what came and went: a line for the stock, bars up and down for the flow."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import finished, palette

STOCK_HEIGHT = 184
FLOW_HEIGHT = 140
AXIS_WIDTH = 40
NARROW = 440  # pixels: here only every other word under the axis has room
STOCK = ("order", "tick", "first", "open", "end", "words")
FLOW = ("order", "tick", "first", "opened", "closed", "complete", "words")


def stock(weeks: pd.DataFrame, description: str) -> Recipe:
    """The line of a stock. `weeks` has one row per week: order (0, 1 …), tick (words under the axis, mostly empty),
    first (whether they stay where there is little room), open, end (words beside the last point, else empty), words
    (the tooltip, a sentence).
    """
    return Recipe(_stock_spec, weeks[list(STOCK)], description)


def flow(weeks: pd.DataFrame, description: str, labels: tuple[str, str]) -> Recipe:
    """Bars up for what came, down for what went, with one label each. `weeks` has one row per week: order, tick,
    first, opened, closed, complete (an incomplete week is fainter), words (the tooltip).
    """
    shown = weeks[list(FLOW)].assign(down=-weeks["closed"])
    return Recipe(_flow_spec, shown, description, (labels,))


@cache
def _stock_spec(theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    y = alt.Y("open:Q", scale=alt.Scale(zero=False, nice=True), axis=_whole_numbers())
    last = alt.Chart().encode(x=_week(), y=y).transform_filter("datum.end != ''")
    chart = alt.layer(
        alt.Chart().mark_line(strokeWidth=2.4, color=colours.data).encode(x=_week(), y=y),
        last.mark_point(filled=True, size=70, opacity=1, color=colours.data),
        last.mark_text(align="left", dx=10, fontWeight=600, color=colours.ink).encode(text="end:N"),
        _ticks(STOCK_HEIGHT, theme),
        alt.Chart().mark_bar(opacity=0).encode(x=_week(), tooltip=_said()),
    )
    return _placed(chart, STOCK_HEIGHT, theme)


@cache
def _flow_spec(labels: tuple[str, str], theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    faint = alt.condition("datum.complete", alt.value(1), alt.value(0.45))
    y = alt.Y("opened:Q", title=None, axis=_whole_numbers(labelExpr="format(abs(datum.value), ',d')"))
    bars = alt.Chart().mark_bar().encode(x=_week(), opacity=faint)
    label = alt.Chart().transform_filter("datum.order == 0").mark_text(align="left", dx=10, fontWeight=600)
    beside = label.encode(x=alt.value("width"))
    chart = alt.layer(
        bars.encode(y=y, color=alt.value(colours.data)),
        bars.encode(y=alt.Y("down:Q"), color=alt.value(colours.steps[2])),
        alt.Chart().mark_rule(color=colours.line).encode(y=alt.datum(0)),
        beside.encode(y=alt.value(FLOW_HEIGHT * 0.25), text=alt.value(labels[0]), color=alt.value(colours.data)),
        beside.encode(y=alt.value(FLOW_HEIGHT * 0.75), text=alt.value(labels[1]), color=alt.value(colours.ink2)),
        _ticks(FLOW_HEIGHT, theme),
        alt.Chart().mark_bar(opacity=0).encode(x=_week(), tooltip=_said()),
    )
    return _placed(chart, FLOW_HEIGHT, theme)


def _placed(chart: alt.LayerChart | alt.FacetChart, height: int, theme: Theme) -> Mapping[str, Any]:
    spec = finished(chart.properties(width="container", height=height), theme)
    return {**spec, "autosize": {"type": "fit-x", "contains": "padding"}}


def _week() -> alt.X:
    return alt.X("order:O", axis=None, scale=alt.Scale(paddingInner=0.2, paddingOuter=0))


def _said() -> alt.Tooltip:
    return alt.Tooltip("words:N", title=" ")


def _whole_numbers(**more: Any) -> alt.Axis:
    """Both charts keep the same width for their numbers, so that a week stands over the same week."""
    return alt.Axis(title=None, format=",d", tickMinStep=1, tickCount=4, minExtent=AXIS_WIDTH, **more)


def _ticks(height: int, theme: Theme) -> alt.Chart:
    ticks: alt.Chart = (
        alt.Chart()
        .transform_filter(f"datum.tick != '' && (datum.first || width > {NARROW})")
        .mark_text(align="left", baseline="top", color=palette(theme).ink2)
        .encode(x=_week(), y=alt.value(height + 4), text="tick:N")
    )
    return ticks
