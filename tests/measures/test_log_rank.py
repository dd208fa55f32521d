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
TESTS = [case for case in cases("survival") if "groups" in case.input]
GROUP = st.lists(st.tuples(st.integers(0, 8), st.booleans()), max_size=15)
GROUPS = st.lists(GROUP, min_size=1, max_size=4)


def log_rank_of(groups: Sequence[Sequence[Wait]]) -> LogRank:
    rows = [(wait, happened, number) for number, group in enumerate(groups) for wait, happened in group]
    durations, happened, number = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return log_rank(durations, happened, 1 - happened, number)


@pytest.mark.parametrize("case", TESTS, ids=lambda case: case.name)
def test_it_is_that_of_the_reference(case: Case) -> None:
    names = list(case.input["groups"])
    groups = case.input["groups"].values()
    found = log_rank_of([list(zip(group["durations"], group["events"], strict=True)) for group in groups])
    observed, expected = (
        dict(zip(names, found.groups[name].tolist(), strict=True)) for name in ("observed", "expected")
    )
    assert_agrees(
        {
            "chi2": found.chi2,
            "df": found.df,
            "p_value": found.p_value,
            "observed": observed,
            "expected_events": expected,
        },
        case.expected,
        case.tolerance,
    )


@settings(max_examples=80)
@given(GROUPS)
@example([[(0, True)], [(0, True)]])
@example([[(3, True)], []])
@example([[(1, False)], [(2, True), (3, True)], [(2, False), (4, True)]])
@example([[(5, False)], [(5, False)]])
def test_it_is_exact(groups: list[list[Wait]]) -> None:
    found = log_rank_of(groups)
    exact, seen, expected = naive.log_rank([[(Fraction(wait), done) for wait, done in group] for group in groups])
    there = [number for number, group in enumerate(groups) if group]
    assert found.groups.index.tolist() == there
    assert found.groups["observed"].tolist() == [seen[number] for number in there]
    assert found.groups["expected"].tolist() == pytest.approx([float(expected[number]) for number in there])
    assert found.df == max(sum(one > 0 for one in expected) - 1, 0)
    if exact is None:
        assert (found.chi2, found.p_value) == (None, None)
    else:
        assert found.chi2 == pytest.approx(float(exact), abs=1e-9)
        assert found.p_value == pytest.approx(chi2.sf(float(exact), found.df), abs=1e-9)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of lifelines' way with pandas
@settings(max_examples=40)
@given(GROUPS)
def test_it_is_that_of_lifelines_and_statsmodels(groups: list[list[Wait]]) -> None:
    found = log_rank_of(groups)
    # They count a group in which no event could have come as one more degree of freedom.
    assume(found.chi2 is not None and (found.groups["expected"] > 0).all())
    rows = [(wait, happened, number) for number, group in enumerate(groups) for wait, happened in group]
    durations, happened, number = np.array(rows, dtype=np.int64).T
    theirs = multivariate_logrank_test(durations, number, happened)
    assert found.chi2 == pytest.approx(theirs.test_statistic, abs=1e-8)
    assert found.p_value == pytest.approx(theirs.p_value, abs=1e-8)
    statistic, p_value = survdiff(durations.astype(float), happened, number)
    assert [found.chi2, found.p_value] == pytest.approx([statistic, p_value], abs=1e-8)


def test_equal_counts_and_single_rows_give_the_same_test() -> None:
    counted = log_rank(np.array([2, 5, 2, 9]), np.array([3, 1, 0, 2]), np.array([0, 2, 1, 1]), np.array([7, 7, 9, 9]))
    single = log_rank_of(
        [[(2, True)] * 3 + [(5, True)] + [(5, False)] * 2, [(2, False)] + [(9, True)] * 2 + [(9, False)]]
    )
    assert counted.groups.index.tolist() == [7, 9]
    assert (counted.chi2, counted.df, counted.p_value) == (single.chi2, single.df, single.p_value)


def test_a_group_without_rows_and_nobody_at_all_compare_nothing() -> None:
    nothing = log_rank_of([[], []])
    assert (nothing.chi2, nothing.df, nothing.p_value, len(nothing.groups)) == (None, 0, None, 0)
    alone = log_rank_of([[(1, True), (2, False)], []])
    assert (alone.chi2, alone.df, alone.p_value) == (None, 0, None)


def test_it_refuses_a_negative_duration() -> None:
    with pytest.raises(ValueError, match="duration is negative or missing"):
        log_rank(np.array([-1.0]), np.array([1]), np.array([0]), np.array([0]))
