"""Is a region different: each a dot by its size, within the limits that chance sets for a dot of that size."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import Palette, finished, palette

HEIGHT = 240
CROWDED = 0.6  # of the width: further right there is no room for a name
UNITS = ("size", "value", "name", "state", "chosen", "words")
LIMITS = ("size", "target", "lower95", "upper95", "lower998", "upper998")


@dataclass(frozen=True)
class Axes:
    """What the size counts, in words, and how a value is written: as a share, or as a number with one decimal."""

    size: str
    value: Literal[".0%", ".1f"]


def funnel(units: pd.DataFrame, limits: pd.DataFrame, axes: Axes, description: str) -> Recipe:
    """Dots and their limits. `units` has one row per dot: size, value, name, state (inside; beyond: outside the limits
    of 95% alone; outside: also those of 99.8%), chosen (whether it is ringed), words (the tooltip). `limits`, in rising
    order of size: size, target, lower95, upper95, lower998, upper998.
    """
    drawn = (limits[list(LIMITS)].assign(kind="limit"), units[list(UNITS)].assign(kind="unit"))
    return Recipe(_spec, pd.concat(drawn, ignore_index=True), description, (axes,))


@cache
def _spec(axes: Axes, theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    # regions differ by the power of ten: the root gives room to the small ones
    x = alt.X("size:Q", title=axes.size, scale=alt.Scale(type="sqrt", zero=True, nice=False), axis=_sizes())
    layers = (*_limits(colours, x, axes), *_units(colours, x))
    spec = finished(alt.layer(*layers).properties(width="container", height=HEIGHT), theme)
    return {**spec, "autosize": {"type": "fit-x", "contains": "padding"}}


def _limits(colours: Palette, x: alt.X, axes: Axes) -> tuple[alt.Chart, ...]:
    drawn = alt.Chart().transform_filter("datum.kind == 'limit'").encode(x=x)
    axis = alt.Axis(format=axes.value, tickCount=5)
    # the root is the scale on which ratios vary alike above and below 1
    scale = alt.Scale(zero=False, nice=True, type="sqrt" if axes.value == ".1f" else "linear")
    first = alt.Y("lower95:Q", title=None, axis=axis, scale=scale)
    outer = drawn.mark_line(strokeWidth=1.2, strokeDash=[4, 3], color=colours.previous)
    return (
        drawn.mark_area(color=colours.band).encode(y=first, y2="upper95:Q"),
        *(outer.encode(y=alt.Y(f"{edge}998:Q", title=None)) for edge in ("lower", "upper")),
        drawn.mark_line(strokeWidth=1.2, color=colours.ink3).encode(y=alt.Y("target:Q", title=None)),
    )


def _units(colours: Palette, x: alt.X) -> tuple[alt.Chart, ...]:
    y = alt.Y("value:Q", title=None)
    chosen = _of("datum.chosen", x, y)
    beyond, outside = (_of(f"datum.state == '{state}'", x, y) for state in ("beyond", "outside"))
    diamond: dict[str, Any] = {"shape": "diamond", "size": 110, "opacity": 1}
    # a name stays within the chart: where there is no room at the right, it stands at the left
    at_left = f"scale('x', datum.size) > width * {CROWDED}"
    name = _of("(datum.chosen || datum.state != 'inside')", x, y).mark_text(
        align=alt.ExprRef(f"{at_left} ? 'right' : 'left'"),
        dx=alt.ExprRef(f"{at_left} ? -11 : 11"),
        dy=alt.ExprRef("datum.state == 'inside' ? 12 : 0"),
        color=colours.ink,
        fontWeight=600,
    )
    return (
        _of("datum.state == 'inside'", x, y).mark_point(filled=True, size=46, opacity=0.9, color=colours.data),
        beyond.mark_point(filled=True, fill=colours.page, stroke=colours.data, strokeWidth=1.8, **diamond),
        outside.mark_point(filled=True, color=colours.attention, **diamond),
        chosen.mark_point(size=230, filled=False, opacity=1, strokeWidth=2.5, color=colours.selected),
        name.encode(text="name:N"),
        _of("true", x, y).mark_point(size=250, opacity=0).encode(tooltip=alt.Tooltip("words:N", title=" ")),
    )


def _of(condition: str, x: alt.X, y: alt.Y) -> alt.Chart:
    found: alt.Chart = alt.Chart().transform_filter(f"datum.kind == 'unit' && {condition}").encode(x=x, y=y)
    return found


def _sizes() -> alt.Axis:
    return alt.Axis(format=",d", tickCount=5, labelOverlap=True, titlePadding=8)
