"""The line of a stock and the bars of its flow: one specification for all values, and every field it reads is there."""

import json
from typing import Any

import pandas as pd
import pytest

from charts import stock_and_flow
from charts.colours import Theme, palette
from charts.drawing import Drawing, Look


def weeks(*opened: int) -> pd.DataFrame:
    rows = [
        {
            "order": order,
            "tick": "" if order else "23 Nov",
            "first": True,
            "open": 300 + n,
            "opened": n,
            "closed": 2 * n,
            "complete": order > 0,
            "end": "",
            "words": f"{n} opened",
            **dict.fromkeys(("rows_open", "rows_opened", "rows_closed"), "lists?list=open"),
        }
        for order, n in enumerate(opened)
    ]
    return pd.DataFrame(rows)


def both(shown: pd.DataFrame, theme: Theme = "light") -> tuple[Drawing, Drawing]:
    line, bars = stock_and_flow.stock(shown, "A line", "from"), stock_and_flow.flow(shown, "Bars", ("opened", "closed"))
    return line.drawn(Look(theme)), bars.drawn(Look(theme))


def fields(part: Any) -> set[str]:
    """Every field of the data that a specification reads in its channels."""
    if isinstance(part, list):
        return {field for one in part for field in fields(one)}
    if not isinstance(part, dict):
        return set()
    own = {part["field"]} if isinstance(part.get("field"), str) else set()
    return own | {field for one in part.values() for field in fields(one)}


def test_other_values_leave_the_specification_as_it_is() -> None:
    for one, other in zip(both(weeks(1, 2)), both(weeks(9, 8, 7)), strict=True):
        assert one.spec == other.spec
        assert "23 Nov" not in json.dumps(one.spec)
        assert len(other.values) == 3


def test_every_field_that_is_read_is_in_the_data() -> None:
    for drawing in both(weeks(1, 2)):
        assert fields(drawing.spec) <= {*drawing.values.columns, "reach"}


@pytest.mark.parametrize(("opened", "from_zero"), [((1, 20, 40), False), ((-299, 0, 20), True)])
def test_an_axis_that_does_not_begin_at_zero_says_so_and_is_half_as_high(
    opened: tuple[int, ...], from_zero: bool
) -> None:
    spec = both(weeks(*opened))[0].spec
    [axis] = [layer["encoding"]["y"] for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert axis["scale"]["zero"] is from_zero
    assert ("'from'" in axis["axis"].get("labelExpr", "")) is not from_zero
    assert spec["height"] == stock_and_flow.STOCK_HEIGHT / (1 if from_zero else 2)


def test_what_was_closed_goes_down() -> None:
    _line, bars = both(weeks(3, 4))
    assert bars.values["down"].tolist() == [-6, -8]


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_a_theme_has_its_colours(theme: Theme) -> None:
    assert [palette(theme).data in json.dumps(drawing.spec) for drawing in both(weeks(1), theme)] == [True, True]


def test_both_say_their_conclusion() -> None:
    assert [drawing.alt for drawing in both(weeks(1))] == ["A line", "Bars"]
