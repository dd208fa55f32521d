"""By how much do clusters enlarge a variance? Handovers of one case resemble each other, so they tell less than as many
of different cases.

The design effect is the variance of a share that is robust to clusters, of residuals added up by cluster (an
infinitesimal jackknife, with m ÷ (m − 1) for m clusters), divided by the plain one (with n ÷ (n − 1) for n in them).
Few clusters tell little of their own variance, so it is multiplied by the squared quotient of Student's t of m − 1 and
of n − 1 degrees of freedom at 95 %. It is 1 where each is alone in its cluster, 1 at least, and 1 where nothing varies
or there is one cluster alone.

Sources: Kish, Survey Sampling (1965), chapter 5; Rao & Scott, Biometrics 48 (1992) 577–585; Liang & Zeger, Biometrika
73 (1986) 13–22; few clusters: Korn & Graubard, Survey Methodology 24 (1998) 193–201.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from measures.arrays import Counts, Values
from measures.tally import beginnings

TAIL = 0.975
MOST_IN_32_BITS = 2**31 - 1


@dataclass(frozen=True)
class Sums:
    """Over the clusters of each group: how many there are; their sizes, and how many in them count, added up; and the
    squares of both, and their products, added up.
    """

    clusters: Counts
    size: Counts
    counted: Counts
    size_squared: Counts
    counted_squared: Counts
    product: Counts


@dataclass(frozen=True)
class Shared:
    """Over the clusters that are in both of two groups: how many there are; and, added up, the products of size and
    size, counted and counted, size and the other's counted, counted and the other's size.
    """

    clusters: int
    size: int
    counted: int
    size_counted: int
    counted_size: int


NONE_SHARED = Shared(0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Clusters:
    """Clusters by number, in rising order: their sizes, and how many in them count."""

    number: Counts
    size: Counts
    counted: Counts


def clusters_of(number: Counts, counts: NDArray[np.bool_]) -> Clusters:
    """The clusters of which each one is, where some count."""
    ordered: NDArray[Any] = 2 * number.astype(smallest(int(number.max(initial=0)) + 1)) + counts
    ordered.sort()
    starts = beginnings(ordered >> 1)
    before = np.append(0, np.cumsum(ordered & 1))
    ends = np.append(starts[1:], len(ordered))[: len(starts)]
    return Clusters(ordered[starts].astype(np.int64) >> 1, ends - starts, before[ends] - before[starts])


def smallest(clusters: int) -> type[np.int32] | type[np.int64]:
    """The type of numbers below so many that can be doubled: half as wide is sorted twice as soon."""
    return np.int32 if clusters < MOST_IN_32_BITS // 2 else np.int64


def sums_over(clusters: Clusters, group: Counts, groups: int) -> Sums:
    """The sums over the clusters of each of so many groups, given the group of each in rising order."""
    edges = np.searchsorted(group, np.arange(groups + 1))

    def added(values: Counts) -> Counts:
        added_up: Counts = np.diff(np.append(0, np.cumsum(values))[edges])
        return added_up

    size, counted = clusters.size, clusters.counted
    products = (size, counted, size**2, counted**2, size * counted)
    return Sums(np.diff(edges), *map(added, products))


def shared_by(first: Clusters, second: Clusters) -> Shared:
    """Over the clusters that are in both."""
    both, here, there = np.intersect1d(first.number, second.number, assume_unique=True, return_indices=True)
    n, y, m, z = first.size[here], first.counted[here], second.size[there], second.counted[there]
    return Shared(len(both), *(int(product.sum()) for product in (n * m, y * z, n * z, y * m)))


def design_effects(sums: Sums) -> Values:
    """Of the share that is counted, for each group."""
    n, share = _or_nan(sums.size), sums.counted / _or_nan(sums.size)
    residuals = _residuals(sums, share)
    return _enlarged(residuals / n**2, share * (1 - share) / n, sums.clusters, sums.size)


def design_effect_of_difference(first: Sums, second: Sums, shared: Shared = NONE_SHARED) -> float:
    """Of the difference between the shares of two groups. A cluster that is in both moves both shares alike, so that
    their difference is the surer.
    """
    parts = [(_or_nan(one.size), one.counted / _or_nan(one.size), one) for one in (first, second)]
    robust = sum((_residuals(one, share) / n**2 for n, share, one in parts), np.zeros(1))
    plain = sum((share * (1 - share) / n for n, share, _ in parts), np.zeros(1))
    (n, p, _), (m, q, _) = parts
    # Σ (counted − p × size) (counted − q × size) of the clusters in both
    alike = shared.counted - q * shared.counted_size - p * shared.size_counted + p * q * shared.size
    clusters = first.clusters + second.clusters - shared.clusters - 1
    size = first.size + second.size - 1
    return float(_enlarged(robust - 2 * alike / (n * m), plain, clusters, size)[0])


def _residuals(sums: Sums, share: Values) -> Values:
    """Σ (counted − share × size)² over the clusters."""
    squares: Values = sums.counted_squared - 2 * share * sums.product + share**2 * sums.size_squared
    return squares


def _enlarged(robust: Values, plain: Values, clusters: Counts, size: Counts) -> Values:
    defined = (plain > 0) & (clusters > 1)
    few = _small_sample(clusters) / _small_sample(size)
    effect = np.where(defined, robust / np.where(defined, plain, 1) * few, 1)
    at_least: Values = np.fmax(effect, 1)
    return at_least


def _small_sample(number: Counts) -> Values:
    """How much wider, squared, an interval is whose variance so many have told."""
    free = np.maximum(number - 1, 1)
    squared: Values = (free + 1) / free * special.stdtrit(free, TAIL) ** 2
    return squared


def _or_nan(size: Counts) -> Values:
    return np.where(size > 0, size, np.nan)
