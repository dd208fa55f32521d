"""Cases opened and closed by week, and those open as it ended."""

from datetime import date, timedelta
from typing import TypedDict

from indicators.indicator import Ask, rows_as
from measures.local_time import start_of_day, week_of
from queries import cases as questions
from queries.filters import Filters

WEEKS_SHOWN = 104
WEEK = timedelta(weeks=1)


class Week(TypedDict):
    """Cases of one week: `starts_on` is its first day in the period (YYYY-MM-DD), `open` those open at its end."""

    starts_on: str
    opened: int
    closed: int
    net_change: int
    open: int
    complete: bool


def weeks(ask: Ask, filters: Filters) -> list[Week]:
    """The weeks of the period, in order; none where as-of is before the period."""
    days = _first_days_of_weeks(filters)
    if not days:
        return []
    first, last = week_of(days[0]), week_of(days[-1])
    found = ask(questions.flow(filters, first)).set_index("week").reindex(range(first - 1, last + 1), fill_value=0)
    net = found["opened"] - found["closed"]
    ends = [*map(start_of_day, days[1:]), filters.period[1]]
    whole = [day.weekday() == 0 and end == start_of_day(day + WEEK) for day, end in zip(days, ends, strict=True)]
    weekly = found.assign(net_change=net, open=net.cumsum()).iloc[1:].astype(int).reset_index(drop=True)
    weekly.insert(0, "starts_on", [day.isoformat() for day in days])
    return rows_as(Week, weekly.assign(complete=whole))


def _first_days_of_weeks(filters: Filters) -> list[date]:
    """The first day of each week in the period: its Monday, and for a week that the period cuts, the period's first."""
    last = min(filters.to_day or filters.today, filters.today)
    first = filters.from_day or _monday(last) - (WEEKS_SHOWN - 1) * WEEK
    mondays = (_monday(first) + number * WEEK for number in range((last - _monday(first)) // WEEK + 1))
    return [max(first, monday) for monday in mondays if first <= last]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
