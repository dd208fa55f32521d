"""The answered curve: where it begins and ends, what is marked, and that it holds no more than it can show."""

import pandas as pd
import pytest

from charts.answered_curve import GRID, NAME, Words, curve

WORDS = Words(
    ("none", "25%", "half", "75%", "all"), "Days", "now", "Answered", "Half", "half within 2 days", "before", "target"
)
NAN = float("nan")


def steps(*rows: tuple[float, float, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["days", "answered", "pending"])
    return frame.assign(lower=frame["answered"] / 2, upper=1.0)


def drawn(now: pd.DataFrame, before: pd.DataFrame | None = None, **marks: float | None) -> pd.DataFrame:
    past = now.iloc[:0] if before is None else before
    return curve(now, past, marks.get("median", 2.0), marks.get("target", 7.0), WORDS).values


def of(frame: pd.DataFrame, kind: str) -> list[list[float]]:
    found: list[list[float]] = frame.loc[frame["kind"] == kind, ["days", "answered"]].to_numpy().tolist()
    return found


def test_it_begins_with_none_and_ends_with_the_last_that_is_known() -> None:
    found = of(drawn(steps((2.0, 0.5, 0), (9.0, 0.5, 1))), "now")
    assert found == [[0.0, 0.0], [2.0, 0.5], [9.0, 0.5], [9.0, 0.5]]


def test_it_ends_with_the_axis_where_more_is_known() -> None:
    frame = drawn(steps((2.0, 0.96, 0), (300.0, 1.0, 0)))
    assert of(frame, "now")[-1] == [14.0, 0.96]
    assert frame["weeks"].max() == 2


@pytest.mark.parametrize(("rise", "weeks"), [(13.0, 2), (15.0, 4), (40.0, 8), (100.0, 16), (200.0, 52), (900.0, 52)])
def test_the_axis_goes_as_far_as_most_of_the_rise(rise: float, weeks: int) -> None:
    assert drawn(steps((rise, 1.0, 0)))["weeks"].max() == weeks


def test_those_that_still_wait_are_ticks_and_those_who_left_are_none() -> None:
    assert of(drawn(steps((1.0, 0.1, 0), (2.0, 0.1, 3))), "tick") == [[2.0, 0.1]]


def test_the_median_is_a_dot_and_words_where_it_is_not_reached() -> None:
    assert of(drawn(steps((2.0, 0.5, 0))), "median") == [[2.0, 0.5]]
    unreached = drawn(steps((2.0, 0.4, 0)), median=None)
    assert (of(unreached, "median"), of(unreached, "unreached")) == ([], [[0.0, 0.5]])


def test_without_one_target_there_is_no_line() -> None:
    assert of(drawn(steps((2.0, 0.5, 0))), "target") == [[7.0, 0.0]]
    assert of(drawn(steps((2.0, 0.5, 0)), target=None), "target") == []


def test_where_the_band_is_undefined_it_is_as_wide_as_the_curve() -> None:
    frame = drawn(steps((2.0, 1.0, 0)).assign(lower=NAN, upper=NAN)).query("kind == 'now'")
    assert frame["lower"].tolist() == frame["upper"].tolist() == frame["answered"].tolist()


def test_of_two_curves_the_higher_one_has_its_name_above() -> None:
    low, high = steps((1.0, 0.2, 0), (14.0, 0.3, 0)), steps((1.0, 0.8, 0), (14.0, 0.9, 0))
    names = drawn(low, high).dropna(subset=["below"]).set_index("kind")["below"].to_dict()
    assert names == {"name_now": True, "name_before": False}
    assert drawn(low)["below"].isna().all() if "below" in drawn(low) else True


def test_a_curve_of_ten_thousand_steps_is_thinned_to_what_the_axis_can_show() -> None:
    many = steps(*((number / 1000, number / 10_000, 0) for number in range(1, 10_001)))
    found = of(drawn(many), "now")
    assert len(found) <= GRID + 3
    assert found[-1] == [10.0, 1.0]


def test_nothing_sent_is_an_empty_curve() -> None:
    assert of(drawn(steps(), median=None), "now") == []


@pytest.mark.parametrize("target", [2.0, 4.0, 5.0, 7.0, None])
def test_the_name_of_the_past_is_clear_of_the_line_of_the_target(target: float | None) -> None:
    rise = steps((1.0, 0.5, 0), (13.0, 0.96, 0))
    frame = drawn(rise, rise.assign(answered=[0.4, 0.9]), target=target).set_index("kind")
    [at] = frame.loc[["name_before"], "days"]
    assert at < 14
    if target is not None:
        assert abs(at - target) >= NAME * 14 - 0.01


@pytest.mark.parametrize(("target", "at"), [(2.5, 2.5), (7.0, 2.0), (1.0, 2.0), (None, 2.0)])
def test_the_words_of_the_median_do_not_cross_the_line_of_the_target(target: float | None, at: float) -> None:
    frame = drawn(steps((2.0, 0.5, 0), (13.0, 0.96, 0)), target=target).set_index("kind")
    assert frame.loc["median_name", "days"] == at
    assert frame.loc["median", "days"] == 2.0
