"""Figures of handovers against their twins, and the moments at which a week or a withdrawal decides."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from indicators import handovers
from indicators.delays import curves
from indicators.handovers import Between
from indicators.indicator import Ask
from indicators.intervals import interval
from indicators.over_time import weeks
from tests import strategies
from tests.asking import asker, filters_of, rows_of
from tests.naive import handover_figures as twin
from tests.naive import handovers as rows_twin
from tests.naive.clock import helsinki_day
from tests.naive.world import DAY, MICROSECOND, Asked, Row, World
from tests.queries.test_handovers_twins import A_PAIR
from tests.reference_cases import assert_agrees
from tests.rows import a_handover, a_pause
from tests.small_world import a_case, small_world

Look = tuple[World, list[Asked]]

MONDAY = datetime(2025, 3, 2, 22, tzinfo=UTC)  # 3 March 2025, 00:00 in Helsinki
WEEK = 7 * DAY
HOUR = DAY / 24


@settings(max_examples=strategies.examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency", "ministry"), most=3))
def test_figures_are_those_of_the_twin(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        assert_agrees(handovers.figures(ask, filters_of(world, asked)), twin.figures(world, asked), 1e-12)


@settings(max_examples=strategies.examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency"), most=3), A_PAIR)
def test_figures_of_a_pair_are_those_of_the_twin(look: Look, pair: dict[str, str]) -> None:
    world, every_asked = look
    ask, between = asker(world), Between(**pair)
    for asked in every_asked:
        filters = filters_of(world, asked)
        assert_agrees(handovers.summary(ask, filters, between), twin.summary(world, asked, pair), 1e-12)
        by_agency = twin.pairs(world, asked, ("from_agency", "to_agency"), pair)
        assert_agrees(handovers.pairs(ask, filters, between), by_agency, 1e-12)
        assert_agrees(handovers.waiting_ages(ask, filters, between), twin.waiting_ages(world, asked, pair), 0)
        curve = curves.curve(ask, filters, between).steps
        assert_agrees(rows_of(curve), twin.curve(world, asked, pair), 1e-12)
        same_overdue(ask, world, asked, pair)


def same_overdue(ask: Ask, world: World, asked: Asked, pair: dict[str, str]) -> None:
    today = helsinki_day(asked.as_of)
    found = handovers.overdue(ask, filters_of(world, asked), Between(**pair))
    expected = [one for one in rows_twin.waiting(world, asked, pair) if one.due_day < today]
    assert found["handover_id"].tolist() == [one.row["handover_id"] for one in expected]


@settings(max_examples=strategies.examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination",), most=2))
def test_the_curve_before_is_that_of_the_period_before(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        found, earlier = curves.curve_before(ask, filters_of(world, asked)), rows_twin.period_before(asked)
        if earlier is None:
            assert found is None
        else:
            assert found is not None
            assert_agrees(rows_of(found.steps), twin.curve(world, earlier), 1e-12)


def test_a_county_or_region_has_the_figures_of_its_cases() -> None:
    cases = [a_case("c1", MONDAY, county_code="C9"), a_case("c2", MONDAY, region_code="R1")]
    world = small_world(
        cases=cases, handovers=[a_handover("c1", MONDAY, "A1", "A2"), a_handover("c2", MONDAY, "A1", "A2")]
    )
    ask, filters = asker(world), filters_of(world, asked_at(MONDAY + DAY))
    assert {code: found["pending"] for code, found in handovers.by_place(ask, filters, "county").items()} == {
        "C9": 1,
        "unknown": 1,
    }
    assert {code: found["pending"] for code, found in handovers.by_place(ask, filters, "region").items()} == {"R1": 2}


def test_a_withdrawal_makes_a_true_answer_less_likely_than_one_that_is_not_withdrawn() -> None:
    answered = [sent("a", 1, "accepted"), sent("b", 3, "accepted")]
    found = summary([*answered, sent("w", 2, "withdrawn")])
    # one in three answers at once; then one of the two withdraws, and the last one answers
    assert found["truly_answered_within_target"] == pytest.approx(2 / 3)
    assert found["answered_within_target"] == 1.0
    assert summary(answered)["truly_answered_within_target"] is None


def test_one_at_its_target_is_truly_answered_and_a_microsecond_later_it_is_not() -> None:
    withdrawn = sent("w", 8, "withdrawn")
    assert summary([sent("a", 7, "accepted"), withdrawn])["truly_answered_within_target"] == 0.5
    late = {**sent("a", 7, "accepted"), "responded_at": MONDAY + WEEK + MICROSECOND}
    assert summary([late, withdrawn])["truly_answered_within_target"] == 0.0


def test_the_closing_of_the_case_forestalls_an_answer_as_a_withdrawal_does() -> None:
    rows = [sent("a", 1, "accepted"), sent("b", 4, "accepted"), a_handover("c1", MONDAY, "A3", "A1", handover_id="w")]
    found = summary(rows, closed_at=MONDAY + 2 * DAY)
    # one in three answers at once; then the closing forestalls the two others, of whom one answered all the same
    assert found["truly_answered_within_target"] == pytest.approx(1 / 3)
    assert (found["closed_unanswered"], found["answered"]) == (2, 1)


def test_what_was_sent_after_the_closing_is_in_no_delay_share_or_median_answered_or_not() -> None:
    after = [sent("a", 1, "returned"), a_handover("c1", MONDAY, "A3", "A1", handover_id="w")]
    found = summary(after, closed_at=MONDAY)
    assert (found["total"], found["sent_after_closing"], found["closed_unanswered"]) == (2, 2, 0)
    for name in ("median_response_days", "answered_within_target", "truly_answered_within_target", "returned_share"):
        assert found[name] is None, name
    before = {**sent("b", 3, "accepted"), "handed_over_at": MONDAY - HOUR}
    assert summary([*after, before], closed_at=MONDAY)["answered_within_target"] == 0.0


def test_a_week_enters_when_none_of_its_handovers_waits_within_its_target() -> None:
    rows = [sent("a", 7, "accepted"), {**sent("b", 11, "accepted"), "to_agency": "A2"}, sent("c", 8, "accepted")]
    before, then = (week(rows, MONDAY + 10 * DAY + shift, A1=7, A2=10) for shift in (0 * DAY, MICROSECOND))
    unknown = dict.fromkeys(("ripe", "answered_in_target", "left_out", "share"))
    nothing = {"share_interval": [None, None]}
    assert before == {"week": "2025-03-03", "handovers": 3, **unknown, **nothing, "state": "not_yet"}
    known = {"ripe": 3, "answered_in_target": 1, "left_out": 0, "share": 1 / 3, "share_interval": interval(1, 3)}
    assert then == {"week": "2025-03-03", "handovers": 3, **known, "state": "ready"}


def test_a_week_whose_clock_stands_still_is_not_yet_ready() -> None:
    """Consent is missing from the second day to the thirtieth, and then it is answered within three days of its own."""
    row = {**sent("a", 31, "accepted"), "to_agency": "A3", "from_agency": "A1"}
    pause = a_pause("c1", "consent", MONDAY + DAY, MONDAY + 30 * DAY)
    waits, then = (week([row], MONDAY + days * DAY, pauses=[pause]) for days in (29, 31))
    assert (waits["state"], waits["share"]) == ("not_yet", None)
    assert (then["state"], then["share"]) == ("ready", 1.0)


def test_one_withdrawn_before_its_target_is_left_out_and_after_it_is_not_in_time() -> None:
    rows = [sent("a", 1, "accepted"), sent("b", 7, "withdrawn"), sent("c", 8, "withdrawn")]
    found = week(rows, MONDAY + 30 * DAY)
    assert {name: found[name] for name in ("ripe", "answered_in_target", "left_out", "share")} == {
        "ripe": 2,
        "answered_in_target": 1,
        "left_out": 1,
        "share": 0.5,
    }


def test_a_week_in_which_nothing_was_sent_has_no_share() -> None:
    nothing = {"ripe": 0, "answered_in_target": 0, "left_out": 0, "share": None, "share_interval": [None, None]}
    assert week([], MONDAY + WEEK) == {"week": "2025-03-03", "handovers": 0, **nothing, "state": "ready"}


def test_a_week_that_still_runs_is_not_yet_ready_even_where_the_working_clock_rests() -> None:
    saturday = datetime(2025, 3, 8, 10, tzinfo=UTC)
    world = small_world(cases=[], clock="working")
    found = handovers.figures(asker(world), filters_of(world, asked_at(saturday, from_day=date(2025, 3, 3))))
    assert [one["state"] for one in found["weeks"]] == ["not_yet"]


def test_without_a_period_it_shows_the_last_104_weeks() -> None:
    world = small_world(cases=[])
    found = handovers.figures(asker(world), filters_of(world, asked_at(MONDAY)))["weeks"]
    assert (len(found), found[-1]["week"]) == (104, "2025-03-03")


def test_waits_from_six_weeks_on_are_taken_together() -> None:
    rows = [a_handover("c1", MONDAY - days * DAY, "A3", "A1", handover_id=str(days)) for days in (41, 42, 300)]
    world = small_world(cases=[a_case("c1", MONDAY - 400 * DAY)], handovers=rows)
    found = pd.DataFrame(handovers.waiting_ages(asker(world), filters_of(world, asked_at(MONDAY))))
    assert found[["days", "within", "past"]].to_numpy().tolist() == [[41, 0, 1], [42, 0, 2]]


def test_waits_with_a_due_day_of_their_own_are_counted_apart() -> None:
    due = {"late": MONDAY - 2 * DAY, "in time": MONDAY + DAY, "by target": None}
    rows = [a_handover("c1", MONDAY - 9 * DAY, "A3", "A1", handover_id=key, due_at=at) for key, at in due.items()]
    world = small_world(cases=[a_case("c1", MONDAY - 30 * DAY)], handovers=rows)
    [found] = handovers.waiting_ages(asker(world), filters_of(world, asked_at(MONDAY)))
    assert (found["within"], found["past"], found["within_own_day"], found["past_own_day"]) == (1, 2, 1, 1)


def test_the_overdue_are_those_past_their_due_day_alone() -> None:
    rows = [a_handover("c1", MONDAY - days * DAY, "A3", "A1", handover_id=str(days)) for days in (3, 9, 20)]
    world = small_world(cases=[a_case("c1", MONDAY - 30 * DAY)], handovers=rows)
    found = handovers.overdue(asker(world), filters_of(world, asked_at(MONDAY)))
    assert found["handover_id"].tolist() == ["20", "9"]


def sent(key: str, days: int, response: str) -> Row:
    """A handover of that Monday, answered or withdrawn so many days later."""
    return a_handover("c1", MONDAY, "A3", "A1", handover_id=key, responded_at=MONDAY + days * DAY, response=response)


def asked_at(as_of: datetime, **period: date) -> Asked:
    return Asked(as_of=as_of, at=as_of, **period)  # type: ignore[arg-type]


def summary(rows: list[Row], **case: Any) -> Mapping[str, Any]:
    world = small_world(cases=[a_case("c1", MONDAY - DAY, **case)], handovers=rows)
    return handovers.summary(asker(world), filters_of(world, asked_at(MONDAY + timedelta(days=30))))


def week(rows: list[Row], as_of: datetime, pauses: Sequence[Row] = (), **targets: float) -> Mapping[str, Any]:
    """The week of that Monday."""
    world = small_world(cases=[a_case("c1", MONDAY - DAY)], handovers=rows, targets=targets, pauses=pauses)
    asked = asked_at(as_of, from_day=date(2025, 3, 5) if not rows else date(2025, 3, 3), to_day=date(2025, 3, 9))
    [found] = weeks.answered_weeks(asker(world), filters_of(world, asked))
    return found
