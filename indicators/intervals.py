"""The 95 % interval that stands with every share."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.indicator import plain
from measures.arrays import Values
from measures.share import wilson
from measures.survival import known_within, probabilities_within

Interval = list[float | None]


def interval(counted: int, of: int, design_effect: float = 1.0) -> Interval:
    """Of a share, by Wilson; None for a share of none. `design_effect`: by how much clusters enlarge its variance."""
    return intervals(np.array([counted]), np.array([of]), design_effect)[0]


def intervals(
    counted: NDArray[np.int64], of: NDArray[np.int64], design_effect: NDArray[np.float64] | float = 1.0
) -> list[Interval]:
    """The same of each share."""
    return edges(*wilson(counted, of, design_effect))


def edges(lower: Values, upper: Values) -> list[Interval]:
    """The interval between each lower and upper edge; NaN is None."""
    return [*map(list, zip(plain(lower), plain(upper), strict=True))]


def intervals_of_parts(parts: Sequence[int], design_effect: float = 1.0) -> list[Interval]:
    """The same of the share of each part in their sum."""
    counts = np.array(parts, dtype=np.int64)
    return intervals(counts, np.full_like(counts, counts.sum()), design_effect)


def shares_within(curves: pd.DataFrame, times: Values | float, effect: Values) -> dict[str, Values]:
    """What `probabilities_within` gives, one value per curve; where the share is 0 or 1, with Wilson's interval over
    those of whom it is known whether it has happened by that time.
    """
    found = {str(name): column.to_numpy(copy=True) for name, column in probabilities_within(curves, times).items()}
    unknown = np.isnan(found["lower"])
    for name, edge in zip(("lower", "upper"), wilson(*known_within(curves, times), effect), strict=True):
        found[name] = np.where(unknown, edge, found[name])
    return found
