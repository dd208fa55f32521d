"""What was agreed: kept as it was said, refused where it makes no sense, and followed until it is settled."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from config.agenda import ITEMS
from store.own import actions, meetings, minutes
from store.own.actions import Action, ActionRefused, NewAction
from store.own.meetings import Opening
from store.own.minutes import Fixing

# half past midnight in Helsinki: the day of the meeting is the 16th there
NOW = datetime(2026, 9, 15, 21, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TODAY = date(2026, 9, 16)
NEW = NewAction("Answer the handover", "Social services, Uusimaa", TODAY, "handover", "H-1", 1)


def opened(own: Engine) -> int:
    return meetings.open_meeting(own, Opening("aino", "officials", {}, ITEMS), NOW).number


def end(own: Engine, number: int, at: datetime, *done: int) -> None:
    minutes.fix(own, number, Fixing(at, {}, done), at)
    meetings.close(own, number, at)


def agree(own: Engine, meeting: int, **given: Any) -> Action:
    return actions.add_action(own, meeting, replace(NEW, **given), "aino", NOW)


def test_an_action_is_kept_as_it_was_said(own: Engine) -> None:
    meeting = opened(own)
    found = agree(own, meeting, what="  Answer åäö \0", who=" Police ")
    assert found == Action(
        *("Answer åäö", "Police", TODAY, "handover", "H-1", 1),
        number=found.number,
        meeting=meeting,
        entered_at=NOW,
        entered_by="aino",
    )
    assert actions.agreed_in(own, meeting) == actions.to_follow(own, meeting) == [found]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"what": " \n"}, "what_empty"),
        ({"what": "x" * 301}, "what_too_long"),
        ({"who": ""}, "who_empty"),
        ({"who": "x" * 101}, "who_too_long"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_in_the_past"),
        ({"about_kind": "weather"}, "about_unknown"),
        ({"about": ""}, "about_unknown"),
        ({"about_kind": "none"}, "about_unknown"),
        ({"figure_then": None}, "about_gone"),
    ],
)
def test_it_refuses_an_action_that_makes_no_sense(own: Engine, given: dict[str, Any], problem: str) -> None:
    meeting = opened(own)
    with pytest.raises(ActionRefused, match="the action was not kept: ") as refused:
        agree(own, meeting, **given)
    assert refused.value.problem == problem
    assert actions.agreed_in(own, meeting) == []


def test_the_longest_that_may_be_said_is_kept_whole(own: Engine) -> None:
    found = agree(own, opened(own), what="ä" * 300, who="ö" * 100, about_kind="none", about="", figure_then=None)
    assert (found.what, found.who) == ("ä" * 300, "ö" * 100)


def test_a_closed_meeting_agrees_on_nothing_more(own: Engine) -> None:
    meeting = opened(own)
    meetings.close(own, meeting, NOW)
    with pytest.raises(meetings.MeetingClosed):
        agree(own, meeting)
    with pytest.raises(meetings.MeetingUnknown):
        agree(own, 99)


def test_settled_twice_it_keeps_the_first(own: Engine) -> None:
    number = agree(own, opened(own)).number
    first = actions.settle_action(own, number, "dropped", NOW + MINUTE)
    assert (first.settled_as, first.settled_at) == ("dropped", NOW + MINUTE)
    assert actions.settle_action(own, number, "done", NOW + 2 * MINUTE) == first


def test_an_action_that_is_not_there_is_told(own: Engine) -> None:
    with pytest.raises(actions.ActionUnknown, match="there is no action 99"):
        actions.settle_action(own, 99, "done", NOW)


def test_what_the_figures_show_as_done_is_followed_no_longer(own: Engine) -> None:
    first = opened(own)
    kept, done = agree(own, first), agree(own, first)
    end(own, first, NOW + MINUTE)
    second = opened(own)
    assert actions.to_follow(own, second) == [kept, done]
    end(own, second, NOW + 2 * MINUTE, done.number)
    assert [one.number for one in actions.to_follow(own, opened(own))] == [kept.number]


def test_what_is_settled_between_meetings_is_told_once(own: Engine) -> None:
    first = opened(own)
    number = agree(own, first).number
    end(own, first, NOW + MINUTE)
    dropped = actions.settle_action(own, number, "dropped", NOW + 2 * MINUTE)
    second = opened(own)
    assert actions.to_follow(own, second) == [dropped]
    end(own, second, NOW + 3 * MINUTE)
    assert actions.to_follow(own, opened(own)) == []


def test_a_meeting_that_was_not_held_makes_nothing_forgotten(own: Engine) -> None:
    first = opened(own)
    number = agree(own, first).number
    actions.settle_action(own, number, "done", NOW + MINUTE)
    meetings.close(own, first, NOW + 2 * MINUTE)
    assert [one.number for one in actions.to_follow(own, opened(own))] == [number]


def test_actions_stand_by_their_day(own: Engine) -> None:
    meeting = opened(own)
    numbers = [agree(own, meeting, due_on=TODAY + timedelta(days=n)).number for n in (7, 0, 7, 1)]
    assert [one.number for one in actions.to_follow(own, meeting)] == [numbers[n] for n in (1, 3, 0, 2)]
    assert [one.number for one in actions.agreed_in(own, meeting)] == numbers


def test_what_is_agreed_later_is_no_matter_of_an_earlier_meeting(own: Engine) -> None:
    first = opened(own)
    end(own, first, NOW)
    agree(own, opened(own))
    assert actions.to_follow(own, first) == []
