"""The XmR chart against the reference cases, and against its twin in fractions."""

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from measures.control_chart import ChartDesign, ControlChart, control_chart, windowed
from tests.naive import control_chart as naive
from tests.reference_cases import Case, assert_agrees, cases

NAMES = {
    "start": "start",
    "n": "n",
    "mean": "mean",
    "mean_moving_range": "moving_range",
    "lpl": "lower",
    "upl": "upper",
    "near_lpl": "near_lower",
    "near_upl": "near_upper",
    "short_group_warning": "trial",
}
CAUSES = {
    ("outside", "above"): "Above UCL",
    ("outside", "below"): "Below LCL",
    ("trend", "rising"): "7 Point Trend (Increasing)",
    ("trend", "falling"): "7 Point Trend (Decreasing)",
    ("two_of_three", "above"): "2 in 3 Above CL",
    ("two_of_three", "below"): "2 in 3 Below CL",
    ("shift", "above"): "7 Points Above CL",
    ("shift", "below"): "7 Points Below CL",
    (None, None): "Common Cause",
}
ASSURANCE = {"consistent_pass": "consistently met", "consistent_fail": "consistently missed", None: None}
VALUES = st.lists(st.none() | st.integers(0, 12), max_size=40)
# long runs and slow drifts, which values drawn alone never show
DRIFTS = st.lists(st.tuples(st.integers(-1, 1), st.integers(1, 9)), max_size=6).map(
    lambda legs: np.cumsum([step for step, length in legs for _ in range(length)], dtype=int).tolist()
)
SERIES = VALUES | DRIFTS | st.tuples(DRIFTS, VALUES).map(lambda both: both[0] + both[1])


def as_floats(values: list[int | None] | list[int]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): None if isinstance(value, float) and np.isnan(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def design_of(case: Case) -> ChartDesign:
    return ChartDesign(
        case.input["improvement_direction"],
        target=case.input.get("target"),
        fix_after=case.input.get("fix_after_n_points"),
        screen=case.input["screen_outliers"],
    )


@pytest.mark.parametrize("case", cases("spc_xmr"), ids=lambda case: case.name)
def test_limits_are_those_of_the_reference(case: Case) -> None:
    chart = control_chart(as_floats(case.input["values"]), design_of(case))
    expected = [{ours: one[theirs] for theirs, ours in NAMES.items()} for one in case.expected["segments"]]
    assert_agrees(plain(chart.segments), expected, case.tolerance)
    assert chart.assurance == ASSURANCE[case.expected["assurance"]]


@pytest.mark.parametrize("case", cases("spc_xmr"), ids=lambda case: case.name)
def test_flags_are_those_of_the_reference(case: Case) -> None:
    points = control_chart(as_floats(case.input["values"]), design_of(case)).points
    causes = [CAUSES[pair] for pair in zip(points["flag"], points["side"], strict=True)]
    assert causes == [point["special_cause_type"] for point in case.expected["points"]]
    types = [point["point_type"] for point in case.expected["points"]]
    better = {"special_cause_improvement": True, "special_cause_concern": False}
    assert points["better"].tolist() == [better.get(kind) for kind in types]


@given(SERIES, st.none() | st.integers(1, 20), st.booleans())
@example([7] * 15, None, True)
@example([0, 100] * 6 + [316, 50, -216, 60, 317, 40, -217], 12, True)
def test_the_chart_is_that_of_its_twin(values: list[int | None], fix_after: int | None, screen: bool) -> None:
    chart = control_chart(as_floats(values), ChartDesign("increase", fix_after=fix_after, screen=screen))
    there = [Fraction(value) for value in values if value is not None]
    every = [None if value is None else Fraction(value) for value in values]
    known = naive.limits(every, fix_after, screen)
    if values:
        found = plain(chart.segments)[0]
        steps = (-naive.TO_LIMIT, naive.TO_LIMIT, -naive.TO_NEAR_LIMIT, naive.TO_NEAR_LIMIT)
        exact = [None if one is None else float(one) for one in (known.mean, *map(known.at, steps))]
        edges = [found[name] for name in ("mean", "lower", "upper", "near_lower", "near_upper")]
        assert_agrees(edges, exact, 1e-9)
    flags = [naive.flag(there, at, known) or (None, None, 0) for at in range(len(there))]
    seen = chart.points[chart.points["value"].notna()]
    assert list(zip(seen["flag"], seen["side"], seen["length"], strict=True)) == flags


SQUARES = st.sampled_from([0, 1, 4, 9, 25, 100])
SHARES = st.lists(SQUARES.flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))), max_size=30)


def of_shares(counted: list[tuple[int, int]], design: ChartDesign) -> ControlChart:
    counts, bases = np.array(counted, dtype=np.int64).reshape(-1, 2).T
    with np.errstate(invalid="ignore"):
        return control_chart(counts / bases, design, bases)


