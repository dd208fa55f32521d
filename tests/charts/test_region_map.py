"""The map of regions: the number beside a circle stands where no other circle or number is."""

import pandas as pd

from charts.colours import palette
from charts.drawing import Look
from charts.region_map import COLUMNS, circles


def left(*places: tuple[float, float, int]) -> list[bool]:
    """Whether the number of each place (longitude, latitude, amount) stands at the left of its circle."""
    plain = dict.fromkeys(COLUMNS, 0) | {"words": ""}
    rows = [
        {**plain, "code": f"{n}", "longitude": east, "latitude": north, "amount": amount}
        for n, (east, north, amount) in enumerate(places)
    ]
    found: list[bool] = circles("region", pd.DataFrame(rows), "Map").values["left"].tolist()
    return found


def test_a_number_stands_at_the_right_where_there_is_room() -> None:
    assert left((24.0, 61.0, 40), (28.0, 61.0, 40), (24.0, 65.0, 40)) == [False, False, False]


def test_a_number_goes_to_the_left_where_a_circle_stands_at_the_right() -> None:
    assert left((22.0, 61.5, 18), (23.8, 61.5, 41)) == [True, False]


def test_where_both_sides_are_taken_it_stays_at_the_right() -> None:
    assert left((22.0, 61.0, 40), (24.0, 61.0, 40), (26.0, 61.0, 40))[1] in (False, True)
    assert left((24.0, 61.0, 40), (24.0, 61.0, 40)) == [False, True]


def test_the_outline_of_a_chosen_place_is_drawn_above_the_borders_of_its_neighbours() -> None:
    place = {**dict.fromkeys(COLUMNS, 0), "code": "01", "words": ""}
    layers = circles("region", pd.DataFrame([place]), "Map").drawn(Look()).spec["layer"]
    lands = [layer for layer in layers if layer["mark"]["type"] == "geoshape"]
    assert [layer["mark"].get("stroke") for layer in lands] == [palette("light").page, palette("light").selected]
    assert {"filter": "datum.chosen"} in lands[1]["transform"]
