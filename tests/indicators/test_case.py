"""One case against its twin: every one that the grant opens, and nothing of those that it does not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from indicators import case as indicators
from indicators import partners
from indicators.indicator import Ask
from measures.local_time import to_us
from queries.access import NoAccess
from tests import strategies
from tests.asking import RULES, asker, filters_of
from tests.naive import case as twin
from tests.naive.world import DAY, Asked, World
from tests.small_world import a_case, small_world

Look = tuple[World, list[Asked]]

OF_HANDOVERS = ("handover_id", "state", "returned", "waited_days", "target_days", "days_until_due", "overdue")
NOON = datetime(2025, 3, 28, 12, tzinfo=UTC)
EVERYWHERE: dict[str, Any] = dict.fromkeys(("regions", "counties", "agencies", "ministries", "forms", "age_groups"), ())


@settings(max_examples=strategies.examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency"), most=3))
def test_each_case_is_that_of_its_twin_whatever_the_filters(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        for case_id in (*(row["case_id"] for row in world.tables["cases"]), "no such case"):
            found = indicators.figures(ask, filters_of(world, asked), case_id, RULES)
            assert as_of_twin(found) == as_told(twin.about(world, asked, case_id))
            assert lacks(ask, world, asked, case_id) == [row["rule"] for row in (found or {"missing": []})["missing"]]


def as_of_twin(found: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The part of what was found that the twin tells, in its shape."""
    if found is None:
        return None
    names = ("case_id", "closed_at", "closed_reason", "responsible_agency", "age_days", "paused_days", "paused_now")
    return {
        **{name: found[name] for name in names},
        "involvements": [(row["started_at"], row["agency"]) for row in found["involvements"]],
        "handovers": [{name: row[name] for name in OF_HANDOVERS} for row in found["handovers"]],
        "deadlines": [(row["deadline_id"], row["state"]) for row in found["deadlines"]],
        "pauses": sorted((row["reason"], row["started_at"]) for row in found["pauses"]),
    }


def as_told(expected: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The twin's answer with its moments in µs."""
    if expected is None:
        return None
    return {
        **expected,
        "closed_at": expected["closed_at"] and to_us(expected["closed_at"]),
        "involvements": [(to_us(started), agency) for started, agency in expected["involvements"]],
        "pauses": [(reason, to_us(started)) for reason, started in expected["pauses"]],
    }


def lacks(ask: Ask, world: World, asked: Asked, case_id: str) -> list[str]:
    rows = partners.missing_rows(
        ask, filters_of(world, replace(asked, **EVERYWHERE, from_day=None, to_day=None)), RULES
    )
    return list(rows.loc[rows["case_id"] == case_id, "rule"])


def test_a_deadline_is_overdue_from_the_day_after_its_due_day() -> None:
    states = [about_a_deadline(NOON.date() + days * DAY)["deadlines"][0]["state"] for days in (-1, 0, 1)]
    assert states == ["overdue", "ahead", "ahead"]


def about_a_deadline(due_on: date) -> Mapping[str, Any]:
    world = small_world(cases=[a_case("c0", NOON - 9 * DAY)])
    deadline = {"deadline_id": "d", "case_id": "c0", "kind": "follow_up", "started_on": None, "due_on": due_on}
    rows = [{**deadline, "met_on": None, "responsible_agency": None}]
    found = indicators.figures(
        asker(replace(world, tables={**world.tables, "deadlines": rows})),
        filters_of(world, Asked(as_of=NOON, at=NOON)),
        "c0",
        RULES,
    )
    assert found
    return found


@pytest.mark.parametrize("role", ["ministry", "rapporteur", "administration", "guest"])
def test_who_may_see_no_rows_may_not_ask(role: str) -> None:
    world = small_world(cases=[a_case("c0", NOON)])
    asked = Asked(as_of=NOON, at=NOON, role=role, ministry="M1" if role == "ministry" else None)
    with pytest.raises(NoAccess):
        indicators.figures(asker(world), filters_of(world, asked), "c0", RULES)
