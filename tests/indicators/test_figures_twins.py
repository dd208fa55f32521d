"""The figures on the screen against those of the twins, from the raw rows; medians and targets exactly.

And nothing that happened after as-of counts: the whole history gives the figures that the history until then gives.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings

from indicators import figures, handovers, open_cases
from indicators.indicator import Ask
from queries.filters import Filters
from tests import strategies
from tests.asking import SHIPPED, asker, filters_of, rows_of
from tests.naive import figures as twin
from tests.naive import handovers as handovers_twin
from tests.naive.clock import helsinki_day
from tests.naive.handover import Seen
from tests.naive.history import cut_off
from tests.naive.world import DAY, Asked, World, in_days
from tests.reference_cases import assert_agrees

Look = tuple[World, list[Asked]]

WAITING = ("handover_id", "waited_days", "stopped_days", "due_day", "days_until_due", "overdue")
# decided or divided exactly; only shares that are products of many fractions, and their intervals, may round
EXACT = ("median_response_days", "median_interval_days", "target_days", "returned_share", "share", "age_bands")


@settings(max_examples=strategies.examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency"), most=4))
def test_figures_and_waiting_rows_are_those_of_the_twin_and_of_the_history_cut_off(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for number, asked in enumerate(every_asked):
        told = figures.everything(ask, filters_of(world, asked), SHIPPED)
        same_overview(told, world, asked)
        same_waiting_rows(ask, world, asked)
        if number == 0:
            same_once_cut_off(told, ask, world, asked)


def same_overview(told: Mapping[str, Any], world: World, asked: Asked) -> None:
    expected = twin.overview(world, asked)
    found = alike(told, expected)
    assert_agrees(found, expected, 1e-12)
    assert list(exact(found)) == list(exact(expected))


def alike(found: Any, expected: Any) -> Any:
    """What was found, without figures that this twin does not tell; they have twins of their own."""
    if isinstance(expected, dict):
        return {name: alike(found[name], expected[name]) for name in expected}
    if isinstance(expected, list) and len(found) == len(expected):
        return [alike(one, other) for one, other in zip(found, expected, strict=True)]
    return found


def same_waiting_rows(ask: Ask, world: World, asked: Asked) -> None:
    found = handovers.waiting(ask, filters_of(world, asked))
    today = helsinki_day(asked.as_of)
    assert [tuple(row) for row in found[list(WAITING)].itertuples(index=False)] == [
        expected_row(one, today) for one in handovers_twin.waiting(world, asked)
    ]


def same_once_cut_off(told: Mapping[str, Any], ask: Ask, world: World, asked: Asked) -> None:
    cut = asker(replace(world, tables=cut_off(world.tables, asked.as_of)))
    assert figures.everything(cut, filters_of(world, asked), SHIPPED) == told
    # case rows go by what holds when they are asked for, so that they are asked for at as-of too
    at_as_of = filters_of(world, replace(asked, at=asked.as_of))
    assert rows_and_places(cut, at_as_of) == rows_and_places(ask, at_as_of)


def rows_and_places(ask: Ask, filters: Filters) -> Mapping[str, Any]:
    return {
        "by_region": sorted(open_cases.by_region(ask, filters), key=lambda row: row["region"]),
        "ages": rows_of(open_cases.ages(ask, filters)),
        "waiting": rows_of(handovers.waiting(ask, filters)),
    }


def expected_row(one: Seen, today: date) -> tuple[Any, ...]:
    days_until_due = (one.due_day - today) // DAY
    waited, stopped = in_days(one.delay), in_days(one.stopped)
    return one.row["handover_id"], waited, stopped, one.due_day, days_until_due, days_until_due < 0


def exact(figures: Any) -> Iterator[tuple[str, Any]]:
    """The figures that may not round, in any nesting, in order."""
    if isinstance(figures, list):
        for one in figures:
            yield from exact(one)
    elif isinstance(figures, dict):
        for name in sorted(figures):
            if name in EXACT:
                yield name, figures[name]
            else:
                yield from exact(figures[name])
