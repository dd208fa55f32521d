"""The small chart in a tile: the last half year, its usual range, and the points that are flagged. An SVG picture.

Not by Vega-Lite: five more charts would cost the first page a tenth of a second each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from math import isnan
from urllib.parse import quote

from charts.drawing import Theme
from charts.look import Palette, palette

WIDTH, HEIGHT, MARGIN = 220, 46, 5
SHOWN = 26


@dataclass(frozen=True)
class Point:
    """A value, NaN where it is missing, and its flag: better, worse, neither, or none."""

    value: float
    flag: str = ""


@dataclass(frozen=True)
class Band:
    """The usual range and the mean."""

    lower: float
    upper: float
    mean: float


def sparkline(points: Sequence[Point], band: Band | None, description: str, theme: Theme) -> str:
    """The last 26 points as a line, with the band and the dotted mean of a flow; a stock has none. `description` says
    what is to be seen. Out: HTML, an image; empty where no value is there.
    """
    shown = list(points)[-SHOWN:]
    values = [point.value for point in shown if not isnan(point.value)]
    if not values:
        return ""
    place = _Place(len(shown), min([*values, *_edges(band)]), max([*values, *_edges(band)]))
    colours = palette(theme)
    drawn = "".join((_band(band, place, colours), _line(shown, place, colours), _marks(shown, place, colours)))
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}</svg>'
    # as a picture of its own, for a page may not hold SVG elements; decoded at once, so that it does not flicker
    return (
        f'<img class="s-spark" decoding="sync" alt="{escape(description)}" src="data:image/svg+xml,{quote(picture)}">'
    )


@dataclass(frozen=True)
class _Place:
    """Where a value stands in the picture."""

    points: int
    least: float
    most: float

    def x(self, order: int) -> float:
        return MARGIN + (WIDTH - 2 * MARGIN) * (order + self._missing()) / max(SHOWN - 1, 1)

    def y(self, value: float) -> float:
        span = self.most - self.least
        share = (value - self.least) / span if span else 0.5
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share

    def _missing(self) -> int:
        """Where there are fewer points than shown, they stand at the right, where the last one always is."""
        return SHOWN - self.points


def _edges(band: Band | None) -> list[float]:
    return [edge for edge in (band.lower, band.upper, band.mean) if not isnan(edge)] if band else []


def _band(band: Band | None, place: _Place, colours: Palette) -> str:
    if band is None or isnan(band.lower):
        return ""
    top, bottom, middle = (place.y(edge) for edge in (band.upper, band.lower, band.mean))
    mean = f'x1="0" y1="{middle:.1f}" x2="{WIDTH}" y2="{middle:.1f}"'
    return (
        f'<rect fill="{colours.band}" x="0" y="{top:.1f}" width="{WIDTH}" height="{bottom - top:.1f}"/>'
        f'<line stroke="{colours.previous}" stroke-dasharray="2 3" {mean}/>'
    )


def _line(points: Sequence[Point], place: _Place, colours: Palette) -> str:
    """The line breaks where a value is missing."""
    parts = []
    for missing, run in groupby(enumerate(points), key=lambda numbered: isnan(numbered[1].value)):
        if not missing:
            spots = (f"{place.x(order):.1f},{place.y(point.value):.1f}" for order, point in run)
            line = f'fill="none" stroke="{colours.data}" stroke-width="1.8" stroke-linejoin="round"'
            parts.append(f'<polyline {line} points="{" ".join(spots)}"/>')
    return "".join(parts)


def _marks(points: Sequence[Point], place: _Place, colours: Palette) -> str:
    """Flagged points are diamonds, the last one is a dot."""
    there = [(order, point) for order, point in enumerate(points) if not isnan(point.value)]
    marks = [
        _diamond(place.x(order), place.y(point.value), _colour(point.flag, colours))
        for order, point in there
        if point.flag
    ]
    order, last = there[-1]
    if not last.flag:
        spot = f'cx="{place.x(order):.1f}" cy="{place.y(last.value):.1f}"'
        marks.append(f'<circle fill="{colours.data}" {spot} r="3.5"/>')
    return "".join(marks)


def _diamond(x: float, y: float, colour: str) -> str:
    return f'<path fill="{colour}" d="M{x:.1f} {y - 4:.1f}l4 4l-4 4l-4 -4z"/>'


def _colour(flag: str, colours: Palette) -> str:
    return {"worse": colours.attention, "better": colours.better}.get(flag, colours.ink)
