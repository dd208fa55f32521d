"""Is a region different: each a dot by its size, within the limits that chance sets for a dot of that size."""

from typing import Any, Literal

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import FULL, clickable, of_kind, where

Form = Literal[".0%", ".1f"]

CLICKED = "region"
CROWDED = 0.6  # of the width: further right there is no room for a name


def funnel(units: pd.DataFrame, limits: pd.DataFrame, counted: str, form: Form, description: str) -> Recipe:
    """Dots and their limits; a click selects the dot (parameter CLICKED, field code). `units` has one row per dot:
    size, value, name, code, state (inside; beyond: outside the limits of 95% alone; outside: also those of 99.8%;
    better: likewise, on the better side), chosen (whether it is ringed), words (the tooltip). `limits`, in rising order
    of size: size, target, lower95, upper95, lower998, upper998. `counted` is what the size counts, in words, and a
    value is written as a share or as a number with one decimal.
    """
    lines = limits[["size", "target", "lower95", "upper95", "lower998", "upper998"]].assign(kind="limit")
    dots = units[["size", "value", "name", "code", "state", "chosen", "words"]].assign(kind="unit")
    return Recipe(_chart, pd.concat([lines, dots], ignore_index=True), description, (counted, form))


def _chart(counted: str, form: Form, colours: Palette) -> alt.TopLevelMixin:
    sizes = alt.Axis(format=",d", tickCount=5, labelOverlap=True, titlePadding=8)
    # regions differ by the power of ten: the root gives room to the small ones
    x = alt.X("size:Q", title=counted, scale=alt.Scale(type="sqrt", zero=True, nice=False), axis=sizes)
    layers = (*_limits(colours, x, form), *_units(colours, x))
    return alt.layer(*layers).properties(width="container", height=240)


def _limits(colours: Palette, x: alt.X, form: Form) -> tuple[alt.Chart, ...]:
    drawn = of_kind("limit").encode(x=x)
    # the root is the scale on which ratios vary alike above and below 1
    scale = alt.Scale(zero=True, nice=True, type="sqrt") if form == ".1f" else alt.Scale(domain=[0, 1], type="linear")
    first = alt.Y("lower95:Q", title=None, axis=alt.Axis(format=form, tickCount=5), scale=scale)
    outer = drawn.mark_line(strokeWidth=1.2, strokeDash=[4, 3], color=colours.previous)
    return (
        drawn.mark_area(color=colours.band).encode(y=first, y2="upper95:Q"),
        *(outer.encode(y=alt.Y(f"{edge}998:Q", title=None)) for edge in ("lower", "upper")),
        drawn.mark_line(strokeWidth=1.2, color=colours.ink3).encode(y=alt.Y("target:Q", title=None)),
    )


def _units(colours: Palette, x: alt.X) -> tuple[alt.Chart, ...]:
    inside, beyond, outside, better, chosen, named, every = (
        where(f"datum.kind == 'unit' && {test}").encode(x=x, y=alt.Y("value:Q", title=None))
        for test in (
            "datum.state == 'inside'",
            "datum.state == 'beyond'",
            "datum.state == 'outside'",
            "datum.state == 'better'",
            "datum.chosen",
            "(datum.chosen || datum.state != 'inside')",
            "true",
        )
    )
    diamond: dict[str, Any] = {"shape": "diamond", "size": 110, **FULL}
    # a name stays within the chart: where there is no room at the right, it stands at the left
    at_left = f"scale('x', datum.size) > width * {CROWDED}"
    align, beside = alt.ExprRef(f"{at_left} ? 'right' : 'left'"), alt.ExprRef(f"{at_left} ? -11 : 11")
    below = alt.ExprRef("datum.state == 'inside' ? 12 : 0")
    name = named.mark_text(align=align, dx=beside, dy=below, color=colours.ink, fontWeight=600)
    return (
        inside.mark_point(filled=True, size=46, opacity=0.9, color=colours.data),
        beyond.mark_point(fill=colours.page, stroke=colours.data, strokeWidth=1.8, **diamond),
        outside.mark_point(color=colours.attention, **diamond),
        better.mark_point(color=colours.better, **diamond),
        chosen.mark_point(size=230, filled=False, opacity=1, strokeWidth=2.5, color=colours.selected),
        name.encode(text="name:N"),
        clickable(every.mark_point(size=250, opacity=0, cursor="pointer"), CLICKED, "code"),
    )
