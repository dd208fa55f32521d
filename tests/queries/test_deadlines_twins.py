"""The questions about deadlines, and the figures and case rows that rest on them, against their twins."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings

from indicators import deadlines as indicators
from indicators.indicator import Ask
from queries import deadlines
from tests import strategies
from tests.asking import asker, filters_of, rows_of
from tests.naive import deadlines as twin
from tests.naive.clock import midnight
from tests.naive.world import Asked, World, microseconds
from tests.reference_cases import assert_agrees

Look = tuple[World, list[Asked]]

SEE_FIGURES = ("coordination", "agency", "ministry")
SEE_ROWS = ("coordination", "agency")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COUNTED = ("overdue", "due_soon", "due_later", "ended", "met_in_time")
# all but the edges of the interval is counted, or divided once from whole numbers
EXACT = ("overdue", "due_soon", "periods", "by_kind", "by_agency", "due_days")


@settings(max_examples=strategies.examples(30), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(SEE_FIGURES))
def test_every_question_and_figure_is_that_of_its_twin(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        same_counts(ask, world, asked)
        same_days_and_periods(ask, world, asked)
        if asked.role in SEE_ROWS:
            same_rows(ask, world, asked)
    for asked in every_asked[:2]:
        same_figures(ask, world, asked)


def same_counts(ask: Ask, world: World, asked: Asked) -> None:
    filters = filters_of(world, asked)
    for by in (("kind",), ("responsible_agency",)):
        found = {row.pop(by[0]): row for row in rows_of(ask(deadlines.counts(filters, by)))}
        expected = twin.counts(world, asked, by[0])
        assert found == {group: {name: counted[name] for name in COUNTED} for group, counted in expected.items()}


def same_days_and_periods(ask: Ask, world: World, asked: Asked) -> None:
    filters = filters_of(world, asked)
    days = {(row["kind"], row["due_on"]): row["deadlines"] for row in rows_of(ask(deadlines.due_days(filters)))}
    assert days == {
        (kind, microseconds(midnight(day) - EPOCH)): number
        for (kind, day), number in twin.due_days(world, asked).items()
    }
    soon = twin.ending(world, asked)
    bare = [(row, case) for row, case in soon if not twin.has_step(world, asked, row, case)]
    assert {row["kind"]: (row["ending"], row["without_step"]) for row in rows_of(ask(deadlines.periods(filters)))} == {
        kind: tuple(sum(row["kind"] == kind for row, _ in some) for some in (soon, bare))
        for kind in {row["kind"] for row, _ in soon}
    }


def same_figures(ask: Ask, world: World, asked: Asked) -> None:
    filters = filters_of(world, asked)
    found: Mapping[str, Any] = indicators.figures(ask, filters)
    expected = twin.figures(world, asked)
    assert_agrees(found, expected, 1e-12)
    assert [counts(found[name]) for name in EXACT] == [counts(expected[name]) for name in EXACT]
    assert_agrees(rows_of(indicators.referral_curve(ask, filters)), twin.referral_curve(world, asked), 1e-12)


def counts(found: Any) -> Any:
    """What is found without the edges of intervals, which `assert_agrees` compares."""
    if isinstance(found, list):
        return [{name: value for name, value in row.items() if not name.endswith("interval")} for row in found]
    return found


def same_rows(ask: Ask, world: World, asked: Asked) -> None:
    filters = filters_of(world, asked)
    assert rows_of(indicators.ending(ask, filters)) == twin.ending_rows(world, asked)
    assert rows_of(indicators.overdue(ask, filters)) == twin.overdue_rows(world, asked)
