"""Bars: one specification whatever the values; what stands out differs, and nothing else."""

import json

import pandas as pd

from charts.bars import bars
from charts.colours import Theme, palette
from charts.drawing import Look


def rows(*amounts: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "order": range(len(amounts)),
            "name": [f"name {n}" for n in amounts],
            "amount": amounts,
            "shown": [str(n) for n in amounts],
            "strong": [n > 5 for n in amounts],
            "words": [f"{n} cases" for n in amounts],
            "rows": "",
        }
    )


def test_other_values_leave_the_specification_as_it_is() -> None:
    one, other = (bars(rows(*amounts), "Bars").drawn(Look()) for amounts in ((1, 2), (0, 9, 4)))
    assert one.spec == other.spec
    assert "name 1" not in json.dumps(one.spec)


def test_bars_keep_the_order_of_their_rows() -> None:
    [first, *_others] = bars(rows(3, 1, 2), "Bars").drawn(Look()).spec["layer"]
    assert first["encoding"]["y"]["sort"] == {"field": "order"}


def test_what_stands_out_has_the_full_colour() -> None:
    themes: tuple[Theme, ...] = ("light", "dark", "projector")
    for theme in themes:
        [first, *_others] = bars(rows(3, 9), "Bars").drawn(Look(theme)).spec["layer"]
        colour = first["encoding"]["color"]
        assert colour["condition"] == {"test": "datum.strong", "value": palette(theme).data}
