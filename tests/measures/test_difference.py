"""The mean up to a horizon against lifelines; the difference of shares against statsmodels."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time
from statsmodels.stats.proportion import confint_proportions_2indep

from measures.difference import mean_difference, restricted_mean, share_difference
from measures.survival import kaplan_meier

WAITS = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=30)


def curve_of(waits: list[tuple[int, bool]]) -> pd.DataFrame:
    durations, events = np.array([wait for wait, _ in waits]), np.array([done for _, done in waits], dtype=np.int64)
    return kaplan_meier(durations, events, 1 - events)


@settings(max_examples=50, deadline=None)
@given(WAITS, st.integers(1, 15))
def test_the_mean_up_to_a_horizon_is_that_of_lifelines(waits: list[tuple[int, bool]], horizon: int) -> None:
    theirs = KaplanMeierFitter().fit(*zip(*waits, strict=True))
    mean, _variance = restricted_mean(curve_of(waits), horizon)
    assert mean == pytest.approx(restricted_mean_survival_time(theirs, t=horizon), abs=1e-9)


def test_its_variance_is_that_of_a_worked_example() -> None:
    """Two of four wait 1 and 3 days, the others longer than 4: the areas left are 0.75 × 2 + 0.5 and 0.5."""
    _mean, variance = restricted_mean(curve_of([(1, True), (3, True), (5, False), (5, False)]), 4)
    assert variance == pytest.approx(2.0**2 * 1 / (4 * 3) + 0.5**2 * 1 / (3 * 2))


def test_without_censoring_the_variance_is_the_plain_one_and_clusters_enlarge_it() -> None:
    waits = [(wait, True) for wait in (1, 2, 4, 7, 9)]
    curve = curve_of(waits)
    cut = np.minimum([wait for wait, _ in waits], 8)
    assert restricted_mean(curve, 8) == pytest.approx((cut.mean(), cut.var() / len(cut)))
    alone, four = (mean_difference(curve, curve, 8, effect) for effect in (1.0, 4.0))
    assert alone.value == 0
    assert four.upper == pytest.approx(2 * alone.upper)


@pytest.mark.parametrize(("first", "second"), [((10, 10), (10, 10)), ((0, 8), (8, 8)), ((5, 5), (0, 4))])
def test_certain_shares_differ_as_by_newcombe(first: tuple[int, int], second: tuple[int, int]) -> None:
    """Where both shares are 0 or 1, the intervals of each are Wilson's."""
    curves = [curve_of([(1, True)] * n + [(9, True)] * (of - n)) for n, of in (first, second)]
    found = share_difference(curves[0], curves[1], 7, 1.0)
    assert found is not None
    theirs = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    assert (found.lower, found.upper) == pytest.approx(theirs, abs=1e-9)


def test_nothing_is_said_where_nobody_is_known() -> None:
    assert share_difference(curve_of([(1, False)]), curve_of([(1, True)]), 7, 1.0) is None
