"""Numbers, dates and durations as people read them, in the language of the viewer and in Helsinki time. Pure."""

from datetime import date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from charts.number_marks import mark_table
from config.languages import ENGLISH
from measures.local_time import TIME_ZONE
from screen.language.words import _, language, many

HELSINKI = ZoneInfo(TIME_ZONE)
FEW = 10
SAID_AS_COUNTS = 20
IN_YEARS_FROM_DAYS = 1000
DAYS_A_YEAR = 365.25

_LAST = str.maketrans({"å": "{a", "ä": "{b", "ö": "{c"})  # "{" comes after "z"


class _Patterns(NamedTuple):
    """How moments and days are written, as Babel's patterns; `year` goes with a moment of another year."""

    moment: str
    moment_with_year: str
    clock: str
    day: str
    day_of_year: str


_PATTERNS = {
    "en": _Patterns("EEE d MMM, HH:mm", "EEE d MMM y, HH:mm", "HH:mm", "d MMM y", "d MMM"),
    "fi": _Patterns("EEEEEE\xa0d.M. 'klo'\xa0H.mm", "EEEEEE\xa0d.M.y 'klo'\xa0H.mm", "H.mm", "d.M.y", "d.M."),
    "sv": _Patterns("EEEEEE\xa0d.M 'kl.'\xa0H.mm", "EEEEEE\xa0d.M.y 'kl.'\xa0H.mm", "H.mm", "d.M.y", "d.M"),
}


def count(n: int) -> str:
    """1512 → '1,512'."""
    return in_marks(f"{n:,}")


def decimal(value: float, decimals: int = 1) -> str:
    """2.345 → '2.3'."""
    return in_marks(f"{value:,.{decimals}f}")


def signed(value: float, decimals: int = 1) -> str:
    """A difference: 0.9 → '+0.9', −7.2 → '−7.2'; what rounds to nothing has no sign."""
    return in_marks(f"{value:+,.{decimals}f}" if round(value, decimals) else f"{0:.{decimals}f}").replace("-", "−")


def in_marks(english: str) -> str:
    """A number that Python wrote, and so rounded alike in every language, with the marks of the viewer's language."""
    return english.translate(mark_table(language()))


def duration(days: float) -> tuple[str, str]:
    """Figure and unit of a duration in days: ('5.8', 'days'), ('41', 'days'), ('3', 'hours'), ('under an hour', ''),
    ('9.0', 'years'), ('12', 'years').
    """
    if days * 24 < 1:
        return _("under an hour"), ""
    if (hours := round(days * 24)) < 24:
        return str(hours), many("hour", "hours", hours)
    if round(days, 1) < 10:
        return decimal(days), _("days")
    if round(days) >= IN_YEARS_FROM_DAYS:
        years = days / DAYS_A_YEAR
        return decimal(years) if round(years, 1) < 10 else count(round(years)), _("years")
    return count(round(days)), many("day", "days", round(days))


def duration_words(days: float) -> str:
    """A duration in days as one phrase: '5.8 days', '3 hours', 'under an hour'."""
    figure, unit = duration(days)
    return _("{figure} {unit}").format(figure=figure, unit=unit) if unit else figure


def elapsed_words(days: float) -> str:
    """Time that has passed, as people count it: 49.9 → '49 days', in whole hours before the first day is over."""
    if 1 <= days < IN_YEARS_FROM_DAYS:
        return whole_days(int(days))
    return duration_words(int(days * 24) / 24)


def whole_days(days: int) -> str:
    """3 → '3 days', 1 → '1 day'."""
    return many("{n} day", "{n} days", days).format(n=count(days))


def target_words(days: float) -> str:
    """A target in words: '7 days', '2.5 days'."""
    return whole_days(int(days)) if float(days).is_integer() else duration_words(days)


def days_cell(days: float) -> str:
    """Days in a table, where each cell of a column has one decimal: '5.8', '41.0', '< 0.1'."""
    return f"< {decimal(0.1)}" if 0 < days < 0.05 else decimal(days)


def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent; what rounds to nothing or all without being it says so."""
    rounded = f"{share:.0%}"
    if rounded == "0%" and share > 0:
        return _("under 1%")
    if rounded == "100%" and share < 1:
        return _("over 99%")
    return in_marks(rounded)


def part(share: float, base: int) -> str:
    """The share of counted cases: '38%', and '5 of 19' where the base is under 20."""
    if base < SAID_AS_COUNTS:
        return out_of(round(share * base), base)
    return percent(share)


def out_of(n: int, base: int) -> str:
    """'5 of 19'."""
    return _("{part} of {base}").format(part=count(n), base=count(base))


def moment(at: datetime, now: datetime) -> str:
    """'Mon 14 Sep, 09:12', with the year where it is not the year of `now`. Both are aware."""
    local, patterns = at.astimezone(HELSINKI), _PATTERNS[language()]
    same_year = local.year == now.astimezone(HELSINKI).year
    return _dated(local, patterns.moment if same_year else patterns.moment_with_year)


def clock(at: datetime) -> str:
    """'14:05'."""
    return _dated(at.astimezone(HELSINKI), _PATTERNS[language()].clock)


def day(of: date) -> str:
    """'14 Sep 2026'."""
    return str(format_date(of, _PATTERNS[language()].day, locale=language()))


def month(of: date) -> str:
    """'October 2026'."""
    return str(format_date(of, "LLLL y", locale=language()))


def day_of_year(of: date) -> str:
    """'14 Sep': for days near one that stands beside them with its year."""
    return str(format_date(of, _PATTERNS[language()].day_of_year, locale=language()))


def date_form() -> Literal["DD/MM/YYYY", "DD.MM.YYYY"]:
    """How a field for a day shows it."""
    return "DD/MM/YYYY" if language() == ENGLISH else "DD.MM.YYYY"


def weekday(of: date) -> str:
    """'Wednesday'."""
    return str(format_date(of, "cccc", locale=language()))


def in_order(name: str) -> str:
    """Key for sorting names as Finnish and Swedish do: å, ä and ö after z, capitals and small letters alike."""
    return name.lower().translate(_LAST)


def _dated(local: datetime, pattern: str) -> str:
    return str(format_datetime(local, pattern, tzinfo=HELSINKI, locale=language()))