@given(SHARES, st.none() | st.integers(1, 20), st.booleans())
@example([(9, 9), (0, 0), (4, 4), (25, 25)], None, True)
@example([(1, 4), (25, 100), (1, 4)] * 5, None, True)
@example([(30 + at, 100) for at in range(9)] + [(0, 25)] * 7, None, False)
def test_the_chart_of_shares_is_that_of_its_twin(
    counted: list[tuple[int, int]], fix_after: int | None, screen: bool
) -> None:
    chart = of_shares(counted, ChartDesign("increase", fix_after=fix_after, screen=screen))
    standard = naive.standardised([n for n, _base in counted], [base for _n, base in counted], fix_after)
    known, seen = naive.share_limits(standard, fix_after, screen), chart.points[chart.points["value"].notna()]
    there = [value for value in standard if value is not None]
    shares = [Fraction(n, base) for n, base in counted if base]
    flags = [naive.flag(there, at, known, shares) or (None, None, 0) for at in range(len(there))]
    assert list(zip(seen["flag"], seen["side"], seen["length"], strict=True)) == flags
    if (half := known.at(naive.TO_LIMIT)) is not None:
        roots = np.sqrt([base for _n, base in counted if base])
        assert (seen["upper"] - seen["mean"]).tolist() == pytest.approx((float(half) / roots).tolist(), abs=1e-9)
        assert chart.segments["upper"].tolist() == seen["upper"].tolist()[-1:]


def test_p_prime_limits_of_a_worked_case() -> None:
    """Laney's own steps, by hand. p̄ = 139 ÷ 200 = 0.695; σₚ = √(p̄ (1 − p̄) ÷ n) = 0.0460, 0.0921, 0.0921, 0.0767, 0.123;
    z = (p − p̄) ÷ σₚ = 0.1086, −2.3349, 1.1403, 1.8028, −1.5847. Their moving ranges 2.4435, 3.4752, 0.6625, 3.3875 have
    the mean 2.4922, so σ_z = 2.4922 ÷ 1.128 = 2.2094; limits p̄ ± 3 σₚ σ_z. 2.66 is 3 ÷ 1.128, rounded.
    """
    points = of_shares([(70, 100), (12, 25), (20, 25), (30, 36), (7, 14)], ChartDesign(screen=False)).points
    assert points["mean"].tolist() == pytest.approx([0.695] * 5)
    assert points["upper"].tolist() == pytest.approx([1.0002, 1.3053, 1.3053, 1.2036, 1.5105], abs=3e-4)
    assert points["lower"].tolist() == pytest.approx([0.3898, 0.0847, 0.0847, 0.1864, -0.1206], abs=3e-4)


def test_shares_of_bases_alike_have_the_limits_of_xmr() -> None:
    shares = np.array([3, 5, 4, 8, 6, 2, 5]) / 10
    alike, plain_chart = control_chart(shares, None, np.full(7, 10)), control_chart(shares)
    edges = ["mean", "lower", "upper", "flag"]
    pd.testing.assert_frame_equal(alike.points[edges], plain_chart.points[edges])


def test_a_small_week_is_not_flagged_for_being_small() -> None:
    """A week of 2 at 0 % among weeks of 100 near 70 %: by XmR it is outside."""
    counted = [((62, 78, 70, 66, 74)[at % 5], 100) for at in range(14)]
    counted[10] = (0, 2)
    shares = np.array([n / base for n, base in counted])
    assert control_chart(shares).points["flag"][10] == "outside"
    assert of_shares(counted, ChartDesign()).points["flag"][10] is None


@settings(max_examples=40)
@given(SERIES, SERIES)
def test_each_segment_is_a_chart_of_its_own(first: list[int | None], second: list[int | None]) -> None:
    if not second:
        return
    whole = control_chart(as_floats([*first, *second]), ChartDesign(rebase=(len(first),)))
    alone = [control_chart(as_floats(part)) for part in (first, second)]
    for frame, numbered in (("segments", "start"), ("points", "segment")):
        parts = pd.concat([getattr(chart, frame) for chart in alone], ignore_index=True)
        pd.testing.assert_frame_equal(
            getattr(whole, frame).drop(columns=numbered), parts.drop(columns=numbered), check_dtype=False
        )
    assert whole.segments["start"].tolist() == ([0, len(first)] if first else [0])


@settings(max_examples=40)
@given(SERIES)
def test_a_cut_of_the_limits_at_nought_changes_no_flag(values: list[int | None]) -> None:
    counts = np.abs(as_floats(values))
    cut, uncut = (control_chart(counts, ChartDesign(floor=floor)) for floor in (0, None))
    pd.testing.assert_frame_equal(cut.points.drop(columns="lower"), uncut.points.drop(columns="lower"))
    assert not (cut.segments[["lower", "near_lower"]] < 0).any(axis=None)


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1), max_size=40))
def test_limits_of_a_share_stay_shares(shares: list[float]) -> None:
    cut, uncut = (control_chart(np.array(shares), design) for design in (ChartDesign(floor=0, ceiling=1), None))
    edges = cut.segments[["lower", "upper", "near_lower", "near_upper"]].to_numpy()
    assert not ((edges < 0) | (edges > 1)).any()
    assert cut.points["flag"].tolist() == uncut.points["flag"].tolist()


