"""Regions beside the country, against a twin that counts case by case, and in worked examples at the edges."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from indicators import region_comparison
from tests import strategies
from tests.asking import asker, filters_of
from tests.naive import cases, clusters, control_chart, funnel, handovers, involvement
from tests.naive.handover_figures import summaries
from tests.naive.handovers import complete_weeks
from tests.naive.region_weeks import answered_windows
from tests.naive.survival import wilson
from tests.naive.world import DAY, MICROSECOND, Asked, Row, World
from tests.reference_cases import assert_agrees
from tests.rows import a_handover
from tests.small_world import a_case, small_world

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)  # a Monday
COORDINATION = Asked(as_of=NOW, at=NOW)
LIMITS = ("lower95", "upper95", "lower998", "upper998")
DELAYS = ("median_response_days", "median_interval_days")


@settings(max_examples=strategies.examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency", "ministry"), most=3))
def test_regions_beside_the_country_are_those_of_the_twin(look: tuple[World, list[Asked]]) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        same(region_comparison.figures(ask, filters_of(world, asked)), world, asked)


def same(found: Mapping[str, Any], world: World, asked: Asked) -> None:
    funnels = {key: {**found[key]} for key in ("opened", "in_target", "three_plus_90")}
    for one in funnels.values():
        del one["limits"]
    assert_agrees({**found, **funnels}, twin(world, asked), 1e-9)


def twin(world: World, asked: Asked) -> Mapping[str, Any]:
    asked = replace(asked, regions=(), counties=())
    people = {row["code"]: row["population"] for row in world.tables["regions"] if row["code"] != "unknown"}
    codes = sorted(people)
    known = replace(asked, regions=tuple(codes))
    counted = cases.by_region(world, asked)
    opened = [counted.get(code, (0, 0))[1] for code in codes]
    joined = involvement.per_case(world, asked, ("region",), True)
    nothing = {"three_plus": 0, "cases": 0}
    sent = handovers.ripened(world, asked, ("region",))
    answered = {
        code: Counter[str](sum((Counter(row) for (region, _monday), row in sent.items() if region == code), Counter()))
        for code in codes
    }
    ripe = [(answered[code]["in_target"], answered[code]["ripe"]) for code in codes]
    early = [joined.get((code,), nothing) for code in codes]
    return {
        "opened": ratios(codes, opened, [people[code] for code in codes]),
        "in_target": shares(codes, ripe, clusters.design_effect(handovers.sent_in_period(world, known))),
        "in_target_left_out": sum(one["left_out"] for one in answered.values()),
        "three_plus_90": shares(codes, [(one["three_plus"], one["cases"]) for one in early]),
        "opened_by_region": [chart(world, asked, code) for code in codes],
        "answered_by_region": [answered_chart(world, asked, code) for code in codes],
        "side_by_side": [
            side(world, known, None),
            *(side(world, replace(known, regions=(code,)), code) for code in codes),
        ],
        "of_unknown_region": dict(zip(("open", "opened"), counted.get("unknown", (0, 0)), strict=True)),
    }


def ratios(codes: Sequence[str], opened: Sequence[int], people: Sequence[int | None]) -> Mapping[str, Any]:
    everybody = sum(number or 0 for number in people)
    counted = sum(n for n, number in zip(opened, people, strict=True) if number)
    expected = [counted * (number or 0) / everybody if everybody else 0 for number in people]
    pairs = list(zip(opened, expected, strict=True))
    return plain(codes, pairs, funnel.ratios(pairs), [[None, None]] * (len(codes) + 1))


def shares(codes: Sequence[str], pairs: Sequence[tuple[int, int]], effect: float = 1) -> Mapping[str, Any]:
    everywhere = sum(count for count, _of in pairs), sum(of for _count, of in pairs)
    return plain(codes, pairs, funnel.shares(pairs, effect), [wilson(*pair, effect) for pair in (*pairs, everywhere)])


def plain(
    codes: Sequence[str], pairs: Sequence[tuple[int, float]], found: funnel.Funnel, sure: Sequence[Any]
) -> Mapping[str, Any]:
    rows = [
        {
            "region": code,
            "count": count,
            "of": of,
            "value": unit.value,
            "interval": interval,
            **(unit.wide or dict.fromkeys(LIMITS)),
            "stands": unit.stands,
            "few": of < 10,
        }
        for code, (count, of), unit, interval in zip(codes, pairs, found.units, sure[:-1], strict=True)
    ]
    return {"target": found.target, "target_interval": sure[-1], "phi": found.phi, "tau2": found.tau2, "regions": rows}


def chart(world: World, asked: Asked, code: str) -> Mapping[str, Any]:
    """The chart of one region's cases, its windows one after the other: weeks of the period, or four weeks of two years
    of the record, whose first week is not whole.
    """
    long = replace(asked, from_day=None)
    flow, every = cases.flow(world, asked, ("region",)), cases.flow(world, long, ("region",))
    begun = [monday for (_region, monday, name) in every if name == "opened_at" and monday]
    recorded = [monday for monday in complete_weeks(long) if any(first < monday for first in begun)]
    for weeks, mondays, of in ((1, complete_weeks(asked), flow), (4, recorded, every)):
        counts = [of[(code, monday, "opened_at")] for monday in mondays]
        starts = range(len(counts) % weeks, len(counts), weeks)
        values = [Fraction(sum(counts[start : start + weeks])) for start in starts]
        if values and sum(values) / len(values) >= 5:
            return {"region": code, "weeks": weeks, **drawn([mondays[start] for start in starts], values)}
    return {"region": code, "weeks": None, "trial": None, "windows": []}


def answered_chart(world: World, asked: Asked, code: str) -> Mapping[str, Any]:
    """That of one region's share within target: so small a world has too few for one."""
    of = [ripe for _monday, _in_target, ripe in answered_windows(world, asked, code)]
    assert not of or sum(of) / len(of) < 5
    return {"region": code, "weeks": None, "trial": None, "windows": []}


