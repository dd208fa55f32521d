"""Did it change? The log-rank test: whether the delays of two groups could well be of one kind.

At each time of an event, the events that a group would have if both shared one chance are held against those it had.
Who still waits is right-censored, as for Kaplan and Meier.

Sources: Mantel, Cancer Chemother. Rep. 50 (1966) 163–170; Peto & Peto, J. R. Stat. Soc. A 135 (1972) 185–207; the
variance: Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 2nd ed. (2002), chapter 1; its design
effect: Rao & Scott, Biometrics 48 (1992) 577–585.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from measures.arrays import Counts, Numbers, Values
from measures.survival import check


@dataclass(frozen=True)
class LogRank:
    """`p_value`: how often chance alone gives as much. None where nothing can be compared: an event could not have come
    in both groups, or there was no chance in it (all came at once). `observed` and `expected`: events of the first.
    """

    p_value: float | None
    observed: int
    expected: float


def log_rank(
    durations: Numbers, events: Counts, censored: Counts, in_first: NDArray[np.bool_], design_effect: float = 1.0
) -> LogRank:
    """The test of two groups, given how many events and censorings fell on each duration, of which group.
    `design_effect`: by how much clusters enlarge the variance.

    Raises ValueError for a negative duration or count, and for a missing duration.
    """
    check(durations, events, censored)
    times, time = np.unique(durations, return_inverse=True)

    def by_time(counts: Counts) -> Values:
        return np.bincount(time, weights=counts, minlength=len(times)).astype(np.float64)

    happened, observed = by_time(events), int(events[in_first].sum())
    left, left_first = by_time(events + censored), by_time((events + censored) * in_first)
    when = happened > 0
    together, first = (gone[::-1].cumsum()[::-1][when] for gone in (left, left_first))
    happened, share = happened[when], np.column_stack([first, together - first]) / together[:, None]
    # Hypergeometric: of the last one at risk alone, an event is certain and varies by nothing.
    spread = happened * (together - happened) / np.maximum(together - 1, 1)
    covariance = np.diag(spread @ share) - (share * spread[:, None]).T @ share
    expected, variance = happened @ share, covariance[0, 0]
    if not (expected.all() and variance):
        return LogRank(None, observed, float(expected[0]))
    difference = observed - expected[0]
    chi2 = difference * (difference / (variance * design_effect))
    return LogRank(float(special.chdtrc(1, chi2)), observed, float(expected[0]))
