"""The map: counts as circles by area, with an inner circle for those past their target; medians as filled regions."""

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

_LARGEST = 900
COLUMNS = ("code", "longitude", "latitude", "amount", "past", "chosen", "words")


def circles(place: Place, places: pd.DataFrame, description: str) -> Recipe:
    """Amounts as circles; a click selects the place (parameter CLICKED, field code). `places` has one row per place:
    code, longitude, latitude, amount, past (of the amount), chosen (whether the filters name it), words (the tooltip, a
    sentence).
    """
    largest = max(float(places["amount"].max()), 1.0) if len(places) else 1.0
    sizes = {"size": places["amount"] / largest * _LARGEST, "inner": places["past"] / largest * _LARGEST}
    return Recipe(_chart, places[list(COLUMNS)].assign(**sizes), description, (place,))


def _chart(place: Place, colours: Palette) -> alt.TopLevelMixin:
    at = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    waiting, past = (
        where(f"datum.{part} > 0")
        .mark_circle(opacity=1)
        .encode(**at, size=alt.Size(f"{size}:Q", scale=None), color=alt.value(colour))
        for part, size, colour in (("amount", "size", colours.data), ("past", "inner", colours.attention))
    )
    amount = where(f"datum.amount >= {NUMBERS_FROM}").encode(**at, text="amount:Q")
    beside = alt.expr("sqrt(datum.size / PI) + 4")
    text: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": beside, "fontSize": 12, "fontWeight": 600}
    # a number that reaches over a neighbour's circle is read by what surrounds it
    around = amount.mark_text(
        stroke=colours.steps[0], strokeWidth=3, strokeJoin="round", color=colours.steps[0], **text
    )
    chart = alt.layer(_land(place, colours), waiting, past, around, amount.mark_text(color=colours.ink, **text))
    return chart.properties(height=350, width=218).project("transverseMercator", rotate=[-27, 0, 0])


def _land(place: Place, colours: Palette) -> alt.Chart:
    """The places below the circles, which let the pointer through: what is pointed at and clicked is a place."""
    borders = alt.InlineData(values=outlines(place), format=alt.TopoDataFormat(type="topojson", feature="places"))
    figures = alt.LookupData(data=alt.NamedData(VALUES), key="code", fields=["words", "chosen"])
    land = (
        alt.Chart(borders)
        .transform_calculate(code="datum.properties.code")
        .transform_lookup(lookup="code", from_=figures)
        .mark_geoshape(cursor="pointer")
        .encode(
            fill=alt.condition("datum.chosen", alt.value(colours.steps[2]), alt.value(colours.steps[0])),
            stroke=alt.condition("datum.chosen", alt.value(colours.selected), alt.value(colours.page)),
            strokeWidth=alt.condition("datum.chosen", alt.value(2), alt.value(1)),
        )
    )
    return clickable(land, CLICKED, "code")
