"""One case over time: a lane for each agency and for the deadlines, what waits and waited in it, pauses as bands."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import Palette, finished, names_at_left, palette

STEP = 26
TICKS = 6  # words under the axis, numbered in their order
NARROW = 440  # pixels
COLUMNS = ("kind", "order", "name", "start", "end", "tick", "words")
# what a row of the marks is: `lane` has nothing but its name, `involved` an agency's time in the case, `waiting` a
# handover until it ended, `done`, `back` and `late` how a wait or a deadline stands at its end, `ahead` a deadline
KINDS = ("lane", "pause", "involved", "waiting", "waiting_late", "sent", "done", "back", "late", "ahead", "tick")


def case_timeline(marks: pd.DataFrame, description: str) -> Recipe:
    """The lanes of a case. `marks` has one row per mark: kind (of KINDS), order and name (of its lane), start and end
    (days since the left edge; a point has both alike), tick (words under the axis, TICKS of them), words (the tooltip,
    a sentence).
    """
    return Recipe(_spec, marks[list(COLUMNS)], description)


@cache
def _spec(theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    x = alt.X("start:Q", axis=None, scale=alt.Scale(nice=False, zero=False, padding=8))
    chart = alt.layer(*_bands(x, colours), *_stretches(x, colours), *_points(x, colours), _ticks(x, colours))
    spec = finished(chart.properties(width="container", height=alt.Step(STEP)), theme)
    return {**spec, "autosize": {"type": "fit-x", "contains": "padding"}}


def _of(kind: str) -> alt.Chart:
    chart: alt.Chart = alt.Chart().transform_filter(f"datum.kind == '{kind}'")
    return chart


def _lane(colours: Palette) -> alt.Y:
    by_order = alt.EncodingSortField("order", op="min")
    return alt.Y("name:N", sort=by_order, title=None, axis=names_at_left(colours, 200))


def _said() -> alt.Tooltip:
    return alt.Tooltip("words:N", title=" ")


def _bands(x: alt.X, colours: Palette) -> tuple[alt.Chart, ...]:
    """Pauses, and the lanes even where nothing stands in one."""
    lanes = alt.Chart().transform_filter("datum.kind != 'pause' && datum.kind != 'tick'")
    return (
        _of("pause").mark_rect(color=colours.band).encode(x=x, x2="end:Q", tooltip=_said()),
        lanes.mark_point(opacity=0).encode(x=x, y=_lane(colours)),
    )


def _stretches(x: alt.X, colours: Palette) -> tuple[alt.Chart, ...]:
    time: dict[str, Any] = {"x": x, "x2": "end:Q", "y": _lane(colours), "tooltip": _said()}
    return (
        _of("involved").mark_bar(height=12, color=colours.steps[1]).encode(**time),
        _of("waiting").mark_rule(strokeWidth=3, color=colours.data).encode(**time),
        _of("waiting_late").mark_rule(strokeWidth=3, color=colours.attention).encode(**time),
    )


def _points(x: alt.X, colours: Palette) -> tuple[alt.Chart, ...]:
    at: dict[str, Any] = {"x": x, "y": _lane(colours), "tooltip": _said()}
    ring: dict[str, Any] = {"filled": True, "fill": colours.page, "stroke": colours.data, "strokeWidth": 1.5}
    full: dict[str, Any] = {"filled": True, "opacity": 1}
    return (
        _of("sent").mark_point(shape="circle", size=36, opacity=1, **ring).encode(**at),
        _of("ahead").mark_point(shape="circle", size=70, opacity=1, **ring).encode(**at),
        _of("done").mark_point(shape="circle", size=70, color=colours.data, **full).encode(**at),
        _of("back").mark_point(shape="cross", angle=45, size=90, color=colours.data, **full).encode(**at),
        _of("late").mark_point(shape="diamond", size=130, color=colours.attention, **full).encode(**at),
    )


def _ticks(x: alt.X, colours: Palette) -> alt.Chart:
    """Days under the axis; where it is narrow, the first and the last alone."""
    ends = f"datum.order == 0 ? 'left' : datum.order == {TICKS - 1} ? 'right' : 'center'"
    shown = _of("tick").transform_filter(f"width > {NARROW} || datum.order % {TICKS - 1} == 0")
    ticks: alt.Chart = shown.mark_text(align=alt.expr(ends), baseline="top", dy=8, color=colours.ink2).encode(
        x=x, y=alt.value("height"), text="tick:N"
    )
    return ticks
