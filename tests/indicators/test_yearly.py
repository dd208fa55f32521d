"""The yearly report against its twin, at the turns of years; and what a year is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators import yearly
from queries.access import Grant
from queries.filters import Filters
from tests import strategies
from tests.asking import RULES, asker, filters_of
from tests.naive import yearly as twin
from tests.naive.clock import midnight
from tests.naive.survival import wilson
from tests.naive.world import Asked, World
from tests.reference_cases import assert_agrees
from tests.rows import a_deadline
from tests.small_world import a_case, small_world

NEW_YEAR = (tuple(date(2025, 12, day) for day in (30, 31)), (date(2026, 1, 1), date(2026, 1, 2)))
EVERY_DAY = tuple(day for days in NEW_YEAR for day in days)
NOON = datetime(2026, 9, 14, 9, tzinfo=UTC)


@st.composite
def turns(draw: st.DrawFn) -> tuple[World, Asked]:
    """A world around a New Year, and a scope of it."""
    world = draw(strategies.worlds((EVERY_DAY,)))
    return world, draw(strategies.asked_of(world, ("coordination",)))


@settings(max_examples=strategies.examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(turns())
def test_every_year_has_the_figures_of_the_twin(look: tuple[World, Asked]) -> None:
    world, asked = look
    found = yearly.report(asker(world), filters_of(world, asked), RULES)
    assert_agrees(found, twin.report(world, asked, RULES), 1e-12)


@settings(max_examples=strategies.examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(turns())
def test_each_year_ends_with_what_it_began_with_and_opened_less_what_it_closed(look: tuple[World, Asked]) -> None:
    world, asked = look
    asked = replace(asked, agencies=(), ministries=())  # a case comes to an agency when that joins, not when it opens
    standing = 0
    for year in yearly.report(asker(world), filters_of(world, asked), RULES)["years"]:
        cases = year["cases"]
        assert cases["open"] == standing + cases["opened"] - cases["closed"]
        assert cases["opened"] == sum(year["opened_by_form"].values()) == sum(year["opened_by_age_group"].values())
        standing = cases["open"]


def test_the_share_met_in_time_stands_with_its_interval() -> None:
    world = small_world(cases=[a_case("c", midnight(date(2024, 5, 1)))])
    due = [a_deadline("c", kind, date(2024, 6, 1)) for kind in ("follow_up", "permit_application")]
    due[0]["met_on"] = date(2024, 6, 1)
    found = report(replace(world, tables={**world.tables, "deadlines": due}))["years"][0]["deadlines"]
    assert (found["ended"], found["met_in_time"], found["met_share"]) == (2, 1, 0.5)
    assert found["met_share_interval"] == pytest.approx(wilson(1, 2), abs=1e-12)


def test_a_year_that_is_over_does_not_change_with_what_comes_after_it() -> None:
    world = small_world(
        cases=[a_case("c", midnight(date(2024, 5, 1)), closed_at=midnight(date(2025, 2, 1)), closed_reason="moved")]
    )
    first = report(world)["years"][0]
    counted = {"in_scope": 1, "opened": 1, "closed": 0, "open": 1, "net_change": 1}
    assert first["cases"] == {**counted, "without_next_step": 1, "without_responsible_agency": 1}
    assert first == report(world, as_of=midnight(date(2025, 1, 1)))["years"][0]


def test_the_year_that_runs_is_incomplete_until_its_last_moment_is_over() -> None:
    world = small_world(cases=[a_case("c", midnight(date(2025, 5, 1)))])
    ends = midnight(date(2026, 1, 1))
    assert [year["complete"] for year in report(world, as_of=ends - timedelta(microseconds=1))["years"]] == [False]
    assert [year["complete"] for year in report(world, as_of=ends)["years"]] == [True, False]


def test_the_period_that_is_chosen_does_not_matter() -> None:
    world = small_world(cases=[a_case("c", midnight(date(2024, 5, 1)))])
    assert report(world, from_day=date(2026, 1, 1)) == report(world)


def test_without_a_case_there_is_no_year() -> None:
    assert report(small_world(cases=[])) == {"record_begins": None, "years": []}


@pytest.mark.parametrize("role", ["rapporteur", "ministry"])
def test_a_rapporteur_has_the_same_report_as_others(role: Any) -> None:
    world = small_world(cases=[a_case("c", midnight(date(2024, 5, 1)))])
    grant = Grant(role, NOON, ministry="M1" if role == "ministry" else None)
    assert report(world, grant=grant) == report(world)


def report(world: World, **chosen: Any) -> Mapping[str, Any]:
    filters = replace(Filters(Grant("coordination", NOON), NOON), **chosen)
    return yearly.report(asker(world), filters, RULES)
