"""Pieces that charts share: parts of the values, what the pointer gets, rows with names, circles and diamonds."""

from typing import Any

import altair as alt

from charts.colours import Palette

# over marks that lead somewhere
POINTER = alt.expr("datum.rows ? 'pointer' : 'default'")
SAID = alt.Tooltip("words:N", title=" ")  # a sentence for each mark
LINE = 13  # px, of a name of several
ROWS = "rows"  # the parameter of a click on marks that lead to the rows that they count, and the field with the address
BAND = alt.Scale(paddingInner=0, paddingOuter=0)
INSET: dict[str, Any] = {name: alt.RelativeBandSize(band=0.94) for name in ("width", "height")}  # of a cell
FULL: dict[str, Any] = {"filled": True, "opacity": 1}  # of a point

_LETTER = 6.4  # px of most letters of a name, in the mean


def where(test: str) -> alt.Chart:
    """The values for which a test holds."""
    part: alt.Chart = alt.Chart().transform_filter(test)
    return part


def of_kind(kind: str) -> alt.Chart:
    """The values of one kind."""
    return where(f"datum.kind == '{kind}'")


def clickable(marks: alt.Chart, parameter: str, *fields: str) -> alt.Chart:
    """Marks that say what they mean, and of which a click selects the fields."""
    chosen = alt.selection_point(name=parameter, fields=[*fields], on="click", empty=False)
    pointed: alt.Chart = marks.encode(tooltip=SAID).add_params(chosen)
    return pointed


def leading(marks: alt.Chart) -> alt.Chart:
    """Marks that say what they mean, and of which a click selects the address in ROWS; empty, it leads nowhere."""
    return clickable(marks, ROWS, ROWS)


def within_and_past(marks: alt.Chart, circle: float, diamond: float, colours: Palette) -> tuple[alt.Chart, alt.Chart]:
    """Circles, and diamonds for what is past its target or due day, of these sizes."""
    within, past = marks.transform_filter("!datum.past"), marks.transform_filter("datum.past")
    return (
        within.mark_point(shape="circle", size=circle, color=colours.data, **FULL),
        past.mark_point(shape="diamond", size=diamond, color=colours.attention, **FULL),
    )


def shaded(cells: alt.Chart, words: alt.Chart, colours: Palette) -> tuple[alt.Chart, alt.Chart]:
    """Cells in the colour of their `step` from low to high, and what is shown in them."""
    filled = alt.Color("step:O", scale=alt.Scale(domain=list(range(5)), range=list(colours.steps)), legend=None)
    written = alt.condition("datum.step > 2", alt.value(colours.on_steps[-1]), alt.value(colours.on_steps[0]))
    return cells.encode(color=filled), words.encode(text="shown:N", color=written)


def names_at_left(colours: Palette, room: int) -> alt.Y:
    """Rows with names, in order: one too long for a line of `room` px stands in two."""
    letters = int(room / _LETTER)
    high = alt.condition(f"length(datum.label) > {letters}", alt.value("bottom"), alt.value("middle"))
    lines: dict[str, Any] = {"labelLimit": room, "labelLineHeight": LINE, "labelBaseline": high}
    label = in_two_lines("datum.label", letters)
    axis = alt.Axis(gridColor=colours.grid, labelColor=colours.ink, labelExpr=label, grid=True, domain=False, **lines)
    return alt.Y("name:N", sort=alt.EncodingSortField("order", op="min"), title=None, axis=axis)


def in_two_lines(name: str, letters: int) -> str:
    """The Vega expression of a name, broken at a space where it is longer than so many letters."""
    broken = f"split(replace({name}, regexp('^(.{{1,{letters}}}) (.+)$'), '$1\\n$2'), '\\n')"
    return f"length({name}) > {letters} ? {broken} : {name}"
