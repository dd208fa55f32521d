"""The map: counts as circles by area, with an inner circle for those past their target; medians as filled regions."""

import math
from typing import Any, Literal, cast

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import VALUES, Recipe
from charts.pieces import clickable, where
from config.finland import outlines

Place = Literal["region", "county"]
CLICKED = "place"
NUMBERS_FROM = 4
AWAY = "sqrt(datum.size / PI) + 4"  # of a number from the middle of its circle

_LARGEST = 900
MIDDLE, EARTH = 27, 1961.4  # the longitude in the middle, and px of the radius of the earth
DIGIT, HALF = 6.5, 5  # px of a digit, and of half the height of a number
Box = tuple[float, float, float, float]  # left, right, top, bottom
# where a number may stand, in the order of preference: to the right (1) or left (−1) and below (1) or above (−1)
SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
COLUMNS = ("code", "longitude", "latitude", "amount", "past", "chosen", "words")


def circles(place: Place, places: pd.DataFrame, description: str) -> Recipe:
    """Amounts as circles; a click selects the place (parameter CLICKED, field code). `places` has one row per place:
    code, longitude, latitude, amount, past (of the amount), chosen (whether the filters name it), words (the tooltip, a
    sentence).
    """
    largest = max(float(places["amount"].max()), 1.0) if len(places) else 1.0
    sizes = {"size": places["amount"] / largest * _LARGEST, "inner": places["past"] / largest * _LARGEST}
    drawn = places[list(COLUMNS)].assign(**sizes)
    return Recipe(_chart, drawn.assign(**_beside(drawn)), description, (place,))


def _beside(places: pd.DataFrame) -> dict[str, list[int]]:
    """On which side of its circle the number of a place stands, `across` and `down`: where no other circle or number
    is; the largest choose first, and one that finds no room (both 0) is left to the tooltip.
    """
    at = [
        (*_px(longitude, latitude), math.sqrt(size / math.pi))
        for longitude, latitude, size in zip(places["longitude"], places["latitude"], places["size"], strict=True)
    ]
    numbers: list[Box] = []
    sides = [(0, 0)] * len(at)
    for n in sorted(range(len(at)), key=lambda one: -at[one][2]):
        amount = places["amount"].iloc[n]
        if amount < NUMBERS_FROM:
            continue
        others = [*at[:n], *at[n + 1 :]]
        for side in SIDES:
            box = _box(side, at[n], DIGIT * len(str(amount)))
            if not any(_meet(box, other) for other in numbers) and not any(_over(box, *one) for one in others):
                sides[n] = side
                numbers.append(box)
                break
    return {"across": [across for across, _down in sides], "down": [down for _across, down in sides]}


def _px(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place stands on the map, but for where the map begins."""
    east, north = math.radians(longitude - MIDDLE), math.radians(latitude)
    across, down = math.atanh(math.cos(north) * math.sin(east)), -math.atan2(math.tan(north), math.cos(east))
    return EARTH * across, EARTH * down


def _box(side: tuple[int, int], circle: tuple[float, float, float], wide: float) -> Box:
    """The room of a number on a side of a circle; above and below it may begin or end at the middle."""
    (across, down), (x, y, r) = side, circle
    if not down:
        left = x + r + 2 if across > 0 else x - r - 4 - wide
        return left, left + 2 + wide, y - HALF, y + HALF
    left, top = x + (across - 1) / 2 * wide, y + r + 2 if down > 0 else y - r - 2 - 2 * HALF
    return left, left + wide, top, top + 2 * HALF


def _over(box: Box, x: float, y: float, r: float) -> bool:
    """Whether a box lies over a circle."""
    left, right, top, bottom = box
    return math.hypot(x - min(max(x, left), right), y - min(max(y, top), bottom)) < r


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _chart(place: Place, colours: Palette) -> alt.TopLevelMixin:
    at = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    waiting, past = (
        where(f"datum.{part} > 0")
        .mark_circle(opacity=1)
        .encode(**at, size=alt.Size(f"{size}:Q", scale=None), color=alt.value(colour))
        for part, size, colour in (("amount", "size", colours.data), ("past", "inner", colours.attention))
    )
    amount = where("datum.across || datum.down").encode(**at, text="amount:Q")
    align = alt.expr("datum.across > 0 ? 'left' : datum.across < 0 ? 'right' : 'center'")
    across, down = alt.expr(f"datum.down ? 0 : datum.across * ({AWAY})"), alt.expr(f"datum.down * ({AWAY} + 3)")
    text: dict[str, Any] = {"align": align, "baseline": "middle", "fontSize": 12, "fontWeight": 600}
    text |= {"dx": across, "dy": down}
    # a number that reaches over a border is read by what surrounds it
    around = amount.mark_text(
        stroke=colours.steps[0], strokeWidth=3, strokeJoin="round", color=colours.steps[0], **text
    )
    chart = alt.layer(_areas(place, colours), waiting, past, around, amount.mark_text(color=colours.ink, **text))
    return chart.properties(height=350, width=218).project("transverseMercator", rotate=[-27, 0, 0])


def _areas(place: Place, colours: Palette) -> alt.LayerChart:
    """The places and the lines round those chosen, both of the same borders, which are most of the specification."""
    borders = alt.InlineData(values=outlines(place), format=alt.TopoDataFormat(type="topojson", feature="places"))
    figures = alt.LookupData(data=alt.NamedData(VALUES), key="code", fields=["words", "chosen"])
    both = alt.layer(_land(colours), _outline(colours), data=borders)
    areas = both.transform_calculate(code="datum.properties.code").transform_lookup(lookup="code", from_=figures)
    return cast(alt.LayerChart, areas)


def _land(colours: Palette) -> alt.Chart:
    """The places below the circles, which let the pointer through: what is pointed at and clicked is a place."""
    fill = alt.condition("datum.chosen", alt.value(colours.steps[2]), alt.value(colours.steps[0]))
    land = alt.Chart().mark_geoshape(cursor="pointer", stroke=colours.page, strokeWidth=1).encode(fill=fill)
    return clickable(land, CLICKED, "code")


def _outline(colours: Palette) -> alt.Chart:
    """Lines round the chosen places, above the borders of their neighbours."""
    chosen = alt.Chart().transform_filter("datum.chosen")
    line: alt.Chart = chosen.mark_geoshape(filled=False, stroke=colours.selected, strokeWidth=2)
    return line
