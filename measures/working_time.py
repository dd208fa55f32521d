"""The delay clock: how much of the time between two moments counts.

A calendar turns every moment into its *position*: the working time that lay before it since 1970. The delay
between two moments is then a plain subtraction of positions, in Python, numpy or SQL alike, in int µs.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import get_args

import holidays
import numpy as np
from numpy.typing import NDArray

from config.settings import DelayClock
from measures.local_time import wall_to_us

_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_DAY_SECONDS = 86_400
_MONDAY_TO_FRIDAY = frozenset(range(5))


class OutsideCalendar(ValueError):
    """A moment lies before 1970 or after 2100, where no calendar reaches."""


@dataclass(frozen=True)
class WorkingCalendar:
    """When time counts: from `opens` to `closes` on the given weekdays that are no holidays, in Helsinki.

    `opens` and `closes` are seconds on the wall clock after 00:00 (86 400 is 24:00); weekday 0 is Monday.
    """

    opens: int
    closes: int
    weekdays: frozenset[int]
    holidays: frozenset[date]


def positions(moments: NDArray[np.int64], calendar: WorkingCalendar) -> NDArray[np.int64]:
    """Working µs before each moment (µs), since 1970 began: exact, and never falling as moments rise.

    Raises OutsideCalendar for a moment outside the years 1970–2100 of Helsinki.
    """
    hours = _hours(calendar)
    outside = moments[(moments < hours.years_start) | (moments >= hours.years_end)]
    if len(outside):
        raise OutsideCalendar(
            f"{len(outside)} moments lie outside {_FIRST_YEAR}–{_LAST_YEAR}, such as {outside[0]} µs: "
            "correct them, and leave out rows without a moment"
        )
    last_opened = np.maximum(np.searchsorted(hours.opens, moments, side="right") - 1, 0)
    opened, closed = hours.opens[last_opened], hours.closes[last_opened]
    return hours.before[last_opened] + np.clip(moments, opened, closed) - opened


def on_clock(moments: NDArray[np.int64], clock: DelayClock) -> NDArray[np.int64]:
    """Moments (µs) on the axis of a delay clock (µs), where delays are differences.

    `calendar` is elapsed time, the moments as they are. `working` counts 00:00–24:00 of Finnish working days.
    Raises ValueError for another clock and OutsideCalendar as `positions` does.
    """
    if clock not in get_args(DelayClock):
        raise ValueError(f"delay clock {clock!r}: use one of {', '.join(get_args(DelayClock))}")
    return moments if clock == "calendar" else positions(moments, finnish_working_days())


def off_clock(positions_on_clock: NDArray[np.int64], clock: DelayClock) -> NDArray[np.int64]:
    """The moments (µs) that stand at positions of a delay clock: the inverse of `on_clock`.

    Where time stands still a position belongs to many moments; then it is the last of them: the end of a working
    Friday is the beginning of the next working day, so that a due day is a working day.
    """
    if clock == "calendar":
        return positions_on_clock
    hours = _hours(finnish_working_days())
    stretch = np.maximum(np.searchsorted(hours.before, positions_on_clock, side="right") - 1, 0)
    return hours.opens[stretch] + positions_on_clock - hours.before[stretch]


def finnish_free_days(year: int) -> dict[date, str]:
    """The days of a year that are free in Finland, in order, with their English names.

    Public holidays (also those on a weekend), Midsummer Eve and Christmas Eve.
    """
    return dict(sorted(holidays.country_holidays("FI", years=year, language="en_US").items()))


@lru_cache(maxsize=1)
def finnish_working_days() -> WorkingCalendar:
    """The product's working clock: 00:00–24:00 in Helsinki, Monday to Friday, without Finnish free days."""
    free = frozenset(day for year in range(_FIRST_YEAR, _LAST_YEAR + 1) for day in finnish_free_days(year))
    return WorkingCalendar(0, _DAY_SECONDS, _MONDAY_TO_FRIDAY, free)


@lru_cache(maxsize=1)
def usual_days() -> WorkingCalendar:
    """The working clock's days without those on which offices rest: July, and 23 December to 6 January."""
    working = finnish_working_days()
    years = np.datetime64(f"{_FIRST_YEAR}-01-01"), np.datetime64(f"{_LAST_YEAR + 1}-01-01")
    every: list[date] = np.arange(*years, dtype="datetime64[D]").tolist()
    rest = {
        day for day in every if day.month == 7 or (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 6)
    }
    return replace(working, holidays=working.holidays | rest)


def are_on(days: NDArray[np.datetime64], calendar: WorkingCalendar) -> NDArray[np.bool_]:
    """Whether each day (datetime64[D]) is one on which time counts."""
    found: NDArray[np.bool_] = np.is_busday(days, busdaycal=_of_numpy(calendar))
    return found


@lru_cache(maxsize=8)
def _of_numpy(calendar: WorkingCalendar) -> np.busdaycalendar:
    free = np.array(sorted(calendar.holidays), dtype="datetime64[D]")
    return np.busdaycalendar([weekday in calendar.weekdays for weekday in range(7)], free)


@dataclass(frozen=True)
class _Hours:
    """Each stretch of working hours in µs, the working time before it, and the years that are covered."""

    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    before: NDArray[np.int64]
    years_start: int
    years_end: int


@lru_cache(maxsize=8)
def _hours(calendar: WorkingCalendar) -> _Hours:
    first, end = np.datetime64(f"{_FIRST_YEAR}-01-01", "us"), np.datetime64(f"{_LAST_YEAR + 1}-01-01", "us")
    days = np.arange(first, end, np.timedelta64(1, "D")).astype("datetime64[D]")
    midnights: NDArray[np.datetime64] = days[are_on(days, calendar)].astype("datetime64[us]")
    opens = wall_to_us(midnights + np.timedelta64(calendar.opens, "s"))
    closes = wall_to_us(midnights + np.timedelta64(calendar.closes, "s"))
    before = np.cumsum(closes - opens) - (closes - opens)
    years_start, years_end = wall_to_us(np.array([first, end])).tolist()
    return _Hours(opens, closes, before, years_start, years_end)
