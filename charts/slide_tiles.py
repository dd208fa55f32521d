"""The regions as a tile map on a slide: one square each, where it lies, with its name and its figure."""

from collections.abc import Mapping, Sequence
from functools import cache
from math import ceil
from typing import Any

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import finished, palette

ACROSS, DOWN = 184, 128
GAP = 8
COLUMNS, ROWS = 6, 5
STEPS = 5
FIELDS = ("column", "row", "name", "amount")


def slide_tiles(places: pd.DataFrame, description: str) -> Recipe:
    """One tile a row: column and row (from 1, the north first), name (short), amount. The darker the more; a tile
    without any is paler than all steps.
    """
    most = max(int(places["amount"].max()), 1) if len(places) else 1
    steps = [ceil(amount / most * STEPS) for amount in places["amount"]]
    return Recipe(_spec, places[list(FIELDS)].assign(step=steps), description)


@cache
def _spec(theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    tile = alt.Chart().transform_calculate(
        left=f"(datum.column - 1) * {ACROSS}",
        right=f"datum.column * {ACROSS} - {GAP}",
        top=f"(datum.row - 1) * {DOWN}",
        bottom=f"datum.row * {DOWN} - {GAP}",
        middle=f"datum.column * {ACROSS} - {(ACROSS + GAP) // 2}",
        upper=f"(datum.row - 1) * {DOWN} + 36",
        lower=f"(datum.row - 1) * {DOWN} + 82",
    )
    fill, ink = _by_step(colours.panel, colours.steps), _by_step(colours.ink, colours.on_steps)
    named = tile.encode(x=_x("middle"), color=ink)
    squares = tile.mark_rect(cornerRadius=4).encode(x=_x("left"), x2="right:Q", y=_y("top"), y2="bottom:Q", color=fill)
    names = named.mark_text(fontSize=29).encode(y=_y("upper"), text="name:N")
    amounts = named.mark_text(fontSize=42, fontWeight=600).encode(y=_y("lower"), text=alt.Text("amount:Q", format=","))
    chart = alt.layer(squares, names, amounts).resolve_scale(color="independent")
    spec = finished(chart.properties(width=COLUMNS * ACROSS - GAP, height=ROWS * DOWN - GAP), theme)
    # a picture that is drawn without a browser measures no text, so nothing may depend on its width
    return {**spec, "autosize": "none", "padding": {"left": 0, "right": 0, "top": 0, "bottom": 0}}


def _by_step(none: str, steps: Sequence[str]) -> alt.Color:
    scale = alt.Scale(domain=list(range(STEPS + 1)), range=[none, *steps])
    return alt.Color("step:O", scale=scale, legend=None)


def _x(field: str) -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, COLUMNS * ACROSS - GAP], nice=False))


def _y(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[ROWS * DOWN - GAP, 0], nice=False))
