"""Moments as µs and Helsinki days, against zoneinfo and the reference cases at the edges of days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.local_time import (
    TIME_ZONE,
    from_us,
    local_day,
    local_days,
    start_of_day,
    starts_of_days,
    to_us,
    wall_to_us,
)
from tests.reference_cases import Case, cases

HELSINKI = ZoneInfo(TIME_ZONE)
DUE = cases("age_bands_and_due", kind="due_date")
AGES = cases("age_bands_and_due", kind="age")
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(1970, 1, 1), date(2100, 12, 31))


@given(MOMENTS)
def test_a_moment_survives_the_way_to_microseconds_and_back(moment: datetime) -> None:
    assert from_us(to_us(moment)) == moment


@given(st.lists(MOMENTS))
def test_the_days_of_many_moments_are_those_of_each(moments: list[datetime]) -> None:
    many = [to_us(moment) for moment in moments]
    assert local_days(np.array(many, dtype=np.int64)) == [local_day(one) for one in many]


def test_no_microsecond_is_lost_where_a_float_would_round() -> None:
    assert to_us(datetime(2099, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == 4_102_444_799_999_999


def test_the_same_moment_has_the_same_microseconds_in_every_zone() -> None:
    assert to_us(datetime(2026, 7, 1, 12, tzinfo=HELSINKI)) == to_us(datetime(2026, 7, 1, 9, tzinfo=UTC))


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    first = datetime(2026, 10, 25, 3, 30, tzinfo=HELSINKI)
    assert to_us(first.replace(fold=1)) - to_us(first) == 3_600_000_000


def test_it_refuses_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match=r"2026-01-01T12:00:00 has no time zone"):
        to_us(datetime(2026, 1, 1, 12))  # noqa: DTZ001


def test_it_reads_the_integers_of_numpy() -> None:
    assert from_us(np.int64(1)) == datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", DUE, ids=lambda case: case.name)
def test_today_is_the_day_in_helsinki(case: Case) -> None:
    today = local_day(to_us(datetime.fromisoformat(case.input["now"])))
    assert today.isoformat() == case.expected["local_today"]
    assert (date.fromisoformat(case.input["due"]) - today).days == case.expected["days_until_due"]


@pytest.mark.parametrize("case", AGES, ids=lambda case: case.name)
def test_elapsed_and_calendar_days_are_told_apart(case: Case) -> None:
    opened, now = (to_us(datetime.fromisoformat(case.input[end])) for end in ("opened", "now"))
    assert now - opened == case.expected["age_seconds"] * 1_000_000
    assert (local_day(now) - local_day(opened)).days == case.expected["age_days_calendar"]


@given(DAYS)
def test_a_day_begins_at_its_start_and_not_before(day: date) -> None:
    start = start_of_day(day)
    assert local_day(start) == day
    assert local_day(start - 1) == day - timedelta(days=1)


@given(st.lists(DAYS))
def test_many_days_start_where_each_of_them_does(days: list[date]) -> None:
    starts = starts_of_days(np.array(days, dtype="datetime64[D]"))
    assert starts.dtype == np.int64
    assert starts.tolist() == [start_of_day(day) for day in days]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-24", 24)])
def test_a_day_is_as_long_as_summer_time_makes_it(day: str, hours: int) -> None:
    first, second = starts_of_days(np.array([day, np.datetime64(day) + 1], dtype="datetime64[D]"))
    assert second - first == hours * 3_600_000_000


def test_it_refuses_a_missing_day() -> None:
    with pytest.raises(ValueError, match="missing"):
        starts_of_days(np.array(["2026-01-01", "NaT"], dtype="datetime64[D]"))


@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        ("2026-03-29T03:30", "2026-03-29T04:00:00+03:00"),
        ("2026-10-25T03:30", "2026-10-25T03:30:00+03:00"),
        ("2090-10-29T04:00", "2090-10-29T04:00:00+02:00"),
    ],
)
def test_a_time_skipped_or_shown_twice_stands_for_one_moment(wall: str, moment: str) -> None:
    us = wall_to_us(np.array([wall], dtype="datetime64[us]"))
    assert us.tolist() == [to_us(datetime.fromisoformat(moment))]
