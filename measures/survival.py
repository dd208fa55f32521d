"""How long until it happens, when some are still waiting: the Kaplan–Meier estimate.

Whoever still waits is right-censored: known to have waited so long, not how much longer. Leaving them out
would make every delay look shorter than it is. Durations may be in any unit; the curve is in the same one.

Sources: Kaplan & Meier, J. Am. Stat. Assoc. 53 (1958) 457–481. Variance: Greenwood, The Natural Duration of
Cancer (1926). Log-log band: Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 2nd ed.
(2002), chapter 1. Interval of the median: Brookmeyer & Crowley, Biometrics 38 (1982) 29–41, with that band.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from math import prod
from statistics import NormalDist

import numpy as np
import pandas as pd

from measures.arrays import Counts, Numbers, Values
from measures.tally import beginnings, tallied

# So many whole numbers are multiplied out sooner than looked through for what cancels.
SHORT = 50
CURVE = ("group", "time", "at_risk", "events", "censored", "survival", "lower", "upper")


def check(durations: Numbers, events: Counts, censored: Counts) -> None:
    """Raises ValueError for a negative duration or count, and for a missing duration."""
    if not (durations >= 0).all():
        raise ValueError("a duration is negative or missing: correct such rows or leave them out first")
    if (events < 0).any() or (censored < 0).any():
        raise ValueError("a count of events or censorings is negative")


def kaplan_meier(
    durations: Numbers,
    events: Counts,
    censored: Counts,
    *,
    groups: Counts | None = None,
    design_effects: Values | float = 1.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """The survival curve of durations, given how many events and censorings fell on each; with `groups` one per group.
    `design_effects`: by how much clusters enlarge the variance, of all, or of each group by its number.

    Durations need no order and may repeat. Out: one row per group and distinct duration on which something fell, in
    rising order: group (0 without groups), time, at_risk (just before), events, censored, survival (just after), lower,
    upper. The band is NaN where survival is 1 or 0, for there it is undefined. Raises ValueError for a negative
    duration or count, and for a missing duration.
    """
    check(durations, events, censored)
    group = np.zeros(len(durations), dtype=np.int64) if groups is None else groups
    of, times, happened, left = tallied(group, durations, events, censored)
    starts = beginnings(of)
    at_risk = staying(starts, happened + left)
    survival = accumulated(starts, np.multiply, (at_risk - happened) / at_risk)
    effect = design_effects[of] if isinstance(design_effects, np.ndarray) else design_effects
    z = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt(effect)
    lower, upper = _band(starts, at_risk, happened, survival, z)
    columns = (of, times, at_risk, happened, left, survival, lower, upper)
    return pd.DataFrame(dict(zip(CURVE, columns, strict=True)))


def medians(curves: pd.DataFrame) -> "pd.Series[float]":
    """The median of each group by its number; NaN: not reached."""
    if curves.empty:
        return pd.Series(dtype=float)
    starts, sizes = _spans(curves)
    survival, at_risk, events = (curves[name].to_numpy() for name in ("survival", "at_risk", "events"))
    # Rounding: a row adds half an eps for its quotient and half for the product. Twice that is safe.
    doubt = np.repeat(2 * np.finfo(np.float64).eps * sizes, sizes)
    above, not_below = (np.add.reduceat(survival > edge, starts) for edge in (0.5 + doubt, 0.5 - doubt))
    for number in np.flatnonzero(above < not_below):
        own = slice(starts[number], starts[number] + not_below[number])
        is_half = partial(_is_half_or_less, at_risk[own], events[own])
        above[number] += bisect_left(range(above[number], not_below[number]), True, key=is_half)
    times = curves["time"].to_numpy()[np.minimum(starts + above, len(curves) - 1)]
    return pd.Series(np.where(above < sizes, times, np.nan), index=curves["group"].to_numpy()[starts])


def median_intervals(curves: pd.DataFrame) -> pd.DataFrame:
    """The first times at which the lower and the upper edge of the band are ½ or less, of each group by its number;
    NaN where never.
    """
    starts, _sizes = _spans(curves)
    # times rise in a group, and fmin passes over NaN
    crossed = {edge: np.where(curves[edge] <= 0.5, curves["time"], np.nan) for edge in ("lower", "upper")}
    first = {edge: np.fmin.reduceat(times, starts) for edge, times in crossed.items()}
    return pd.DataFrame(first, index=curves["group"].to_numpy()[starts])


def probabilities_within(curves: pd.DataFrame, times: Numbers | float) -> pd.DataFrame:
    """The chance that it has happened by a time, or by each group's own (in the order of the groups), by the
    group's number: probability, lower, upper (NaN where undefined), beyond_last_observation (nobody was watched that
    long, so the chance is "at least" this). Beyond the last observation survival keeps its last value; an event exactly
    at its time counts. `curves` has a group.
    """
    starts, sizes = _spans(curves)
    observed = curves["time"].to_numpy()
    reached = np.add.reduceat(observed <= np.repeat(np.broadcast_to(times, sizes.shape), sizes), starts)
    row = np.maximum(starts + reached - 1, 0)
    at = {name: np.where(reached, curves[name].to_numpy()[row], 1.0) for name in ("survival", "lower", "upper")}
    return pd.DataFrame(
        {
            "probability": 1 - at["survival"],
            "lower": np.where(reached, 1 - at["upper"], np.nan),
            "upper": np.where(reached, 1 - at["lower"], np.nan),
            "beyond_last_observation": times > observed[starts + sizes - 1],
        },
        index=curves["group"].to_numpy()[starts],
    )


def known_within(curves: pd.DataFrame, times: Numbers | float) -> tuple[Counts, Counts]:
    """For each group in order: to how many it has happened by a time, or by the group's own; and of how many it is
    known that it has or has not (who left unseen before is neither).
    """
    starts, sizes = _spans(curves)
    by_then = curves["time"].to_numpy() <= np.repeat(np.broadcast_to(times, sizes.shape), sizes)
    events, left = curves["events"].to_numpy(), (curves["events"] + curves["censored"]).to_numpy()
    if not len(starts):
        return events, events
    happened = np.add.reduceat(np.where(by_then, events, 0), starts)
    return happened, happened + np.add.reduceat(np.where(by_then, 0, left), starts)


def _band(starts: Counts, at_risk: Counts, events: Counts, survival: Values, z: Values | float) -> Iterator[Values]:
    """Lower and upper: Greenwood's variance carried to the log(−log S) scale, where the band cannot leave 0…1; `z`
    standard errors wide.
    """
    defined = (survival > 0) & (survival < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = accumulated(starts, np.add, events / (at_risk.astype(float) * (at_risk - events)))
        shift = np.exp(z * np.sqrt(greenwood) / -np.log(survival))
        edges = survival**shift, survival ** (1 / shift)
    return (np.where(defined, edge, np.nan) for edge in edges)


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


def _spans(curves: pd.DataFrame) -> tuple[Counts, Counts]:
    """The row at which each group begins, and how many rows it has."""
    starts = beginnings(curves["group"].to_numpy())
    return starts, np.diff(np.append(starts, len(curves)))


def _is_half_or_less(at_risk: Counts, events: Counts, row: int) -> bool:
    """Whether ∏ (at_risk − events) / at_risk up to and with a row is at most ½, in whole numbers."""
    were, stay = at_risk[: row + 1].tolist(), (at_risk - events)[: row + 1].tolist()
    if row < SHORT:
        return bool(2 * prod(stay) <= prod(were))
    # Where nobody is censored, each row's numerator is the next row's denominator: cancelled, little is left.
    left, right = Counter(stay), Counter(were)
    return 2 * _product(left - right) <= _product(right - left)


def _product(factors: Counter[int]) -> int:
    # In pairs of like size: one by one, the time would grow with the square of their number.
    level = list(factors.elements())
    while len(level) > 1:
        level = [left * right for left, right in zip_longest(level[::2], level[1::2], fillvalue=1)]
    return level[0] if level else 1
