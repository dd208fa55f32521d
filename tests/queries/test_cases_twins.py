"""The questions about places, agencies, moments and ages of open cases, and their figures, against their twins."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from indicators import open_cases
from indicators.indicator import Ask
from queries import cases
from tests import strategies
from tests.asking import asker, filters_of, rows_of
from tests.naive import cases as twin
from tests.naive.world import Asked, World
from tests.reference_cases import assert_agrees

Look = tuple[World, list[Asked]]

SEE_FIGURES = ("coordination", "agency", "ministry")
# divided once, from whole numbers; the mean is a float already when the database hands it out
EXACT = ("median_age_days", "paused_now", "by_county", "by_agency", "weeks")


@settings(max_examples=strategies.examples(30), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(SEE_FIGURES))
def test_every_question_and_figure_is_that_of_its_twin(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        same_answers_by_place_and_agency(ask, world, asked)
        same_ages(ask, world, asked)
    same_figures(ask, world, every_asked[0])


def same_answers_by_place_and_agency(ask: Ask, world: World, asked: Asked) -> None:
    filters = filters_of(world, asked)
    counties = {row["county"]: (row["open"], row["opened"]) for row in rows_of(ask(cases.by_place(filters, "county")))}
    assert counties == twin.by_county(world, asked)
    agencies = {(row["agency"], row["sector"]): row["open"] for row in rows_of(ask(cases.by_agency(filters)))}
    assert agencies == twin.by_agency(world, asked)


def same_figures(ask: Ask, world: World, asked: Asked) -> None:
    found: Mapping[str, Any] = open_cases.figures(ask, filters_of(world, asked))
    expected = twin.figures(world, asked)
    assert_agrees({name: found[name] for name in expected}, expected, 1e-12)
    assert [found[name] for name in EXACT] == [expected[name] for name in EXACT]
    weeks_add_up(asked, found)


def weeks_add_up(asked: Asked, figures: Mapping[str, Any]) -> None:
    """The weeks give what is opened, closed and open."""
    weeks: list[dict[str, Any]] = figures["weeks"]
    if asked.from_day:
        assert sum(week["opened"] for week in weeks) == figures["opened"]
        assert sum(week["closed"] for week in weeks) == figures["closed"]
    if weeks and not asked.to_day:
        assert weeks[-1]["open"] == figures["open"]


def same_ages(ask: Ask, world: World, asked: Asked) -> None:
    [row] = rows_of(ask(cases.age_summary(filters_of(world, asked))))
    still_open, running, age, paused = twin.age_summary(world, asked)
    assert (row["open"], row["paused_now"], row["median_age"]) == (still_open, running, age)
    assert row["mean_paused"] == (None if paused is None else pytest.approx(float(paused), rel=1e-15))
