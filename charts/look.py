"""The look of every chart: colours by meaning, one set for each theme, and the Vega-Lite configuration."""

from dataclasses import dataclass
from typing import Any

import altair as alt

from charts.drawing import VALUES, Theme


@dataclass(frozen=True)
class Palette:
    """Colours by what they mean. `steps` run from low to high; `on_steps` is the text colour on each."""

    page: str
    panel: str
    ink: str
    ink2: str
    ink3: str
    line: str
    grid: str
    data: str
    band: str
    previous: str
    attention: str
    tint: str
    better: str
    selected: str
    steps: tuple[str, str, str, str, str]
    on_steps: tuple[str, str, str, str, str]


_PALETTES: dict[Theme, Palette] = {
    "light": Palette(
        page="#FFFFFF",
        panel="#F3F6F8",
        ink="#17222D",
        ink2="#475563",
        ink3="#66737F",
        line="#D3DBE2",
        grid="#E6EBEF",
        data="#41617F",
        band="#E3EAF0",
        previous="#7F8F9C",
        attention="#B3450B",
        tint="#FDF0E7",
        better="#0B7468",
        selected="#0B57B0",
        steps=("#E8EEF3", "#C9D7E3", "#9DB6CB", "#557899", "#34587D"),
        on_steps=("#17222D", "#17222D", "#17222D", "#FFFFFF", "#FFFFFF"),
    ),
    "dark": Palette(
        page="#10171E",
        panel="#18222C",
        ink="#E9EEF3",
        ink2="#AEBAC5",
        ink3="#8E9BA7",
        line="#33414E",
        grid="#25313C",
        data="#93B4D3",
        band="#22313F",
        previous="#5F6F7D",
        attention="#FF9D5C",
        tint="#33231A",
        better="#54CDB9",
        selected="#7DB7FF",
        steps=("#1D2A36", "#2B4258", "#44678A", "#6F97BD", "#A9C8E6"),
        on_steps=("#E9EEF3", "#E9EEF3", "#E9EEF3", "#10171E", "#10171E"),
    ),
    "projector": Palette(
        page="#FFFFFF",
        panel="#EEF2F5",
        ink="#000000",
        ink2="#2F3A45",
        ink3="#4A5661",
        line="#8C99A5",
        grid="#C9D1D8",
        data="#1F4E79",
        band="#CFD9E2",
        previous="#7B8894",
        attention="#A03400",
        tint="#FBE6D8",
        better="#00594F",
        selected="#00459B",
        steps=("#E3EAF1", "#B7CADB", "#84A5C3", "#4C79A3", "#1B4A78"),
        on_steps=("#000000", "#000000", "#000000", "#FFFFFF", "#FFFFFF"),
    ),
}


def palette(theme: Theme) -> Palette:
    """The colours of a theme."""
    return _PALETTES[theme]


def named(colours: Palette) -> dict[str, str]:
    """The colours by name, without the steps from low to high."""
    return {name: colour for name, colour in vars(colours).items() if isinstance(colour, str)}


def inks(colours: Palette) -> dict[str, str]:
    """The colour of text by its tone, of tones that are not in the usual ink."""
    grey = {"zero": colours.ink3, "state": colours.ink2, "few": colours.ink2}
    return {"attention": colours.attention, "better": colours.better, **grey}


def names_at_left(colours: Palette, room: int) -> alt.Axis:
    """The axis of rows that have names: one too long for a line of `room` px stands in two."""
    letters = int(room / _LETTER)
    return alt.Axis(
        grid=True,
        gridColor=colours.grid,
        labelColor=colours.ink,
        labelLimit=room,
        labelExpr=in_two_lines("datum.label", letters),
        labelLineHeight=_LINE,
        labelBaseline=alt.condition(f"length(datum.label) > {letters}", alt.value("bottom"), alt.value("middle")),
        domain=False,
    )


def in_two_lines(name: str, letters: int) -> str:
    """The Vega expression of a name, broken at a space where it is longer than so many letters."""
    broken = f"split(replace({name}, regexp('^(.{{1,{letters}}}) (.+)$'), '$1\\n$2'), '\\n')"
    return f"length({name}) > {letters} ? {broken} : {name}"


def finished(chart: alt.TopLevelMixin, theme: Theme) -> dict[str, Any]:
    """The chart as a Vega-Lite specification in the product's look; it has a place for values, and none in it."""
    with alt.data_transformers.enable(consolidate_datasets=False):
        spec: dict[str, Any] = _without_values(chart.to_dict())
    spec.pop("datasets", None)
    return spec | {
        "data": {"name": VALUES},
        "padding": {"left": 0, "top": 2, "right": 2, "bottom": 2},
        "config": _config(palette(theme)),
    }


_LETTER = 6.4  # px of most letters of a name, in the mean
_LINE = 13  # px
_NO_DATA: dict[str, Any] = {"values": [{}]}  # what Altair puts where a chart has no data of its own


def _without_values(part: Any) -> Any:
    """A part of a specification without Altair's place holders for data, so that it reads the frame of values."""
    if isinstance(part, list):
        return [_without_values(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {name: _without_values(value) for name, value in part.items() if value != _NO_DATA}


def _config(colours: Palette) -> dict[str, Any]:
    axis = {
        "labelColor": colours.ink2,
        "labelFontSize": 13,
        "titleColor": colours.ink2,
        "titleFontSize": 13,
        "titleFontWeight": 400,
        "gridColor": colours.grid,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    }
    return {
        "background": None,
        "font": "Source Sans, sans-serif",
        "view": {"stroke": None},
        # the chart as a whole has its text alternative; groups of marks would be read as pictures without a name
        "mark": {"tooltip": None, "aria": False},
        "axis": axis,
        "axisX": {"grid": False, "domain": True, "domainColor": colours.line},
        "axisY": {"grid": True},
        "text": {"color": colours.ink, "fontSize": 13},
        "line": {"strokeWidth": 2, "color": colours.data},
        "legend": {"disable": True},
        "header": {"labelColor": colours.ink2, "labelFontSize": 13, "titleColor": colours.ink2},
    }
