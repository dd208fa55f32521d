"""What falls due when, kind by kind: circles for what lies ahead, diamonds for what is past its due day."""

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import POINTER, leading, names_at_left, where, within_and_past

DAYS = 14
MARK = ("order", "name", "at", "amount", "past", "shown", "tick", "words", "rows")
EARLIER = -DAYS - 2  # where everything stands that was due longer ago


def due_days(marks: pd.DataFrame, description: str) -> Recipe:
    """A row of marks for each kind. `marks` has one row per kind and day: order and name (of the kind), at (days from
    today, EARLIER for longer ago), amount (0: no mark, but the kind has its row), past, shown (the number in the mark),
    tick (words under the axis at this day, mostly empty), words (the tooltip, a sentence), rows (the
    address that a click leads to; empty: none).
    """
    return Recipe(_chart, marks[list(MARK)], description)


def _chart(colours: Palette) -> alt.TopLevelMixin:
    x = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[EARLIER - 0.7, DAYS + 0.7], nice=False, zero=False))
    y = names_at_left(colours, 220)
    mark = where("datum.amount > 0").encode(x=x, y=y)
    today = where("datum.tick != '' && datum.at == 0").mark_rule(color=colours.previous, strokeDash=[2, 3])
    ticks = where("datum.tick != ''").mark_text(baseline="top", dy=8, color=colours.ink2)
    return alt.layer(
        alt.Chart().mark_point(opacity=0).encode(x=x, y=y),
        today.encode(x=x),
        # as wide as a day in a window of 1280 px, so that neighbours touch and do not overlap
        *within_and_past(mark, 230, 320, colours),
        mark.mark_text(fontSize=12, fontWeight=600, color=colours.page).encode(text="shown:N"),
        ticks.encode(x=x, y=alt.value("height"), text="tick:N"),
        leading(mark.mark_point(size=430, filled=True, opacity=0, cursor=POINTER)),
    ).properties(width="container", height=alt.Step(34))
