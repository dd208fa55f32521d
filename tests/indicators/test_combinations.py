"""Combinations of sectors against their twin, and in a fixed order."""

import pytest
from hypothesis import HealthCheck, given, settings

from config.codes import SECTORS
from indicators import combinations as indicators
from tests import strategies
from tests.asking import asker, filters_of
from tests.naive import combinations as twin
from tests.naive.survival import wilson
from tests.naive.world import Asked, World

Look = tuple[World, list[Asked]]


@settings(max_examples=strategies.examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency", "ministry"), most=3))
def test_every_combination_and_its_cases_are_those_of_the_twin(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        found = indicators.combinations(ask, filters_of(world, asked))
        expected = twin.combinations(world, asked)
        assert {frozenset(row["sectors"]): row["cases"] for row in found} == dict(expected)
        assert [row["share"] for row in found] == [row["cases"] / expected.total() for row in found]
        for row in found:
            assert row["interval"] == pytest.approx(wilson(row["cases"], expected.total()), abs=1e-12)
        assert all(row["together"] == ({"police", "social", "health"} <= {*row["sectors"]}) for row in found)
        assert [row["cases"] for row in found] == sorted(expected.values(), reverse=True)
        assert all(row["sectors"] == sorted(row["sectors"], key=SECTORS.index) for row in found)
