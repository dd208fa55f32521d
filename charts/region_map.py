"""The map: counts as circles by area, with an inner circle for those past their target; medians as filled regions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import altair as alt
import pandas as pd

from charts.drawing import VALUES, Recipe, Theme
from charts.look import finished, palette
from config.finland import outlines

Place = Literal["region", "county"]
CLICKED = "place"
HEIGHT = 350
WIDTH = 218
NUMBERS_FROM = 4

_LARGEST = 900
COLUMNS = ("code", "longitude", "latitude", "amount", "past", "chosen", "words")


@dataclass(frozen=True)
class MapData:
    """What a map shows. `places` has one row per place: code, longitude, latitude, amount, past (of the amount),
    chosen (whether the filters name it), words (the tooltip, a sentence).
    """

    place: Place
    places: pd.DataFrame
    alt: str


def circles(shown: MapData) -> Recipe:
    """Amounts as circles; a click selects the place (parameter CLICKED, field code)."""
    places = shown.places[list(COLUMNS)]
    largest = max(float(places["amount"].max()), 1.0) if len(places) else 1.0
    sized = places.assign(size=places["amount"] / largest * _LARGEST, inner=places["past"] / largest * _LARGEST)
    return Recipe(_spec, sized, shown.alt, (shown.place,))


@cache
def _spec(place: Place, theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    at = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    circle = alt.Chart().mark_circle(opacity=1)
    waiting = circle.encode(**at, size=_area("size"), color=alt.value(colours.data)).transform_filter(
        "datum.amount > 0"
    )
    past = circle.encode(**at, size=_area("inner"), color=alt.value(colours.attention)).transform_filter(
        "datum.past > 0"
    )
    # a number that reaches over a neighbour's circle is read by what surrounds it
    around = _number(stroke=colours.steps[0], strokeWidth=3, strokeJoin="round", color=colours.steps[0]).encode(**at)
    numbers = _number(color=colours.ink).encode(**at)
    chart = alt.layer(_land(place, theme), waiting, past, around, numbers).properties(height=HEIGHT, width=WIDTH)
    return finished(chart.project("transverseMercator", rotate=[-27, 0, 0]), theme)


def _number(**look: Any) -> alt.Chart:
    beside = alt.expr("sqrt(datum.size / PI) + 4")
    number = alt.Chart().mark_text(align="left", baseline="middle", dx=beside, fontSize=12, fontWeight=600, **look)
    written: alt.Chart = number.encode(text="amount:Q").transform_filter(f"datum.amount >= {NUMBERS_FROM}")
    return written


def _area(field: str) -> alt.Size:
    return alt.Size(f"{field}:Q", scale=None)


def _land(place: Place, theme: Theme) -> alt.Chart:
    """The places below the circles, which let the pointer through: what is pointed at and clicked is a place."""
    colours = palette(theme)
    borders = alt.InlineData(values=outlines(place), format=alt.TopoDataFormat(type="topojson", feature="places"))
    figures = alt.LookupData(data=alt.NamedData(VALUES), key="code", fields=["words", "chosen"])
    land: alt.Chart = (
        alt.Chart(borders)
        .transform_calculate(code="datum.properties.code")
        .transform_lookup(lookup="code", from_=figures)
        .mark_geoshape(cursor="pointer")
        .encode(
            fill=alt.condition("datum.chosen", alt.value(colours.steps[2]), alt.value(colours.steps[0])),
            stroke=alt.condition("datum.chosen", alt.value(colours.selected), alt.value(colours.page)),
            strokeWidth=alt.condition("datum.chosen", alt.value(2), alt.value(1)),
            tooltip=alt.Tooltip("words:N", title=" "),
        )
        .add_params(alt.selection_point(name=CLICKED, fields=["code"], on="click", empty=False))
    )
    return land
