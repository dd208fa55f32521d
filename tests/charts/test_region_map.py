"""The map of regions: the number beside a circle stands where no other circle or number is."""

import re

import numpy as np
import pandas as pd
import pytest

from charts.colours import palette
from charts.drawing import Look
from charts.region_map import COLUMNS, Place, circles
from config.finland import counties, regions
from documents.picture import svg_of

CIRCLE = r'translate\(([\d.]+),([\d.]+)\)" d="M([\d.]+),0A'
NUMBER = r'<text [^>]*text-anchor="(\w+)" transform="translate\(([-\d.]+),([-\d.]+)\)"[^>]*>(\d+)</text>'


def made(*places: tuple[float, float, int]) -> pd.DataFrame:
    """Places (longitude, latitude, amount) as the map takes them."""
    plain = dict.fromkeys(COLUMNS, 0) | {"words": ""}
    return pd.DataFrame(
        {**plain, "code": f"{n}", "longitude": east, "latitude": north, "amount": amount}
        for n, (east, north, amount) in enumerate(places)
    )


def beside(*places: tuple[float, float, int]) -> list[str]:
    """On which side of its circle the number of each place stands; empty where it is not written."""
    names = {1: "right", -1: "left", 0: ""}, {1: "below", -1: "above", 0: ""}
    found = circles("region", made(*places), "Map").values[["across", "down"]].to_numpy().tolist()
    return [" ".join(filter(None, (names[1][down], names[0][across]))) for across, down in found]


def test_a_number_stands_at_the_right_where_there_is_room_and_small_ones_are_not_written() -> None:
    assert beside((24.0, 61.0, 40), (28.0, 61.0, 40), (24.0, 65.0, 3)) == ["right", "right", ""]


def test_a_number_goes_to_another_side_where_a_circle_stands_at_the_right() -> None:
    assert beside((22.0, 61.5, 18), (23.8, 61.5, 41)) == ["left", "right"]
    assert beside((22.0, 61.5, 41), (23.8, 61.5, 41), (20.2, 61.5, 41)) == ["above", "right", "left"]


def test_a_number_without_room_is_not_written() -> None:
    crowd = [(24.0 + east * 1.5, 61.5 + north * 0.7, 41) for east in (-1, 0, 1) for north in (-1, 0, 1)]
    assert beside(*crowd)[4] == ""


@pytest.mark.parametrize("place", ["region", "county"])
@pytest.mark.parametrize("seed", range(8))
def test_no_number_lies_over_another_or_over_a_circle(place: Place, seed: int) -> None:
    chance = np.random.default_rng(seed)
    points = {"region": [(one.longitude, one.latitude) for one in regions()]}
    points["county"] = [(one.longitude, one.latitude) for one in counties()]
    of = points[place]
    drawn = made(*((*at, round(chance.lognormal(3, 1))) for at in of))
    picture = svg_of(circles(place, drawn, "Map").drawn(Look()))
    round_ones = [[*map(float, one)] for one in re.findall(CIRCLE, picture)]
    numbers = []
    for anchor, *at, words in dict.fromkeys(re.findall(NUMBER, picture)):
        (x, y), wide = map(float, at), 6 * len(words)
        first = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        numbers.append((first, first + wide, y - 8, y))
    assert len(numbers) > len(of) / 2
    for n, (left, right, top, bottom) in enumerate(numbers):
        for other in numbers[:n]:
            assert not (left < other[1] and other[0] < right and top < other[3] and other[2] < bottom)
        for x, y, r in round_ones:
            assert np.hypot(x - np.clip(x, left, right), y - np.clip(y, top, bottom)) >= r


def test_the_outline_of_a_chosen_place_is_drawn_above_the_borders_of_its_neighbours() -> None:
    place = {**dict.fromkeys(COLUMNS, 0), "code": "01", "words": ""}
    layers = circles("region", pd.DataFrame([place]), "Map").drawn(Look()).spec["layer"]
    lands = layers[0]["layer"]
    assert [layer["mark"].get("stroke") for layer in lands] == [palette("light").page, palette("light").selected]
    assert {"filter": "datum.chosen"} in lands[1]["transform"]
    assert [layer["mark"]["type"] for layer in lands] == ["geoshape", "geoshape"]
