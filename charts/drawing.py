"""What a chart is: a specification, the values it shows, and the same conclusion in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

Theme = Literal["light", "dark", "projector"]
VALUES = "values"  # the name by which a layer with data of its own finds the frame of values


@dataclass(frozen=True)
class Drawing:
    """A Vega-Lite `spec` without values, the one frame of values that all its layers read, and its text alternative.

    The spec follows from theme and words alone: while it stays the same, new values are put into the chart in place.
    """

    spec: Mapping[str, Any]
    data: pd.DataFrame
    alt: str
