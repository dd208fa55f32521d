"""What an indicator says of itself; tooltips, the figures for scripts and README's table all read it from here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Select

# asks the facts a question; where the answer comes from, and whether it was kept, is not the indicators' matter
Ask = Callable[[Select[Any]], pd.DataFrame]
Direction = Literal["lower is better", "higher is better", "neither"]


@dataclass(frozen=True)
class Indicator:
    """One row of the definitions: `source` names its columns and the origin of its formula."""

    key: str
    name: str
    definition: str
    unit: str
    direction: Direction
    source: str


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain values by column name."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