def drawn(mondays: Sequence[date], values: Sequence[Fraction]) -> Mapping[str, Any]:
    known = control_chart.limits(values, None, screen=True)
    assert known.mean is not None
    edges = [known.at(sign * control_chart.TO_LIMIT) for sign in (-1, 1)]
    lower, upper = (None if edge is None else float(max(edge, Fraction(0))) for edge in edges)
    windows = []
    for at, (monday, value) in enumerate(zip(mondays, values, strict=True)):
        flag, side_, length = control_chart.flag(values, at, known) or (None, None, 0)
        point = {"value": float(value), "mean": float(known.mean), "lower": lower, "upper": upper}
        windows.append({"starts_on": monday.isoformat(), **point, "flag": flag, "side": side_, "length": length})
    return {"trial": len(values) < 13, "windows": windows}


def side(world: World, asked: Asked, code: str | None) -> Mapping[str, Any]:
    # without any region, no code would mean every case
    nowhere = not asked.regions
    found = summaries(world, asked, ())[()]
    still_open = 0 if nowhere else cases.counts(world, asked)["open"]
    sent = {"total": 0, "median_response_days": None, "median_interval_days": [None, None]} if nowhere else found
    return {"region": code, "open": still_open, "handovers": sent["total"], **{name: sent[name] for name in DELAYS}}


def with_regions(world: World, **population: int | None) -> World:
    plain_row = world.tables["regions"][0]
    regions = [{**plain_row, "code": code, "population": people} for code, people in population.items()]
    return World({**world.tables, "regions": regions}, world.clock, world.default_target, world.targets)


def figures(world: World, asked: Asked = COORDINATION) -> Mapping[str, Any]:
    return region_comparison.figures(asker(world), filters_of(world, asked))


def opened(region: str, times: int, at: datetime = NOW) -> list[Row]:
    return [a_case(f"{region}-{at:%Y-%j}-{number}", at, region_code=region) for number in range(times)]


def test_cases_are_expected_by_population() -> None:
    world = with_regions(small_world(cases=[*opened("R1", 6), *opened("R2", 2)]), R1=100, R2=300)
    rows = figures(world)["opened"]["regions"]
    assert [(row["count"], row["of"], row["value"]) for row in rows] == [(6, 2, 3), (2, 6, pytest.approx(1 / 3))]


def test_a_region_of_unknown_population_has_no_data_and_takes_none_from_the_others() -> None:
    world = with_regions(small_world(cases=[*opened("R1", 6), *opened("R2", 2)]), R1=100, R2=None)
    one, other = figures(world)["opened"]["regions"]
    assert (one["of"], one["stands"]) == (6, "inside")
    assert (other["count"], other["value"], other["stands"]) == (2, None, None)


