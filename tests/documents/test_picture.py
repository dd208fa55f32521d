"""Charts as pictures: in the product's typeface, on white, and without fetching anything."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pandas as pd
import pytest
from PIL import Image

from charts.colours import Theme, palette
from charts.drawing import Drawing, Look
from charts.from_to_matrix import Head, matrix
from charts.slides import slide_line
from documents.picture import WIDTH, Around, ChartNotDrawn, png, svg, svg_of
from tests.documents.sheets import a_broken_chart, a_chart

LIGHT_AND_DARK: tuple[Theme, Theme] = ("light", "dark")


def test_a_picture_is_svg_with_the_words_of_the_chart() -> None:
    root = ElementTree.fromstring(svg(a_chart(), "en"))  # noqa: S314
    assert root.get("width") == str(WIDTH)
    words = ["".join(text.itertext()) for text in root.iterfind(".//{*}text")]
    assert {"Poliisi", "Työsuojelu", "Ålands polis", "9"} <= set(words)


def test_a_picture_that_leaves_says_what_it_is_of_what_moment_and_for_whom() -> None:
    words = Around("Map: waiting handovers", ("Data as of 14 Sep", "Demo data", "● waiting", "Map: Statistics Finland"))
    root = ElementTree.fromstring(svg(a_chart(), "en", words))  # noqa: S314
    said = "".join(root.itertext())
    assert [line for line in (words.title, *words.lines) if line not in said] == []


def test_the_typeface_is_found() -> None:
    """Letters that no font has are left out of the picture, without a word."""
    picture = Image.open(BytesIO(png(a_chart(), "en"))).convert("L")
    names = picture.crop((0, 0, picture.width // 5, picture.height))
    assert min(names.tobytes()) < 100


def test_the_heads_of_a_matrix_are_whole() -> None:
    heads = [Head("legal", "Legal aid", ("Legal", "aid")), Head("employment", "Employment", ("Employ-", "ment"))]
    cell = {
        "sender": "legal",
        "receiver": "employment",
        "row": 0,
        "column": 1,
        "days": 2.0,
        "few": True,
        "shown": "2.0",
    }
    cells = pd.DataFrame([{**cell, "waiting": 0, "past": False, "chosen": False, "words": "Legal aid → Employment"}])
    words = set(re.findall(r">([^<>]+)<", svg(matrix(heads, heads, cells, "One pair."), "en")))
    assert {"Legal", "aid", "Employ-", "ment", "Legal aid", "Employment"} <= words
    assert "…" not in "".join(words)


def test_a_picture_has_two_pixels_for_each_of_its_width() -> None:
    assert Image.open(BytesIO(png(a_chart(), "en"))).width == 2 * WIDTH


def test_a_file_draws_a_chart_in_the_light_colours_on_white() -> None:
    light, dark = (svg_of(a_chart().drawn(Look(theme)), palette("light").page) for theme in LIGHT_AND_DARK)
    assert svg(a_chart(), "en") == light != dark
    assert palette("light").page == "#FFFFFF"
    assert fill_of_ground(light) == "#FFFFFF"


def test_a_drawing_keeps_the_colours_of_its_theme_and_has_no_ground_of_its_own() -> None:
    wall = svg_of(a_chart().drawn(Look("projector")))
    assert palette("projector").data in wall
    assert palette("light").data not in wall
    assert fill_of_ground(wall) is None


def fill_of_ground(picture: str) -> str | None:
    """The colour of what covers the whole picture, under the chart."""
    first = ElementTree.fromstring(picture)[0]  # noqa: S314
    return first.get("fill") if first.tag.endswith("rect") else None


def test_a_chart_that_cannot_be_drawn_says_so() -> None:
    with pytest.raises(ChartNotDrawn, match="Nine handovers"):
        svg(a_broken_chart(), "en")
    with pytest.raises(ChartNotDrawn):
        png(a_broken_chart(), "en")


def test_nothing_is_fetched() -> None:
    spec = {"mark": "bar", "data": {"url": "http://127.0.0.1:9/values.json"}, "encoding": {"x": {"field": "a"}}}
    with pytest.raises(ChartNotDrawn) as refused:
        svg_of(Drawing(spec, pd.DataFrame({"a": [1]}), ""))
    assert "not allowed" in str(refused.value.__cause__)


def test_a_chart_without_values_is_an_empty_picture() -> None:
    drawing = a_chart().drawn(Look())
    assert svg_of(Drawing(drawing.spec, drawing.values.iloc[:0], "")).startswith("<svg")


def test_a_file_writes_numbers_as_its_language_does() -> None:
    rows = pd.DataFrame({"order": [0, 1], "name": "", "value": [1000, 5000], "said": ""})
    line = slide_line(rows, "A line")
    said = {language: svg(line, language) for language in ("en", "fi")}
    assert ">2,000<" in said["en"]
    assert ">2\xa0000<" in said["fi"]
