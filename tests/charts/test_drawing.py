"""Recipes: plain values that know neither colours nor language until a medium draws them."""

import pickle
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from charts.drawing import VALUES, Look, Recipe, Theme
from charts.look import palette

ONE, OTHER = pd.DataFrame({"amount": [1]}), pd.DataFrame({"amount": [2]})


def spec(word: str, theme: Theme) -> Mapping[str, Any]:
    return {"title": word, "mark": {"color": palette(theme).data}, "config": {"font": "Source Sans"}}


def other_spec(word: str, theme: Theme) -> Mapping[str, Any]:
    return spec(word, theme)


def recipe(values: pd.DataFrame = ONE, alt: str = "One case", word: str = "Cases") -> Recipe:
    return Recipe(spec, values, alt, (word,))


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_it_has_the_colours_of_the_look_and_its_words(theme: Theme) -> None:
    drawing = recipe().drawn(Look(theme))
    assert (drawing.spec["title"], drawing.spec["mark"]) == ("Cases", {"color": palette(theme).data})
    assert (drawing.alt, drawing.values.equals(ONE)) == ("One case", True)
    assert VALUES not in drawing.spec


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_it_writes_numbers_as_the_language_does(language: str) -> None:
    marks = {"decimal": ",", "thousands": "\xa0", "grouping": [3], "currency": ["", ""], "percent": "\xa0%"}
    config = recipe().drawn(Look(language=language)).spec["config"]
    assert config == {"font": "Source Sans", "locale": {"number": marks}}
    assert recipe().drawn(Look()).spec["config"] == {"font": "Source Sans"}


def test_the_same_is_equal_and_whatever_differs_is_not() -> None:
    assert recipe(ONE.copy()) == recipe()
    assert hash(recipe(ONE.copy())) == hash(recipe())
    different = [recipe(OTHER), recipe(alt="Two cases"), recipe(word="Fälle"), Recipe(other_spec, ONE, "One case")]
    assert all(one != recipe() for one in different)
    assert recipe() != "One case"


def test_it_survives_being_pickled() -> None:
    again = pickle.loads(pickle.dumps(recipe()))  # noqa: S301
    assert again == recipe()
    assert again.drawn(Look("dark")).spec == recipe().drawn(Look("dark")).spec
