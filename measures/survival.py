"""How long until it happens, when some are still waiting: the Kaplan–Meier estimate.

Whoever still waits is right-censored: known to have waited so long, not how much longer. Leaving them out
would make every delay look shorter than it is. Durations may be in any unit; the curve is in the same one.

Sources: Kaplan & Meier, J. Am. Stat. Assoc. 53 (1958) 457–481. Variance: Greenwood, The Natural Duration of
Cancer (1926). Log-log band: Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 2nd ed.
(2002), chapter 1. Interval of the median: Brookmeyer & Crowley, Biometrics 38 (1982) 29–41, with that band.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.int64] | NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class ProbabilityWithin:
    """The chance that it has happened by a time, with its band; None where the data cannot say.

    `beyond_last_observation`: nobody was watched that long, so the chance is "at least" this.
    """

    probability: float | None
    lower: float | None
    upper: float | None
    beyond_last_observation: bool | None


def kaplan_meier(
    durations: Numbers,
    events: Counts,
    censored: Counts,
    *,
    groups: Counts | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """The survival curve of durations, given how many events and censorings fell on each; with `groups` one per group.

    Durations need no order and may repeat. Out: one row per group and distinct duration on which something fell, in
    rising order: group (0 without groups), time, at_risk (just before), events, censored, survival (just after), lower,
    upper. The band is NaN where survival is 1 or 0, for there it is undefined. Raises ValueError for a negative
    duration or count, and for a missing duration.
    """
    _check(durations, events, censored)
    group = np.zeros(len(durations), dtype=np.int64) if groups is None else groups
    counts = pd.DataFrame({"group": group, "time": durations, "events": events, "censored": censored})
    fell = counts[(counts["events"] > 0) | (counts["censored"] > 0)]
    curve = fell.groupby(["group", "time"]).sum().reset_index()
    leaving = (curve["events"] + curve["censored"]).to_numpy()
    starts = _starts(curve)
    curve.insert(2, "at_risk", _within(starts, lambda left: left[::-1].cumsum()[::-1], leaving))
    staying = ((curve["at_risk"] - curve["events"]) / curve["at_risk"]).to_numpy()
    curve["survival"] = _within(starts, np.cumprod, staying)
    return curve.assign(**_band(curve, starts, confidence))


def by_group(curves: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """The curve of each group by its number."""
    starts = [*_starts(curves), len(curves)]
    groups = curves["group"].to_numpy()
    return {int(groups[start]): curves.iloc[start:end] for start, end in pairwise(starts) if start < end}


def median(curve: pd.DataFrame) -> float | None:
    """The first time at which survival is ½ or less, decided exactly; None when it never is: not reached."""
    survival = curve["survival"].to_numpy()
    # Rounding: a row adds half an eps for its quotient and half for the product. Twice that is safe.
    doubt = 2 * np.finfo(np.float64).eps * len(survival)
    above, not_below = (int((survival > 0.5 + edge).sum()) for edge in (doubt, -doubt))
    in_doubt = range(above, not_below)
    row = above + bisect_left(in_doubt, True, key=lambda row: _is_half_or_less(curve, row))
    return _time(curve, row)


def median_interval(curve: pd.DataFrame) -> tuple[float | None, float | None]:
    """The first times at which the lower and the upper edge of the band are ½ or less; None where never."""
    return _first(curve, "lower"), _first(curve, "upper")


def probability_within(curve: pd.DataFrame, time: float) -> ProbabilityWithin:
    """The chance 1 − S(time) that it has happened by `time`, an event exactly then included.

    Beyond the last observation survival keeps its last value. All None for an empty curve.
    """
    if curve.empty:
        return ProbabilityWithin(None, None, None, None)
    times = curve["time"].to_numpy()
    row = int(times.searchsorted(time, side="right")) - 1
    if row < 0:
        return ProbabilityWithin(0.0, None, None, False)
    survival, lower, upper = (float(curve[name].to_numpy()[row]) for name in ("survival", "lower", "upper"))
    beyond = bool(time > times[-1])
    if np.isnan(lower):
        return ProbabilityWithin(1 - survival, None, None, beyond)
    return ProbabilityWithin(1 - survival, 1 - upper, 1 - lower, beyond)


def _check(durations: Numbers, events: Counts, censored: Counts) -> None:
    if not (durations >= 0).all():
        raise ValueError("a duration is negative or missing: correct such rows or leave them out first")
    if (events < 0).any() or (censored < 0).any():
        raise ValueError("a count of events or censorings is negative")


def _band(curve: pd.DataFrame, starts: list[int], confidence: float) -> dict[str, NDArray[np.float64]]:
    """Greenwood's variance carried to the log(−log S) scale, where the band cannot leave 0…1."""
    at_risk, events = curve["at_risk"].to_numpy(dtype=float), curve["events"].to_numpy(dtype=float)
    survival = curve["survival"].to_numpy(dtype=float)
    defined = (survival > 0) & (survival < 1)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = _within(starts, np.cumsum, events / (at_risk * (at_risk - events)))
        shift = np.exp(z * np.sqrt(greenwood) / -np.log(survival))
        edges = {"lower": survival**shift, "upper": survival ** (1 / shift)}
    return {name: np.where(defined, edge, np.nan) for name, edge in edges.items()}


def _starts(curves: pd.DataFrame) -> list[int]:
    """The row at which each group begins."""
    groups = curves["group"].to_numpy()
    return [0, *(np.flatnonzero(groups[1:] != groups[:-1]) + 1).tolist()]


def _within(starts: list[int], accumulate: Callable[[Any], Any], values: NDArray[Any]) -> NDArray[Any]:
    """What accumulates over rows, begun anew in each group."""
    return np.concatenate([accumulate(part) for part in np.split(values, starts[1:])])


def _is_half_or_less(curve: pd.DataFrame, row: int) -> bool:
    """Whether ∏ (at_risk − events) / at_risk up to and with a row is at most ½, in whole numbers."""
    until = curve.iloc[: row + 1]
    at_risk = Counter(until["at_risk"].tolist())
    staying = Counter((until["at_risk"] - until["events"]).tolist())
    # Where nobody is censored, each row's numerator is the next row's denominator: cancelled, little is left.
    return 2 * _product(staying - at_risk) <= _product(at_risk - staying)


def _product(factors: Counter[int]) -> int:
    # In pairs of like size: one by one, the time would grow with the square of their number.
    level = list(factors.elements())
    while len(level) > 1:
        level = [left * right for left, right in zip_longest(level[::2], level[1::2], fillvalue=1)]
    return level[0] if level else 1


def _first(curve: pd.DataFrame, column: str) -> float | None:
    reached = np.flatnonzero(curve[column].to_numpy() <= 0.5)
    return _time(curve, int(reached[0])) if len(reached) else None


def _time(curve: pd.DataFrame, row: int) -> float | None:
    return float(curve["time"].to_numpy()[row]) if row < len(curve) else None
