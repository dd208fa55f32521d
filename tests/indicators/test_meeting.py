"""A meeting's figures: against their twins, in worked examples, and as plain values that JSON gives back exactly."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from config.agenda import ITEMS
from config.partner_rules import partner_rules
from indicators import meeting, meeting_things
from indicators.indicator import Ask
from indicators.meeting import Asking, figures_of
from indicators.meeting_actions import agreed_actions, done_numbers
from indicators.meeting_since import flags, since_last_meeting, since_of
from indicators.meeting_things import figure_about, things
from queries.filters import NoAccess
from store import actions, minutes
from store.actions import NewAction
from store.meetings import Opening, close, open_meeting
from store.minutes import figures_from, figures_text
from store.schema import OWN_DATABASE, migrate
from store.source import engine
from tests import strategies
from tests.asking import asker, filters_of
from tests.naive import deadlines as deadlines_twin
from tests.naive import meetings as twin
from tests.naive import partners as partners_twin
from tests.naive.world import DAY, MICROSECOND, Asked, World
from tests.small_world import a_case, a_handover, small_world

Look = tuple[World, list[Asked]]

NOW = datetime(2026, 9, 16, 6, 0, tzinfo=UTC)
WEEK = 7 * DAY
COORDINATION = Asked(as_of=NOW, at=NOW)
BACK = st.sampled_from((MICROSECOND, DAY, 2 * DAY, WEEK, 30 * DAY))
HANDOVER = {"pending": None, "answered": "answered", "withdrawn": "withdrawn", "closed": "case_closed"}
DEADLINE = {"open": None, "met": "met", "closed": "case_closed"}


@dataclass(frozen=True)
class Agreed:
    """An action as a meeting keeps it; what is not given is the plainest."""

    about_kind: str = "none"
    about: str = ""
    figure_then: int | None = None
    due_on: date = date(2026, 9, 16)
    settled_as: str | None = None
    number: int = 1
    meeting: int = 1
    what: str = "Call"
    who: str = "Police"


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency", "ministry"), most=1), BACK)
def test_counts_are_those_of_their_twins(look: Look, back: Any) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        filters, moment = filters_of(world, asked), asked.as_of - back
        found = since_last_meeting(ask, filters, moment)
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


def counts(row: dict[str, Any]) -> tuple[int, ...]:
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
    found = meeting.childrens_cases(ask, filters_of(world, asked), moment)
    then = replace(asked, as_of=moment)
    rules = [rule for rule in partner_rules() if rule.is_about_children]
    assert [(row["rule"], row["of"], row["missing"], row["missing_then"]) for row in found["rules"]] == [
        (rule.code, now["of"], now["missing"], partners_twin.counts(world, then, rule)["missing"])
        for rule in rules
        for now in [partners_twin.counts(world, asked, rule)]
    ]


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency"), most=1))
def test_things_stand_as_their_twins_say_whatever_is_filtered(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    keys = {(kind, row[f"{kind}_id"]) for kind in ("handover", "deadline") for row in world.tables[f"{kind}s"]} | {
        ("handover", "none such"),
        ("deadline", "none such"),
    }
    for asked in every_asked:
        found = things(ask, filters_of(world, asked), keys)
        handovers = {
            key: state for key in keys if key[0] == "handover" and (state := twin.handover(world, asked, key[1]))
        }
        deadlines = {
            key: state for key in keys if key[0] == "deadline" and (state := twin.deadline(world, asked, key[1]))
        }
        expected = {
            **{key: HANDOVER[state] for key, state in handovers.items()},
            **{key: DEADLINE[state] for key, state in deadlines.items()},
        }
        assert {key: thing.how for key, thing in found.items()} == expected
        assert all((thing.left == 0) == (thing.how is not None) for thing in found.values())
        left = meeting_things.deadlines_left(ask, filters_of(world, asked))
        assert list(left["deadline_id"]) == twin.deadlines_left(world, asked)


def test_every_item_comes_back_from_its_kept_text_as_it_was() -> None:
    world = one_handover(responded_at=NOW - DAY, response="accepted")
    ask, filters = asker(world), filters_of(world, COORDINATION)
    asking = Asking(since_of(filters, None), (Agreed(), Agreed("region", "R1", 2), Agreed("handover", "gone", 1)))
    for item in ITEMS:
        found = figures_of(item, asking)(ask, filters)
        assert found
        assert figures_from(figures_text(found)) == found


def asked_of(world: World, *agreed: Agreed, asked: Asked = COORDINATION) -> list[tuple[str, str | None]]:
    found = agreed_actions(asker(world), filters_of(world, asked), agreed)
    return [(one["state"], one["how"]) for one in found["actions"]]


def one_handover(**given: Any) -> World:
    case = a_case("c", NOW - 60 * DAY, closed_at=given.pop("closed_at", None))
    return small_world(cases=[case], handovers=[a_handover("c", NOW - 50 * DAY, "A1", "A2", **given)])


def test_an_action_about_a_handover_is_done_once_it_is_answered_withdrawn_or_its_case_closed() -> None:
    agreed = Agreed("handover", "c", 1)
    answered = {"responded_at": NOW, "response": "rejected"}
    assert asked_of(one_handover(**answered), agreed) == [("done", "answered")]
    assert asked_of(one_handover(**{**answered, "response": "withdrawn"}), agreed) == [("done", "withdrawn")]
    assert asked_of(one_handover(closed_at=NOW), agreed) == [("done", "case_closed")]
    assert asked_of(one_handover(**{**answered, "responded_at": NOW + MICROSECOND}), agreed) == [("under_way", None)]


def test_an_action_is_late_from_the_day_after_its_day_on() -> None:
    yesterday = date(2026, 9, 15)
    assert asked_of(one_handover(), Agreed("handover", "c", 1), Agreed(due_on=yesterday)) == [
        ("under_way", None),
        ("late", None),
    ]


def test_an_action_about_what_is_not_in_the_data_is_gone_even_when_it_is_late() -> None:
    late = date(2026, 9, 1)
    gone = [Agreed(kind, "none such", 1, late) for kind in ("handover", "deadline", "region", "rule")]
    assert asked_of(one_handover(), *gone) == [("gone", None)] * 4


def test_what_was_over_when_it_was_agreed_is_done_only_by_somebodys_word() -> None:
    answered = one_handover(responded_at=NOW - DAY, response="accepted")
    agreed = Agreed("handover", "c", 0)
    assert asked_of(answered, agreed, replace(agreed, settled_as="done")) == [("under_way", None), ("done", "settled")]


def test_the_next_meeting_shows_what_was_done_and_the_minutes_of_the_first_stay_as_they_were(tmp_path: Path) -> None:
    own = engine(f"sqlite:///{tmp_path / 'own.sqlite'}")
    migrate(own, OWN_DATABASE)
    opening = Opening("aino", "officials", {}, ITEMS)
    before, after = one_handover(), one_handover(responded_at=NOW, response="accepted")
    first = open_meeting(own, opening, NOW).number
    left = figure_about("handover", "c")(asker(before), filters_of(before, COORDINATION))
    new = NewAction("Answer", "A2", date(2026, 9, 16), "handover", "c", left)
    actions.add_action(own, first, new, "aino", NOW)
    kept = fixed(own, before, first)
    close(own, first, NOW)
    second = open_meeting(own, opening, NOW).number
    assert [(one["state"], one["how"]) for one in fixed(own, after, second)["actions"]] == [("done", "answered")]
    assert minutes.read(own, first).figures == {"agreed_actions": kept}
    assert [one["state"] for one in kept["actions"]] == ["under_way"]
    close(own, second, NOW)
    assert actions.to_follow(own, open_meeting(own, opening, NOW).number) == []
    own.dispose()


def fixed(own: Engine, world: World, meeting: int) -> dict[str, Any]:
    """The meeting's actions as its figures show them, once they are fixed."""
    asking = Asking(NOW - WEEK, tuple(actions.to_follow(own, meeting)))
    found = figures_of("agreed_actions", asking)(asker(world), filters_of(world, COORDINATION))
    minutes.fix(own, meeting, minutes.Fixing(NOW, {"agreed_actions": found}, done_numbers(found)), NOW)
    return found


