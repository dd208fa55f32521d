"""The design effect against a jackknife written out here and against statsmodels' cluster-robust regression (GEE)."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.genmod.cov_struct import Independence
from statsmodels.genmod.families import Gaussian
from statsmodels.genmod.generalized_estimating_equations import GEE

from measures.clusters import (
    NONE_SHARED,
    Shared,
    Sums,
    clusters_of,
    design_effect_of_difference,
    design_effects,
    shared_by,
    sums_over,
)

Cluster = tuple[int, int]  # how many, and how many of them count
CLUSTER = st.integers(1, 8).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size)))
CLUSTERS = st.lists(CLUSTER, min_size=2, max_size=12)


def sums_of(clusters: Sequence[Cluster]) -> Sums:
    size, counted = np.array(clusters, dtype=np.int64).reshape(-1, 2).T
    products = (size, counted, size**2, counted**2, size * counted)
    return Sums(np.array([np.count_nonzero(size)]), *(np.array([one.sum()]) for one in products))


def few(m: int, n: int) -> float:
    """What m clusters cost beside n that are each alone, as Korn and Graubard have it."""
    return float((stats.t.ppf(0.975, m - 1) / stats.t.ppf(0.975, n - 1)) ** 2)


def in_rows(clusters: Sequence[Cluster]) -> tuple[list[int], list[int]]:
    """Each one's value, 0 or 1, and its cluster."""
    rows = [(int(n < counted), cluster) for cluster, (size, counted) in enumerate(clusters) for n in range(size)]
    values, numbers = zip(*rows, strict=True)
    return list(values), list(numbers)


@settings(max_examples=40, deadline=None)
@given(CLUSTERS)
@example([(9, 9), (9, 0), (9, 9), (9, 0)])
def test_it_is_that_of_the_robust_regression_of_statsmodels(clusters: list[Cluster]) -> None:
    values, numbers = in_rows(clusters)
    share, m, n = np.mean(values), len(clusters), len(values)
    assume(0 < share < 1)
    fitted = GEE(values, np.ones(n), groups=numbers, family=Gaussian(), cov_struct=Independence()).fit()
    robust = fitted.cov_robust[0, 0] * m / (m - 1)
    expected = max(1.0, robust / (share * (1 - share) / (n - 1)) * few(m, n))
    assert design_effects(sums_of(clusters)) == pytest.approx([expected], rel=1e-9)


@given(CLUSTERS)
def test_it_is_that_of_an_infinitesimal_jackknife(clusters: list[Cluster]) -> None:
    """How far the share moves with the weight of each cluster, squared and added up."""
    n, m = sum(size for size, _ in clusters), len(clusters)
    share = sum(counted for _, counted in clusters) / n
    assume(0 < share < 1)
    moves = [(counted - share * size) / n for size, counted in clusters]
    robust = sum(move**2 for move in moves) * m / (m - 1)
    expected = max(1.0, robust / (share * (1 - share) / (n - 1)) * few(m, n))
    assert design_effects(sums_of(clusters)) == pytest.approx([expected], rel=1e-9)


@given(CLUSTERS, CLUSTERS)
def test_of_a_difference_it_is_that_of_both_together(first: list[Cluster], second: list[Cluster]) -> None:
    robust, plain, m = 0.0, 0.0, len(first) + len(second) - 1
    together = sum(size for size, _ in (*first, *second)) - 1
    for side in (first, second):
        n = sum(size for size, _ in side)
        share = sum(counted for _, counted in side) / n
        robust += sum(((counted - share * size) / n) ** 2 for size, counted in side) * m / (m - 1)
        plain += share * (1 - share) / n * together / (together - 1)
    assume(plain > 0)
    expected = max(1.0, robust / plain * few(m, together))
    assert design_effect_of_difference(sums_of(first), sums_of(second)) == pytest.approx(expected, rel=1e-9)


