"""Charts on slides: one specification whatever the values, no text smaller than the back row can read, exact places."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from charts.colours import palette
from charts.drawing import Look, Recipe
from charts.slides import has_room, slide_bars, slide_line, slide_tiles
from documents.picture import svg_of

SMALLEST = 29
WALL = Look("projector")


def bars(*amounts: int, past: int = 0) -> Recipe:
    rows = [
        {
            "order": n,
            "name": f"name {n}",
            "amount": amount,
            "past": past,
            "inside": "",
            "beside": str(amount),
            "rows": "",
        }
        for n, amount in enumerate(amounts)
    ]
    return slide_bars(pd.DataFrame(rows), "Bars")


def line(*values: int) -> Recipe:
    rows = [{"order": n, "name": "", "value": value, "said": ""} for n, value in enumerate(values)]
    return slide_line(pd.DataFrame(rows), "Line")


def tiles(*amounts: int) -> Recipe:
    rows = [
        {"column": n + 1, "row": 1, "name": f"name {n}", "amount": amount, "rows": ""}
        for n, amount in enumerate(amounts)
    ]
    return slide_tiles(pd.DataFrame(rows), "Tiles")


def sizes(part: Any) -> Iterator[float]:
    """Every size of text in a specification."""
    if isinstance(part, list):
        for one in part:
            yield from sizes(one)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name in ("fontSize", "labelFontSize", "titleFontSize"):
                yield value
            else:
                yield from sizes(value)


@pytest.mark.parametrize("make", [bars, line, tiles])
def test_other_values_leave_the_specification_as_it_is(make: Any) -> None:
    assert make(1, 2, 3).drawn(WALL).spec == make(30, 0, 9).drawn(WALL).spec
    assert "name 1" not in json.dumps(make(1, 2, 3).drawn(WALL).spec)


@pytest.mark.parametrize("make", [bars, line, tiles])
def test_every_text_is_large_enough(make: Any) -> None:
    marks = make(1, 2, 3).drawn(WALL).spec["layer"]
    found = list(sizes(marks))
    assert found
    assert min(found) >= SMALLEST
    text_marks = [layer for layer in marks if layer["mark"]["type"] == "text"]
    assert all("fontSize" in layer["mark"] for layer in text_marks)


def test_the_longest_bar_leaves_room_for_words_and_the_others_keep_their_share() -> None:
    shares = list(bars(10, 5, 0).values["share"])
    assert shares[0] < 0.7
    assert shares == [shares[0], shares[0] / 2, 0]


def test_only_a_long_part_has_room_for_words() -> None:
    assert has_room(15, 35)
    assert not has_room(3, 35)
    assert not has_room(0, 0)


def test_bars_without_a_row_or_without_any_amount_are_drawn() -> None:
    assert list(bars(0, 0).values["share"]) == [0, 0]
    assert slide_bars(bars(1).values.head(0), "None").values.empty


def test_longer_names_get_more_room() -> None:
    one = bars(1)
    short, long = (recipe.drawn(WALL) for recipe in (one, slide_bars(one.values.assign(name="N" * 40), "Long")))
    assert long.spec["padding"]["left"] > short.spec["padding"]["left"]
    assert long.spec["padding"]["left"] + long.spec["width"] == short.spec["padding"]["left"] + short.spec["width"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("P01", ["P01"]),
        (
            "Welfare county of Southern Ostrobothnia, child and adolescent psychiatry, Seinäjoki",
            ["Welfare county of Southern Ostrobothnia,", "child and adolescent psychiatry, Seinäjoki"],
        ),
        ("Long name " * 20, ["Long name Long name Long name Long name", "…"]),
    ],
)
def test_a_long_name_takes_two_lines_and_is_never_cut_at_its_beginning(name: str, shown: list[str]) -> None:
    recipe = slide_bars(bars(1).values.assign(name=name.strip()), "One")
    room = recipe.drawn(WALL).spec["padding"]["left"]
    written = "".join(f"\n{words}" for words in re.findall(r">([^<>]+)<", svg_of(recipe.drawn(WALL))))
    for words in shown:
        assert words in written
        assert 15 * len(words) + 16 <= room, "a letter is half as wide as it is high"
    assert ("…" in written) == ("…" in shown)


def test_a_tile_is_the_darker_the_more_and_pale_without_any() -> None:
    colours = palette("projector")
    assert fills(tiles(0, 1, 50, 100)) == [colours.panel, colours.steps[0], colours.steps[2], colours.steps[4]]
    assert fills(tiles(0, 0)) == [colours.panel] * 2


def fills(recipe: Recipe) -> list[str]:
    """The colour of each tile, as the scale of the squares gives it."""
    [squares, *_words] = recipe.drawn(WALL).spec["layer"]
    scale = squares["encoding"]["color"]["scale"]
    colours = dict(zip(scale["domain"], scale["range"], strict=True))
    return [colours[step] for step in recipe.values["step"]]