def test_a_region_is_done_when_no_handover_of_it_is_past_target() -> None:
    agreed = Agreed("region", "R1", 1)
    assert asked_of(one_handover(), agreed) == [("under_way", None)]
    assert asked_of(one_handover(due_at=NOW), agreed) == [("done", "none_left")]
    found = agreed_actions(asker(one_handover()), filters_of(one_handover(), COORDINATION), [agreed])
    assert [(one["figure_then"], one["figure_now"]) for one in found["actions"]] == [(1, 1)]


def test_a_rule_is_done_when_no_case_lacks_its_partner() -> None:
    child = {"victim_age_group": "child"}
    lacking = small_world(cases=[a_case("c", NOW - 30 * DAY, **child)])
    served = small_world(cases=[a_case("c", NOW - DAY, **child)])
    agreed = Agreed("rule", "social_services_for_children", 3)
    assert asked_of(lacking, agreed) == [("under_way", None)]
    assert asked_of(served, agreed) == [("done", "none_left")]


def test_a_dropped_action_is_dropped_whatever_the_data_say() -> None:
    answered = one_handover(responded_at=NOW, response="accepted")
    dropped = [Agreed("handover", key, 1, settled_as="dropped") for key in ("c", "none such")]
    assert asked_of(answered, *dropped) == [("dropped", None)] * 2


