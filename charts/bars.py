"""Bars with their names at the left and their figures at the end."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import finished, palette

STEP = 26
COLUMNS = ("order", "name", "amount", "shown", "strong", "words")


def bars(rows: pd.DataFrame, description: str) -> Recipe:
    """One bar a row, from top to bottom: order (0, 1 …), name, amount, shown (the figure in words), strong (whether it
    stands out), words (the tooltip, a sentence).
    """
    return Recipe(_spec, rows[list(COLUMNS)], description)


@cache
def _spec(theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    y = alt.Y("name:N", sort=alt.EncodingSortField("order"), title=None, axis=_names(colours.ink))
    x = alt.X("amount:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    fill = alt.condition("datum.strong", alt.value(colours.data), alt.value(colours.steps[2]))
    row = alt.Chart().encode(y=y)
    chart = alt.layer(
        row.mark_bar(height=alt.RelativeBandSize(band=0.66)).encode(x=x, color=fill),
        row.mark_text(align="left", dx=6, color=colours.ink).encode(x=x, text="shown:N"),
        row.mark_bar(opacity=0).encode(tooltip=alt.Tooltip("words:N", title=" ")),
    )
    spec = finished(chart.properties(width="container", height=alt.Step(STEP)), theme)
    return {**spec, "autosize": {"type": "fit-x", "contains": "padding"}}


def _names(ink: str) -> alt.Axis:
    return alt.Axis(grid=False, labelColor=ink, labelLimit=220, domain=False)
