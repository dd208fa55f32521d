"""Numbers, dates and durations as people read them. Pure: figures in, words out; moments are shown in Helsinki time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from measures.local_time import TIME_ZONE
from screen.words import _, many

HELSINKI = ZoneInfo(TIME_ZONE)
FEW = 10
SAID_AS_COUNTS = 20

_LAST = str.maketrans({"å": "{a", "ä": "{b", "ö": "{c"})  # "{" comes after "z"


def count(n: int) -> str:
    """1512 → '1,512'."""
    return f"{n:,}"


def duration(days: float) -> tuple[str, str]:
    """Figure and unit of a duration in days: ('5.8', 'days'), ('41', 'days'), ('3', 'hours'), ('under an hour', '')."""
    if days * 24 < 1:
        return _("under an hour"), ""
    if (hours := round(days * 24)) < 24:
        return str(hours), many("hour", "hours", hours)
    figure = f"{days:.1f}" if round(days, 1) < 10 else count(round(days))
    return figure, many("day", "days", round(days)) if round(days, 1) >= 10 else _("days")


def duration_words(days: float) -> str:
    """A duration in days as one phrase: '5.8 days', '3 hours', 'under an hour'."""
    return " ".join(part for part in duration(days) if part)


def whole_days(days: int) -> str:
    """3 → '3 days', 1 → '1 day'."""
    return many("{n} day", "{n} days", days).format(n=count(days))


def days_cell(days: float) -> str:
    """Days in a table, where each cell of a column has one decimal: '5.8', '41.0', '< 0.1'."""
    rounded = f"{days:,.1f}"
    return "< 0.1" if rounded == "0.0" and days > 0 else rounded


def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent; what rounds to nothing or all without being it says so."""
    rounded = f"{share:.0%}"
    if rounded == "0%" and share > 0:
        return _("under 1%")
    if rounded == "100%" and share < 1:
        return _("over 99%")
    return rounded


def part(share: float, base: int) -> str:
    """The share of counted cases: '38%', and '5 of 19' where the base is under 20."""
    if base < SAID_AS_COUNTS:
        return _("{part} of {base}").format(part=count(round(share * base)), base=count(base))
    return percent(share)


def moment(at: datetime, now: datetime) -> str:
    """'Mon 14 Sep, 09:12', with the year where it is not the year of `now`. Both are aware."""
    local = at.astimezone(HELSINKI)
    year = "" if local.year == now.astimezone(HELSINKI).year else f" {local.year}"
    return _("{weekday} {day} {month}{year}, {time}").format(
        weekday=_weekdays()[local.weekday()],
        day=local.day,
        month=_months()[local.month - 1],
        year=year,
        time=f"{local:%H:%M}",
    )


def clock(at: datetime) -> str:
    """'14:05'."""
    return f"{at.astimezone(HELSINKI):%H:%M}"


def day(of: date) -> str:
    """'14 Sep 2026'."""
    return _("{day} {month} {year}").format(day=of.day, month=_months()[of.month - 1], year=of.year)


def in_order(name: str) -> str:
    """Key for sorting names as Finnish and Swedish do: å, ä and ö after z, capitals and small letters alike."""
    return name.lower().translate(_LAST)


def _weekdays() -> tuple[str, ...]:
    return _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")


def _months() -> tuple[str, ...]:
    return (
        *(_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun")),
        *(_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec")),
    )
