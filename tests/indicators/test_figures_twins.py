"""The figures on the screen against those of the twins, from the raw rows; medians and targets exactly."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings

from indicators import figures, handovers
from tests import strategies
from tests.asking import asker, filters_of
from tests.naive import figures as twin
from tests.naive import handovers as handovers_twin
from tests.naive.clock import helsinki_day
from tests.naive.world import DAY, Asked, World, in_days
from tests.reference_cases import assert_agrees

Look = tuple[World, list[Asked]]

# decided or divided exactly; only shares that are products of many fractions, and their intervals, may round
EXACT = ("median_response_days", "median_interval_days", "target_days", "returned_share", "share", "age_bands")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency", "ministry")))
def test_the_overview_is_that_of_the_twin(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        found = figures.overview(ask, filters_of(world, asked))
        expected = twin.overview(world, asked)
        assert_agrees(found, expected, 1e-12)
        assert list(exact(found)) == list(exact(expected))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency")))
def test_waiting_handovers_have_the_due_day_and_the_days_of_the_twin(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        today = helsinki_day(asked.as_of)
        found = handovers.waiting(ask, filters_of(world, asked))
        assert [tuple(row) for row in found[list(WAITING)].itertuples(index=False)] == [
            expected_row(one, today) for one in handovers_twin.waiting(world, asked)
        ]
        assert ((found["days_until_due"] < 0) == found["overdue"]).all()


WAITING = ("handover_id", "waited_days", "stopped_days", "due_day", "days_until_due", "overdue")


def expected_row(one: handovers_twin.Seen, today: date) -> tuple[Any, ...]:
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
