"""Helsinki days and the delay clock, walked day by day."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.naive.world import DAY

_HELSINKI = ZoneInfo("Europe/Helsinki")
_EASTER = {
    2022: date(2022, 4, 17),
    2023: date(2023, 4, 9),
    2024: date(2024, 3, 31),
    2025: date(2025, 4, 20),
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
}
_FIXED = {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)}


def helsinki_day(moment: datetime) -> date:
    return moment.astimezone(_HELSINKI).date()


@cache
def midnight(day: date) -> datetime:
    """The moment, in UTC, with which the day begins in Helsinki."""
    return datetime(day.year, day.month, day.day, tzinfo=_HELSINKI).astimezone(UTC)


@cache
def counts(day: date) -> bool:
    """Whether it is a working day: good Friday, Easter Monday and Ascension move, Midsummer Eve is a Friday."""
    easter = _EASTER[day.year]
    movable = {easter - 2 * DAY, easter + DAY, easter + 39 * DAY}
    midsummer_eve = day.month == 6 and day.weekday() == 4 and 19 <= day.day <= 25
    return not (day.weekday() >= 5 or (day.month, day.day) in _FIXED or day in movable or midsummer_eve)


def is_usual(day: date) -> bool:
    """Whether it is a working day on which offices do not rest."""
    at_christmas = date(day.year, 12, 23) <= day or day <= date(day.year, 1, 6)
    return counts(day) and day.month != 7 and not at_christmas


def time_between(start: datetime, end: datetime, clock: str) -> timedelta:
    """How much of the time from start to end counts: on the delay clock, or on `usual` days."""
    if clock == "calendar":
        return end - start
    counted = is_usual if clock == "usual" else counts
    total, day = timedelta(0), helsinki_day(start)
    while midnight(day) < end:
        if counted(day):
            total += min(end, midnight(day + DAY)) - max(start, midnight(day))
        day += DAY
    return total


def after(start: datetime, time: timedelta, clock: str) -> datetime:
    """The moment at which so much counted time has passed; the end of a working day is the start of the next."""
    if clock == "calendar":
        return start + time
    day, left = helsinki_day(start), time
    while True:
        begins, ends = max(start, midnight(day)), midnight(day + DAY)
        if counts(day):
            if left < ends - begins:
                return begins + left
            left -= ends - begins
        day += DAY
