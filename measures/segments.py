"""Rows sorted by group: where each group begins, and what accumulates over its rows, for many groups at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Values = NDArray[np.float64]


def beginnings(*sorted_by: NDArray[Any]) -> Counts:
    """The rows at which a run of equal values begins."""
    changes = np.logical_or.reduce([values[1:] != values[:-1] for values in sorted_by])
    return np.flatnonzero(np.concatenate([[True], changes])[: len(sorted_by[0])])


def staying(starts: Counts, leaving: Counts) -> Counts:
    """How many of each group are there just before each row, at which some leave, until nobody is left."""
    left = np.concatenate([[0], np.cumsum(leaving)])
    ends = np.append(starts, len(leaving))
    there: Counts = np.repeat(left[ends[1:]], np.diff(ends)) - left[:-1]
    return there


def accumulated(starts: Counts, ufunc: np.ufunc, values: Values) -> Values:
    """What accumulates by the ufunc (np.add, np.multiply) over rows, begun anew in each group."""
    # Groups of like size side by side in one table, a row each: a few calls for however many groups, and the very
    # products that each group has alone. Taking a part out of one long product would fail where survival is 0.
    sizes = np.diff(np.append(starts, len(values)))
    widths = 2 ** np.ceil(np.log2(sizes)).astype(np.int64)
    result = np.empty_like(values)
    for width in np.unique(widths):
        own = widths == width
        taken = np.arange(width) < sizes[own, None]
        rows = (starts[own, None] + np.arange(width))[taken]
        table = np.zeros(taken.shape)
        table[taken] = values[rows]
        result[rows] = ufunc.accumulate(table, axis=1)[taken]
    return result
