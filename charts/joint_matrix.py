"""Who works with whom: of 100 cases, in how many both sides of a pair are involved; a lower triangle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import Palette, finished, palette

CLICKED = "joint"
MOST = 12  # so many agencies can be read at 1280 px
STEP = 28
STEPS_FROM = (5, 10, 20, 30)  # a darker step from each of these numbers of 100 on

CELLS = ("a", "b", "row", "column", "share", "shown", "chosen", "words")
_INSET = alt.RelativeBandSize(band=0.94)
_ROOM = "min(168, width * 0.3)"  # for the name beside the last stair


@dataclass(frozen=True)
class Joint:
    """What the matrix shows. `names` stand at the stairs, from top to bottom, and name row and column alike.

    `cells` has one row per pair with any case in common, and per side with itself: a and b (codes), row and column
    (from 0, the column at most the row), share (of the cases, 0 to 1), shown (of 100, in words), chosen, words (the
    tooltip, a sentence).
    """

    names: Sequence[str]
    cells: pd.DataFrame
    alt: str


def joint(shown: Joint) -> Recipe:
    """The matrix; a click on a cell selects its pair (parameter CLICKED, fields a and b)."""
    cells = shown.cells[list(CELLS)]
    itself = cells["row"] == cells["column"]
    steps = [sum(round(100 * share) >= edge for edge in STEPS_FROM) for share in cells["share"]]
    drawn = cells.assign(kind=["own" if own else "pair" for own in itself], step=steps)
    return Recipe(_spec, pd.concat([drawn, _rest(shown)], ignore_index=True), shown.alt)


def _rest(shown: Joint) -> pd.DataFrame:
    """Names at the stairs, each with the columns that are free beside it, zeros where no case is shared, and room: a
    small matrix keeps its cells as wide as those of others.
    """
    taken = set(zip(shown.cells["row"], shown.cells["column"], strict=True))
    size = len(shown.names)
    names = [
        {"kind": "name", "row": place, "column": place, "name": name, "free": max(size, MOST) - 1 - place}
        for place, name in enumerate(shown.names)
    ]
    zeros = [
        {"kind": "none", "row": row, "column": column}
        for row in range(size)
        for column in range(row)
        if (row, column) not in taken
    ]
    room = [{"kind": "room", "row": 0, "column": place} for place in range(size, MOST)]
    return pd.DataFrame([*names, *zeros, *room], columns=["kind", "row", "column", "name", "free"])


@cache
def _spec(theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    across = alt.Scale(paddingInner=0, paddingOuter=0, range=[0, alt.ExprRef(f"width - {_ROOM}")])
    x = alt.X("column:O", axis=None, scale=across)
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    every = alt.Chart().encode(x=x, y=y)
    layers = (*_cells(every, colours), _names(y, across, colours), _pointer(every))
    spec = finished(alt.layer(*layers).properties(width="container", height=alt.Step(STEP)), theme)
    return {**spec, "autosize": {"type": "fit-x", "contains": "padding"}}


def _cells(every: alt.Chart, colours: Palette) -> tuple[alt.Chart, ...]:
    def of(test: str) -> alt.Chart:
        found: alt.Chart = every.transform_filter(test)
        return found

    filled = alt.Color("step:O", scale=alt.Scale(domain=list(range(5)), range=list(colours.steps)), legend=None)
    written = alt.condition("datum.step > 2", alt.value(colours.on_steps[-1]), alt.value(colours.on_steps[0]))
    inset: dict[str, Any] = {"width": _INSET, "height": _INSET}
    pair, own, picked = of("datum.kind == 'pair'"), of("datum.kind == 'own'"), of("datum.chosen === true")
    return (
        of("datum.kind == 'room'").mark_rect(opacity=0),
        pair.mark_rect(**inset).encode(color=filled),
        own.mark_rect(color=colours.panel, **inset),
        of("datum.kind == 'none'").mark_text(text="0", color=colours.ink3),
        pair.mark_text().encode(text="shown:N", color=written),
        own.mark_text(fontWeight=700, color=colours.ink).encode(text="shown:N"),
        # the ring stands on a wider one in the colour of the page, or it would sink into the darkest step
        picked.mark_rect(filled=False, stroke=colours.page, strokeWidth=6, **inset),
        picked.mark_rect(filled=False, stroke=colours.selected, strokeWidth=2.5, **inset),
    )


def _names(y: alt.Y, across: alt.Scale, colours: Palette) -> alt.Chart:
    """A name may run over the empty half as far as the chart goes."""
    names: alt.Chart = (
        alt.Chart()
        .transform_filter("datum.kind == 'name'")
        .mark_text(align="left", dx=7, color=colours.ink, limit=alt.expr(f"{_ROOM} - 8 + datum.free * bandwidth('x')"))
        .encode(x=alt.X("column:O", axis=None, scale=across, bandPosition=1), y=y, text="name:N")
    )
    return names


def _pointer(every: alt.Chart) -> alt.Chart:
    """Clear cells on top, which say what they mean and can be clicked."""
    cells = every.transform_filter("datum.kind == 'pair' || datum.kind == 'own'")
    pointed: alt.Chart = cells.mark_rect(opacity=0, cursor="pointer").encode(tooltip=alt.Tooltip("words:N", title=" "))
    return pointed.add_params(alt.selection_point(name=CLICKED, fields=["a", "b"], on="click", empty=False))
