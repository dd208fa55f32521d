"""One case over time: a lane for each agency and for the deadlines, what waits and waited in it, pauses as bands."""

from typing import Any

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import FULL, SAID, names_at_left, of_kind, where

TICKS = 6  # words under the axis, numbered in their order
COLUMNS = ("kind", "order", "name", "start", "end", "tick", "words")


def case_timeline(marks: pd.DataFrame, description: str) -> Recipe:
    """The lanes of a case. `marks` has one row per mark: kind, order and name (of its lane), start and end (days since
    the left edge; a point has both alike), tick (words under the axis, TICKS of them), words (the tooltip, a sentence).
    Kinds are lane (nothing but its name), pause, involved (an agency's time in the case), waiting and waiting_late (a
    handover until it ended), sent, done, back and late (how a wait or a deadline stands at its end), ahead, and tick.
    """
    return Recipe(_chart, marks[list(COLUMNS)], description)


def _chart(colours: Palette) -> alt.TopLevelMixin:
    x, y = alt.X("start:Q", axis=None, scale=alt.Scale(nice=False, zero=False, padding=8)), names_at_left(colours, 200)
    ring: dict[str, Any] = {"fill": colours.page, "stroke": colours.data, "strokeWidth": 1.5, **FULL}
    stretches = (
        of_kind("involved").mark_bar(height=12, color=colours.steps[1]),
        of_kind("waiting").mark_rule(strokeWidth=3, color=colours.data),
        of_kind("waiting_late").mark_rule(strokeWidth=3, color=colours.attention),
    )
    points = (
        of_kind("sent").mark_point(shape="circle", size=36, **ring),
        of_kind("ahead").mark_point(shape="circle", size=70, **ring),
        of_kind("done").mark_point(shape="circle", size=70, color=colours.data, **FULL),
        of_kind("back").mark_point(shape="cross", angle=45, size=90, color=colours.data, **FULL),
        of_kind("late").mark_point(shape="diamond", size=130, color=colours.attention, **FULL),
    )
    # days under the axis; where it is narrow, the first and the last alone
    ends = f"datum.order == 0 ? 'left' : datum.order == {TICKS - 1} ? 'right' : 'center'"
    shown = of_kind("tick").transform_filter(f"width > 440 || datum.order % {TICKS - 1} == 0")
    ticks = shown.mark_text(align=alt.expr(ends), baseline="top", dy=8, color=colours.ink2)
    return alt.layer(
        of_kind("pause").mark_rect(color=colours.band).encode(x=x, x2="end:Q", tooltip=SAID),
        # the lanes even where nothing stands in one
        where("datum.kind != 'pause' && datum.kind != 'tick'").mark_point(opacity=0).encode(x=x, y=y),
        *(stretch.encode(x=x, x2="end:Q", y=y, tooltip=SAID) for stretch in stretches),
        *(point.encode(x=x, y=y, tooltip=SAID) for point in points),
        ticks.encode(x=x, y=alt.value("height"), text="tick:N"),
    ).properties(width="container", height=alt.Step(26))
