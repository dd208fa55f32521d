"""Recipes: plain values that know neither colours nor language until a medium draws them."""

import pickle

import altair as alt
import pandas as pd
import pytest

from charts.colours import Palette, Theme, palette
from charts.drawing import VALUES, Look, Recipe

ONE, OTHER = pd.DataFrame({"amount": [1]}), pd.DataFrame({"amount": [2]})


def chart(word: str, colours: Palette) -> alt.TopLevelMixin:
    drawn: alt.Chart = alt.Chart(title=word).mark_bar(color=colours.data)
    return drawn


def other_chart(word: str, colours: Palette) -> alt.TopLevelMixin:
    return chart(word, colours)


def recipe(values: pd.DataFrame = ONE, alt: str = "One case", word: str = "Cases") -> Recipe:
    return Recipe(chart, values, alt, (word,))


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_it_has_the_colours_of_the_look_and_its_words(theme: Theme) -> None:
    drawing = recipe().drawn(Look(theme))
    assert (drawing.spec["title"], drawing.spec["mark"]) == ("Cases", {"type": "bar", "color": palette(theme).data})
    assert (drawing.alt, drawing.values.equals(ONE)) == ("One case", True)
    assert VALUES not in drawing.spec


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_it_writes_numbers_as_the_language_does(language: str) -> None:
    marks = {"decimal": ",", "thousands": "\xa0", "grouping": [3], "currency": ["", ""], "percent": "\xa0%"}
    config = recipe().drawn(Look(language=language)).spec["config"]
    assert config == {**recipe().drawn(Look()).spec["config"], "locale": {"number": marks}}
    assert "locale" not in recipe().drawn(Look()).spec["config"]


def test_the_same_is_equal_and_whatever_differs_is_not() -> None:
    assert recipe(ONE.copy()) == recipe()
    assert hash(recipe(ONE.copy())) == hash(recipe())
    different = [recipe(OTHER), recipe(alt="Two cases"), recipe(word="Fälle"), Recipe(other_chart, ONE, "One case")]
    assert all(one != recipe() for one in different)
    assert recipe() != "One case"


def test_it_survives_being_pickled() -> None:
    again = pickle.loads(pickle.dumps(recipe()))  # noqa: S301
    assert again == recipe()
    assert again.drawn(Look("dark")).spec == recipe().drawn(Look("dark")).spec
