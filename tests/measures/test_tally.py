"""What fell on each distinct duration of each group, beside counting one by one; however wide the numbers are."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from measures.tally import beginnings, renumbered, tallied

groups = st.sampled_from([0, 1, 2, 300, 2**20])
whole = st.sampled_from([0, 1, 5, 2**31, 2**43, 2**62])
ratios = st.sampled_from([0.0, -0.0, 5e-324, 0.3, 0.1 + 0.2, 1.0, float(np.nextafter(1, 2)), 1.5, 1e9, 1e300])
KINDS = 3


@pytest.mark.parametrize("dtype", [np.int64, np.float64])
@given(data=st.data())
def test_as_counted_one_by_one(dtype: type, data: st.DataObject) -> None:
    of = st.tuples(groups, whole if dtype is np.int64 else ratios, st.integers(0, KINDS))
    rows = data.draw(st.lists(of, max_size=30))
    group = np.array([row[0] for row in rows], dtype=np.int64)
    durations: NDArray[Any] = np.array([row[1] for row in rows], dtype=dtype)
    kinds = [np.array([row[2] == kind for row in rows], dtype=bool) for kind in range(1, KINDS + 1)]
    fell = Counter((row[0], row[1] + 0, row[2]) for row in rows if row[2])
    places = sorted({key[:2] for key in fell})
    expected = [(*place, *(fell[(*place, kind)] for kind in range(1, KINDS + 1))) for place in places]
    for counts in (kinds, [kind.astype(np.int64) for kind in kinds]):
        found = tallied(group, durations, *counts)
        assert [*zip(*(values.tolist() for values in found), strict=True)] == expected
        assert found[1].dtype == dtype


def test_a_row_may_hold_counts_of_several_kinds() -> None:
    here, duration = np.zeros(2, dtype=np.int64), np.array([7, 7])
    both = np.array([True, False]), np.array([True, True])
    assert [values.tolist() for values in tallied(here, duration, *both)] == [[0], [7], [1], [2]]
    many = np.array([2, 3]), np.array([0, 4])
    assert [values.tolist() for values in tallied(here, duration, *many)] == [[0], [7], [5], [4]]


@given(st.lists(st.integers(0, 50)))
def test_places_are_numbered_in_order(places: list[int]) -> None:
    taken, number = renumbered(np.array(places, dtype=np.int64))
    assert taken.tolist() == sorted({*places})
    assert [taken[one] for one in number] == places


def test_runs_of_equal_values_begin_where_any_changes() -> None:
    assert beginnings(np.array([1, 1, 2, 2]), np.array([5, 6, 6, 6])).tolist() == [0, 1, 2]
    assert beginnings(np.array([], dtype=np.int64)).tolist() == []
