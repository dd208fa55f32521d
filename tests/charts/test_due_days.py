"""What falls due when: what is past due differs by shape as well as by colour, and each kind keeps its row."""

import json
from typing import Any

import pandas as pd

from charts.colours import palette
from charts.drawing import Look
from charts.due_days import DAYS, EARLIER, due_days


def mark(at: int, amount: int = 1, **more: Any) -> dict[str, Any]:
    given = {"order": 0, "name": "Follow-up", "shown": str(amount), "tick": "", "words": "words", "rows": ""}
    return {**given, "at": at, "amount": amount, "past": at < 0, **more}


def layers(*marks: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = due_days(pd.DataFrame(marks), "Marks").drawn(Look()).spec["layer"]
    return found


def test_other_values_leave_the_specification_as_it_is() -> None:
    assert layers(mark(1)) == layers(mark(-3, 8), mark(2, name="Recovery period"))
    assert "Follow-up" not in json.dumps(layers(mark(1)))


def test_what_is_past_due_is_a_diamond_in_the_colour_of_attention() -> None:
    shapes = {layer["mark"]["shape"]: layer for layer in layers(mark(1)) if "shape" in layer["mark"]}
    assert shapes["diamond"]["mark"]["color"] == palette("light").attention
    assert {"filter": "datum.past"} in shapes["diamond"]["transform"]
    assert shapes["circle"]["mark"]["color"] == palette("light").data
    assert {"filter": "!datum.past"} in shapes["circle"]["transform"]


def test_no_mark_stands_where_nothing_is_due_but_its_kind_keeps_its_row() -> None:
    first, *others = layers(mark(0, 0))
    assert "transform" not in first
    assert first["encoding"]["y"]["field"] == "name"
    assert all("transform" in layer for layer in others)


def test_the_axis_reaches_from_what_was_due_earlier_to_the_last_day() -> None:
    low, high = layers(mark(0))[0]["encoding"]["x"]["scale"]["domain"]
    assert low < EARLIER < -DAYS < DAYS < high
