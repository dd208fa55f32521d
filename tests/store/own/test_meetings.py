"""Meetings: one runs at a time, figures are fixed once and kept to the digit, and a closed one changes no more."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from config.agenda import ITEMS
from store.own import meetings, minutes
from store.own.meetings import Meeting, Opening
from store.own.minutes import Fixing, figures_from, figures_text

NOW = datetime(2026, 9, 16, 6, 0, 1, 234567, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OPENING = Opening("aino", "officials", {"region": ["01", "02"], "period": ["3m"]}, ITEMS)
FIGURES = {
    "regions": {"pending": 126, "share": 0.1 + 0.2},
    "since_last_meeting": {"as_of": "2026-09-16T06:00:00+00:00"},
}
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def opened(own: Engine, **given: Any) -> Meeting:
    return meetings.open_meeting(own, replace(OPENING, **given), NOW)


def held(own: Engine, as_of: datetime = NOW) -> Meeting:
    """A meeting that was opened, fixed and closed."""
    number = opened(own).number
    minutes.fix(own, number, Fixing(as_of, FIGURES), NOW + MINUTE)
    return meetings.close(own, number, NOW + 2 * MINUTE)


def test_a_meeting_is_kept_as_it_was_opened(own: Engine) -> None:
    meeting = opened(own)
    assert meeting == Meeting(meeting.number, NOW, "aino", "officials", OPENING.parameters, ITEMS)
    assert meetings.running(own) == meeting
    assert minutes.read(own, meeting.number) == minutes.Minutes(meeting, {}, {})
    assert meeting.state == "live"


def test_opened_twice_it_is_the_same_meeting_as_it_stands(own: Engine) -> None:
    first = opened(own)
    second = meetings.open_meeting(own, Opening("olli", "guests", {}, ["regions"]), NOW + MINUTE)
    assert second == first


def test_opened_by_many_at_once_it_is_one_meeting(own: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: opened(own, by=f"user {n}"), range(24)))
    assert len({(meeting.number, meeting.opened_by) for meeting in found}) == 1


def test_once_it_is_closed_the_next_one_is_new(own: Engine) -> None:
    first, second = held(own), opened(own)
    assert second.number > first.number
    assert meetings.running(own) == second


@pytest.mark.parametrize("given", [{"agenda": ["weather"]}, {"agenda": []}, {"room": "anybody"}])
def test_it_refuses_an_opening_that_makes_no_sense(own: Engine, given: dict[str, Any]) -> None:
    with pytest.raises(meetings.MeetingRefused):
        opened(own, **given)
    assert meetings.running(own) is None


def test_the_agenda_and_the_room_can_be_changed_on_the_day(own: Engine) -> None:
    number = opened(own).number
    meetings.change_agenda(own, number, ["regions", "agreed_actions"])
    meetings.change_room(own, number, "guests")
    there = meetings.running(own)
    assert there
    assert (there.agenda, there.room) == (("regions", "agreed_actions"), "guests")


@pytest.mark.parametrize("items", [["weather"], ["regions", "regions"], []])
def test_it_refuses_an_agenda_that_makes_no_sense(own: Engine, items: list[str]) -> None:
    with pytest.raises(meetings.MeetingRefused):
        meetings.change_agenda(own, opened(own).number, items)


def test_a_note_takes_the_place_of_the_one_before(own: Engine) -> None:
    number = opened(own).number
    for text in ("Ask Pirkanmaa", "  Ask Uusimaa\nåäö \0"):
        meetings.write_note(own, number, "regions", text)
    meetings.write_note(own, number, "agreed_actions", "gone")
    meetings.write_note(own, number, "agreed_actions", " ")
    assert minutes.read(own, number).notes == {"regions": "Ask Uusimaa\nåäö"}


def test_it_refuses_a_note_of_no_item_or_too_long(own: Engine) -> None:
    number = opened(own).number
    for item, text in (("weather", "Rain"), ("regions", "x" * 10_001)):
        with pytest.raises(meetings.MeetingRefused):
            meetings.write_note(own, number, item, text)


def test_fixed_figures_are_kept_to_the_digit_and_read_again_by_another_process(own: Engine) -> None:
    number = opened(own).number
    found = minutes.fix(own, number, Fixing(NOW - MINUTE, FIGURES), NOW)
    own.dispose()
    assert minutes.read(own, number) == found
    assert found.figures == FIGURES
    assert (found.meeting.as_of, found.meeting.fixed_at, found.meeting.state) == (NOW - MINUTE, NOW, "fixed")


def test_fixed_twice_it_keeps_the_first(own: Engine) -> None:
    number = opened(own).number
    first = minutes.fix(own, number, Fixing(NOW, FIGURES), NOW)
    assert minutes.fix(own, number, Fixing(NOW + MINUTE, {"regions": 1}), NOW + MINUTE) == first


def test_fixed_by_many_at_once_moment_and_figures_are_those_of_one(own: Engine) -> None:
    number = opened(own).number

    def fix(n: int) -> minutes.Minutes:
        return minutes.fix(own, number, Fixing(NOW + n * MINUTE, {item: n for item in ITEMS}), NOW)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(fix, range(16)))
    as_of = found[0].meeting.as_of
    assert as_of
    assert all(one == found[0] for one in found)
    assert found[0].figures == dict.fromkeys(ITEMS, (as_of - NOW) // MINUTE)


def test_once_fixed_its_agenda_stays_and_its_notes_do_not(own: Engine) -> None:
    number = opened(own).number
    minutes.fix(own, number, Fixing(NOW, FIGURES), NOW)
    with pytest.raises(meetings.MeetingFixed):
        meetings.change_agenda(own, number, ["regions"])
    meetings.write_note(own, number, "regions", "Ask Uusimaa")
    assert minutes.read(own, number).notes == {"regions": "Ask Uusimaa"}


def test_figures_that_would_not_come_back_are_refused_and_nothing_is_fixed(own: Engine) -> None:
    number = opened(own).number
    for figures in ({"a": float("nan")}, {"a": (1, 2)}, {1: "a"}, {"a": {1}}):
        with pytest.raises((ValueError, TypeError)):
            minutes.fix(own, number, Fixing(NOW, {"since_last_meeting": {}, "regions": figures}), NOW)
    assert minutes.read(own, number).meeting.state == "live"


CHANGES: list[Callable[[Engine, int], object]] = [
    lambda own, number: meetings.change_agenda(own, number, ["regions"]),
    lambda own, number: meetings.change_room(own, number, "guests"),
    lambda own, number: meetings.write_note(own, number, "regions", "Too late"),
    lambda own, number: minutes.fix(own, number, Fixing(NOW, {}), NOW),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_closed_meeting_changes_no_more(own: Engine, change: Callable[[Engine, int], object]) -> None:
    number = held(own).number
    before = minutes.read(own, number)
    with pytest.raises(meetings.MeetingClosed, match=f"meeting {number} is closed"):
        change(own, number)
    assert minutes.read(own, number) == before
    assert before.meeting.state == "closed"


def test_a_closed_meeting_can_be_opened_again_for_a_day(own: Engine) -> None:
    closed = held(own)
    assert closed.closed_at is not None
    assert meetings.last_closed(own) == closed
    running = meetings.reopen(own, closed.number, closed.closed_at + DAY - MINUTE)
    assert running == replace(closed, closed_at=None) == meetings.running(own)
    assert meetings.reopen(own, closed.number, NOW + 9 * DAY) == running
    assert meetings.last_closed(own) is None


def test_it_is_over_after_a_day_or_once_another_is_opened(own: Engine) -> None:
    first = held(own)
    assert first.closed_at is not None
    with pytest.raises(meetings.MeetingOver):
        meetings.reopen(own, first.number, first.closed_at + DAY)
    second = opened(own)
    with pytest.raises(meetings.MeetingOver):
        meetings.reopen(own, first.number, first.closed_at + MINUTE)
    assert meetings.running(own) == second
    assert meetings.last_closed(own) is None


def test_closed_twice_it_keeps_the_first(own: Engine) -> None:
    first = held(own)
    assert meetings.close(own, first.number, NOW + 9 * MINUTE) == first


@pytest.mark.parametrize(
    "change",
    [
        *CHANGES,
        lambda own, number: meetings.close(own, number, NOW),
        lambda own, number: meetings.reopen(own, number, NOW),
        minutes.read,
    ],
)
def test_a_meeting_that_is_not_there_is_told(own: Engine, change: Callable[[Engine, int], object]) -> None:
    with pytest.raises(meetings.MeetingUnknown, match="there is no meeting 99"):
        change(own, 99)


def test_only_what_was_fixed_and_closed_was_held(own: Engine) -> None:
    first = held(own)
    meetings.close(own, opened(own).number, NOW)
    third = held(own, NOW + 5 * MINUTE)
    live = opened(own)
    assert meetings.held(own) == [third, first]
    assert meetings.last_held(own) == meetings.last_held(own, before=live.number) == third
    assert meetings.last_held(own, before=third.number) == first
    assert meetings.last_held(own, before=first.number) is None


def test_a_time_without_a_zone_is_refused(own: Engine) -> None:
    with pytest.raises(Exception, match="no time zone"):
        meetings.open_meeting(own, OPENING, datetime(2026, 9, 16))  # noqa: DTZ001


@settings(max_examples=200)
@given(PLAIN)
def test_plain_figures_come_back_exactly(figures: Any) -> None:
    assert repr(figures_from(figures_text(figures))) == repr(figures)


def test_a_float_comes_back_to_the_last_digit() -> None:
    assert cast(float, figures_from(figures_text(0.1 + 0.2))) == 0.30000000000000004