def test_a_region_far_from_all_others_stands_outside_and_a_filter_by_place_changes_nothing() -> None:
    codes = [f"R{number}" for number in range(12)]
    cases = [*opened("R0", 40), *(case for code in codes[1:] for case in opened(code, 5))]
    world = with_regions(small_world(cases=cases), **dict.fromkeys(codes, 10))
    found = figures(world)
    far, *others = found["opened"]["regions"]
    assert (far["stands"], {row["stands"] for row in others}) == ("above 99.8", {"inside"})
    assert figures(world, replace(COORDINATION, regions=("R2",), counties=("C1",))) == found
    same(found, world, COORDINATION)


def test_the_limits_are_drawn_from_the_smallest_region_to_the_largest() -> None:
    world = with_regions(small_world(cases=[*opened("R1", 30), *opened("R2", 3)]), R1=100, R2=10)
    found = figures(world)["opened"]
    sizes = [row["of"] for row in found["limits"]]
    assert (sizes[0], sizes[-1], sizes == sorted(set(sizes))) == (3, 30, True)
    ends = {name: [row[name] for row in (found["limits"][0], found["limits"][-1])] for name in LIMITS}
    assert ends == {name: pytest.approx([row[name] for row in reversed(found["regions"])]) for name in LIMITS}


def test_cases_of_unknown_region_are_in_neither_side() -> None:
    world = with_regions(small_world(cases=[*opened("R1", 2), *opened("unknown", 5)]), R1=10, unknown=None)
    found = figures(world)
    assert [row["region"] for row in found["opened"]["regions"]] == ["R1"]
    assert [(row["region"], row["open"]) for row in found["side_by_side"]] == [(None, 2), ("R1", 2)]


def test_a_handover_is_compared_once_its_target_has_passed() -> None:
    cases = [a_case("old", NOW - 30 * DAY), a_case("young", NOW - 30 * DAY)]
    sent = [a_handover("old", NOW - 7 * DAY - MICROSECOND, "A1", "A2"), a_handover("young", NOW - 7 * DAY, "A1", "A2")]
    [row] = figures(small_world(cases=cases, handovers=sent))["in_target"]["regions"]
    assert (row["count"], row["of"], row["few"]) == (0, 1, True)


def test_weeks_with_five_cases_are_windows_of_one_week_and_the_week_of_as_of_is_not_there() -> None:
    cases = [case for week in range(20) for case in opened("R1", 5 + week % 2, NOW - timedelta(weeks=week))]
    asked = replace(COORDINATION, from_day=date(2026, 5, 4))
    world = small_world(cases=cases)
    found = figures(world, asked)
    [chart_] = found["opened_by_region"]
    assert (chart_["weeks"], chart_["trial"], len(chart_["windows"])) == (1, False, 19)
    assert (chart_["windows"][0]["starts_on"], chart_["windows"][-1]["starts_on"]) == ("2026-05-04", "2026-09-07")
    same(found, world, asked)


def test_a_region_whose_cases_rise_is_flagged_in_windows_of_four_weeks_since_the_record_began() -> None:
    numbers = [5, 7, 4, 6, 5, 7, 5, 4, 6, 5, 8, 9, 10, 11, 12, 13, 30]
    at = [NOW - timedelta(weeks=4 * back + 1) for back in reversed(range(len(numbers)))]
    world = small_world(cases=[case for n, day in zip(numbers, at, strict=True) for case in opened("R1", n, day)])
    found = figures(world)
    [chart_] = found["opened_by_region"]
    assert (chart_["weeks"], len(chart_["windows"]), chart_["windows"][-1]["flag"]) == (4, 16, "outside")
    same(found, world, COORDINATION)


def test_a_period_that_ends_on_a_sunday_has_its_last_week() -> None:
    cases = [case for week in range(1, 9) for case in opened("R1", 5, NOW - timedelta(weeks=week))]
    asked = replace(COORDINATION, from_day=date(2026, 7, 20), to_day=date(2026, 9, 6))
    [chart_] = figures(small_world(cases=cases), asked)["opened_by_region"]
    assert [chart_["windows"][at]["starts_on"] for at in (0, -1)] == ["2026-07-20", "2026-08-31"]
    assert chart_["trial"]


def test_too_few_cases_make_no_chart() -> None:
    [chart_] = figures(small_world(cases=opened("R1", 4, NOW - 10 * DAY)))["opened_by_region"]
    assert chart_ == {"region": "R1", "weeks": None, "trial": None, "windows": []}
