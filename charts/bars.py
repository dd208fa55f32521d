"""Bars with their names at the left and their figures at the end."""

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import POINTER, leading


def bars(rows: pd.DataFrame, description: str) -> Recipe:
    """One bar a row, from top to bottom: order (0, 1 …), name, amount, shown (the figure in words), strong (whether it
    stands out), words (the tooltip, a sentence), rows (the address that a click leads to; empty: none).
    """
    return Recipe(_chart, rows[["order", "name", "amount", "shown", "strong", "words", "rows"]], description)


def _chart(colours: Palette) -> alt.TopLevelMixin:
    names = alt.Axis(grid=False, labelColor=colours.ink, labelLimit=220, domain=False)
    row = alt.Chart().encode(y=alt.Y("name:N", sort=alt.EncodingSortField("order"), title=None, axis=names))
    x = alt.X("amount:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    fill = alt.condition("datum.strong", alt.value(colours.data), alt.value(colours.steps[2]))
    return alt.layer(
        row.mark_bar(height=alt.RelativeBandSize(band=0.66)).encode(x=x, color=fill),
        row.mark_text(align="left", dx=6, color=colours.ink).encode(x=x, text="shown:N"),
        leading(row.mark_bar(opacity=0, cursor=POINTER)),
    ).properties(width="container", height=alt.Step(26))
