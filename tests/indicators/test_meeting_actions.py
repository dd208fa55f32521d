"""What became of agreed actions: against its twin, in worked examples, and from one meeting to the next."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine

from config.agenda import ITEMS
from indicators.meeting.actions import Agreed, agreed_actions, deadlines_left, left_of, things
from queries.access import NoAccess
from store.own import actions, minutes
from store.own.actions import NewAction
from store.own.meetings import Opening, close, open_meeting
from store.schema import OWN_DATABASE, migrate
from store.source import engine
from tests import strategies
from tests.asking import RULES, asker, filters_of
from tests.indicators.agreed import COORDINATION, NOW, an_action, one_handover
from tests.naive import meetings as twin
from tests.naive.world import DAY, MICROSECOND, Asked, World
from tests.small_world import a_case, small_world

Look = tuple[World, list[Asked]]

WEEK = 7 * DAY
HANDOVER = {"pending": None, "answered": "answered", "withdrawn": "withdrawn", "closed": "case_closed"}
DEADLINE = {"open": None, "met": "met", "closed": "case_closed"}


@settings(max_examples=strategies.examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination", "agency"), most=1))
def test_things_stand_as_their_twins_say_whatever_is_filtered(look: Look) -> None:
    world, every_asked = look
    ask = asker(world)
    keys = {(kind, row[f"{kind}_id"]) for kind in ("handover", "deadline") for row in world.tables[f"{kind}s"]} | {
        ("handover", "none such"),
        ("deadline", "none such"),
    }
    for asked in every_asked:
        found = things(ask, filters_of(world, asked), keys, RULES)
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
        left = deadlines_left(ask, filters_of(world, asked))
        assert list(left["deadline_id"]) == twin.deadlines_left(world, asked)


def asked_of(world: World, *agreed: Agreed, asked: Asked = COORDINATION) -> list[tuple[str, str | None]]:
    found = agreed_actions(asker(world), filters_of(world, asked), agreed, RULES)
    return [(one["state"], one["how"]) for one in found]


def test_an_action_about_a_handover_is_done_once_it_is_answered_withdrawn_or_its_case_closed() -> None:
    agreed = an_action("handover", "c", 1)
    answered = {"responded_at": NOW, "response": "rejected"}
    assert asked_of(one_handover(**answered), agreed) == [("done", "answered")]
    assert asked_of(one_handover(**{**answered, "response": "withdrawn"}), agreed) == [("done", "withdrawn")]
    assert asked_of(one_handover(closed_at=NOW), agreed) == [("done", "case_closed")]
    assert asked_of(one_handover(**{**answered, "responded_at": NOW + MICROSECOND}), agreed) == [("under_way", None)]


def test_an_action_is_late_from_the_day_after_its_day_on() -> None:
    yesterday = date(2026, 9, 15)
    assert asked_of(one_handover(), an_action("handover", "c", 1), an_action(due_on=yesterday)) == [
        ("under_way", None),
        ("late", None),
    ]


def test_an_action_about_what_is_not_in_the_data_is_gone_even_when_it_is_late() -> None:
    late = date(2026, 9, 1)
    gone = [an_action(kind, "none such", 1, late) for kind in ("handover", "deadline", "region", "rule")]
    assert asked_of(one_handover(), *gone) == [("gone", None)] * 4


def test_what_was_over_when_it_was_agreed_is_done_only_by_somebodys_word() -> None:
    answered = one_handover(responded_at=NOW - DAY, response="accepted")
    agreed = an_action("handover", "c", 0)
    assert asked_of(answered, agreed, agreed._replace(settled_as="done")) == [("under_way", None), ("done", "settled")]


def test_the_next_meeting_shows_what_was_done_and_the_minutes_of_the_first_stay_as_they_were(tmp_path: Path) -> None:
    own = engine(f"sqlite:///{tmp_path / 'own.sqlite'}")
    migrate(own, OWN_DATABASE)
    opening = Opening("aino", "officials", {}, ITEMS)
    before, after = one_handover(), one_handover(responded_at=NOW, response="accepted")
    first = open_meeting(own, opening, NOW).number
    left = left_of(asker(before), filters_of(before, COORDINATION), "handover", "c", RULES)
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


def fixed(own: Engine, world: World, meeting: int) -> Mapping[str, Any]:
    """The meeting's actions as its figures show them, once they are fixed."""
    agreed = actions.to_follow(own, meeting)
    asked = [Agreed(*(getattr(action, field) for field in Agreed._fields)) for action in agreed]
    found = agreed_actions(asker(world), filters_of(world, COORDINATION), asked, RULES)
    done = [action.number for action, one in zip(agreed, found, strict=True) if one["state"] == "done"]
    kept = {"actions": found}
    minutes.fix(own, meeting, minutes.Fixing(NOW, {"agreed_actions": kept}, done), NOW)
    return kept


def test_a_region_is_done_when_no_handover_of_it_is_past_target() -> None:
    agreed = an_action("region", "R1", 1)
    assert asked_of(one_handover(), agreed) == [("under_way", None)]
    assert asked_of(one_handover(due_at=NOW), agreed) == [("done", "none_left")]
    found = agreed_actions(asker(one_handover()), filters_of(one_handover(), COORDINATION), [agreed], RULES)
    assert [one["figure_now"] for one in found] == [1]


def test_a_rule_is_done_when_no_case_lacks_its_partner() -> None:
    child = {"victim_age_group": "child"}
    lacking = small_world(cases=[a_case("c", NOW - 30 * DAY, **child)])
    served = small_world(cases=[a_case("c", NOW - DAY, **child)])
    agreed = an_action("rule", "social_services_for_children", 3)
    assert asked_of(lacking, agreed) == [("under_way", None)]
    assert asked_of(served, agreed) == [("done", "none_left")]


def test_a_dropped_action_is_dropped_whatever_the_data_say() -> None:
    answered = one_handover(responded_at=NOW, response="accepted")
    dropped = [an_action("handover", key, 1, settled_as="dropped") for key in ("c", "none such")]
    assert asked_of(answered, *dropped) == [("dropped", None)] * 2


def test_the_filters_of_a_meeting_hide_no_action() -> None:
    elsewhere = replace(COORDINATION, regions=("R2",), from_day=date(2026, 9, 1))
    assert asked_of(one_handover(), an_action("handover", "c", 1), asked=elsewhere) == [("under_way", None)]


def test_actions_are_told_in_the_order_in_which_they_are_given() -> None:
    world = one_handover(responded_at=NOW, response="accepted")
    agreed = [an_action("handover", "c", 1), an_action(), an_action(settled_as="done")]
    assert asked_of(world, *agreed) == [("done", "answered"), ("under_way", None), ("done", "settled")]


def test_a_new_action_keeps_what_is_left_of_what_it_is_about() -> None:
    world = one_handover()
    ask, filters = asker(world), filters_of(world, COORDINATION)
    assert left_of(ask, filters, "handover", "c", RULES) == 1
    assert left_of(ask, filters, "region", "R1", RULES) == 1
    assert left_of(ask, filters, "handover", "none such", RULES) is None


def test_a_ministry_is_not_told_of_handovers_by_their_key() -> None:
    world = one_handover()
    ministry = replace(COORDINATION, role="ministry", ministry="M1")
    with pytest.raises(NoAccess):
        asked_of(world, an_action("handover", "c", 1), asked=ministry)
