"""Missing partners in worked examples: the edges of days, pauses and joining; children first; no rule, no case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from config.partner_rules import PartnerRule
from indicators import partners
from queries.access import NoAccess
from tests.asking import RULES, asker, filters_of
from tests.naive.world import DAY, MICROSECOND, Asked, Row, World
from tests.rows import a_pause, an_involvement
from tests.small_world import a_case, small_world

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
COORDINATION = Asked(as_of=NOW, at=NOW)
# all agencies of small worlds are organisations
RULE = PartnerRule("support", ("ngo",), 14, "practice", "missing", ())
LEAVES_OUT = PartnerRule("support", ("ngo",), 14, "practice", "missing", (), not_while="consent")


def with_pauses(world: World, *pauses: Row) -> World:
    return World({**world.tables, "pauses": list(pauses)}, world.clock, world.default_target, world.targets)


def found(world: World, rule: PartnerRule = RULE, asked: Asked = COORDINATION) -> Mapping[str, Any]:
    [one] = partners.missing(asker(world), filters_of(world, asked), [rule])
    return one


def test_a_case_is_looked_at_from_the_last_of_its_days_on() -> None:
    on_the_day, before = NOW - 14 * DAY, NOW - 14 * DAY + MICROSECOND
    one = found(small_world(cases=[a_case("due", on_the_day), a_case("early", before)]))
    assert (one["of"], one["missing"]) == (1, 1)


def test_a_partner_that_joined_late_is_not_missing_and_one_that_joins_later_is() -> None:
    old = NOW - 100 * DAY
    cases = [a_case("late", old), a_case("at once", old), a_case("to come", old)]
    joined = [
        an_involvement("late", "A1", NOW - DAY),
        an_involvement("at once", "A1", NOW),
        an_involvement("to come", "A1", NOW + MICROSECOND),
    ]
    one = found(small_world(cases=cases, involvements=joined))
    assert (one["of"], one["missing"], one["median_days"]) == (3, 1, 100)


def test_closed_cases_lack_nobody() -> None:
    closed = a_case("closed", NOW - 50 * DAY, closed_at=NOW)
    still_open = a_case("open", NOW - 50 * DAY, closed_at=NOW + MICROSECOND)
    assert found(small_world(cases=[closed, still_open]))["of"] == 1


def test_an_open_pause_leaves_a_case_out_and_an_ended_one_does_not() -> None:
    old = NOW - 100 * DAY
    world = with_pauses(
        small_world(cases=[a_case("paused", old), a_case("over", old), a_case("in recovery", old)]),
        a_pause("paused", "consent", NOW),
        a_pause("over", "consent", old, NOW),
        a_pause("in recovery", "recovery", old),
    )
    one = found(world, LEAVES_OUT)
    assert (one["of"], one["missing"], one["left_out"]) == (2, 2, 1)
    assert found(world, RULE)["left_out"] == 0
    rows = partners.missing_rows(asker(world), filters_of(world, COORDINATION), [LEAVES_OUT])
    assert sorted(rows["case_id"]) == ["in recovery", "over"]


def test_a_rule_about_recovery_begins_with_the_pause_and_goes_on_after_it() -> None:
    old = NOW - 100 * DAY
    rule = PartnerRule("recovery", ("health",), 14, "practice", "missing", (), pause_reason="recovery")
    world = with_pauses(
        small_world(cases=[a_case(name, old) for name in ("now", "over", "to come", "other")]),
        a_pause("now", "recovery", NOW),
        a_pause("over", "recovery", old, old + DAY),
        a_pause("to come", "recovery", NOW + MICROSECOND),
        a_pause("other", "consent", old),
    )
    assert found(world, rule)["of"] == 2


def test_half_have_been_without_it_for_longer_than_the_median() -> None:
    days = (20, 30, 50, 100)
    one = found(small_world(cases=[a_case(str(age), NOW - age * DAY) for age in days]))
    assert (one["median_days"], one["longest_days"]) == (40, 100)


def test_where_none_is_missing_nothing_is_said_of_days() -> None:
    one = found(small_world(cases=[]))
    assert (one["of"], one["missing"], one["median_days"], one["longest_days"]) == (0, 0, None, None)


def test_each_rule_that_is_given_is_counted_and_without_one_nothing() -> None:
    world = small_world(cases=[a_case("child", NOW - 10 * DAY, victim_age_group="child")])
    ask, filters = asker(world), filters_of(world, COORDINATION)
    assert [one["rule"] for one in partners.figures(ask, filters, RULES)] == [rule.code for rule in RULES]
    assert partners.figures(ask, filters, RULES)[0]["missing"] == 1
    assert partners.figures(ask, filters, []) == []
    assert partners.missing_rows(ask, filters, []).empty


def test_a_sector_that_was_there_before_the_opening_is_reached_at_once() -> None:
    opened = NOW - 100 * DAY
    cases = [a_case(name, opened) for name in ("before", "on the day", "after")]
    joined = [
        an_involvement("before", "A1", opened - 30 * DAY),
        an_involvement("on the day", "A1", opened + 14 * DAY),
        an_involvement("after", "A1", opened + 14 * DAY + MICROSECOND),
    ]
    world = small_world(cases=cases, involvements=joined)
    [one] = partners.reached(asker(world), filters_of(world, COORDINATION), [RULE])
    assert one["cases"] == 3
    assert one["share"] == pytest.approx(2 / 3)


def test_a_case_that_closes_first_is_never_reached() -> None:
    opened = NOW - 100 * DAY
    closed = a_case("closed", opened, closed_at=opened + DAY)
    later = an_involvement("closed", "A1", opened + DAY + MICROSECOND)
    at_once = an_involvement("joined", "A1", opened + 2 * DAY)
    world = small_world(cases=[closed, a_case("joined", opened)], involvements=[later, at_once])
    [one] = partners.reached(asker(world), filters_of(world, COORDINATION), [RULE])
    assert (one["cases"], one["share"], one["beyond_last_observation"]) == (2, 0.5, True)


def test_only_cases_opened_in_the_period_are_looked_at() -> None:
    """One opened before it, and has stayed open without the partner since."""
    cases = [a_case("old", NOW - 400 * DAY), a_case("new", NOW - 30 * DAY)]
    world = small_world(cases=cases, involvements=[an_involvement("new", "A1", NOW - 29 * DAY)])
    asked = replace(COORDINATION, from_day=(NOW - 90 * DAY).date())
    [one] = partners.reached(asker(world), filters_of(world, asked), [RULE])
    assert (one["cases"], one["share"]) == (1, 1.0)
    assert one["interval"] == [pytest.approx(0.2065, abs=1e-4), 1.0]


def test_the_clock_of_a_rule_on_a_pause_begins_with_the_pause() -> None:
    opened, paused = NOW - 200 * DAY, NOW - 50 * DAY
    rule = replace(RULE, pause_reason="recovery")
    world = small_world(
        cases=[a_case("a", opened), a_case("b", opened), a_case("without", opened)],
        involvements=[an_involvement("a", "A1", paused + 3 * DAY), an_involvement("b", "A1", paused + 15 * DAY)],
        pauses=[a_pause(case, "recovery", paused) for case in ("a", "b")],
    )
    [one] = partners.reached(asker(world), filters_of(world, COORDINATION), [rule])
    assert (one["cases"], one["share"]) == (2, 0.5)


def test_without_cases_there_is_no_share() -> None:
    world = small_world(cases=[])
    [one] = partners.reached(asker(world), filters_of(world, COORDINATION), [RULE])
    assert (one["cases"], one["share"], one["interval"]) == (0, None, [None, None])


def test_rows_are_not_for_a_ministry_and_an_agency_sees_its_own() -> None:
    world = small_world(
        cases=[a_case("own", NOW - 20 * DAY), a_case("other", NOW - 20 * DAY)],
        involvements=[an_involvement("own", "A1", NOW - DAY)],
    )
    social = PartnerRule("social", ("social",), 14, "practice", "missing", ())
    own = Asked(as_of=NOW, at=NOW, role="agency", agency="A1")
    rows: pd.DataFrame = partners.missing_rows(asker(world), filters_of(world, own), [social])
    assert rows[["rule", "case_id", "responsible_agency"]].to_numpy().tolist() == [["social", "own", "unknown"]]
    assert rows["days"].tolist() == [timedelta(days=20) / DAY]
    with pytest.raises(NoAccess):
        partners.missing_rows(asker(world), filters_of(world, Asked(NOW, NOW, "ministry", ministry="M")), [social])
