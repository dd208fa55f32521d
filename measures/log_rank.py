"""Did it change? The log-rank test: whether the delays of two or more groups could well be of one kind.

At each time of an event, the events that each group would have if all shared one chance are held against those it had.
Who still waits is right-censored, as for Kaplan and Meier.

Sources: Mantel, Cancer Chemother. Rep. 50 (1966) 163–170; Peto & Peto, J. R. Stat. Soc. A 135 (1972) 185–207; the
variance: Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 2nd ed. (2002), chapter 1.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from measures.segments import Counts, Values
from measures.survival import Numbers, check


@dataclass(frozen=True)
class LogRank:
    """`chi2` with `df` degrees of freedom, and `p_value`: how often chance alone gives as much. None where nothing can
    be compared: fewer than two groups in which an event could have come, or no chance in it (all came at once).
    `groups`: observed and expected events by the group's number.
    """

    chi2: float | None
    df: int
    p_value: float | None
    groups: pd.DataFrame


def log_rank(durations: Numbers, events: Counts, censored: Counts, groups: Counts) -> LogRank:
    """The test of the groups (a number per row), given how many events and censorings fell on each duration.

    For a handful of groups: time and memory grow with groups × distinct durations. Raises ValueError for a negative
    duration or count, and for a missing duration.
    """
    check(durations, events, censored)
    fell = np.flatnonzero((events > 0) | (censored > 0))
    numbers, group = np.unique(groups[fell], return_inverse=True)
    times, time = np.unique(durations[fell], return_inverse=True)
    shape = len(times), len(numbers)
    happened, left = np.zeros(shape), np.zeros(shape)
    np.add.at(happened, (time, group), events[fell])
    np.add.at(left, (time, group), (events + censored)[fell])
    at_risk = left[::-1].cumsum(axis=0)[::-1]
    when = happened.any(axis=1)
    expected, variance = _moments(at_risk[when], happened[when].sum(axis=1))
    observed = happened.sum(axis=0)
    compared = np.flatnonzero(expected > 0)
    counted = pd.DataFrame({"observed": observed.astype(np.int64), "expected": expected}, index=numbers)
    df = max(len(compared) - 1, 0)
    if not df or not variance.any():
        return LogRank(None, df, None, counted)
    # The differences add up to 0: the last one tells nothing new.
    free = compared[:-1]
    difference = (observed - expected)[free]
    chi2 = float(difference @ np.linalg.solve(variance[np.ix_(free, free)], difference))
    return LogRank(chi2, df, float(special.chdtrc(df, chi2)), counted)


def _moments(at_risk: Values, events: Values) -> tuple[Values, Values]:
    """Expected events per group and their covariance, from who is at risk (times × groups) and all events at a time."""
    together = at_risk.sum(axis=1)
    share = at_risk / together[:, None]
    # Hypergeometric: of the last one at risk alone, an event is certain and varies by nothing.
    spread = events * (together - events) / np.maximum(together - 1, 1)
    covariance = np.diag(spread @ share) - (share * spread[:, None]).T @ share
    return events @ share, covariance
