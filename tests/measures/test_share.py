"""Wilson's interval against the reference cases and statsmodels; of clusters, as of so many fewer."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from measures.share import wilson
from tests.reference_cases import Case, assert_agrees, cases

COUNTS_OF = st.integers(1, 40).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))


@pytest.mark.parametrize("case", cases("funnel", "wilson"), ids=lambda case: case.name)
def test_it_is_that_of_the_reference(case: Case) -> None:
    lower, upper = wilson(np.array(case.input["x"]), np.array(case.input["n"]))
    assert_agrees({"lower": lower.tolist(), "upper": upper.tolist()}, case.expected, case.tolerance)


@given(COUNTS_OF, st.sampled_from([0.8, 0.95, 0.998]), st.sampled_from([1.0, 1.7, 4.0]))
@example((0, 1), 0.95, 1.0)
@example((7, 7), 0.95, 2.0)
def test_it_is_that_of_statsmodels_for_so_many_fewer(counted: tuple[int, int], level: float, effect: float) -> None:
    count, of = counted
    (lower,), (upper,) = wilson(np.array([count]), np.array([of]), effect, level)
    theirs = proportion_confint(count / effect, of / effect, alpha=1 - level, method="wilson")
    assert (lower, upper) == pytest.approx(theirs, abs=1e-9)
    assert (lower == 0) == (count == 0)
    assert (upper == 1) == (count == of)


def test_a_share_of_none_has_no_interval() -> None:
    lower, upper = wilson(np.array([0]), np.array([0]))
    assert np.isnan([lower, upper]).all()