def test_the_filters_of_a_meeting_hide_no_action() -> None:
    elsewhere = replace(COORDINATION, regions=("R2",), from_day=date(2026, 9, 1))
    assert asked_of(one_handover(), Agreed("handover", "c", 1), asked=elsewhere) == [("under_way", None)]


def test_counts_and_numbers_tell_which_actions_are_done() -> None:
    world = one_handover(responded_at=NOW, response="accepted")
    agreed = [Agreed("handover", "c", 1, number=7), Agreed(number=8), Agreed(number=9, settled_as="done")]
    found = agreed_actions(asker(world), filters_of(world, COORDINATION), agreed)
    assert found["counts"] == {"done": 2, "late": 0, "under_way": 1, "gone": 0, "dropped": 0}
    assert done_numbers(found) == [7, 9]


def test_a_new_action_keeps_what_is_left_of_what_it_is_about() -> None:
    world = one_handover()
    ask, filters = asker(world), filters_of(world, COORDINATION)
    assert figure_about("handover", "c")(ask, filters) == 1
    assert figure_about("region", "R1")(ask, filters) == 1
    assert figure_about("handover", "none such")(ask, filters) is None


def test_a_ministry_is_not_told_of_handovers_by_their_key() -> None:
    world = one_handover()
    ministry = replace(COORDINATION, role="ministry", ministry="M1")
    with pytest.raises(NoAccess):
        asked_of(world, Agreed("handover", "c", 1), asked=ministry)


def test_without_a_meeting_before_it_is_a_week_that_is_looked_back_on() -> None:
    filters = filters_of(small_world(cases=[]), COORDINATION)
    assert since_of(filters, None) == NOW - WEEK
    assert since_of(filters, NOW - DAY) == NOW - DAY
    assert since_of(filters, NOW) == NOW - WEEK


def test_what_happened_at_the_last_meeting_belongs_to_it_and_what_happens_now_to_this_one() -> None:
    world = small_world(cases=[a_case(str(n), at) for n, at in enumerate((NOW - DAY, NOW - DAY + MICROSECOND, NOW))])
    found = since_last_meeting(asker(world), filters_of(world, COORDINATION), NOW - DAY)
    assert (found["opened"], found["open"], found["open_then"]) == (2, 3, 1)


def test_newly_past_target_is_what_was_not_past_it_at_the_last_meeting() -> None:
    sent = {"long past": 50, "newly past": 10, "not yet": 2, "past, and answered": 50}
    given = {"past, and answered": {"responded_at": NOW - DAY, "response": "returned"}}
    handovers = [a_handover("c", NOW - n * DAY, "A1", "A2", key=key, **given.get(key, {})) for key, n in sent.items()]
    world = small_world(cases=[a_case("c", NOW - 60 * DAY)], handovers=handovers)
    found = since_last_meeting(asker(world), filters_of(world, COORDINATION), NOW - WEEK)
    assert (found["overdue_then"], found["overdue"], found["newly_overdue"]) == (2, 2, 1)
    assert (found["answered"], found["returned"], found["pending_then"], found["pending"]) == (1, 1, 3, 3)


def test_half_a_year_of_complete_weeks_tells_how_many_waited() -> None:
    world = one_handover()
    ended = since_last_meeting(asker(world), filters_of(world, COORDINATION), NOW - WEEK)["waiting_by_week"]
    assert [row["week"] for row in ended][::25] == ["2026-03-16", "2026-09-07"]
    assert [row["pending"] for row in ended] == [0] * 19 + [1] * 7


def test_only_charts_whose_last_point_is_flagged_are_told() -> None:
    usual = {"starts_on": "2026-09-07", "value": 3.0, "mean": 3.0, "lower": float("nan"), "upper": 5.0}
    point = {**usual, "flag": None, "side": None, "better": None, "length": 0}
    flagged = {**point, "flag": "trend", "side": "rising", "length": 7}
    charts: dict[str, dict[str, Any]] = {
        "opened": {"weeks": 1, "windows": [flagged, point]},
        "queue": {"weeks": 4, "windows": [point, flagged]},
        "closed": {"weeks": None, "windows": []},
    }
    assert flags(charts) == [{"key": "queue", "weeks": 4, **flagged, "lower": None}]


def test_the_figures_of_an_item_are_kept_apart_by_what_they_rest_on() -> None:
    def name(item: str, *, days: int, agreed: tuple[Agreed, ...] = ()) -> str:
        return figures_of(item, Asking(NOW - days * DAY, agreed)).__qualname__

    assert name("since_last_meeting", days=7) != name("since_last_meeting", days=6)
    assert name("agreed_actions", days=7) != name("agreed_actions", days=7, agreed=(Agreed(),))
    assert name("regions", days=7) == name("regions", days=6, agreed=(Agreed(),)) != name("waiting_by_agency", days=7)
