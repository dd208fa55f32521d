"""The delay clock against the reference cases, and against a slow twin that walks from day to day."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import DelayClock
from measures.local_time import from_us, local_day, start_of_day, to_us
from measures.working_time import (
    OutsideCalendar,
    WorkingCalendar,
    finnish_free_days,
    finnish_working_days,
    off_clock,
    on_clock,
    positions,
)
from tests.reference_cases import Case, assert_agrees, cases

SECOND = 1_000_000
DAY = 86_400 * SECOND
SPANS = cases("business_hours", kind="working_time")
OFFICE = WorkingCalendar(8 * 3600, 16 * 3600, frozenset(range(5)), frozenset({date(2026, 1, 6)}))
NIGHTS = WorkingCalendar(0, 5 * 3600 + 1, frozenset(range(7)), frozenset({date(2026, 3, 28)}))
MOMENTS_2026 = st.integers(start_of_day(date(2026, 1, 1)), start_of_day(date(2027, 1, 1)))


def us(text: str) -> int:
    return to_us(datetime.fromisoformat(text))


def seconds(clock_time: str) -> int:
    hours, minutes = clock_time.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def days(texts: list[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


def calendar_of(given: dict[str, Any]) -> WorkingCalendar:
    return WorkingCalendar(
        seconds(given["open"]),
        seconds(given["close"]),
        frozenset(given["weekdays"]),
        days(given["holidays"]),
    )


def working_time(start: int, end: int, calendar: WorkingCalendar) -> int:
    at_start, at_end = positions(np.array([start, end], dtype=np.int64), calendar)
    return int(at_end - at_start)


def wall(day: date, after_midnight: int, zone: ZoneInfo) -> datetime:
    # Adding to a time within one zone moves the hands of its wall clock.
    return datetime.combine(day, time(), zone) + timedelta(seconds=after_midnight)


def walked_day_by_day(start: int, end: int, calendar: WorkingCalendar) -> int:
    """The slow twin: for each local day, the overlap of its hours with the interval."""
    zone, total, day = ZoneInfo("Europe/Helsinki"), 0, from_us(start).date() - timedelta(days=1)
    while day <= from_us(end).date() + timedelta(days=1):
        if day.weekday() in calendar.weekdays and day not in calendar.holidays:
            opens, closes = (to_us(wall(day, at, zone)) for at in (calendar.opens, calendar.closes))
            total += max(0, min(end, closes) - max(start, opens))
        day += timedelta(days=1)
    return total


FORWARD = [case for case in SPANS if case.expected["elapsed_seconds"] >= 0]


@pytest.mark.parametrize("case", FORWARD, ids=lambda case: case.name)
def test_it_counts_the_working_time_of_the_reference(case: Case) -> None:
    start, end = us(case.input["start"]), us(case.input["end"])
    counted = working_time(start, end, calendar_of(case.input))
    assert counted == round(case.expected["working_seconds"] * SECOND)
    assert_agrees(end - start, case.expected["elapsed_seconds"] * SECOND, case.tolerance)
    assert (local_day(end) - local_day(start)).days == case.expected["calendar_days_local"]


@pytest.mark.parametrize("case", FORWARD, ids=lambda case: case.name)
def test_it_counts_the_working_days_of_the_reference(case: Case) -> None:
    all_day = replace(calendar_of(case.input), opens=0, closes=86_400)
    start, end = (start_of_day(local_day(us(case.input[end]))) for end in ("start", "end"))
    # Rounded, for a Sunday on which summer time begins has 23 hours.
    assert round(working_time(start, end, all_day) / DAY) == case.expected["numpy_busday_count_local_dates"]


@pytest.mark.parametrize("case", cases("business_hours", kind="holidays"), ids=lambda case: case.name)
def test_the_free_days_of_finland_are_those_of_the_reference(case: Case) -> None:
    free = finnish_free_days(case.input["year"])
    on_weekdays = [day.isoformat() for day in free if day.weekday() < 5]
    assert [day.isoformat() for day in free] == case.expected["dates"]
    assert list(free.values()) == case.expected["names_en"]
    assert on_weekdays == case.expected["on_weekdays"]


@pytest.mark.parametrize("calendar", [OFFICE, NIGHTS, finnish_working_days()], ids=["office", "nights", "product"])
@given(ends=st.lists(MOMENTS_2026, min_size=2, max_size=2).map(sorted))
def test_it_counts_what_walking_from_day_to_day_counts(calendar: WorkingCalendar, ends: list[int]) -> None:
    start, end = ends
    assert working_time(start, end, calendar) == walked_day_by_day(start, end, calendar)


@given(st.lists(st.integers(us("1970-01-01T00:00Z"), us("2100-12-31T21:59:59Z")), min_size=1).map(sorted))
def test_positions_never_fall_and_never_outrun_the_clock(moments: list[int]) -> None:
    at = positions(np.array(moments, dtype=np.int64), NIGHTS)
    assert (np.diff(at) >= 0).all()
    assert (np.diff(at) <= np.diff(moments)).all()


@pytest.mark.parametrize(
    ("after_opening", "counted"), [(-1, 0), (0, 0), (1, 1), (8 * 3600 * SECOND + 1, 8 * 3600 * SECOND)]
)
def test_it_is_exact_to_the_microsecond_at_the_edges_of_hours(after_opening: int, counted: int) -> None:
    opening = us("2026-11-24T08:00:00+02:00")
    since_morning = np.array([opening - 3600 * SECOND, opening + after_opening], dtype=np.int64)
    assert np.diff(positions(since_morning, OFFICE)).tolist() == [counted]


def test_a_calendar_that_never_closes_counts_elapsed_time_over_both_changes_of_the_clock() -> None:
    always = WorkingCalendar(0, 86_400, frozenset(range(7)), frozenset())
    moments = np.arange(us("2026-01-01T00:00Z"), us("2027-01-01T00:00Z"), 1_234_567_891)
    assert np.diff(positions(moments, always)).tolist() == np.diff(moments).tolist()


def test_hours_that_begin_in_the_skipped_hour_begin_when_it_is_over() -> None:
    early = WorkingCalendar(3 * 3600 + 1800, 6 * 3600, frozenset({6}), frozenset())
    start, end = us("2026-03-29T00:00:00+02:00"), us("2026-03-29T12:00:00+03:00")
    assert working_time(start, end, early) == 2 * 3600 * SECOND


@pytest.mark.parametrize("moment", ["1969-12-31T21:59:59Z", "2100-12-31T22:00:00Z"])
def test_it_refuses_a_moment_outside_the_calendar(moment: str) -> None:
    with pytest.raises(OutsideCalendar, match="outside 1970–2100"):
        positions(np.array([us(moment)], dtype=np.int64), OFFICE)


def test_it_refuses_a_missing_moment() -> None:
    missing = np.array(["NaT"], dtype="datetime64[us]").astype(np.int64)
    with pytest.raises(OutsideCalendar, match="without a moment"):
        positions(missing, OFFICE)


def test_no_moments_have_no_positions() -> None:
    assert len(positions(np.array([], dtype=np.int64), OFFICE)) == 0


def test_the_calendar_clock_leaves_moments_as_they_are() -> None:
    moments = np.array([us("1950-01-01T00:00Z"), us("2026-11-24T10:00Z")], dtype=np.int64)
    assert on_clock(moments, "calendar").tolist() == moments.tolist()


def test_the_working_clock_stands_still_on_weekends_and_the_two_free_eves() -> None:
    thursday_noon, monday_noon = us("2026-06-18T12:00:00+03:00"), us("2026-06-22T12:00:00+03:00")
    wednesday_noon, next_monday_noon = us("2026-12-23T12:00:00+02:00"), us("2026-12-28T12:00:00+02:00")
    at = on_clock(np.array([thursday_noon, monday_noon, wednesday_noon, next_monday_noon]), "working")
    assert at[1] - at[0] == DAY
    assert at[3] - at[2] == DAY


def test_it_refuses_a_clock_that_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="use one of calendar, working"):
        on_clock(np.array([0]), cast(DelayClock, "lunar"))


def test_it_finds_the_moment_at_a_position_of_the_clock() -> None:
    friday_noon, saturday = us("2026-11-20T12:00:00+02:00"), us("2026-11-21T12:00:00+02:00")
    monday = start_of_day(date(2026, 11, 23))
    at = on_clock(np.array([friday_noon, saturday]), "working")
    assert off_clock(at, "working").tolist() == [friday_noon, monday]
    assert off_clock(at, "calendar") is at
