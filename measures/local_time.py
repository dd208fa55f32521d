"""Moments, days and weeks: the moment as an integer, the day and the week as Helsinki lives them.

A moment travels through the program as int microseconds since 1970-01-01T00:00Z ("µs"); a day is a Helsinki
calendar day, which has 23 or 25 hours when summer time begins or ends; a week, from Monday to Sunday, is the number
of weeks since the one in which 1970 began.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

TIME_ZONE = "Europe/Helsinki"
DAY_US = 86_400_000_000

_FIRST_MONDAY = date(1969, 12, 29)
_LAST_WEEK = 6887  # in it the year 2102 begins
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HELSINKI = ZoneInfo(TIME_ZONE)


def to_us(moment: datetime) -> int:
    """µs of a moment in any time zone. Raises ValueError when the moment names none."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no time zone: give its offset, such as +02:00 or Z")
    return (moment - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """The moment, in UTC, that lies so many µs after the epoch."""
    return _EPOCH + timedelta(microseconds=int(us))


def local_day(us: int) -> date:
    """The Helsinki day in which the moment lies."""
    return from_us(us).astimezone(_HELSINKI).date()


def local_days(moments: NDArray[np.int64]) -> list[date]:
    """The Helsinki days in which the moments (µs) lie."""
    days: NDArray[np.object_] = pd.DatetimeIndex(moments.astype("datetime64[us]"), tz="UTC").tz_convert(TIME_ZONE).date
    return list(days)


def start_of_day(day: date) -> int:
    """µs of the midnight with which the day begins in Helsinki."""
    return to_us(datetime.combine(day, time(), _HELSINKI))


def starts_of_days(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """µs of the Helsinki midnight with which each day (datetime64[D]) begins.

    Raises ValueError for a missing day (NaT).
    """
    return wall_to_us(days.astype("datetime64[us]"))


def wall_to_us(wall: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """µs of the moments at which clocks on a wall in Helsinki show the given times (datetime64[us]).

    A time that the clocks skip in spring stands for the moment of the jump; one that they show twice in
    autumn for the first of the two. Raises ValueError for a missing time (NaT).
    """
    if np.isnat(wall).any():
        raise ValueError("a day or time is missing (NaT): leave out the rows without one")
    first_of_two = np.ones(len(wall), dtype=bool)
    local = pd.DatetimeIndex(wall).tz_localize(TIME_ZONE, ambiguous=first_of_two, nonexistent="shift_forward")
    return local.as_unit("us").asi8


def week_of(day: date) -> int:
    """The number of the week in which the day lies."""
    return (day - _FIRST_MONDAY).days // 7


def monday_of(week: int) -> date:
    """The day with which the week begins."""
    return _FIRST_MONDAY + timedelta(weeks=week)


def weeks_of(moments: NDArray[np.int64]) -> NDArray[np.int16]:
    """The numbers of the weeks in which moments (µs) lie: −1 before the first, from 2102 on the last that is known."""
    found: NDArray[np.int16] = (np.searchsorted(_starts_of_weeks(), moments, side="right") - 1).astype(np.int16)
    return found


@cache
def _starts_of_weeks() -> NDArray[np.int64]:
    weeks = np.arange(_LAST_WEEK + 1).astype("timedelta64[W]").astype("timedelta64[D]")
    return starts_of_days(np.datetime64(_FIRST_MONDAY) + weeks)
