"""What falls due when, kind by kind: circles for what lies ahead, diamonds for what is past its due day."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import finished, names_at_left, palette

STEP = 34
DAYS = 14
EARLIER = -DAYS - 2  # where everything stands that was due longer ago
COLUMNS = ("order", "name", "at", "amount", "past", "shown", "tick", "words")


def due_days(marks: pd.DataFrame, description: str) -> Recipe:
    """A row of marks for each kind. `marks` has one row per kind and day: order and name (of the kind), at (days from
    today, EARLIER for longer ago), amount (0: no mark, but the kind has its row), past, shown (the number in the mark),
    tick (words under the axis at this day, mostly empty), words (the tooltip, a sentence).
    """
    return Recipe(_spec, marks[list(COLUMNS)], description)


@cache
def _spec(theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    x = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[EARLIER - 0.7, DAYS + 0.7], nice=False, zero=False))
    by_order = alt.EncodingSortField("order", op="min")
    y = alt.Y("name:N", sort=by_order, title=None, axis=names_at_left(colours, 220))
    mark = alt.Chart().encode(x=x, y=y).transform_filter("datum.amount > 0")
    ahead, past = mark.transform_filter("!datum.past"), mark.transform_filter("datum.past")
    today = alt.Chart().transform_filter("datum.tick != '' && datum.at == 0")
    number = mark.mark_text(fontSize=12, fontWeight=600, color=colours.page).encode(text="shown:N")
    chart = alt.layer(
        alt.Chart().mark_point(opacity=0).encode(x=x, y=y),
        today.mark_rule(color=colours.previous, strokeDash=[2, 3]).encode(x=x),
        ahead.mark_point(shape="circle", size=330, filled=True, opacity=1, color=colours.data),
        past.mark_point(shape="diamond", size=430, filled=True, opacity=1, color=colours.attention),
        number,
        _ticks(x, colours.ink2),
        mark.mark_point(size=430, filled=True, opacity=0).encode(tooltip=alt.Tooltip("words:N", title=" ")),
    )
    spec = finished(chart.properties(width="container", height=alt.Step(STEP)), theme)
    return {**spec, "autosize": {"type": "fit-x", "contains": "padding"}}


def _ticks(x: alt.X, ink: str) -> alt.Chart:
    ticks: alt.Chart = (
        alt.Chart()
        .transform_filter("datum.tick != ''")
        .mark_text(baseline="top", dy=8, color=ink)
        .encode(x=x, y=alt.value("height"), text="tick:N")
    )
    return ticks
