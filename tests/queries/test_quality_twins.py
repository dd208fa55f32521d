"""The questions about the data itself against their twins, and what figures rest on them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from config.vocabulary import codes
from indicators import quality as indicators
from indicators.indicator import Ask
from queries import quality
from queries.access import Grant
from queries.filters import Filters
from tests import strategies
from tests.asking import RULES, asker, filters_of, rows_of
from tests.naive import quality as twin
from tests.naive.clock import counts
from tests.naive.world import DAY, Asked, Row, World, microseconds
from tests.rows import a_handover, an_involvement
from tests.small_world import a_case, small_world

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 9, 14, 9, tzinfo=UTC)

Look = tuple[World, list[Asked]]


@settings(max_examples=strategies.examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency", "ministry"), most=4))
def test_every_question_about_the_data_answers_like_its_twin(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        filters = filters_of(world, asked)
        assert rows_of(ask(quality.cases(filters))) == [twin.of_cases(world, asked)]
        assert rows_of(ask(quality.closed(filters))) == [twin.of_closed(world, asked)]
        assert rows_of(ask(quality.handovers(filters))) == [twin.of_handovers(world, asked)]
        assert rows_of(ask(quality.deadlines(filters))) == [twin.of_deadlines(world, asked)]
        same_times(ask, filters, world, asked)


def same_times(ask: Ask, filters: Filters, world: World, asked: Asked) -> None:
    newest = {row["record"]: row["newest"] for row in rows_of(ask(quality.newest(filters)))}
    assert newest == {record: since_epoch(at) for record, at in twin.newest(world, asked).items()}
    acts = {(row["agency"], row["day"]): row["newest"] for row in rows_of(ask(quality.acts_by_day(filters)))}
    assert acts == {
        (agency, (day - EPOCH.date()).days): since_epoch(at)
        for (agency, day), at in twin.acts_by_day(world, asked).items()
    }
    assert indicators.late_agencies(ask, filters) == twin.late_agencies(world, asked)


def test_sound_data_breaks_no_rule_and_every_table_is_counted() -> None:
    world = small_world(cases=[a_case("c", NOON - DAY)], handovers=[a_handover("c", NOON - DAY, "A1", "A2")])
    found = figures(world)["contract"]
    assert (found["broken"], found["rows"], found["left_out"], found["breaches"]) == (0, 0, 0, [])
    assert found["found"] == 6, "three agencies, a region, a case and a handover"
    assert found["rules"] > 100


def test_a_row_that_refers_to_nothing_is_told_and_left_out() -> None:
    world = small_world(cases=[a_case("c", NOON - DAY)], involvements=[an_involvement("c", "nobody", NOON - DAY)])
    found = figures(world)["contract"]
    assert found["breaches"] == [{"table": "involvements", "kind": "reference", "column": "agency_code", "n": 1}]
    assert (found["broken"], found["rows"], found["left_out"]) == (1, 1, 1)


def test_rules_are_over_all_data_whatever_is_chosen() -> None:
    world = small_world(cases=[a_case("c", NOON - DAY, region_code="nowhere")])
    chosen = figures(world, regions=("R1",), from_day=date(2026, 9, 14))
    assert chosen["contract"] == figures(world)["contract"]
    assert chosen["contract"]["broken"] == 1


def test_all_that_is_left_out_is_named_such_as_what_was_sent_once_its_case_had_closed() -> None:
    closed = a_case("c", NOON - 9 * DAY, closed_at=NOON - 5 * DAY, closed_reason="moved")
    found = figures(small_world(cases=[closed], handovers=[a_handover("c", NOON - 3 * DAY, "A1", "A2")]))["left_out"]
    assert {row["what"] for row in found} == set(codes("left_out"))
    assert {"what": "after_closing", "n": 1, "of": 1} in found


def late_at(now: datetime, acts: Mapping[str, Iterable[datetime]]) -> list[Any]:
    """Who is late when agencies joined cases at those moments."""
    joined = [
        an_involvement(f"c{n}", agency, at)
        for agency, moments in acts.items()
        for n, at in enumerate(moments)
        if at < now
    ]
    cases = [a_case(f"c{n}", now - 700 * DAY) for n in range(max(map(len, map(list, acts.values()))))]
    world = small_world(cases=cases, involvements=joined)
    return indicators.late_agencies(asker(world), Filters(Grant("coordination", now), now))


def daily_until(last: datetime) -> list[datetime]:
    """A moment on each working day of the year before."""
    days = (last - n * DAY for n in range(360))
    return [at for at in days if counts(at.date())]


def test_an_agency_that_acts_daily_is_late_after_days_and_one_that_seldom_acts_is_not() -> None:
    acts = {"A1": daily_until(NOON - 14 * DAY), "A2": [NOON - 300 * DAY, NOON - 200 * DAY]}
    [late] = late_at(NOON, acts)
    assert (late["agency"], late["silent_days"]) == ("A1", 14.0)


@pytest.mark.parametrize(
    ("last", "now", "is_late"),
    [
        # eleven days with Easter and two week-ends, in which five working days went by
        (datetime(2026, 3, 31, 12, tzinfo=UTC), datetime(2026, 4, 11, 12, tzinfo=UTC), False),
        (datetime(2026, 4, 14, 12, tzinfo=UTC), datetime(2026, 4, 25, 12, tzinfo=UTC), True),
        # ten days with two week-ends, in which six working days went by
        (datetime(2026, 9, 4, 12, tzinfo=UTC), datetime(2026, 9, 14, 12, tzinfo=UTC), False),
        # all July, and from before Christmas to after Epiphany
        (datetime(2026, 6, 26, 12, tzinfo=UTC), datetime(2026, 8, 4, 12, tzinfo=UTC), False),
        (datetime(2026, 6, 26, 12, tzinfo=UTC), datetime(2026, 8, 14, 12, tzinfo=UTC), True),
        (datetime(2025, 12, 19, 12, tzinfo=UTC), datetime(2026, 1, 9, 12, tzinfo=UTC), False),
        (datetime(2025, 12, 19, 12, tzinfo=UTC), datetime(2026, 1, 20, 12, tzinfo=UTC), True),
    ],
)
def test_silence_counts_on_usual_days(last: datetime, now: datetime, is_late: bool) -> None:
    assert bool(late_at(now, {"A1": daily_until(last)})) == is_late


def test_without_any_case_all_is_nothing() -> None:
    found = figures(small_world(cases=[]))
    assert {row["unknown"] for row in found["unknown"]} == {row["n"] for row in found["left_out"]} == {0}
    assert {row["days"] for row in found["newest"]} == {None}


def figures(world: World, **chosen: Any) -> Mapping[str, Any]:
    """Of the world with a name for each thing, for one is needed."""
    named = {table: [_named(row) for row in rows] for table, rows in world.tables.items()}
    world = replace(world, tables=named)
    return indicators.figures(asker(world), Filters(Grant("coordination", NOON), NOON, **chosen), RULES)


def _named(row: Row) -> Row:
    return {column: "N" if column.startswith("name_") else value for column, value in row.items()}


def since_epoch(moment: datetime) -> int:
    return microseconds(moment - EPOCH)
