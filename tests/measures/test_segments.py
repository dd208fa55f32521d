"""What accumulates within groups: the same, to the last bit, as each group alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.survival import accumulated, staying
from measures.tally import beginnings

GROUPS = st.lists(st.lists(st.floats(0, 3), min_size=1, max_size=20), max_size=12)


@pytest.mark.parametrize("ufunc", [np.add, np.multiply])
@given(groups=GROUPS)
def test_each_group_accumulates_as_it_does_alone(ufunc: np.ufunc, groups: list[list[float]]) -> None:
    number = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    values = np.array([value for group in groups for value in group])
    found = accumulated(beginnings(number), ufunc, values)
    assert found.tolist() == [value for group in groups for value in ufunc.accumulate(np.array(group))]


def test_what_became_nought_or_infinite_stays_in_its_group() -> None:
    values = np.array([0.5, 0.0, 0.5, np.inf, 0.5])
    assert accumulated(np.array([0, 2, 4]), np.multiply, values).tolist() == [0.5, 0.0, 0.5, np.inf, 0.5]
    assert accumulated(np.array([0, 2, 4]), np.add, values).tolist() == [0.5, 0.5, 0.5, np.inf, 0.5]


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=6), max_size=8))
def test_those_who_stay_are_those_who_leave_from_then_on(groups: list[list[int]]) -> None:
    number = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    leaving = np.array([value for group in groups for value in group], dtype=np.int64)
    found = staying(beginnings(number), leaving)
    assert found.tolist() == [sum(group[at:]) for group in groups for at in range(len(group))]


def test_a_run_begins_where_any_of_the_values_changes() -> None:
    assert beginnings(np.array([1, 1, 2, 2]), np.array([5, 6, 6, 6])).tolist() == [0, 1, 2]
    assert beginnings(np.array([], dtype=np.int64)).tolist() == []
