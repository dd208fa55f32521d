"""The questions about involvement, and the figures that rest on them, against their twins."""

from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings

from indicators import involvement as indicators
from indicators.indicator import Ask
from queries import involvement
from tests import strategies
from tests.asking import RULES, asker, filters_of, rows_of
from tests.naive import involvement as twin
from tests.naive import partners as partners_twin
from tests.naive.world import Asked, World
from tests.reference_cases import assert_agrees

Look = tuple[World, list[Asked]]
Groups = dict[tuple[str, ...], dict[str, Any]]

SEE_FIGURES = ("coordination", "agency", "ministry")
# counted, or divided once from whole numbers; only the shares reached are products of many fractions
ROUNDED = ("reached_14_days",)


@settings(max_examples=strategies.examples(20), suppress_health_check=list(HealthCheck))
@given(strategies.looks(SEE_FIGURES, 4))
def test_every_question_and_figure_is_that_of_its_twin(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        same_numbers_per_case(ask, world, asked)
        same_pairs(ask, world, asked)
    same_figures(ask, world, every_asked[0])


def same_numbers_per_case(ask: Ask, world: World, asked: Asked) -> None:
    filters = filters_of(world, asked)
    for by in ((), involvement.REGION, involvement.COUNTY):
        assert by_group(ask(involvement.per_case(filters, by)), by) == twin.per_case(world, asked, by)
        early = by_group(ask(involvement.per_case(filters, by, 90)), by)
        assert early == twin.per_case(world, asked, by, early=True)
    at_least = {row["agencies"]: row["cases"] for row in rows_of(ask(involvement.at_least(filters)))}
    numbered = twin.distribution(world, asked)
    assert at_least == {n: more for n in range(1, 6) if (more := sum(numbered[k] for k in range(n, 6)))}


def same_pairs(ask: Ask, world: World, asked: Asked) -> None:
    filters = filters_of(world, asked)
    alone = {row["agency"]: row for row in rows_of(ask(involvement.agencies(filters)))}
    assert {agency: row["cases"] for agency, row in alone.items()} == twin.alone(world, asked)
    assert all(row["sector"] == world.agency(agency)["sector"] for agency, row in alone.items())
    for question, expected in (
        (involvement.joint_sectors(filters), twin.joint_sectors(world, asked)),
        (involvement.joint(filters), twin.joint(world, asked)),
    ):
        assert {(row["a"], row["b"]): row["cases"] for row in rows_of(ask(question))} == expected


def same_figures(ask: Ask, world: World, asked: Asked) -> None:
    reached = [partners_twin.reached(world, asked, rule) for rule in RULES]
    found: Mapping[str, Any] = indicators.figures(ask, filters_of(world, asked), RULES)
    expected = twin.figures(world, asked, reached)
    assert_agrees(found, expected, 1e-12)
    exact = [name for name in expected if name not in ROUNDED]
    assert [found[name] for name in exact] == [expected[name] for name in exact]
    same_parts(ask, world, asked, found)


def same_parts(ask: Ask, world: World, asked: Asked, found: Mapping[str, Any]) -> None:
    """What the page asks for alone is what the figures hold, and the places are those of the twin."""
    filters = filters_of(world, asked)
    assert indicators.joint(ask, filters) == found["joint"]
    assert indicators.sector_pairs(ask, filters) == found["sector_pairs"]
    for place, of_place in (("region", indicators.by_region), ("county", indicators.by_county)):
        expected = {code: twin.shares(row) for (code,), row in twin.per_case(world, asked, (place,)).items()}
        assert of_place(ask, filters) == expected


def by_group(frame: Any, by: tuple[str, ...]) -> Groups:
    """The other columns of each row by its group."""
    return {tuple(row.pop(name) for name in by): row for row in rows_of(frame)}
