"""The small chart in a tile: the last half year, its usual range, and the points that are flagged. An SVG picture.

Not by Vega-Lite: five more charts would cost the first page a tenth of a second each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from urllib.parse import quote

from charts.look import Palette, Theme, palette

WIDTH, HEIGHT, MARGIN = 220, 46, 5
SHOWN = 26


@dataclass(frozen=True)
class Point:
    """A value, None where it is missing, and its flag: better, worse, neither, or none."""

    value: float | None
    flag: str = ""


@dataclass(frozen=True)
class Band:
    """The usual range, None where there is none, and the mean."""

    lower: float | None
    upper: float | None
    mean: float | None


@dataclass(frozen=True)
class Spark:
    """The last 26 points as a line, with the band and the dotted mean of a flow; a stock has none. `alt` says what is
    to be seen.
    """

    points: tuple[Point, ...]
    band: Band | None
    alt: str


def picture(spark: Spark, theme: Theme) -> str:
    """The chart as an SVG picture in HTML; empty where there is no value."""
    shown = spark.points[-SHOWN:]
    values = [point.value for point in shown if point.value is not None]
    if not values:
        return ""
    place = _Place(len(shown), min([*values, *_edges(spark.band)]), max([*values, *_edges(spark.band)]))
    colours = palette(theme)
    drawn = "".join((_band(spark.band, place, colours), _line(shown, place, colours), _marks(shown, place, colours)))
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    svg = quote(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}</svg>')
    # as a picture of its own, for a page may not hold SVG elements; decoded at once, so that it does not flicker
    return f'<img class="s-spark" decoding="sync" alt="{escape(spark.alt)}" src="data:image/svg+xml,{svg}">'


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
    return [edge for edge in (band.lower, band.upper, band.mean) if edge is not None] if band else []


def _band(band: Band | None, place: _Place, colours: Palette) -> str:
    if len(edges := _edges(band)) < 3:
        return ""
    bottom, top, middle = map(place.y, edges)
    mean = f'x1="0" y1="{middle:.1f}" x2="{WIDTH}" y2="{middle:.1f}"'
    return (
        f'<rect fill="{colours.band}" x="0" y="{top:.1f}" width="{WIDTH}" height="{bottom - top:.1f}"/>'
        f'<line stroke="{colours.previous}" stroke-dasharray="2 3" {mean}/>'
    )


def _line(points: Sequence[Point], place: _Place, colours: Palette) -> str:
    """The line breaks where a value is missing."""
    parts = []
    for missing, run in groupby(enumerate(points), key=lambda numbered: numbered[1].value is None):
        if not missing:
            known = ((order, point.value) for order, point in run if point.value is not None)
            spots = (f"{place.x(order):.1f},{place.y(value):.1f}" for order, value in known)
            line = f'fill="none" stroke="{colours.data}" stroke-width="1.8" stroke-linejoin="round"'
            parts.append(f'<polyline {line} points="{" ".join(spots)}"/>')
    return "".join(parts)


def _marks(points: Sequence[Point], place: _Place, colours: Palette) -> str:
    """Flagged points are diamonds, the last one is a dot."""
    there = [(place.x(order), point.value, point.flag) for order, point in enumerate(points) if point.value is not None]
    marks = [_diamond(x, place.y(value), _colour(flag, colours)) for x, value, flag in there if flag]
    x, last, flag = there[-1]
    if not flag:
        spot = f'cx="{x:.1f}" cy="{place.y(last):.1f}"'
        marks.append(f'<circle fill="{colours.data}" {spot} r="3.5"/>')
    return "".join(marks)


def _diamond(x: float, y: float, colour: str) -> str:
    return f'<path fill="{colour}" d="M{x:.1f} {y - 4:.1f}l4 4l-4 4l-4 -4z"/>'


def _colour(flag: str, colours: Palette) -> str:
    return {"worse": colours.attention, "better": colours.better}.get(flag, colours.ink)
