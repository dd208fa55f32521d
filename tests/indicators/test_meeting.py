"""A meeting's figures: against their twins, in worked examples, and as plain values that JSON gives back exactly."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.agenda import ITEMS
from indicators.indicator import Ask
from indicators.meeting import items as meeting
from indicators.meeting.actions import agreed_actions
from indicators.meeting.since import flags, since_last_meeting, since_of
from store.own.minutes import figures_from, figures_text
from tests import strategies
from tests.asking import CHARTS, RULES, asker, filters_of
from tests.indicators.agreed import COORDINATION, NOW, an_action, one_handover
from tests.naive import deadlines as deadlines_twin
from tests.naive import meetings as twin
from tests.naive import partners as partners_twin
from tests.naive.world import DAY, MICROSECOND, Asked, World
from tests.rows import a_handover, an_involvement
from tests.small_world import a_case, small_world

Look = tuple[World, list[Asked]]

WEEK = 7 * DAY
BACK = st.sampled_from((MICROSECOND, DAY, 2 * DAY, WEEK, 30 * DAY))


@settings(max_examples=strategies.examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency", "ministry"), most=1), BACK)
def test_counts_are_those_of_their_twins(look: Look, back: Any) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        filters, moment = filters_of(world, asked), asked.as_of - back
        found: Mapping[str, Any] = since_last_meeting(ask, filters, moment, CHARTS)
        expected = twin.since(world, asked, moment)
        assert {name: found[name] for name in expected} == expected
        same_waiting(ask, world, asked)
        same_deadlines(ask, world, asked)
        same_childrens_cases(ask, world, asked, moment)


def same_waiting(ask: Ask, world: World, asked: Asked) -> None:
    found = meeting.waiting_by_agency(ask, filters_of(world, asked))
    expected = twin.waiting(world, asked, lambda one: (one.row["to_agency"], one.row["to_sector"]))
    assert {(row["agency"], row["sector"]): counts(row) for row in found["agencies"]} == expected
    sectors = twin.waiting(world, asked, lambda one: (one.row["to_sector"],))
    assert {(row["sector"],): counts(row) for row in found["sectors"]} == sectors
    by_region = twin.waiting(world, asked, lambda one: (one.case["region_code"],))
    regions = meeting.regions(ask, filters_of(world, asked))
    assert {(row["region"],): counts(row) for row in regions["regions"] if row["pending"]} == by_region
    assert counts(found) == counts(regions) == tuple(map(sum, zip(*sectors.values(), strict=True))) or not sectors


def test_what_waits_for_an_agency_whose_data_is_late_is_counted_as_perhaps_answered() -> None:
    """A2 joined a case on each day until three weeks ago; A3 did nothing yet."""
    joined = [an_involvement(f"c{n}", "A2", NOW - n * DAY) for n in range(21, 360)]
    cases = [a_case(one["case_id"], NOW - 500 * DAY) for one in joined]
    sent = [a_handover("c21", NOW - 9 * DAY, "A1", to, handover_id=to) for to in ("A2", "A3")]
    world = small_world(cases=cases, involvements=joined, handovers=sent)
    found = meeting.waiting_by_agency(asker(world), filters_of(world, Asked(as_of=NOW, at=NOW)))
    assert (found["pending"], found["may_be_answered"]) == (2, 1)


def counts(row: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(row[name] for name in ("pending", "overdue", "due_soon"))


def same_deadlines(ask: Ask, world: World, asked: Asked) -> None:
    found = meeting.periods_and_deadlines(ask, filters_of(world, asked))
    expected = deadlines_twin.figures(world, asked)
    assert {name: found[name] for name in ("overdue", "due_soon", "periods")} == {
        name: expected[name] for name in ("overdue", "due_soon", "periods")
    }
    rows = [row for row in expected["by_agency"] if row["overdue"] or row["due_soon"]]
    sectors = {row["code"]: row["sector"] for row in world.tables["agencies"]}
    assert found["agencies"] == [
        {
            "agency": row["responsible_agency"],
            "sector": sectors.get(row["responsible_agency"], "unknown"),
            "overdue": row["overdue"],
            "due_soon": row["due_soon"],
        }
        for row in rows
    ]
    assert twin.sums(found["agencies"], "sector") == twin.sums(found["sectors"], "sector")


def same_childrens_cases(ask: Ask, world: World, asked: Asked, moment: datetime) -> None:
    found = meeting.childrens_cases(ask, filters_of(world, asked), moment, RULES)
    assert found["since"] == moment.isoformat()
    then = replace(asked, as_of=moment)
    rules = [rule for rule in RULES if rule.is_about_children]
    assert [(row["rule"], row["of"], row["missing"], row["missing_then"]) for row in found["rules"]] == [
        (rule.code, now["of"], now["missing"], partners_twin.counts(world, then, rule)["missing"])
        for rule in rules
        for now in [partners_twin.counts(world, asked, rule)]
    ]


def test_every_item_comes_back_from_its_kept_text_as_it_was() -> None:
    world = one_handover(responded_at=NOW - DAY, response="accepted")
    ask, filters = asker(world), filters_of(world, COORDINATION)
    since = since_of(filters, None)
    agreed = (an_action(), an_action("region", "R1", 2), an_action("handover", "gone", 1))
    every_item = {
        "since_last_meeting": since_last_meeting(ask, filters, since, CHARTS),
        "waiting_by_agency": meeting.waiting_by_agency(ask, filters),
        "periods_and_deadlines": meeting.periods_and_deadlines(ask, filters),
        "childrens_cases": meeting.childrens_cases(ask, filters, since, RULES),
        "regions": meeting.regions(ask, filters),
        "agreed_actions": agreed_actions(ask, filters, agreed, RULES),
    }
    assert tuple(every_item) == ITEMS
    for found in every_item.values():
        assert figures_from(figures_text(found)) == found


def test_without_a_meeting_before_it_is_a_week_that_is_looked_back_on() -> None:
    filters = filters_of(small_world(cases=[]), COORDINATION)
    assert since_of(filters, None) == NOW - WEEK
    assert since_of(filters, NOW - DAY) == NOW - DAY
    assert since_of(filters, NOW) == NOW - WEEK


def test_what_happened_at_the_last_meeting_belongs_to_it_and_what_happens_now_to_this_one() -> None:
    world = small_world(cases=[a_case(str(n), at) for n, at in enumerate((NOW - DAY, NOW - DAY + MICROSECOND, NOW))])
    found = since_last_meeting(asker(world), filters_of(world, COORDINATION), NOW - DAY, CHARTS)
    assert (found["opened"], found["open"], found["open_then"]) == (2, 3, 1)


def test_newly_past_target_is_what_was_not_past_it_at_the_last_meeting() -> None:
    sent = {"long past": 50, "newly past": 10, "not yet": 2, "past, and answered": 50}
    given = {"past, and answered": {"responded_at": NOW - DAY, "response": "returned"}}
    handovers = [
        a_handover("c", NOW - n * DAY, "A1", "A2", handover_id=key, **given.get(key, {})) for key, n in sent.items()
    ]
    world = small_world(cases=[a_case("c", NOW - 60 * DAY)], handovers=handovers)
    found = since_last_meeting(asker(world), filters_of(world, COORDINATION), NOW - WEEK, CHARTS)
    assert (found["overdue_then"], found["overdue"], found["newly_overdue"]) == (2, 2, 1)
    assert (found["answered"], found["returned"], found["pending_then"], found["pending"]) == (1, 1, 3, 3)


def test_half_a_year_of_complete_weeks_tells_how_many_waited() -> None:
    world = one_handover()
    ended = since_last_meeting(asker(world), filters_of(world, COORDINATION), NOW - WEEK, CHARTS)["waiting_by_week"]
    assert [row["week"] for row in ended][::25] == ["2026-03-16", "2026-09-07"]
    assert [row["pending"] for row in ended] == [0] * 19 + [1] * 7


def test_only_charts_whose_last_point_is_flagged_are_told() -> None:
    usual = {"starts_on": "2026-09-07", "value": 3.0, "mean": 3.0, "lower": None, "upper": 5.0}
    point = {**usual, "flag": None, "side": None, "better": None, "length": 0}
    flagged = {**point, "flag": "trend", "side": "rising", "length": 7}
    charts = {
        "opened": {"weeks": 1, "windows": [flagged, point]},
        "queue": {"weeks": 4, "windows": [point, flagged]},
        "closed": {"weeks": None, "windows": []},
    }
    assert flags(cast(Any, charts)) == [{"key": "queue", "weeks": 4, **flagged}]
