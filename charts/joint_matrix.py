"""Who works with whom: of 100 cases, in how many both sides of a pair are involved; a lower triangle."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import BAND, INSET, ROWS, clickable, of_kind, shaded

CLICKED = "joint"
MOST = 12  # so many agencies can be read at 1280 px
STEPS_FROM = (5, 10, 20, 30)  # a darker step from each of these numbers of 100 on

CELLS = ("a", "b", "row", "column", "share", "shown", "chosen", "words", "rows")
_ROOM = "min(168, width * 0.3)"  # for the name beside the last stair


def joint(names: Sequence[str], cells: pd.DataFrame, description: str) -> Recipe:
    """The matrix; a click on a cell selects its pair and their cases (parameter CLICKED, fields a, b and rows). `names`
    stand at the stairs, from top to bottom, and name row and column alike.

    `cells` has one row per pair with any case in common, and per side with itself: a and b (codes), row and column
    (from 0, the column at most the row), share (of the cases, 0 to 1), shown (of 100, in words), chosen, words (the
    tooltip, a sentence), rows (the address of its cases; empty: none).
    """
    kinds = ["own" if own else "pair" for own in cells["row"] == cells["column"]]
    steps = [sum(round(100 * share) >= edge for edge in STEPS_FROM) for share in cells["share"]]
    drawn = cells[list(CELLS)].assign(kind=kinds, step=steps)
    return Recipe(_chart, pd.concat([drawn, _rest(names, cells)], ignore_index=True), description)


def _rest(names: Sequence[str], cells: pd.DataFrame) -> pd.DataFrame:
    """Names at the stairs, each with the columns that are free beside it, zeros where no case is shared, and room: a
    small matrix keeps its cells as wide as those of others.
    """
    taken = set(zip(cells["row"], cells["column"], strict=True))
    size = len(names)
    stairs = [
        {"kind": "name", "row": place, "column": place, "name": name, "free": max(size, MOST) - 1 - place}
        for place, name in enumerate(names)
    ]
    zeros = [
        {"kind": "none", "row": row, "column": column}
        for row in range(size)
        for column in range(row)
        if (row, column) not in taken
    ]
    room = [{"kind": "room", "row": 0, "column": place} for place in range(size, MOST)]
    return pd.DataFrame([*stairs, *zeros, *room], columns=["kind", "row", "column", "name", "free"])


def _chart(colours: Palette) -> alt.TopLevelMixin:
    across = alt.Scale(paddingInner=0, paddingOuter=0, range=[0, alt.ExprRef(f"width - {_ROOM}")])
    y = alt.Y("row:O", axis=None, scale=BAND)
    every = alt.Chart().encode(x=alt.X("column:O", axis=None, scale=across), y=y)
    cell = every.transform_filter("datum.kind == 'pair' || datum.kind == 'own'")
    # a name may run over the empty half as far as the chart goes
    limit = alt.expr(f"{_ROOM} - 8 + datum.free * bandwidth('x')")
    name = of_kind("name").mark_text(align="left", dx=7, color=colours.ink, limit=limit)
    return alt.layer(
        *_cells(every, colours),
        name.encode(x=alt.X("column:O", axis=None, scale=across, bandPosition=1), y=y, text="name:N"),
        clickable(cell.mark_rect(opacity=0, cursor="pointer"), CLICKED, "a", "b", ROWS),
    ).properties(width="container", height=alt.Step(28))


def _cells(every: alt.Chart, colours: Palette) -> tuple[alt.Chart, ...]:
    kinds = ("room", "pair", "own", "none")
    room, pair, own, none = (every.transform_filter(f"datum.kind == '{kind}'") for kind in kinds)
    picked = every.transform_filter("datum.chosen === true")
    filled, written = shaded(pair.mark_rect(**INSET), pair.mark_text(), colours)
    return (
        room.mark_rect(opacity=0),
        filled,
        own.mark_rect(color=colours.panel, **INSET),
        none.mark_text(text="0", color=colours.ink3),
        written,
        own.mark_text(fontWeight=700, color=colours.ink).encode(text="shown:N"),
        # the ring stands on a wider one in the colour of the page, or it would sink into the darkest step
        picked.mark_rect(filled=False, stroke=colours.page, strokeWidth=6, **INSET),
        picked.mark_rect(filled=False, stroke=colours.selected, strokeWidth=2.5, **INSET),
    )
