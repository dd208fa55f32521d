"""What a chart is: a specification, the values it shows, and the same conclusion in words."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

Theme = Literal["light", "dark", "projector"]
VALUES = "values"  # the name by which a layer with data of its own finds the frame of values

_number_marks: ContextVar[Mapping[str, Any] | None] = ContextVar("number_marks", default=None)


def write_numbers(marks: Mapping[str, Any] | None) -> None:
    """Set how the charts of this script run write numbers: a locale of d3-format, None for that of English."""
    _number_marks.set(marks)


@dataclass(frozen=True)
class Drawing:
    """A Vega-Lite `spec` without values, the one frame of values that all its layers read, and its text alternative.

    The spec follows from theme, words and language alone: while it stays the same, new values are put into the chart in
    place.
    """

    spec: Mapping[str, Any]
    data: pd.DataFrame
    alt: str

    def __post_init__(self) -> None:
        # axes and tooltips write numbers in the browser, which knows nothing of the viewer's language
        if marks := _number_marks.get():
            config = {"locale": {"number": marks}, **self.spec.get("config", {})}
            object.__setattr__(self, "spec", {**self.spec, "config": config})
