"""Kaplan–Meier against the reference cases, against lifelines, and the median against exact fractions."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from statsmodels.duration.survfunc import SurvfuncRight

from measures.survival import (
    kaplan_meier,
    median_intervals,
    medians,
    probabilities_within,
)
from tests.reference_cases import Case, assert_agrees, cases

WITHIN = ("probability", "lower", "upper", "beyond_last_observation")
Wait = tuple[float, bool]
ONE_SAMPLE = [case for case in cases("survival") if "groups" not in case.input]
WAITS = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=40)
SOME_WAITS = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)


def curve_of(waits: Sequence[Wait]) -> pd.DataFrame:
    answered = np.array([answered for _, answered in waits], dtype=np.int64)
    return kaplan_meier(np.array([wait for wait, _ in waits], dtype=float), answered, 1 - answered)


def of_case(case: Case) -> pd.DataFrame:
    answered = np.array(case.input["events"], dtype=np.int64)
    durations = np.array(case.input["durations"], dtype=float)
    return kaplan_meier(durations, answered, 1 - answered, confidence=case.input["conf_level"])


def median(curve: pd.DataFrame) -> Any:
    return none_if_nan(medians(curve).get(0))


def median_interval(curve: pd.DataFrame) -> tuple[Any, Any]:
    found = median_intervals(curve)
    return none_if_nan(found["lower"].get(0)), none_if_nan(found["upper"].get(0))


def probability_within(curve: pd.DataFrame, time: float) -> dict[str, Any]:
    within = next(iter(probabilities_within(curve, time).to_dict("records")), dict.fromkeys(WITHIN))
    return {str(name): none_if_nan(value) for name, value in within.items()}


def by_group(curves: pd.DataFrame) -> dict[int, pd.DataFrame]:
    return {number: curves[curves["group"] == number] for number in curves["group"].unique().tolist()}


def rows(curve: pd.DataFrame) -> list[dict[str, Any]]:
    named = curve.drop(columns="group").rename(columns={"lower": "ci_lower", "upper": "ci_upper"})
    return [
        {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124 (NaN)
        for row in named.to_dict("records")
    ]


@pytest.mark.parametrize("case", ONE_SAMPLE, ids=lambda case: case.name)
def test_the_curve_is_that_of_the_reference(case: Case) -> None:
    assert_agrees(rows(of_case(case)), case.expected["curve"], case.tolerance)


@pytest.mark.parametrize("case", ONE_SAMPLE, ids=lambda case: case.name)
def test_the_median_and_its_interval_are_those_of_the_reference(case: Case) -> None:
    assert_agrees(median(of_case(case)), case.expected["median"], case.tolerance)
    assert_agrees(median_interval(of_case(case)), case.expected["median_ci"], case.tolerance)


@pytest.mark.parametrize("case", ONE_SAMPLE, ids=lambda case: case.name)
def test_the_chance_within_a_time_is_that_of_the_reference(case: Case) -> None:
    within = [probability_within(of_case(case), time) for time in case.input["within"]]
    expected = [[one["p"], *one["ci"], one["beyond_last_observation"]] for one in case.expected["prob_within"]]
    assert_agrees([list(one.values()) for one in within], expected, case.tolerance)


@given(SOME_WAITS, st.sampled_from([0.8, 0.95, 0.998]))
@example([(3, False)], 0.95)
@example([(3, True)], 0.95)
@example([(0, True), (0, False), (5, True), (5, False)], 0.95)
def test_the_curve_is_that_of_lifelines(waits: Sequence[Wait], confidence: float) -> None:
    answered = np.array([answered for _, answered in waits], dtype=np.int64)
    durations = np.array([wait for wait, _ in waits], dtype=float)
    curve = kaplan_meier(durations, answered, 1 - answered, confidence=confidence)
    theirs = KaplanMeierFitter(alpha=1 - confidence).fit(durations, answered)
    table = theirs.event_table.loc[curve["time"]]
    band = theirs.confidence_interval_.loc[curve["time"]].to_numpy()
    undefined = curve["survival"].isin([0.0, 1.0]).to_numpy()
    assert curve["time"].tolist() == sorted(set(durations))
    assert curve["at_risk"].tolist() == table["at_risk"].tolist()
    assert curve["events"].tolist() == table["observed"].tolist()
    assert curve["censored"].tolist() == table["censored"].tolist()
    survival = theirs.survival_function_["KM_estimate"].loc[curve["time"]]
    assert curve["survival"].to_numpy() == pytest.approx(survival.to_numpy(), abs=1e-9)
    assert curve[["lower", "upper"]].to_numpy()[~undefined] == pytest.approx(band[~undefined], abs=1e-9)
    assert curve[["lower", "upper"]].isna().to_numpy()[undefined].all()


@settings(max_examples=50)
@given(SOME_WAITS)
@example([(0, True), (0, False)])
def test_the_curve_is_that_of_statsmodels(waits: Sequence[Wait]) -> None:
    curve = curve_of(waits)
    theirs = SurvfuncRight(*(np.array(column, dtype=float) for column in zip(*waits, strict=True)))
    events = curve[curve["events"] > 0]
    assert events["time"].tolist() == theirs.surv_times.tolist()
    assert events["at_risk"].tolist() == theirs.n_risk.tolist()
    assert events["survival"].tolist() == pytest.approx(theirs.surv_prob.tolist(), abs=1e-9)


@settings(max_examples=50)
@given(SOME_WAITS)
def test_the_interval_of_the_median_is_read_from_the_band_of_lifelines(waits: Sequence[Wait]) -> None:
    curve = curve_of(waits)
    theirs = KaplanMeierFitter().fit(*zip(*waits, strict=True))
    defined = curve.loc[curve["survival"].between(0, 1, inclusive="neither"), "time"]
    band = theirs.confidence_interval_.loc[defined]
    # An edge at ½ itself is decided by the rounding of either.
    assume(not np.isclose(band, 0.5, rtol=0, atol=1e-9).any())
    reached = [edge[edge <= 0.5] for _, edge in band.items()]
    assert median_interval(curve) == tuple(None if edge.empty else edge.index[0] for edge in reached)


def exact_median(waits: Sequence[Wait]) -> float | None:
    """The slow twin: survival as a fraction, one distinct wait after the other."""
    survival = Fraction(1)
    for time in sorted({wait for wait, _ in waits}):
        at_risk = sum(wait >= time for wait, _ in waits)
        survival *= 1 - Fraction(sum(wait == time and answered for wait, answered in waits), at_risk)
        if survival <= Fraction(1, 2):
            return time
    return None


@given(WAITS)
def test_the_median_is_exact(waits: Sequence[Wait]) -> None:
    assert median(curve_of(waits)) == exact_median(waits)


@given(st.integers(1, 60), st.lists(st.integers(0, 60), max_size=8))
def test_the_median_is_exact_where_survival_may_be_just_a_half(pairs: int, censored: list[int]) -> None:
    waits = [(time, time not in censored) for time in range(2 * pairs)]
    assert median(curve_of(waits)) == exact_median(waits)


@pytest.mark.parametrize("answered", range(2, 400, 2))
def test_half_of_an_even_number_of_answers_is_the_median(answered: int) -> None:
    assert median(curve_of([(time, True) for time in range(1, answered + 1)])) == answered // 2


def test_a_median_just_missed_is_not_reached_yet() -> None:
    # Of so many, one more than half still waits: a float takes that share for exactly ½.
    many = 2**56
    answered, waiting = np.array([many // 2 - 1, 0]), np.array([0, many // 2 + 1])
    curve = kaplan_meier(np.array([1, 2]), answered, waiting)
    assert curve["survival"].iat[0] == 0.5
    assert median(curve) is None


def test_equal_counts_and_single_rows_give_the_same_curve() -> None:
    counted = kaplan_meier(np.array([5, 2, 5]), np.array([2, 1, 1]), np.array([0, 3, 4]))
    single = curve_of([(5, True)] * 3 + [(5, False)] * 4 + [(2, True)] + [(2, False)] * 3)
    pd.testing.assert_frame_equal(counted, single, check_dtype=False)


def test_a_duration_on_which_nothing_fell_is_no_observation() -> None:
    curve = kaplan_meier(np.array([1.0, 9.0]), np.array([1, 0]), np.array([1, 0]))
    assert curve["time"].tolist() == [1.0]
    assert probability_within(curve, 5)["beyond_last_observation"]


def test_an_event_exactly_at_the_time_counts() -> None:
    curve = curve_of([(7, True), (8, True)])
    assert probability_within(curve, 7)["probability"] == 0.5
    assert probability_within(curve, np.nextafter(7, 0))["probability"] == 0.0


def test_nobody_has_no_median_and_no_chance() -> None:
    nobody = curve_of([])
    assert nobody.columns.tolist() == ["group", "time", "at_risk", "events", "censored", "survival", "lower", "upper"]
    assert median(nobody) is None
    assert median_interval(nobody) == (None, None)


def test_a_long_curve_that_halves_exactly_is_decided_exactly() -> None:
    ones = np.ones(200_000, dtype=np.int64)
    assert median(kaplan_meier(np.arange(1, 200_001), ones, 0 * ones)) == 100_000


@pytest.mark.parametrize("duration", [-1.0, float("nan")])
def test_it_refuses_a_negative_or_missing_duration(duration: float) -> None:
    with pytest.raises(ValueError, match="duration is negative or missing"):
        kaplan_meier(np.array([1.0, duration]), np.array([1, 1]), np.array([0, 0]))


@pytest.mark.parametrize(("events", "censored"), [(-1, 0), (0, -1)])
def test_it_refuses_a_negative_count(events: int, censored: int) -> None:
    with pytest.raises(ValueError, match="count of events or censorings is negative"):
        kaplan_meier(np.array([1.0]), np.array([events]), np.array([censored]))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 2), st.integers(0, 2)), max_size=30))
def test_each_group_has_the_curve_that_it_has_alone(rows: list[tuple[int, int, int, int]]) -> None:
    group, durations, events, censored = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    together = by_group(kaplan_meier(durations, events, censored, groups=group))
    for number in range(4):
        own = group == number
        alone = kaplan_meier(durations[own], events[own], censored[own]).drop(columns="group")
        found = together.get(number, alone.assign(group=0)).drop(columns="group").reset_index(drop=True)
        pd.testing.assert_frame_equal(found, alone, check_exact=True)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 2), st.integers(0, 2)), max_size=30),
    st.lists(st.integers(0, 6), min_size=4, max_size=4),
)
def test_each_group_has_the_figures_that_it_has_alone(rows: list[tuple[int, int, int, int]], times: list[int]) -> None:
    group, durations, events, censored = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    curves = kaplan_meier(durations, events, censored, groups=group)
    alone = by_group(curves)
    middles, intervals = medians(curves), median_intervals(curves)
    own_times = np.array([times[number] for number in alone], dtype=np.int64)
    within = probabilities_within(curves, own_times) if alone else pd.DataFrame()
    assert list(middles.index) == list(intervals.index) == list(within.index) == list(alone)
    for number, curve in alone.items():
        own = curve.assign(group=0)
        assert none_if_nan(middles[number]) == median(own)
        assert tuple(map(none_if_nan, intervals.loc[number])) == median_interval(own)
        assert {name: none_if_nan(value) for name, value in within.loc[number].items()} == probability_within(
            own, times[number]
        )


def none_if_nan(value: Any) -> Any:
    return None if isinstance(value, float) and np.isnan(value) else value
