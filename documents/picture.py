"""A chart as a picture on white, made without a browser; nothing is fetched, neither data nor fonts."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import vl_convert

from charts.colours import palette
from charts.drawing import VALUES, Drawing, Look, Recipe

R = TypeVar("R")

FONTS = Path(__file__).parent / "fonts"
WIDTH = 720
PANELS_BESIDE = 5
LETTERS_TAKEN_FOR_WIDER = 1.6  # without a window a letter counts as 0.8 em; in this typeface it is half of one

_FAMILIES = "'Source Sans 3', 'Source Sans', sans-serif"  # the first is shipped here, the second is what the screen has
_NOWHERE: list[str] = []
_register_once = cache(vl_convert.register_font_directory)  # when the first chart is drawn


class ChartNotDrawn(ValueError):
    """A chart that cannot be drawn; its text alternative still says what it would show."""


@dataclass(frozen=True)
class Around:
    """The head of a picture that leaves the dashboard: its title, and lines on its data and its marks."""

    title: str
    lines: tuple[str, ...]


def svg(recipe: Recipe, language: str, around: Around | None = None) -> str:
    """The chart as an SVG picture, WIDTH wide where it would fit its container. Raises ChartNotDrawn."""
    return svg_of(_drawn(recipe, language, around), palette("light").page)


def svg_of(drawing: Drawing, background: str | None = None) -> str:
    """A drawing as an SVG picture in the colours that it has. Raises ChartNotDrawn."""
    return str(_converted(vl_convert.vegalite_to_svg, drawing, background))


def png(recipe: Recipe, language: str, around: Around | None = None) -> bytes:
    """The chart as a PNG picture, two pixels for each of the SVG picture. Raises ChartNotDrawn."""
    convert = partial(vl_convert.vegalite_to_png, scale=2.0)
    return bytes(_converted(convert, _drawn(recipe, language, around), palette("light").page))


def _drawn(recipe: Recipe, language: str, around: Around | None) -> Drawing:
    drawing, colours = recipe.drawn(Look("light", language)), palette("light")
    if around is None:
        return drawing
    # a layer of its own anchors at the left edge of all that is drawn
    look = {"anchor": "start", "frame": "bounds", "offset": 14, "fontSize": 16, "color": colours.ink}
    small = {"subtitleFontSize": 12, "subtitleColor": colours.ink2, "subtitlePadding": 6}
    title = {"text": around.title, "subtitle": list(around.lines), **look, **small}
    return replace(drawing, spec={**drawing.spec, "title": title})


def _converted(convert: Callable[..., R], drawing: Drawing, background: str | None) -> R:
    _register_once(str(FONTS))
    try:
        return convert(_with_values(drawing, background), allowed_base_urls=_NOWHERE)
    except (ValueError, TypeError) as error:
        raise ChartNotDrawn(drawing.alt) from error


def _with_values(drawing: Drawing, background: str | None) -> dict[str, Any]:
    """The specification as it is drawn without a window, whose width a chart may ask for."""
    values = json.loads(drawing.values.to_json(orient="records", date_format="iso"))
    spec = dict(drawing.spec)
    if spec.get("width") == "container":
        spec["width"] = WIDTH
    if isinstance(spec.get("columns"), dict):
        spec["columns"] = PANELS_BESIDE
    config = {**spec.get("config", {}), "font": _FAMILIES}
    shown = _words_whole(spec | {"config": config | ({"background": background} if background else {})})
    return {**shown, "datasets": {VALUES: values}}


def _words_whole(part: Any) -> Any:
    """A part of a specification whose words are cut where they leave their room, not before."""
    if isinstance(part, list):
        return [_words_whole(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {name: _room(value) if name == "limit" else _words_whole(value) for name, value in part.items()}


def _room(limit: Any) -> Any:
    if isinstance(limit, dict):
        return {"expr": f"{LETTERS_TAKEN_FOR_WIDER} * {limit['expr']}"}
    return limit * LETTERS_TAKEN_FOR_WIDER if isinstance(limit, int) else limit