@given(st.lists(st.tuples(CLUSTER, CLUSTER), max_size=8), CLUSTERS, CLUSTERS)
def test_clusters_in_both_groups_make_their_difference_surer(
    both: list[tuple[Cluster, Cluster]], first: list[Cluster], second: list[Cluster]
) -> None:
    """An infinitesimal jackknife: how far the difference moves with each cluster, in one group or in both."""
    sides = [[*(pair[0] for pair in both), *first], [*(pair[1] for pair in both), *second]]
    sizes = [sum(size for size, _ in side) for side in sides]
    shares = [sum(counted for _, counted in side) / n for side, n in zip(sides, sizes, strict=True)]
    moves = [
        [(counted - share * size) / n for size, counted in side]
        for side, share, n in zip(sides, shares, sizes, strict=True)
    ]
    k = len(both)
    apart = [
        *(one - other for one, other in zip(moves[0][:k], moves[1][:k], strict=True)),
        *moves[0][k:],
        *moves[1][k:],
    ]
    m, together = len(apart) - 1, sum(sizes) - 1
    plain = sum(share * (1 - share) / n for share, n in zip(shares, sizes, strict=True)) * together / (together - 1)
    assume(plain > 0)
    expected = max(1.0, sum(move**2 for move in apart) * m / (m - 1) / plain * few(m, together))
    (n, y), (n_2, y_2) = (np.array([pair[side] for pair in both]).reshape(-1, 2).T for side in (0, 1))
    shared = Shared(k, *(int((a * b).sum()) for a, b in ((n, n_2), (y, y_2), (n, y_2), (y, n_2))))
    found = design_effect_of_difference(sums_of(sides[0]), sums_of(sides[1]), shared)
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("clusters", [[(3, 1)], [(3, 3), (2, 2)], [(3, 0), (1, 0)], [(0, 0)]])
def test_one_cluster_or_none_and_what_does_not_vary_enlarge_nothing(clusters: list[Cluster]) -> None:
    assert design_effects(sums_of(clusters)).tolist() == [1.0]


@pytest.mark.parametrize("each", [1, 3, 500])
def test_handovers_of_different_cases_enlarge_nothing(each: int) -> None:
    """Everyone alone in a cluster: what is plain, however few they are."""
    alone = sums_of([(1, 1), (1, 0)] * each)
    assert design_effects(alone) == pytest.approx([1], abs=1e-12)
    assert design_effect_of_difference(alone, alone) == pytest.approx(1, abs=1e-12)


def test_two_cases_of_two_by_hand() -> None:
    """Share ¾: robust 2 × (½² + ½²) ÷ 4², plain ¾ × ¼ ÷ 3, which are the same; t of 1 and of 3 degrees of freedom."""
    assert design_effects(sums_of([(2, 2), (2, 1)])) == pytest.approx([(12.7062 / 3.18245) ** 2], rel=1e-5)


ONES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.booleans()), max_size=40)


@given(ONES)
def test_clusters_of_groups_are_added_up_as_one_by_one(ones: list[tuple[int, int, bool]]) -> None:
    """Each of a cluster, a group, and whether it counts."""
    cluster, group, counts = np.array(ones, dtype=np.int64).reshape(-1, 3).T
    found = clusters_of(6 * group + cluster, counts > 0)
    sums = sums_over(found, found.number // 6, 4)
    for of in range(4):
        own = {one: [count for c, g, count in ones if (c, g) == (one, of)] for one, _, _ in ones}
        expected = sums_of([(len(each), sum(each)) for each in own.values() if each])
        assert [each[of] for each in vars(sums).values()] == [each[0] for each in vars(expected).values()]


@given(ONES, ONES)
def test_what_two_groups_share_is_added_up_over_the_clusters_in_both(
    first: list[tuple[int, int, bool]], second: list[tuple[int, int, bool]]
) -> None:
    here, there = ({c: [one for o, _, one in ones if o == c] for c, _, _ in ones} for ones in (first, second))
    both = [((len(here[c]), sum(here[c])), (len(there[c]), sum(there[c]))) for c in here.keys() & there.keys()]
    products = ([n * m, y * z, n * z, y * m] for (n, y), (m, z) in both)
    sums = [sum(column) for column in zip(*products, strict=True)] or [0, 0, 0, 0]
    sides = (np.array(ones, dtype=np.int64).reshape(-1, 3).T for ones in (first, second))
    assert shared_by(*(clusters_of(c, counts > 0) for c, _, counts in sides)) == Shared(len(both), *sums)
    assert both or [*sums, len(both)] == [*vars(NONE_SHARED).values()]
