"""How long those have waited that still wait: a mark for each, circles within and diamonds past their target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import Palette, finished, names_at_left, palette

STEP = 28
LAST_DAY = 42  # and longer
MARKS_AT_MOST = 4  # of one day; more are one mark with their number
APART = 1.25  # between the marks with a number, as parts of a row's quarter
MARK = ("kind", "order", "name", "days", "end", "offset", "n", "past", "words", "said")


@dataclass(frozen=True)
class Waiting:
    """What the chart shows. `rows` has one row per receiver and day: order and name (of the receiver), days (whole,
    LAST_DAY for it or longer), within and past (handovers), words (the tooltip, a sentence). `target` is in days, None
    where they have several.
    """

    rows: pd.DataFrame
    target: float | None
    alt: str


@dataclass(frozen=True)
class Words:
    """The words in the chart: the axis' title, the name of its last day, and what lies beyond the target."""

    axis: str
    last_day: str
    past_target: str


def waiting_by_age(shown: Waiting, words: Words) -> Recipe:
    """A row of marks for each receiver."""
    marks = [mark for row in shown.rows.to_dict("records") for mark in _marks_of(row)]
    if shown.target is not None and shown.target <= LAST_DAY:
        target = {"kind": "target", "days": shown.target, "end": LAST_DAY + 0.8, "said": words.past_target}
        marks.append(target)
    return Recipe(_spec, pd.DataFrame(marks, columns=list(MARK)), shown.alt, (words.axis, words.last_day))


def _marks_of(row: Mapping[Any, Any]) -> Sequence[Mapping[Any, Any]]:
    """The marks of one receiver and day, one above the other."""
    counted = [(past, row[name]) for past, name in ((False, "within"), (True, "past")) if row[name]]
    single = sum(n for _, n in counted) <= MARKS_AT_MOST
    marks = [(past, 1) for past, n in counted for _ in range(n)] if single else counted
    middle, apart = (len(marks) - 1) / 2, 1 if single else 2 * APART
    return [
        {
            **row,
            "kind": "one" if single else "several" if n < 100 else "many",
            "offset": apart * (place - middle),
            "n": n,
            "past": past,
        }
        for place, (past, n) in enumerate(marks)
    ]


@cache
def _spec(axis: str, last_day: str, theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    x = alt.X("days:Q", title=axis, axis=_days(last_day), scale=alt.Scale(domain=[-0.8, LAST_DAY + 0.8], nice=False))
    y = alt.Y("name:N", sort=alt.EncodingSortField("order", op="min"), title=None, axis=names_at_left(colours, 190))
    # a row's height is four marks
    offset = alt.YOffset("offset:Q", scale=alt.Scale(domain=[-2, 2]))
    marks = alt.Chart().transform_filter("datum.kind != 'target'").encode(x=x, y=y, yOffset=offset)
    chart = alt.layer(*_target(x, colours), *_points(marks, colours), _pointer(marks))
    spec = finished(chart.properties(width="container", height=alt.Step(STEP)), theme)
    return {**spec, "autosize": {"type": "fit-x", "contains": "padding"}}


def _days(last_day: str) -> alt.Axis:
    label = f"datum.value == {LAST_DAY} ? {last_day!r} : datum.label"
    return alt.Axis(values=list(range(0, LAST_DAY + 1, 7)), labelExpr=label, titlePadding=8)


def _target(x: alt.X, colours: Palette) -> tuple[alt.Chart, ...]:
    target = alt.Chart().transform_filter("datum.kind == 'target'").encode(x=x)
    said = target.mark_text(align="left", dx=5, dy=-12, fontWeight=600, color=colours.attention)
    return (
        target.mark_rect(color=colours.tint, opacity=0.6).encode(x2="end:Q"),
        target.mark_rule(color=colours.attention),
        said.encode(y=alt.value(0), text="said:N"),
    )


def _points(marks: alt.Chart, colours: Palette) -> tuple[alt.Chart, ...]:
    drawn = []
    for kind, circle, diamond in (("one", 30, 34), ("several", 270, 330), ("many", 480, 620)):
        chosen = marks.transform_filter(f"datum.kind == '{kind}'")
        within, past = chosen.transform_filter("!datum.past"), chosen.transform_filter("datum.past")
        drawn += [
            within.mark_point(shape="circle", size=circle, filled=True, opacity=1, color=colours.data),
            past.mark_point(shape="diamond", size=diamond, filled=True, opacity=1, color=colours.attention),
        ]
    number = marks.transform_filter("datum.kind != 'one'").mark_text(fontSize=12, fontWeight=600, color=colours.page)
    return *drawn, number.encode(text="n:Q")


def _pointer(marks: alt.Chart) -> alt.Chart:
    pointed: alt.Chart = marks.mark_point(size=200, filled=True, opacity=0).encode(
        tooltip=alt.Tooltip("words:N", title=" ")
    )
    return pointed
