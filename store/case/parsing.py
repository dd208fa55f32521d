"""Single values as files and databases write them: text, whole numbers, days, and moments in ISO 8601."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from measures.local_time import to_us

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d|\d{8})[T ]"
    r"(\d\d:\d\d(:\d\d([.,]\d+)?)?|\d{4}(\d\d([.,]\d+)?)?)"
    r"( ?(Z|[+-]\d\d(:?\d\d)?))?",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_STORED_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1970, 2100  # working days are known in these
FIRST_US, LAST_US = to_us(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)), to_us(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)) - 1
LARGEST_WHOLE_NUMBER = 2**31 - 1
_WRITE_MOMENT = "write it like 2024-05-31T09:30:00Z"
_WRITE_DAY = "write it like 2024-05-31"


class NoValue(ValueError):
    """What was found is not a value of its column: what is wrong with it, and how to mend it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}; {mend}")
        self.reason = reason
        self.mend = mend


def shown(found: object) -> str:
    """What was found, in quotes and cut short, for a message."""
    text = str(found)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:60]}…'"


def text_of(found: Any) -> str:
    """Text that is not empty. Raises NoValue."""
    if not isinstance(found, str):
        raise NoValue(f"{shown(found)} is a {type(found).__name__}, no text", "write the column as text")
    if not found:
        raise NoValue("is empty text", "write a value, or nothing (null)")
    if "\0" in found:
        raise NoValue("holds a NUL character", "leave it out")
    if not found.isascii() and any("\ud800" <= character <= "\udfff" for character in found):
        raise NoValue("is no UTF-8 text", "store it as UTF-8")
    return found


def whole_number_of(found: Any) -> int:
    """A whole number from 0 to the largest that both databases hold. Raises NoValue."""
    is_digits = isinstance(found, str) and re.fullmatch(r"-?[0-9]{1,18}", found)
    is_whole = isinstance(found, float) and found.is_integer()  # an integer column with gaps, as many tools write it
    number = int(found) if is_digits or is_whole else found
    if isinstance(number, bool) or not isinstance(number, int):
        raise NoValue(f"{shown(found)} is not a whole number", "write digits only")
    if not 0 <= number <= LARGEST_WHOLE_NUMBER:
        raise NoValue(f"{shown(found)} is out of range", f"write 0 to {LARGEST_WHOLE_NUMBER}")
    return number


def moment_of(value: Any) -> datetime:
    """The moment, in UTC, of ISO 8601 text or an aware datetime. Raises NoValue, also without a zone."""
    written = written_time(value)
    if written.tzinfo is None:
        raise NoValue(f"{shown(value)} has no time zone", "add its offset, such as +02:00 or Z")
    return _in_utc(written)


def stored_moment_of(found: Any) -> datetime:
    """The moment that SQLite holds as text of fixed width in UTC. Raises NoValue."""
    if not isinstance(found, str) or not _STORED_TIME.fullmatch(found):
        raise NoValue(f"{shown(found)} is not a stored moment", "store UTC like 2024-05-31 09:30:00.000000")
    return moment_of(f"{found}Z")


def written_time(value: Any) -> datetime:
    """The time as it is written, aware or naive, cut to microseconds. Raises NoValue."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise NoValue(f"{shown(value)} is a {type(value).__name__}, no time", _WRITE_MOMENT)
    if _DAY.fullmatch(value):
        raise NoValue(f"{shown(value)} has no time of day", _WRITE_MOMENT)
    if not _TIME.fullmatch(value):
        raise NoValue(f"{shown(value)} is not a time", _WRITE_MOMENT)
    try:
        return datetime.fromisoformat(value.replace(" Z", "Z").replace(" +", "+").replace(" -", "-"))
    except ValueError as error:
        raise NoValue(f"{shown(value)} is not a time ({error})", _WRITE_MOMENT) from error


def local_moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks of `zone` first show the naive `wall`. Raises NoValue when they skip it."""
    moment = _in_utc(wall.replace(tzinfo=zone, fold=0))
    if moment.astimezone(zone).replace(tzinfo=None, fold=0) != wall.replace(fold=0):
        raise NoValue(f"the clocks of {zone} skip {wall}", "write it with its offset, such as +02:00")
    return moment


def is_shown_twice(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks of `zone` show the naive time twice, as when summer time ends."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second


def day_of(value: Any) -> date:
    """The day of ISO 8601 text or of a date. Raises NoValue."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise NoValue(f"{shown(value)} is not a day", _WRITE_DAY)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise NoValue(f"{shown(value)} is not a day ({error})", _WRITE_DAY) from error


def _in_utc(aware: datetime) -> datetime:
    with suppress(OverflowError):
        moment = aware.astimezone(UTC)
        if FIRST_YEAR <= moment.year <= LAST_YEAR:
            return moment
    raise NoValue(f"{shown(aware)} lies outside the years 1970 to 2100", _WRITE_MOMENT)
