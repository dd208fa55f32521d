"""How long those have waited that still wait: a mark for each, circles within and diamonds past their target."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import POINTER, leading, names_at_left, of_kind, where, within_and_past

LAST_DAY = 42  # and longer
MARKS_AT_MOST = 4  # of one day; more are one mark with their number
APART = 1.25  # between the marks with a number, as parts of a row's quarter
MARK = ("kind", "order", "name", "days", "end", "offset", "n", "past", "own", "words", "said", "rows")


def waiting_by_age(
    rows: pd.DataFrame, target: tuple[float, str] | None, axis: str, last_day: str, description: str
) -> Recipe:
    """A row of marks for each receiver. `rows` has one row per receiver and day: order and name (of the receiver), days
    (whole, LAST_DAY for it or longer), within and past (handovers), within_own_day and past_own_day (those of them that
    have a due day of their own: their marks are hollow), words (the tooltip, a sentence), rows_within and rows_past
    (the addresses that a click leads to; empty: none). `target` is in days, with words for what lies beyond it; None
    where they have several. `axis` and `last_day` are the names of the axis and of
    its last day.
    """
    marks = [mark for row in rows.to_dict("records") for mark in _marks_of(row)]
    if target and target[0] <= LAST_DAY:
        marks.append({"kind": "target", "days": target[0], "end": LAST_DAY + 0.8, "said": target[1]})
    return Recipe(_chart, pd.DataFrame(marks, columns=list(MARK)), description, (axis, last_day))


def _marks_of(row: Mapping[Any, Any]) -> Sequence[Mapping[Any, Any]]:
    """The marks of one receiver and day, one above the other."""
    counted = [(past, row[name], row[f"{name}_own_day"]) for past, name in ((False, "within"), (True, "past"))]
    single = row["within"] + row["past"] <= MARKS_AT_MOST
    marks = [(past, n == own, n) for past, n, own in counted if n]
    if single:
        marks = [(past, place >= n - own, 1) for past, n, own in counted for place in range(n)]
    rows = row["rows_within"], row["rows_past"]
    middle, apart = (len(marks) - 1) / 2, 1 if single else 2 * APART
    kinds = ["one" if single else "digit" if n < 10 else "several" if n < 100 else "many" for _past, _own, n in marks]
    return [
        {**row, "kind": kind, "offset": apart * (place - middle), "n": n, "past": past, "own": own, "rows": rows[past]}
        for place, (kind, (past, own, n)) in enumerate(zip(kinds, marks, strict=True))
    ]


def _chart(axis: str, last_day: str, colours: Palette) -> alt.TopLevelMixin:
    label = f"datum.value == {LAST_DAY} ? {last_day!r} : datum.label"
    days = alt.Axis(values=list(range(0, LAST_DAY + 1, 7)), labelExpr=label, titlePadding=8, titleAnchor="end")
    x = alt.X("days:Q", title=axis, axis=days, scale=alt.Scale(domain=[-0.8, LAST_DAY + 0.8], nice=False))
    # a row's height is four marks
    offset = alt.YOffset("offset:Q", scale=alt.Scale(domain=[-2, 2]))
    target = of_kind("target").encode(x=x)
    past_target = target.mark_text(align="left", dx=5, dy=-12, fontWeight=600, color=colours.attention)
    marks = where("datum.kind != 'target'").encode(x=x, y=names_at_left(colours, 190), yOffset=offset)
    ink = alt.condition("datum.own", alt.value(colours.ink), alt.value(colours.page))
    number = marks.transform_filter("datum.kind != 'one'").mark_text(fontSize=12, fontWeight=600)
    # one with a digit is as wide as a day in a window of 1280 px, so that neighbours touch and do not overlap
    sizes = {"one": (30, 34), "digit": (130, 200), "several": (270, 330), "many": (480, 620)}
    return alt.layer(
        target.mark_rect(color=colours.tint, opacity=0.6).encode(x2="end:Q"),
        target.mark_rule(color=colours.attention),
        past_target.encode(y=alt.value(0), text="said:N"),
        *(
            point
            for kind, (circle, diamond) in sizes.items()
            for point in _points(marks.transform_filter(f"datum.kind == '{kind}'"), circle, diamond, colours)
        ),
        number.encode(text="n:Q", color=ink),
        leading(marks.mark_point(size=200, filled=True, opacity=0, cursor=POINTER)),
    ).properties(width="container", height=alt.Step(28))


def _points(marks: alt.Chart, circle: float, diamond: float, colours: Palette) -> Iterator[alt.Chart]:
    """Circles and diamonds, hollow where they stand for a due day of their own."""
    both = within_and_past(marks, circle, diamond, colours)
    for point, colour in zip(both, (colours.data, colours.attention), strict=True):
        inside = alt.condition("datum.own", alt.value(colours.page), alt.value(colour))
        yield point.encode(fill=inside, stroke=alt.value(colour))