@pytest.mark.parametrize("value", [0.1, 1 / 3, 0.7, 1e-9, 1e9 / 7])
@pytest.mark.parametrize("points", [1, 2, 7, 12, 15, 39])
@pytest.mark.parametrize("screen", [True, False])
def test_a_value_that_never_changes_is_never_flagged(value: float, points: int, screen: bool) -> None:
    chart = control_chart(np.full(points, value), ChartDesign("increase", target=value, screen=screen))
    assert chart.points["flag"].tolist() == [None] * points
    assert chart.assurance == (None if screen or points == 1 else "hit and miss")


def test_nothing_gives_an_empty_chart() -> None:
    chart, longer = (control_chart(np.arange(points, dtype=float), ChartDesign(target=1)) for points in (0, 3))
    assert (len(chart.segments), len(chart.points), chart.assurance) == (0, 0, None)
    assert chart.segments.columns.tolist() == longer.segments.columns.tolist()
    assert chart.points.columns.tolist() == longer.points.columns.tolist()


def test_missing_values_alone_give_no_limits_and_no_flags() -> None:
    chart = control_chart(np.array([np.nan, np.nan]), ChartDesign("increase", target=1))
    assert chart.segments["n"].tolist() == [0]
    assert chart.segments[["mean", "lower", "upper"]].isna().all(axis=None)
    assert chart.points["flag"].tolist() == [None, None]
    assert chart.assurance is None


def test_limits_of_twelve_points_are_trial_and_of_thirteen_are_not() -> None:
    trial = [control_chart(np.arange(points, dtype=float) % 3).segments["trial"].tolist() for points in (12, 13)]
    assert trial == [[True], [False]]


@pytest.mark.parametrize(
    ("direction", "target", "said"),
    [
        ("increase", 40, "consistently met"),
        ("increase", 60, "consistently missed"),
        ("decrease", 60, "consistently met"),
        ("decrease", 40, "consistently missed"),
        ("decrease", 51, "hit and miss"),
        ("neutral", 40, None),
        ("increase", None, None),
    ],
)
def test_a_target_is_judged_by_the_limits(direction: Any, target: float | None, said: str | None) -> None:
    # The last value would be on the other side of either target.
    values = np.array([50.0, 51] * 10 + [80 if direction == "decrease" else 20, 50])
    assert control_chart(values, ChartDesign(direction, target=target)).assurance == said


def test_a_target_exactly_on_a_limit_is_hit_and_miss() -> None:
    values = np.array([0.0, 100] * 6)
    for target, said in ((316, "hit and miss"), (317, "consistently missed")):
        assert control_chart(values, ChartDesign("increase", target=target)).assurance == said


@pytest.mark.parametrize("rebase", [(-1,), (3,), (1, 9)])
def test_it_refuses_a_segment_outside_the_values(rebase: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a segment begins outside the 3 values"):
        control_chart(np.array([1.0, 2, 3]), ChartDesign(rebase=rebase))


COUNTS = st.lists(st.integers(0, 9), max_size=30)


@given(COUNTS)
def test_windows_are_the_shortest_with_five_on_the_average(counts: list[int]) -> None:
    found = windowed(np.array(counts, dtype=np.int64), np.array(counts, dtype=np.int64))
    weekly = {at: counts[at] for at in range(len(counts))}
    fours = {end - 4: sum(counts[end - 4 : end]) for end in range(len(counts), 3, -4)}
    chosen = [
        (weeks, sums) for weeks, sums in ((1, weekly), (4, fours)) if sums and 5 * len(sums) <= sum(sums.values())
    ]
    if not chosen:
        assert found is None
        return
    weeks, sums = chosen[0]
    assert found is not None
    assert (found.weeks, found.bases) == (weeks, None)
    assert dict(zip(found.starts.tolist(), found.values.tolist(), strict=True)) == sums
    assert found.starts.tolist() == sorted(sums)


def test_a_share_is_of_the_sums_of_a_window_and_judged_by_what_it_is_of() -> None:
    found = windowed(np.array([9, 1, 0, 1, 0, 0, 0, 0, 0]), np.array([9, 1, 2, 1, 4, 0, 0, 0, 0]), is_share=True)
    assert found is None
    found = windowed(np.array([9, 1, 0, 1, 0, 0, 0, 0, 0]), np.array([9, 1, 2, 1, 6, 0, 0, 0, 0]), is_share=True)
    assert found is not None
    assert (found.weeks, found.starts.tolist()) == (4, [1, 5])
    np.testing.assert_array_equal(found.values, [0.2, np.nan])
    assert found.bases is not None
    assert found.bases.tolist() == [10, 0]


def test_a_moving_range_over_a_gap_is_left_out() -> None:
    """From 5 to 50 went by more than one window, of which one is not known."""
    [segment] = plain(control_chart(as_floats([5, 6, None, 50, 51]), ChartDesign(screen=False)).segments)
    assert (segment["moving_range"], segment["n"]) == (1, 4)
