"""The chance of what something else may forestall: against exact fractions, statsmodels and lifelines."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter
from statsmodels.duration.survfunc import CumIncidenceRight

from measures.competing_events import cumulative_incidence
from measures.share import wilson
from measures.survival import kaplan_meier, probabilities_within

ENDS = st.lists(st.tuples(st.integers(0, 8), st.sampled_from(["event", "competing", "censored"])), max_size=25)


def exact_incidence(ends: list[tuple[int, str]], time: int) -> Fraction | None:
    """The slow twin: each event counts by the share that was still there just before it."""
    staying, chance = Fraction(1), Fraction(0)
    for now in sorted({end for end, _ in ends}):
        there = sum(end >= now for end, _ in ends)
        happened, forestalled = ends.count((now, "event")), ends.count((now, "competing"))
        if now <= time:
            chance += staying * Fraction(happened, there)
        staying *= 1 - Fraction(happened + forestalled, there)
    return chance if ends else None


@given(ENDS, st.integers(0, 9))
@example([(2, "event"), (2, "competing"), (2, "censored")], 2)
def test_the_chance_of_an_event_that_another_may_forestall_is_exact(ends: list[tuple[int, str]], time: int) -> None:
    durations = np.array([end for end, _ in ends], dtype=np.int64)
    counts = (np.array([kind == of for _, kind in ends], dtype=np.int64) for of in ("event", "competing", "censored"))
    found, exact = cumulative_incidence(durations, *counts, time=time), exact_incidence(ends, time)
    if found is None or exact is None:
        assert found is None
        assert exact is None
    else:
        assert found.probability == pytest.approx(float(exact), abs=1e-12)
        assert found.beyond_last_observation == (time > max(end for end, _ in ends))


@settings(max_examples=50)
@given(ENDS, st.integers(0, 9))
def test_the_chance_of_an_event_that_another_may_forestall_is_that_of_statsmodels(
    ends: list[tuple[int, str]], time: int
) -> None:
    assume(any(kind == "event" for _, kind in ends))
    durations = np.array([end for end, _ in ends], dtype=np.int64)
    states = {"event": 1, "competing": 2, "censored": 0}
    counts = (np.array([kind == of for _, kind in ends], dtype=np.int64) for of in states)
    theirs = CumIncidenceRight(durations.astype(float), np.array([states[kind] for _, kind in ends]))
    reached = theirs.cinc[0][theirs.times <= time]
    found = cumulative_incidence(durations, *counts, time=time)
    assert found is not None
    assert found.probability == pytest.approx(reached[-1] if len(reached) else 0.0, abs=1e-9)


def test_without_a_competing_event_it_is_the_chance_of_kaplan_and_meier() -> None:
    durations, events = np.array([1, 2, 2, 5, 7]), np.array([1, 0, 1, 1, 0])
    within = probabilities_within(kaplan_meier(durations, events, 1 - events), 5)
    found = cumulative_incidence(durations, events, 0 * events, 1 - events, time=5)
    assert found is not None
    assert found.probability == pytest.approx(within["probability"][0])


def test_it_refuses_a_negative_count_of_competing_events() -> None:
    with pytest.raises(ValueError, match="count of events or censorings is negative"):
        cumulative_incidence(np.array([1]), np.array([0]), np.array([-1]), np.array([1]), time=1)


@pytest.mark.filterwarnings("ignore")  # of lifelines, where an interval is not defined
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["event", "withdrawn", "closed", "censored"]), min_size=3, max_size=40),
    st.integers(0, 41),
    st.sampled_from([1.0, 2.5]),
)
def test_with_two_competing_events_it_is_that_of_lifelines(kinds: list[str], time: int, design_effect: float) -> None:
    """Durations differ, for lifelines shakes those that do not."""
    durations = np.arange(1, len(kinds) + 1)
    states = {"event": 1, "withdrawn": 2, "closed": 3, "censored": 0}
    theirs = AalenJohansenFitter(seed=1).fit(durations, np.array([states[kind] for kind in kinds]), event_of_interest=1)
    events, withdrawn, closed, censored = (np.array([kind == of for kind in kinds], dtype=np.int64) for of in states)
    found = cumulative_incidence(
        durations, events, withdrawn + closed, censored, time=time, design_effect=design_effect
    )
    at = theirs.cumulative_density_.index.asof(time)
    assert found is not None
    assert found.probability == pytest.approx(theirs.cumulative_density_["CIF_1"][at], abs=1e-9)
    variance = design_effect * float(np.ravel(theirs.variance_.loc[at])[0])
    assume(1e-9 < found.probability < 1 - 1e-9 and variance > 0)  # 1 may be added up to a little less
    p, z = found.probability, 1.959963984540054
    shift = np.exp(z * np.sqrt(variance) / (p * np.log(p)))
    assert (found.lower, found.upper) == pytest.approx((p ** (1 / shift), p**shift), abs=1e-9)


@pytest.mark.parametrize(("kinds", "expected"), [(["censored", "event"], (0, 1)), (["event", "event"], (2, 2))])
def test_where_the_chance_is_0_or_1_the_interval_is_that_of_wilson(kinds: list[str], expected: tuple[int, int]) -> None:
    """Of the first, one has left unseen: of the other alone it is known that it did not happen."""
    events = np.array([kind == "event" for kind in kinds], dtype=np.int64)
    time = 1 if expected[0] == 0 else 2
    found = cumulative_incidence(np.array([1, 2]), events, 0 * events, 1 - events, time=time)
    counts, of = (np.array([n]) for n in expected)
    (lower,), (upper,) = wilson(counts, of)
    assert found is not None
    assert (found.lower, found.upper) == (lower, upper)


def test_one_who_left_unseen_late_does_not_make_it_certain() -> None:
    found = cumulative_incidence(np.array([1, 2]), np.array([1, 0]), np.array([0, 0]), np.array([0, 1]), time=3)
    assert found is not None
    assert (found.probability, found.beyond_last_observation) == (0.5, True)
    assert 0 < found.lower < 0.5 < found.upper < 1
