"""Did it change? Against a twin from the raw rows, and in worked examples of what is said and when it is looked at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from scipy.stats import chi2

from config.change import ChangeSettings
from indicators.delays import change
from indicators.delays.change import compared, did_it_change
from measures.clusters import Sums
from measures.local_time import DAY_US
from tests import strategies
from tests.asking import asker, filters_of
from tests.naive import clusters, survival
from tests.naive.clock import midnight
from tests.naive.handover import Seen
from tests.naive.handovers import complete_weeks, sent_in_period
from tests.naive.world import DAY, MICROSECOND, Asked, World, in_days
from tests.rows import a_handover
from tests.small_world import a_case, small_world

SETTINGS = ChangeSettings(days=0.5, share=0.05, horizon_days=28)
NOW = datetime(2026, 9, 16, 6, 12, tzinfo=UTC)  # a Wednesday
YEAR = Asked(as_of=NOW, at=NOW, from_day=date(2025, 9, 15))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "ministry"), most=3))
def test_it_is_that_of_the_twin(look: tuple[World, list[Asked]]) -> None:
    world, every_asked = look
    for asked in every_asked:
        found, weeks = did_it_change(asker(world), filters_of(world, asked), SETTINGS), complete_weeks(asked)
        if asked.from_day is None or not weeks:
            assert found is None
            continue
        assert found is not None
        first, stop = weeks[0], weeks[-1] + 7 * DAY
        now, then = (sent(world, asked, *days) for days in ((first, stop), (first - (stop - first), first)))
        assert (found["weeks"], found["now"]["handovers"]) == (len(weeks), len(now))
        assert found["before"]["handovers"] == len(then)
        assert found["design_effect"] == pytest.approx(clusters.design_effect_of_difference(now, then))
        same_test(found, now, then)
        for period, one in ((now, found["now"]), (then, found["before"])):
            steps = survival.curve(waits(period), clusters.design_effect(period))
            interval = [None if edge is None else float(edge) for edge in survival.median_interval(steps)]
            assert one["median_interval_days"] == pytest.approx(interval)


def sent(world: World, asked: Asked, first: date, stop: date) -> list[Seen]:
    """What was sent from the first day to before the last, as it was known when the last whole week had ended."""
    ended = last_monday(asked.as_of) - MICROSECOND
    looked_at = replace(asked, as_of=ended, from_day=first, to_day=stop - DAY)
    return [one for one in sent_in_period(world, looked_at) if one.observed]


def last_monday(moment: datetime) -> datetime:
    """The Helsinki midnight with which the week of the moment began."""
    day = moment.date() + DAY
    while day.weekday() or midnight(day) > moment:
        day -= DAY
    return midnight(day)


def waits(period: list[Seen]) -> list[tuple[Fraction, bool]]:
    return [(Fraction(in_days(one.delay)), one.answered) for one in period]


def same_test(found: Any, now: list[Seen], then: list[Seen]) -> None:
    exact, _seen, _expected = survival.log_rank([waits(now), waits(then)])
    assert (found["p_value"] is None) == (exact is None)
    if exact is not None:
        assert found["p_value"] == pytest.approx(chi2.sf(float(exact) / found["design_effect"], 1), abs=1e-9)


def test_it_is_looked_at_once_a_week() -> None:
    """On Wednesday and on Sunday alike, as of the Monday before; what came since does not count before the next."""
    cases = [a_case(str(n), NOW - 800 * DAY) for n in range(40)]
    rows = [
        a_handover(str(n), NOW - (20 + 10 * n) * DAY, "A1", "A2", responded_at=NOW - (20 + 9 * n) * DAY)
        for n in range(40)
    ]
    friday = {"responded_at": NOW + 2 * DAY, "response": "accepted"}
    late = a_handover("0", NOW - 30 * DAY, "A1", "A2", handover_id="late", **friday)
    world = small_world(cases=cases, handovers=[{**row, "response": "accepted"} for row in rows] + [late])
    ask = asker(world)
    wednesday, sunday, monday = (
        did_it_change(ask, filters_of(world, Asked(as_of=at, at=at, from_day=YEAR.from_day)), SETTINGS)
        for at in (NOW, NOW + 4 * DAY, NOW + 5 * DAY)
    )
    assert wednesday == sunday != monday
    assert wednesday is not None
    assert wednesday["weeks"] == 52


def test_half_of_a_year_later_is_more_than_chance_and_the_same_is_not() -> None:
    assert verdict([5, 6, 7, 8] * 30, [3, 4, 5, 6] * 30) == "later"
    assert verdict([3, 4, 5, 6] * 30, [5, 6, 7, 8] * 30) == "sooner"
    assert verdict([3, 4, 5, 6] * 30, [3, 4, 5, 6] * 30) == "chance"
    assert verdict([], [3, 4]) is None


def test_handovers_of_few_cases_are_no_evidence() -> None:
    """The same delays, of 120 cases and of four: what one case does alone, it does thirty times over."""
    now, before = [2, 2, 9, 9] * 30, [2, 2, 2, 9] * 30
    assert said(now, before)["verdict"] == "later"
    found = said(now, before, a_case=30)
    assert (found["verdict"], found["design_effect"] > 20) == ("chance", True)


def test_a_certain_difference_that_is_small_is_not_said() -> None:
    now, before = [2.3] * 4000, [2.0] * 4000
    assert said(now, before)["verdict"] == "chance"
    assert said(now, before, limits=ChangeSettings(days=0.2))["verdict"] == "later"


def test_the_effect_is_told_with_its_intervals() -> None:
    found = said([9] * 50 + [2] * 50, [2] * 100)
    assert found["share_difference"] == pytest.approx(-0.5)
    low, high = (edge or 0 for edge in found["share_difference_interval"])
    assert -0.61 < low < -0.5 < high < -0.38
    assert found["mean_difference_days"] == pytest.approx(3.5)
    low, high = (edge or 0 for edge in found["mean_difference_interval_days"])
    assert (3.5 - low, high - 3.5) == pytest.approx((1.959964 * 0.35, 1.959964 * 0.35), rel=1e-2)


def test_without_a_beginning_or_a_complete_week_there_is_nothing_to_compare() -> None:
    world = small_world(cases=[])
    for since in (None, date(2026, 9, 14)):
        asked = Asked(as_of=NOW, at=NOW, from_day=since)
        assert did_it_change(asker(world), filters_of(world, asked), SETTINGS) is None


def verdict(now: Sequence[float], before: Sequence[float]) -> str | None:
    return said(now, before)["verdict"]


def said(
    now: Sequence[float], before: Sequence[float], a_case: int = 1, limits: ChangeSettings = SETTINGS
) -> change.Change:
    """Of days of answers with a target of 7 days, each case with so many of like length."""
    both = [sorted(now), sorted(before)]
    return compared(
        [delays(days) for days in both], change.Cases(sums(both[0], a_case), sums(both[1], a_case)), limits, 12
    )


def delays(days: Sequence[float]) -> pd.DataFrame:
    us = (np.array(days, dtype=float) * DAY_US).astype(np.int64)
    nothing = np.zeros_like(us)
    return pd.DataFrame({"delay": us, "target": nothing + 7 * DAY_US, "events": nothing + 1, "censored": nothing})


def sums(days: Sequence[float], a_case: int) -> Sums:
    of = [days[start : start + a_case] for start in range(0, len(days), a_case)]
    pairs = np.array([(len(some), sum(day <= 7 for day in some)) for some in of], dtype=np.int64).reshape(-1, 2)
    size, counted = pairs.T
    products = (size, counted, size**2, counted**2, size * counted)
    return Sums(np.array([len(of)]), *(np.array([one.sum()]) for one in products))
