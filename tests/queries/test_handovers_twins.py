"""The questions about handovers between two sides, by week and by age, against their twins."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.codes import USER_ROLES
from indicators.indicator import Ask
from queries import handovers
from queries.access import NoAccess
from queries.handovers import Between
from tests import strategies
from tests.asking import asker, filters_of, rows_of
from tests.naive import handovers as twin
from tests.naive.world import Asked, World

Look = tuple[World, list[Asked]]

WAITING = ("pending", "overdue", "due_soon")
FIGURES = ("coordination", "agency", "ministry")
SEE_ROWS = ("coordination", "agency")
GROUPINGS = (handovers.COUNTY, handovers.SECTOR_PAIR, handovers.RECEIVER, (*handovers.SECTOR_PAIR, *handovers.PAIR))
SECTORS = ("police", "social", "health", "nobody")
SIDES = {
    "from_sector": SECTORS,
    "to_sector": SECTORS,
    "from_agency": strategies.AGENCIES,
    "to_agency": strategies.AGENCIES,
}
A_PAIR = st.lists(st.sampled_from(sorted(SIDES)), max_size=2, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: st.sampled_from(SIDES[name]) for name in names})
)


@settings(max_examples=strategies.examples(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(FIGURES), st.sampled_from(GROUPINGS), A_PAIR)
def test_every_question_about_a_pair_answers_like_its_twin(
    look: Look, by: tuple[str, ...], pair: dict[str, str]
) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        same_counts_and_delays(ask, world, asked, by, pair)
        same_waiting_and_returned(ask, world, asked, pair)
        same_unanswered(ask, world, asked)
        if asked.role in SEE_ROWS:
            same_waiting_rows(ask, world, asked, pair)


def same_counts_and_delays(ask: Ask, world: World, asked: Asked, by: tuple[str, ...], pair: dict[str, str]) -> None:
    filters, between = filters_of(world, asked), Between(**pair)
    found = rows_of(ask(handovers.waiting(filters, by, between)).drop(columns="longest"))
    assert {tuple(row.pop(name) for name in by): row for row in found} == {
        group: {name: row[name] for name in WAITING}
        for group, row in twin.counts(world, asked, by, pair).items()
        if row["pending"] or not by
    }
    delays = rows_of(ask(handovers.delays(filters, by, between)))
    assert events_and_others(delays, by) == twin.delays(world, asked, by, pair)


def same_waiting_and_returned(ask: Ask, world: World, asked: Asked, pair: dict[str, str]) -> None:
    filters, between = filters_of(world, asked), Between(**pair)
    assert ages(ask(handovers.waiting_ages(filters, between))) == twin.waiting_ages(world, asked, pair)
    reasons = {
        row["response_reason"]: row["handovers"] for row in rows_of(ask(handovers.returned_by_reason(filters, between)))
    }
    assert reasons == twin.returned_by_reason(world, asked, pair)


def same_unanswered(ask: Ask, world: World, asked: Asked) -> None:
    delays = rows_of(ask(handovers.delays(filters_of(world, asked))))
    for state in ("withdrawn", "pending"):
        found = Counter(row["delay"] for row in delays if row[state])
        assert all(row["censored"] for row in delays if row[state])
        assert found == twin.unanswered(world, asked, state)


def same_waiting_rows(ask: Ask, world: World, asked: Asked, pair: dict[str, str]) -> None:
    found = rows_of(ask(handovers.waiting_rows(filters_of(world, asked), Between(**pair))))
    expected = [one.row["handover_id"] for one in twin.waiting(world, asked, pair)]
    assert [row["handover_id"] for row in found] == expected


@settings(max_examples=strategies.examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(FIGURES))
def test_the_period_before_has_as_many_days_and_ends_before_it_begins(look: Look) -> None:
    world, every_asked = look
    for asked in every_asked:
        earlier = twin.period_before(asked)
        assert handovers.before(filters_of(world, asked)) == (earlier and filters_of(world, earlier))


def test_every_agency_has_its_sector() -> None:
    world, asked = a_world()
    found = rows_of(asker(world)(handovers.sectors(filters_of(world, asked))))
    assert found == [{"agency": row["code"], "sector": row["sector"]} for row in world.tables["agencies"]]


@pytest.mark.parametrize("role", [role for role in USER_ROLES if role not in FIGURES])
def test_sectors_of_agencies_are_for_those_who_see_figures(role: str) -> None:
    world, asked = a_world(role)
    with pytest.raises(NoAccess):
        handovers.sectors(filters_of(world, asked))


def a_world(role: str = "coordination") -> tuple[World, Asked]:
    from datetime import UTC, datetime

    from tests.small_world import small_world

    now = datetime(2025, 3, 3, tzinfo=UTC)
    return small_world(cases=[]), Asked(as_of=now, at=now, role=role)


def events_and_others(rows: list[dict[str, Any]], by: tuple[str, ...]) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        assert row["events"] + row["censored"] + row["after_closing"] == 1
        if not row["after_closing"]:
            group = tuple(row[name] for name in by)
            found[group, row["delay"], row["target"], row["events"]] += 1
    return found


def ages(frame: Any) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for row in rows_of(frame):
        for late, name in ((False, "within"), (True, "past")):
            own = row[f"{name}_own_day"]
            for has_own, n in ((True, own), (False, row[name] - own)):
                found[row["to_sector"], row["to_agency"], row["days"], late, has_own] += n
    return +found
