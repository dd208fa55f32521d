"""How much did it change? The difference between two groups, of a share and of a mean delay, with its 95 % interval.

A mean over all delays is never known while some wait, so it is taken up to a horizon: what those wait on the average of
whom none waits for longer than that (the area under the curve). Its variance: Greenwood's, carried along the curve. The
interval of the difference of two shares is put together from those of each.

Sources: Royston & Parmar, BMC Med. Res. Methodol. 13 (2013) 152 (restricted mean); Newcombe, Stat. Med. 17 (1998)
873–890, method 10 (difference of shares).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from measures.share import wilson
from measures.survival import known_within, probabilities_within

Z = float(special.ndtri(0.975))


@dataclass(frozen=True)
class Difference:
    """The first less the second, and its 95 % interval."""

    value: float
    lower: float
    upper: float


def share_difference(first: pd.DataFrame, second: pd.DataFrame, time: float, design_effect: float) -> Difference | None:
    """Of the chance that it has happened by a time; None where a group has nobody of whom it is known. The curves are
    of one group each, as `kaplan_meier` gives them, with the design effect in their bands.
    """
    (p, low, high), (q, below, above) = (_share(curve, time, design_effect) for curve in (first, second))
    value = p - q
    if np.isnan([low, high, below, above]).any():
        return None
    return Difference(value, value - np.hypot(p - low, above - q), value + np.hypot(high - p, q - below))


def mean_difference(first: pd.DataFrame, second: pd.DataFrame, horizon: float, design_effect: float) -> Difference:
    """Of the mean up to the horizon, in its unit; beyond the last observation survival keeps its value."""
    (mean, variance), (other, also) = (restricted_mean(curve, horizon) for curve in (first, second))
    width = Z * np.sqrt(design_effect * (variance + also))
    return Difference(mean - other, mean - other - width, mean - other + width)


def restricted_mean(curve: pd.DataFrame, horizon: float) -> tuple[float, float]:
    """The mean up to the horizon, and its variance, of a curve of one group that has a row."""
    time, survival, at_risk, events = (curve[name].to_numpy() for name in ("time", "survival", "at_risk", "events"))
    before = time <= horizon
    edges = np.concatenate([[0.0], time[before], [horizon]])
    areas = np.diff(edges) * np.concatenate([[1.0], survival[before]])
    after = areas[::-1].cumsum()[::-1][1:]
    n, d = at_risk[before].astype(float), events[before]
    with np.errstate(invalid="ignore", divide="ignore"):
        # where all go at once no area is left
        variance = np.where(after > 0, after**2 * d / (n * (n - d)), 0.0)
    return float(areas.sum()), float(variance.sum())


def _share(curve: pd.DataFrame, time: float, design_effect: float) -> tuple[float, float, float]:
    within = probabilities_within(curve, time).iloc[0]
    if not np.isnan(within["lower"]):
        return within["probability"], within["lower"], within["upper"]
    happened, known = known_within(curve, time)
    (low,), (high,) = wilson(happened, known, design_effect)
    return within["probability"], low, high
