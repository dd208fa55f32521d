"""The small chart in a tile: the last half year, its usual range, and the points that are flagged. An SVG picture.

Not by Vega-Lite: five more charts would cost the first page a tenth of a second each.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from urllib.parse import quote

from charts.colours import Palette, Theme, palette

WIDTH, HEIGHT, MARGIN = 220, 46, 5
SHOWN = 26
STEP = (WIDTH - 2 * MARGIN) / (SHOWN - 1)
HIGHEST = 2  # times the largest value: where an interval that goes on is cut
LEAST_SPAN = 0.2  # of a stock's largest value, so that a small change looks small

Spot = tuple[float, float, str]  # where a point stands, and its flag
Range = tuple[float, float, float]  # where a point stands, and the lower and the upper edge of its usual range


@dataclass(frozen=True)
class Point:
    """A value, None where it is missing; its flag: better, worse, neither, or none; its usual range, if it has one; its
    95 % interval, whose upper edge may be ∞; and whether it may still change, as some of what it is of still wait.
    """

    value: float | None
    flag: str = ""
    usual: tuple[float, float] | None = None
    sure: tuple[float, float] | None = None
    open: bool = False


@dataclass(frozen=True)
class Spark:
    """The last 26 points as a line, with their usual ranges and the dotted mean of a flow; a stock has none. Points
    with an interval stand over zero, each with its interval as an upright line. `alt` says what is to be seen.
    """

    points: tuple[Point, ...]
    mean: float | None
    alt: str


def picture(spark: Spark, theme: Theme) -> str:
    """The chart as an SVG picture in HTML; empty where there is no value."""
    drawn = quote(svg(spark, theme))
    # as a picture of its own, for a page may not hold SVG elements; decoded at once, so that it does not flicker
    look = f'class="s-spark" decoding="sync" alt="{escape(spark.alt)}"'
    return f'<img {look} src="data:image/svg+xml,{drawn}">' if drawn else ""


def svg(spark: Spark, theme: Theme) -> str:
    """The chart as SVG; empty where there is no value."""
    shown = spark.points[-SHOWN:]
    values = [point.value for point in shown if point.value is not None]
    if not values:
        return ""
    values += [edge for point in shown for edge in point.usual or ()]
    least, most = min(values), max(values)
    if any(point.sure for point in shown):
        edges = [edge for point in shown for edge in point.sure or () if edge < HIGHEST * most]
        least, most = 0, max(edges, default=most)
    elif spark.mean is None:
        short = max(LEAST_SPAN * most - (most - least), 0)
        least, most = least - short / 2, most + short / 2

    def height(value: float) -> float:
        share = (value - least) / (most - least) if most > least else 0.5
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share

    # where there are fewer points than shown, they stand at the right, where the last one always is
    spots = [
        None if point.value is None else (MARGIN + STEP * order, height(point.value), point.flag)
        for order, point in enumerate(shown, SHOWN - len(shown))
    ]
    colours = palette(theme)
    ranges = [
        (MARGIN + STEP * order, height(point.usual[0]), height(point.usual[1])) if point.usual else None
        for order, point in enumerate(shown, SHOWN - len(shown))
    ]
    mean = "" if spark.mean is None else _mean(height(spark.mean), colours)
    below = f"{_band(ranges, colours)}{mean}" if any(ranges) else ""
    upright = "".join(
        f"M{MARGIN + STEP * order:.1f} {height(min(point.sure[0], most)):.1f}V{height(min(point.sure[1], most)):.1f}"
        for order, point in enumerate(shown, SHOWN - len(shown))
        if point.sure
    )
    sure = f'<path stroke="{colours.previous}" stroke-width="1.5" d="{upright}"/>' if upright else ""
    may_change = [spot for spot, point in zip(spots, shown, strict=True) if spot and point.open]
    drawn = f"{below}{sure}{_line(spots, colours)}{_marks(spots, may_change, colours)}"
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}</svg>'


def _band(ranges: Sequence[Range | None], colours: Palette) -> str:
    """One step for each point, for a share of fewer has a wider range."""
    half = STEP / 2
    runs = [[*filter(None, run)] for _missing, run in groupby(ranges, lambda one: one is None)]
    outlines = []
    for run in filter(None, runs):
        tops = [f"V{top:.1f}H{x + half:.1f}" for x, _bottom, top in run]
        bottoms = [f"V{bottom:.1f}H{x - half:.1f}" for x, bottom, _top in reversed(run)]
        outlines.append(f"M{run[0][0] - half:.1f} {run[0][1]:.1f}{''.join([*tops, *bottoms])}z")
    return f'<path fill="{colours.band}" d="{"".join(outlines)}"/>'


def _mean(height: float, colours: Palette) -> str:
    place = f'x1="0" y1="{height:.1f}" x2="{WIDTH}" y2="{height:.1f}"'
    return f'<line stroke="{colours.previous}" stroke-dasharray="2 3" {place}/>'


def _line(spots: Sequence[Spot | None], colours: Palette) -> str:
    """The line breaks where a value is missing."""
    look = f'fill="none" stroke="{colours.data}" stroke-width="1.8" stroke-linejoin="round"'
    runs = [[*filter(None, run)] for _missing, run in groupby(spots, lambda spot: spot is None)]
    places = (" ".join(f"{x:.1f},{y:.1f}" for x, y, _flag in run) for run in runs if run)
    return "".join(f'<polyline {look} points="{run}"/>' for run in places)


def _marks(spots: Sequence[Spot | None], may_change: Collection[Spot], colours: Palette) -> str:
    """Flagged points are diamonds, those that may still change are rings, and the last one is a dot."""
    there = [*filter(None, spots)]
    inks = {"worse": colours.attention, "better": colours.better}
    marks = [
        f'<path fill="{inks.get(flag, colours.ink)}" d="M{x:.1f} {y - 4:.1f}l4 4l-4 4l-4 -4z"/>'
        for x, y, flag in there
        if flag
    ]
    ring = f'fill="{colours.page}" stroke="{colours.data}" stroke-width="1.8"'
    marks += [f'<circle {ring} cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y, _flag in may_change]
    x, y, flag = there[-1]
    plain = not flag and there[-1] not in may_change
    last = f'<circle fill="{colours.data}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' if plain else ""
    return "".join([*marks, last])
