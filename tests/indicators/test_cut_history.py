"""Nothing that happened after as-of counts: the whole history gives the figures that the history until then gives."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings

from indicators import figures, handovers, open_cases
from indicators.indicator import Ask
from queries.filters import Filters
from tests import strategies
from tests.asking import asker, filters_of, rows_of
from tests.naive.history import cut_off
from tests.naive.world import Asked, World


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency"), most=1))
def test_the_figures_of_a_moment_are_those_of_the_history_cut_off_at_it(look: tuple[World, list[Asked]]) -> None:
    world, [asked] = look
    # case rows go by what holds when they are asked for, so that they are asked for at as-of too
    filters = filters_of(world, replace(asked, at=asked.as_of))
    cut = replace(world, tables=cut_off(world.tables, asked.as_of))
    assert everything(asker(cut), filters) == everything(asker(world), filters)


def everything(ask: Ask, filters: Filters) -> dict[str, Any]:
    return {
        **figures.everything(ask, filters),
        "by_region": open_cases.by_region(ask, filters).sort_values("region").to_dict("records"),
        "ages": rows_of(open_cases.ages(ask, filters)),
        "waiting": rows_of(handovers.waiting(ask, filters)),
    }
