"""The log-rank test against the reference cases, against lifelines and statsmodels, and against exact fractions."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lifelines.statistics import multivariate_logrank_test
from scipy.stats import chi2
from statsmodels.duration.survfunc import survdiff

from measures.log_rank import LogRank, log_rank
from tests.naive import survival as naive
from tests.reference_cases import Case, assert_agrees, cases

Wait = tuple[int, bool]
TESTS = [case for case in cases("survival") if len(case.input.get("groups", ())) == 2]
GROUP = st.lists(st.tuples(st.integers(0, 8), st.booleans()), max_size=15)
GROUPS = st.tuples(GROUP, GROUP)


def log_rank_of(groups: Sequence[Sequence[Wait]]) -> LogRank:
    rows = [(wait, happened, number) for number, group in enumerate(groups) for wait, happened in group]
    durations, happened, number = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return log_rank(durations, happened, 1 - happened, number == 0)


@pytest.mark.parametrize("case", TESTS, ids=lambda case: case.name)
def test_it_is_that_of_the_reference(case: Case) -> None:
    first = next(iter(case.input["groups"]))
    groups = case.input["groups"].values()
    found = log_rank_of([list(zip(group["durations"], group["events"], strict=True)) for group in groups])
    expected = [case.expected["p_value"], case.expected["observed"][first], case.expected["expected_events"][first]]
    assert_agrees([found.p_value, found.observed, found.expected], expected, case.tolerance)


@settings(max_examples=80)
@given(GROUPS)
@example(([(0, True)], [(0, True)]))
@example(([(3, True)], []))
@example(([(1, False)], [(2, True), (3, True)]))
@example(([(5, False)], [(5, False)]))
def test_it_is_exact(groups: tuple[list[Wait], list[Wait]]) -> None:
    found = log_rank_of(groups)
    exact, seen, expected = naive.log_rank([[(Fraction(wait), done) for wait, done in group] for group in groups])
    assert found.observed == seen[0]
    assert found.expected == pytest.approx(float(expected[0]))
    assert found.p_value == (None if exact is None else pytest.approx(chi2.sf(float(exact), 1), abs=1e-9))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of lifelines' way with pandas
@settings(max_examples=40)
@given(GROUPS)
def test_it_is_that_of_lifelines_and_statsmodels(groups: tuple[list[Wait], list[Wait]]) -> None:
    found = log_rank_of(groups)
    assume(found.p_value is not None)
    rows = [(wait, happened, number) for number, group in enumerate(groups) for wait, happened in group]
    durations, happened, number = np.array(rows, dtype=np.int64).T
    assert found.p_value == pytest.approx(multivariate_logrank_test(durations, number, happened).p_value, abs=1e-8)
    assert found.p_value == pytest.approx(survdiff(durations.astype(float), happened, number)[1], abs=1e-8)


def test_equal_counts_and_single_rows_give_the_same_test() -> None:
    in_first = np.array([True, True, False, False])
    counted = log_rank(np.array([2, 5, 2, 9]), np.array([3, 1, 0, 2]), np.array([0, 2, 1, 1]), in_first)
    single = log_rank_of(
        [[(2, True)] * 3 + [(5, True)] + [(5, False)] * 2, [(2, False)] + [(9, True)] * 2 + [(9, False)]]
    )
    assert counted == single


def test_a_group_without_rows_and_nobody_at_all_compare_nothing() -> None:
    assert log_rank_of([[], []]) == LogRank(None, 0, 0.0)
    assert log_rank_of([[(1, True), (2, False)], []]).p_value is None


def test_it_refuses_a_negative_duration() -> None:
    with pytest.raises(ValueError, match="duration is negative or missing"):
        log_rank(np.array([-1.0]), np.array([1]), np.array([0]), np.array([True]))
