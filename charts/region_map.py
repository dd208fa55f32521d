"""The map: counts as circles by area, with an inner circle for those past their target; medians as filled regions."""

import math
from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import VALUES, Recipe
from charts.pieces import clickable, where
from config.finland import outlines

Place = Literal["region", "county"]
CLICKED = "place"
NUMBERS_FROM = 4
BESIDE = "sqrt(datum.size / PI) + 4"

_LARGEST = 900
ACROSS, UP, DIGIT = 16, 34, 7  # px of a degree of longitude and of latitude, and of a digit
Box = tuple[float, float, float, float]
COLUMNS = ("code", "longitude", "latitude", "amount", "past", "chosen", "words")


def circles(place: Place, places: pd.DataFrame, description: str) -> Recipe:
    """Amounts as circles; a click selects the place (parameter CLICKED, field code). `places` has one row per place:
    code, longitude, latitude, amount, past (of the amount), chosen (whether the filters name it), words (the tooltip, a
    sentence).
    """
    largest = max(float(places["amount"].max()), 1.0) if len(places) else 1.0
    sizes = {"size": places["amount"] / largest * _LARGEST, "inner": places["past"] / largest * _LARGEST}
    drawn = places[list(COLUMNS)].assign(**sizes)
    return Recipe(_chart, drawn.assign(left=_at_left(drawn)), description, (place,))


def _at_left(places: pd.DataFrame) -> list[bool]:
    """Whether the number of a place stands at the left of its circle, as another circle or number is at its right;
    the largest are placed first. Places are as far apart as in the middle of Finland, in px.
    """
    at = [
        (longitude * ACROSS, -latitude * UP, math.sqrt(size / math.pi))
        for longitude, latitude, size in zip(places["longitude"], places["latitude"], places["size"], strict=True)
    ]
    taken: list[tuple[int, Box]] = [(n, (x - r, x + r, y - r, y + r)) for n, (x, y, r) in enumerate(at)]
    left = [False] * len(at)
    for n in sorted(range(len(at)), key=lambda one: -at[one][2]):
        x, y, r = at[n]
        wide = r + 4 + DIGIT * len(str(places["amount"].iloc[n]))
        right, other = (x + r, x + wide, y - 7, y + 7), (x - wide, x - r, y - 7, y + 7)
        left[n] = _crowd(right, n, taken) > _crowd(other, n, taken)
        taken.append((n, other if left[n] else right))
    return left


def _crowd(box: Box, of: int, taken: Sequence[tuple[int, Box]]) -> int:
    """How many of those that others have taken overlap a box (left, right, top, bottom)."""
    left, right, top, bottom = box
    return sum(n != of and x0 < right and left < x1 and y0 < bottom and top < y1 for n, (x0, x1, y0, y1) in taken)


def _chart(place: Place, colours: Palette) -> alt.TopLevelMixin:
    at = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    waiting, past = (
        where(f"datum.{part} > 0")
        .mark_circle(opacity=1)
        .encode(**at, size=alt.Size(f"{size}:Q", scale=None), color=alt.value(colour))
        for part, size, colour in (("amount", "size", colours.data), ("past", "inner", colours.attention))
    )
    amount = where(f"datum.amount >= {NUMBERS_FROM}").encode(**at, text="amount:Q")
    align, beside = alt.expr("datum.left ? 'right' : 'left'"), alt.expr(f"(datum.left ? -1 : 1) * ({BESIDE})")
    text: dict[str, Any] = {"align": align, "baseline": "middle", "dx": beside, "fontSize": 12, "fontWeight": 600}
    # a number that reaches over a neighbour's circle is read by what surrounds it
    around = amount.mark_text(
        stroke=colours.steps[0], strokeWidth=3, strokeJoin="round", color=colours.steps[0], **text
    )
    chart = alt.layer(
        _land(place, colours),
        _outline(place, colours),
        waiting,
        past,
        around,
        amount.mark_text(color=colours.ink, **text),
    )
    return chart.properties(height=350, width=218).project("transverseMercator", rotate=[-27, 0, 0])


def _land(place: Place, colours: Palette) -> alt.Chart:
    """The places below the circles, which let the pointer through: what is pointed at and clicked is a place."""
    fill = alt.condition("datum.chosen", alt.value(colours.steps[2]), alt.value(colours.steps[0]))
    land = _shapes(place).mark_geoshape(cursor="pointer", stroke=colours.page, strokeWidth=1).encode(fill=fill)
    return clickable(land, CLICKED, "code")


def _outline(place: Place, colours: Palette) -> alt.Chart:
    """Lines round the chosen places, above the borders of their neighbours."""
    chosen = _shapes(place).transform_filter("datum.chosen")
    line: alt.Chart = chosen.mark_geoshape(filled=False, stroke=colours.selected, strokeWidth=2)
    return line


def _shapes(place: Place) -> alt.Chart:
    borders = alt.InlineData(values=outlines(place), format=alt.TopoDataFormat(type="topojson", feature="places"))
    figures = alt.LookupData(data=alt.NamedData(VALUES), key="code", fields=["words", "chosen"])
    shapes: alt.Chart = (
        alt.Chart(borders)
        .transform_calculate(code="datum.properties.code")
        .transform_lookup(lookup="code", from_=figures)
    )
    return shapes
