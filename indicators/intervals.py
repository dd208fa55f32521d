"""The 95 % interval that stands with every share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.share import wilson

Interval = list[float | None]


def interval(counted: int, of: int, design_effect: float = 1.0) -> Interval:
    """Of a share, by Wilson; None for a share of none. `design_effect`: by how much clusters enlarge its variance."""
    return intervals(np.array([counted]), np.array([of]), design_effect)[0]


def intervals(
    counted: NDArray[np.int64], of: NDArray[np.int64], design_effect: NDArray[np.float64] | float = 1.0
) -> list[Interval]:
    """The same of each share."""
    edges: list[list[Any]] = np.column_stack(wilson(counted, of, design_effect)).tolist()
    return [[None, None] if low != low else [low, high] for low, high in edges]  # noqa: PLR0124 (NaN)
