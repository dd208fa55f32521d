"""Charts as pictures: in the product's typeface, on white, and without fetching anything."""

from io import BytesIO
from xml.etree import ElementTree

import pandas as pd
import pytest
from PIL import Image

from charts.drawing import Drawing
from charts.look import palette
from documents.picture import WIDTH, ChartNotDrawn, on_paper, png, svg
from tests.documents.sheets import a_broken_chart, a_chart


def test_a_picture_is_svg_with_the_words_of_the_chart() -> None:
    root = ElementTree.fromstring(svg(a_chart()))  # noqa: S314
    assert root.get("width") == str(WIDTH)
    words = ["".join(text.itertext()) for text in root.iterfind(".//{*}text")]
    assert {"Poliisi", "Työsuojelu", "Ålands polis", "9"} <= set(words)


def test_the_typeface_is_found() -> None:
    """Letters that no font has are left out of the picture, without a word."""
    picture = Image.open(BytesIO(png(on_paper(a_chart())))).convert("L")
    names = picture.crop((0, 0, picture.width // 5, picture.height))
    assert min(names.tobytes()) < 100


def test_a_picture_has_as_many_pixels_as_asked() -> None:
    one, three = (Image.open(BytesIO(png(a_chart(), scale))) for scale in (1.0, 3.0))
    assert (one.width, one.width * 3, one.height * 3) == (WIDTH, three.width, three.height)


def test_on_paper_every_theme_is_the_light_one() -> None:
    assert on_paper(a_chart("dark")).spec == on_paper(a_chart("light")).spec
    assert svg(on_paper(a_chart("dark"))) == svg(on_paper(a_chart("light")))


def test_on_paper_the_colours_of_values_are_light_too() -> None:
    values = pd.DataFrame({"fill": [palette("dark").attention], "amount": [1]})
    assert on_paper(Drawing({}, values, "")).data.to_dict("records") == [
        {"fill": palette("light").attention, "amount": 1}
    ]


def test_the_projectors_colours_stay() -> None:
    drawing = Drawing({"mark": {"color": palette("projector").data}}, pd.DataFrame(), "")
    assert on_paper(drawing).spec["mark"] == drawing.spec["mark"]


def test_a_chart_that_cannot_be_drawn_says_so() -> None:
    with pytest.raises(ChartNotDrawn, match="Nine handovers"):
        svg(a_broken_chart())
    with pytest.raises(ChartNotDrawn):
        png(a_broken_chart())


def test_nothing_is_fetched() -> None:
    spec = {"mark": "bar", "data": {"url": "http://127.0.0.1:9/values.json"}, "encoding": {"x": {"field": "a"}}}
    with pytest.raises(ChartNotDrawn) as refused:
        svg(Drawing(spec, pd.DataFrame({"a": [1]}), ""))
    assert "not allowed" in str(refused.value.__cause__)


def test_a_chart_without_values_is_an_empty_picture() -> None:
    drawing = a_chart()
    assert svg(Drawing(drawing.spec, drawing.data.iloc[:0], "")).startswith("<svg")
