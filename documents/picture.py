"""A chart as a picture, made without a browser; nothing is fetched, neither data nor fonts."""

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert

from charts.drawing import VALUES, Drawing
from charts.look import Palette, palette

FONTS = Path(__file__).parent / "fonts"
WIDTH = 720
PANELS_BESIDE = 3

_FAMILIES = "'Source Sans 3', 'Source Sans', sans-serif"  # the first is shipped here, the second is what the screen has
_NOWHERE: list[str] = []


class ChartNotDrawn(ValueError):
    """A chart that cannot be drawn; its text alternative still says what it would show."""


def svg(drawing: Drawing) -> str:
    """The chart as an SVG picture, WIDTH wide where it would fit its container. Raises ChartNotDrawn."""
    _register_fonts()
    try:
        return str(vl_convert.vegalite_to_svg(_with_values(drawing), allowed_base_urls=_NOWHERE))
    except (ValueError, TypeError) as error:
        raise ChartNotDrawn(drawing.alt) from error


def png(drawing: Drawing, scale: float = 2.0) -> bytes:
    """The chart as a PNG picture, `scale` pixels for each of the SVG picture. Raises ChartNotDrawn."""
    _register_fonts()
    try:
        return bytes(vl_convert.vegalite_to_png(_with_values(drawing), scale=scale, allowed_base_urls=_NOWHERE))
    except (ValueError, TypeError) as error:
        raise ChartNotDrawn(drawing.alt) from error


def on_paper(drawing: Drawing) -> Drawing:
    """The chart in the colours of the light theme, on white, whatever theme it was made for."""
    light = _light_for_dark()
    shown: dict[str, Any] = _recoloured(drawing.spec, light)
    white = {**shown.get("config", {}), "background": palette("light").page}
    return Drawing(shown | {"config": white}, drawing.data.replace(light), drawing.alt)


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _recoloured(part: Any, colours: Mapping[str, str]) -> Any:
    if isinstance(part, Mapping):
        return {name: _recoloured(value, colours) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_recoloured(one, colours) for one in part]
    return colours.get(part, part) if isinstance(part, str) else part


@cache
def _light_for_dark() -> Mapping[str, str]:
    """Each colour of the dark theme has one counterpart: colours that are the same there are the same in light too."""
    return dict(zip(_colours(palette("dark")), _colours(palette("light")), strict=True))


def _colours(of: Palette) -> list[str]:
    single = [getattr(of, field.name) for field in fields(of)]
    return [colour for one in single for colour in ([one] if isinstance(one, str) else one)]


def _with_values(drawing: Drawing) -> dict[str, Any]:
    """The specification as it is drawn without a window, whose width a chart may ask for."""
    spec = {**drawing.spec, "datasets": {VALUES: json.loads(drawing.data.to_json(orient="records", date_format="iso"))}}
    if spec.get("width") == "container":
        spec["width"] = WIDTH
    if isinstance(spec.get("columns"), dict):
        spec["columns"] = PANELS_BESIDE
    return spec | {"config": {**spec.get("config", {}), "font": _FAMILIES}}
