"""The look of every chart: colours by meaning, one set for each theme, and the Vega-Lite configuration."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

Theme = Literal["light", "dark", "projector"]
Steps = tuple[str, str, str, str, str]


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
    steps: Steps
    on_steps: Steps


_THEMES: tuple[Theme, ...] = ("light", "dark", "projector")
_COLOURS = {
    "page": ("#FFFFFF", "#10171E", "#FFFFFF"),
    "panel": ("#F3F6F8", "#18222C", "#EEF2F5"),
    "ink": ("#17222D", "#E9EEF3", "#000000"),
    "ink2": ("#475563", "#AEBAC5", "#2F3A45"),
    "ink3": ("#66737F", "#8E9BA7", "#4A5661"),
    "line": ("#D3DBE2", "#33414E", "#8C99A5"),
    "grid": ("#E6EBEF", "#25313C", "#C9D1D8"),
    "data": ("#41617F", "#93B4D3", "#1F4E79"),
    "band": ("#E3EAF0", "#22313F", "#CFD9E2"),
    "previous": ("#7F8F9C", "#5F6F7D", "#7B8894"),
    "attention": ("#B3450B", "#FF9D5C", "#A03400"),
    "tint": ("#FDF0E7", "#33231A", "#FBE6D8"),
    "better": ("#0B7468", "#54CDB9", "#00594F"),
    "selected": ("#0B57B0", "#7DB7FF", "#00459B"),
}
_STEPS: dict[Theme, Steps] = {
    "light": ("#E8EEF3", "#C9D7E3", "#9DB6CB", "#557899", "#34587D"),
    "dark": ("#1D2A36", "#2B4258", "#44678A", "#6F97BD", "#A9C8E6"),
    "projector": ("#E3EAF1", "#B7CADB", "#84A5C3", "#4C79A3", "#1B4A78"),
}


@cache
def palette(theme: Theme) -> Palette:
    """The colours of a theme."""
    colours = {name: of_themes[_THEMES.index(theme)] for name, of_themes in _COLOURS.items()}
    ink, page = colours["ink"], colours["page"]
    return Palette(**colours, steps=_STEPS[theme], on_steps=(ink, ink, ink, page, page))


def named(colours: Palette) -> dict[str, str]:
    """The colours by name, without the steps from low to high."""
    return {name: colour for name, colour in vars(colours).items() if isinstance(colour, str)}


def inks(colours: Palette) -> dict[str, str]:
    """The colour of text by its tone, of tones that are not in the usual ink."""
    grey = {"zero": colours.ink3, "state": colours.ink2, "few": colours.ink2}
    return {"attention": colours.attention, "better": colours.better, **grey}


def config(colours: Palette) -> dict[str, Any]:
    """The Vega-Lite configuration of every chart."""
    words = {"labelColor": colours.ink2, "labelFontSize": 13, "titleColor": colours.ink2}
    titles = {"titleFontSize": 13, "titleFontWeight": 400}
    lines = {"gridColor": colours.grid, "domain": False, "ticks": False, "labelPadding": 6}
    return {
        "background": None,
        "font": "Source Sans, sans-serif",
        "view": {"stroke": None},
        # the chart as a whole has its text alternative; groups of marks would be read as pictures without a name
        "mark": {"tooltip": None, "aria": False},
        "axis": {**words, **titles, **lines},
        "axisX": {"grid": False, "domain": True, "domainColor": colours.line},
        "axisY": {"grid": True},
        "text": {"color": colours.ink, "fontSize": 13},
        "line": {"strokeWidth": 2, "color": colours.data},
        "legend": {"disable": True},
        "header": words,
    }
