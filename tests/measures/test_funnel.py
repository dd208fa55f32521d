"""Funnel limits against the reference cases, against scipy.stats and statsmodels, and against the slow twin."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.stats import binom, chi2, poisson

from measures.funnel import TAILS, Funnel, ratio_funnel, ratio_limits, share_funnel, share_limits
from tests.naive import funnel as naive
from tests.reference_cases import Case, assert_agrees, cases

OURS = {"ll95": "lower95", "ul95": "upper95", "ll998": "lower998", "ul998": "upper998"}
OVERDISPERSED = [
    case
    for case in cases("funnel", "overdispersion")
    if case.input["trim"] == "winsorise" and case.input["multiplier"] == 1
]
COUNTS_OF = st.integers(0, 40).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))
COUNTS_TO = st.tuples(st.integers(0, 60), st.sampled_from([0, 0.05, 0.7, 1, 3.5]) | st.integers(0, 40))


def columns(frame: pd.DataFrame) -> dict[str, list[float]]:
    return {theirs: frame[ours].tolist() for theirs, ours in OURS.items()}


@pytest.mark.parametrize("case", cases("funnel", "sr_poisson_exact"), ids=lambda case: case.name)
def test_limits_of_ratios_are_those_of_the_reference(case: Case) -> None:
    limits = ratio_limits(np.array(case.input["expected_counts"], dtype=float)) * case.input["multiplier"]
    assert_agrees(columns(limits), case.expected, case.tolerance)


@pytest.mark.parametrize("case", cases("funnel", "binomial_interpolated"), ids=lambda case: case.name)
def test_limits_of_shares_are_those_of_the_reference(case: Case) -> None:
    limits = share_limits(np.array(case.input["n"]), case.input["target"])
    assert_agrees(columns(limits), case.expected, case.tolerance)


@pytest.mark.parametrize("case", OVERDISPERSED, ids=lambda case: case.name)
def test_overdispersion_is_that_of_the_reference(case: Case) -> None:
    counts, ratios = np.array(case.input["numerator"]), case.input["data_type"] == "SR"
    sizes = np.array(case.input["denominator"])
    funnel = ratio_funnel(counts, sizes) if ratios else share_funnel(counts, sizes)
    found = {"target": funnel.target, "phi": funnel.phi, "tau2": funnel.tau2}
    assert_agrees(found, {name: case.expected[name] for name in found}, case.tolerance)
    # FunnelPlotR leaves limits of ratios on the square-root scale.
    wide = funnel.units[list(TAILS)]
    assert_agrees(columns(wide**0.5 if ratios else wide), case.expected["od_limits"], case.tolerance)


@pytest.mark.parametrize("case", OVERDISPERSED, ids=lambda case: case.name)
def test_who_stands_outside_is_as_in_the_reference(case: Case) -> None:
    counts, sizes = np.array(case.input["numerator"]), np.array(case.input["denominator"])
    funnel = ratio_funnel(counts, sizes) if case.input["data_type"] == "SR" else share_funnel(counts, sizes)
    assert funnel.units["stands"].tolist() == [expected_place(z) for z in case.expected["z_adjusted"]]


def expected_place(z: float) -> str:
    if abs(z) < 1.959964:
        return "inside"
    return f"{'above' if z > 0 else 'below'} {'99.8' if abs(z) > 3.090232 else '95'}"


def assert_twin(found: Funnel, by_chance_alone: pd.DataFrame, twin: naive.Funnel) -> None:
    assert_agrees([found.target, found.phi, found.tau2], [twin.target, twin.phi, twin.tau2], 1e-9)
    assert found.units["stands"].tolist() == [unit.stands for unit in twin.units]
    for row, unit in zip(found.units.to_dict("records"), twin.units, strict=True):
        wide = {name: none_if_nan(row[name]) for name in TAILS}
        assert_agrees([none_if_nan(row["value"]), wide], [unit.value, unit.wide or dict.fromkeys(TAILS)], 1e-7)
    for row, unit in zip(by_chance_alone.to_dict("records"), twin.units, strict=True):
        limits = {name: none_if_nan(row[name]) for name in TAILS}
        assert_agrees(limits, unit.limits or dict.fromkeys(TAILS), 1e-7)


def none_if_nan(value: Any) -> Any:
    return None if np.isnan(value) else value


@settings(max_examples=60)
@given(st.lists(COUNTS_TO, max_size=12))
@example([(0, 0.05), (0, 1), (1, 1)])
@example([(9, 15), (24, 15)])
def test_ratios_stand_where_their_twin_says(pairs: list[tuple[int, float]]) -> None:
    counts, expected = np.array(pairs, dtype=float).reshape(-1, 2).T
    assert_twin(ratio_funnel(counts.astype(np.int64), expected), ratio_limits(expected), naive.ratios(pairs))


@settings(max_examples=60)
@given(st.lists(COUNTS_OF, max_size=12))
@example([(1, 1), (2, 3), (5, 10), (6, 10)])
@example([(3, 3), (4, 4)])
@example([(0, 3), (0, 4)])
def test_shares_stand_where_their_twin_says(pairs: list[tuple[int, int]]) -> None:
    counts, of = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    target = counts.sum() / of.sum() if of.any() else np.nan
    assert_twin(share_funnel(counts, of), share_limits(of, target), naive.shares(pairs))


@given(st.integers(1, 3000), st.floats(1e-4, 1 - 1e-4))
def test_limits_of_shares_enclose_the_quantile_of_scipy(of: int, target: float) -> None:
    limits = share_limits(np.array([of]), target)
    for name, tail in TAILS.items():
        count, found = binom.ppf(tail, of, target), float(limits[name].to_numpy()[0]) * of
        assert max(count - 1, 0) - 1e-6 <= found <= count + 1e-6
        if found > 1e-6:
            # on a straight line from the chance just below the count to that at it
            before, until = binom.cdf(count - 1, of, target), binom.cdf(count, of, target)
            assert before + (found - (count - 1)) * (until - before) == pytest.approx(tail, abs=1e-9)


@given(st.floats(0.01, 5000))
def test_limits_of_ratios_are_those_of_chi_square(expected: float) -> None:
    limits = ratio_limits(np.array([expected]))
    for name, tail in TAILS.items():
        freedom = 2 * (expected + name.startswith("upper"))
        assert limits[name].iat[0] == pytest.approx(chi2.ppf(tail, freedom) / 2 / expected, rel=1e-7)


@settings(max_examples=30)
@given(st.floats(0.01, 300), st.integers(-6, 6))
def test_chance_alone_seldom_puts_a_region_outside(expected: float, away: int) -> None:
    count = max(round(expected + away * expected**0.5), 0)
    # One alone, so that chance is all there is.
    place = ratio_funnel(np.array([count]), np.array([expected])).units["stands"].tolist()[0]
    tail = poisson.sf(count - 1, expected) if count > expected else poisson.cdf(count, expected)
    assert tail < {"inside": 2, "above 95": 0.025, "below 95": 0.025}.get(place, 0.001)


def test_no_case_where_hardly_any_was_expected_is_no_evidence() -> None:
    units = ratio_funnel(np.array([0, 0, 1]), np.array([0.1, 1.0, 0.9])).units
    assert (units["value"] < ratio_limits(np.array([0.1, 1.0, 0.9]))["lower95"]).tolist() == [True, True, False]
    assert units["stands"].tolist() == ["inside", "inside", "inside"]


def test_one_of_one_is_no_evidence() -> None:
    units = share_funnel(np.array([1, 60]), np.array([1, 100])).units
    assert (units["value"] > share_limits(np.array([1, 100]), 61 / 101)["upper95"]).tolist() == [True, False]
    assert units["stands"].tolist() == ["inside", "inside"]


def test_one_region_alone_shows_no_overdispersion() -> None:
    funnel = ratio_funnel(np.array([40]), np.array([20.0]))
    assert (funnel.target, funnel.tau2) == (1.0, 0.0)
    assert funnel.units["stands"].tolist() == ["above 99.8"]
    assert share_funnel(np.array([4]), np.array([20])).units["stands"].tolist() == ["inside"]


@pytest.mark.parametrize("funnel", [ratio_funnel, share_funnel])
@pytest.mark.parametrize("units", [0, 1, 3])
def test_without_data_there_is_no_centre_and_nobody_stands_anywhere(funnel: Any, units: int) -> None:
    nothing = np.zeros(units, dtype=np.int64)
    found = funnel(nothing, nothing)
    assert (found.target, found.phi, found.tau2) == (None, None, 0.0)
    assert found.units["stands"].tolist() == [None] * units
    assert found.units.drop(columns=["size", "stands"]).isna().all(axis=None)


@given(st.lists(COUNTS_OF, min_size=1, max_size=9), st.integers(0, 9))
@settings(max_examples=40)
def test_a_unit_without_data_changes_nothing_for_the_others(pairs: list[tuple[int, int]], at: int) -> None:
    assume(any(size for _, size in pairs))
    with_empty = [*pairs[:at], (0, 0), *pairs[at:]]
    alone, more = (share_funnel(*np.array(rows, dtype=np.int64).T) for rows in (pairs, with_empty))
    assert (alone.target, alone.phi, alone.tau2) == (more.target, more.phi, more.tau2)
    rest = more.units.drop(index=min(at, len(pairs))).reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, alone.units)


def test_no_variance_is_added_where_chance_explains_all() -> None:
    funnel = share_funnel(np.array([5, 6, 5, 4]), np.array([10, 10, 10, 10]))
    assert funnel.phi is not None
    assert 0 < funnel.phi <= 3 / 4
    assert funnel.tau2 == 0.0
    wide = funnel.units[list(TAILS)]
    pd.testing.assert_frame_equal(wide, share_limits(np.array([10, 10, 10, 10]), 0.5))


@given(st.integers(1, 200), st.floats(0.01, 0.99), st.floats(0, 0.3))
def test_overdispersion_never_makes_limits_narrower(size: int, target: float, tau2: float) -> None:
    shares = (share_limits(np.array([size]), target, more) for more in (0, tau2))
    ratios = (ratio_limits(np.array([size / 10]), more) for more in (0, tau2))
    for plain, wide in (shares, ratios):
        assert (wide.filter(like="lower") <= plain.filter(like="lower")).all(axis=None)
        assert (wide.filter(like="upper") >= plain.filter(like="upper")).all(axis=None)


def test_limits_along_the_sizes_are_those_of_the_units() -> None:
    funnel = share_funnel(np.array([1, 30, 2]), np.array([20, 40, 50]))
    assert funnel.tau2 > 0
    assert funnel.target is not None
    line = share_limits(funnel.units["size"].to_numpy(), funnel.target, funnel.tau2)
    pd.testing.assert_frame_equal(line, funnel.units[list(TAILS)])


@pytest.mark.parametrize(("count", "size"), [(-1, 1.0), (1, -1.0), (1, float("nan"))])
def test_it_refuses_a_negative_or_missing_count(count: int, size: float) -> None:
    with pytest.raises(ValueError, match="a count or a size is negative or missing"):
        ratio_funnel(np.array([count]), np.array([size]))


def test_it_refuses_more_than_there_are() -> None:
    with pytest.raises(ValueError, match="larger than what it is a part of"):
        share_funnel(np.array([3]), np.array([2]))
