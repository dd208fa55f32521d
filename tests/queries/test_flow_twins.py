"""The questions about what came and went by week, and what is ripe to compare, against their twins."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from indicators.delays.curves import delays_in
from indicators.delays.ripe import at_target
from indicators.indicator import Ask
from measures.local_time import monday_of, week_of
from queries import cases, handovers
from queries.columns import NO_WEEK
from queries.filters import Filters
from tests import strategies
from tests.asking import asker, filters_of, rows_of
from tests.naive import cases as cases_twin
from tests.naive import handovers as twin
from tests.naive.world import Asked, World

Look = tuple[World, list[Asked]]

FIGURES = ("coordination", "agency", "ministry")
RIPENED = ("handovers", "ripe", "in_target", "undecided", "left_out")
WEEK = timedelta(weeks=1)
EARLY = date(2022, 1, 3)  # before anything that is drawn
LATER = date(2025, 4, 7)


@settings(max_examples=strategies.examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(FIGURES))
def test_what_came_and_went_by_week_is_that_of_the_twin(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        same_flow(ask, world, asked)
        same_queue(ask, world, asked)
        for by in ((), ("region",)):
            same_weeks(ask, world, asked, by)


def same_flow(ask: Ask, world: World, asked: Asked) -> None:
    expected = cases_twin.flow(world, asked)
    for first in (EARLY, LATER):
        found: Counter[tuple[Any, ...]] = Counter()
        for row in rows_of(ask(cases.flow(filters_of(world, asked), week_of(first)))):
            found[monday_of(row["opened_week"]), "opened_at"] += row["cases"]
            if row["closed_week"] != NO_WEEK:
                found[monday_of(row["closed_week"]), "closed_at"] += row["cases"]
        assert found == put_together(expected, first)


def put_together(expected: Counter[tuple[Any, ...]], first: date) -> Counter[tuple[Any, ...]]:
    """Weeks before the first, and what lies before the period, under the week before the first."""
    found: Counter[tuple[Any, ...]] = Counter()
    for (*group, monday, name), number in expected.items():
        shown = monday if monday and monday >= first else first - WEEK
        found[(*group, shown, name)] += number
    return found


def same_weeks(ask: Ask, world: World, asked: Asked, by: tuple[str, ...]) -> None:
    filters = filters_of(world, asked)
    rows = ripened(ask, filters, (*by, "sent_week"))
    weekly = {(*group, monday_of(week)): row for (*group, week), row in rows.items()}
    expected = twin.ripened(world, asked, by)
    assert weekly == expected
    together: dict[tuple[Any, ...], Counter[str]] = {} if by else {(): Counter()}
    for (*group, _monday), counted in expected.items():
        together.setdefault(tuple(group), Counter()).update(counted)
    assert ripened(ask, filters, by) == {
        group: {name: counted[name] for name in RIPENED} for group, counted in together.items()
    }


def ripened(ask: Ask, filters: Filters, by: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str, int]]:
    """What is known at their targets of handovers, per group of `by`; without any there is one."""
    sent = delays_in(ask, filters, by=by)
    groups = list(zip(*(sent[name].tolist() for name in by), strict=True)) if by else [()] * len(sent)
    keys = sorted({*groups}) if by else [()]
    place = np.array([keys.index(group) for group in groups], dtype=np.int64)
    found = at_target(sent, place, len(keys))
    return {key: {name: int(of[at]) for name, of in found.items()} for at, key in enumerate(keys)}


def same_queue(ask: Ask, world: World, asked: Asked) -> None:
    """Those that began less those that ceased to wait are those that wait as each week begins."""
    filters = filters_of(world, asked)
    rows = rows_of(ask(handovers.moves(filters, week_of(LATER))))
    stocks: dict[date, int] = {}
    monday = LATER
    while monday <= filters.today:
        week = week_of(monday)
        waits = sum(row["handovers"] for row in rows if row["began_week"] < week)
        waits -= sum(row["handovers"] for row in rows if NO_WEEK != row["ceased_week"] < week)
        if waits:
            stocks[monday] = waits
        monday += WEEK
    assert stocks == {key: waits for key, waits in twin.queue(world, asked).items() if key >= LATER}


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2025, 3, 30), date(2025, 10, 26), date(2099, 12, 31)])
def test_a_week_holds_seven_days_from_its_monday(day: date) -> None:
    monday = monday_of(week_of(day))
    assert monday.isoweekday() == 1
    assert monday <= day < monday + WEEK
