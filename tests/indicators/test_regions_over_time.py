"""Regions over time: the share within target in windows of four weeks is that of the twin, over two years."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from indicators.over_time import regions
from measures import control_chart
from tests import strategies
from tests.asking import asker, filters_of
from tests.naive.region_weeks import answered_windows
from tests.naive.world import DAY, Asked, Row, World
from tests.rows import a_handover
from tests.small_world import a_case, small_world

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)  # a Monday
COORDINATION = Asked(as_of=NOW, at=NOW)
CODES = ["R1", "R2"]


@settings(max_examples=strategies.examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "ministry"), most=2))
def test_the_shares_are_those_of_the_twin(look: tuple[World, list[Asked]]) -> None:
    world, every_asked = look
    with pytest.MonkeyPatch.context() as patched:
        # so small a database has too few for any chart
        patched.setattr(control_chart, "FEWEST", 0)
        for asked in every_asked:
            nationwide = replace(asked, regions=(), counties=())
            found = regions.answered_by_region(asker(world), filters_of(world, nationwide), CODES)
            assert {
                one["region"]: [(row["starts_on"], row["value"], row["of"]) for row in one["windows"]] for one in found
            } == {
                code: [
                    (monday.isoformat(), in_target / ripe if ripe else None, ripe)
                    for monday, in_target, ripe in answered_windows(world, asked, code)
                ]
                for code in CODES
            }


def sent(weeks_ago: int, times: int, days: float) -> list[Row]:
    """Handovers that were answered after so many days."""
    at = NOW - timedelta(weeks=weeks_ago)
    answer = {"responded_at": at + days * DAY, "response": "accepted"}
    return [a_handover("c", at, "A1", "A2", **answer) for _time in range(times)]


def a_world(handovers: list[Row]) -> World:
    numbered = [{**row, "handover_id": f"{number}"} for number, row in enumerate(handovers)]
    return small_world(cases=[a_case("c", NOW - timedelta(weeks=120))], handovers=numbered)


def test_a_year_shows_two_years_in_four_week_windows_and_flags_a_fall() -> None:
    world = a_world([row for ago in range(2, 105) for row in sent(ago, 5, 3 if ago > 6 or ago % 2 else 30)])
    [found] = regions.answered_by_region(
        asker(world), filters_of(world, replace(COORDINATION, from_day=date(2025, 9, 14))), ["R1"]
    )
    assert (found["weeks"], found["trial"], len(found["windows"])) == (4, False, 25)
    assert found["windows"][0]["starts_on"] < "2024-11-01"
    last = found["windows"][-1]
    assert (last["flag"], last["side"], last["better"]) == ("outside", "below", False)


def test_a_window_is_not_compared_before_all_of_it_is_decided() -> None:
    every = [row for ago in range(1, 105) for row in sent(ago, 5, 3)]
    undecided = [a_handover("c", NOW - 6 * DAY, "A1", "A2"), a_handover("c", NOW - 7 * DAY, "A1", "A2")]
    windows = [
        regions.answered_by_region(asker(world), filters_of(world, COORDINATION), ["R1"])[0]["windows"][-1]
        for world in (a_world(every), a_world([*every, *undecided]))
    ]
    assert [window["starts_on"] for window in windows] == ["2026-08-17", "2026-08-10"]


def test_a_region_with_fewer_than_five_in_four_weeks_has_no_chart() -> None:
    world = a_world([row for ago in range(2, 105) for row in sent(ago, 1, 3)])
    [found] = regions.answered_by_region(asker(world), filters_of(world, COORDINATION), ["R1"])
    assert found == {"region": "R1", "weeks": None, "trial": None, "windows": []}
