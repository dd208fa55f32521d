"""Cases opened and closed by week, and those open as it ended."""

from typing import TypedDict

import pandas as pd

from indicators.indicator import Ask, rows_as
from measures.local_time import monday_of, start_of_day, week_of
from queries import cases as questions
from queries.filters import Filters

WEEKS_SHOWN = 104


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
    shown = weeks_of_period(filters)
    if not shown:
        return []
    found = by_week(ask(questions.flow(filters, shown.start)), shown)
    net = found["opened"] - found["closed"]
    mondays = [monday_of(week) for week in shown]
    days = [max(filters.from_day or monday, monday) for monday in mondays]
    ends = [*map(start_of_day, days[1:]), filters.period[1]]
    whole = [
        day == monday and end == start_of_day(monday_of(week + 1))
        for week, day, monday, end in zip(shown, days, mondays, ends, strict=True)
    ]
    weekly = found.assign(net_change=net, open=net.cumsum()).iloc[1:].astype(int).reset_index(drop=True)
    weekly.insert(0, "starts_on", [day.isoformat() for day in days])
    return rows_as(Week, weekly.assign(complete=whole))


def weeks_of_period(filters: Filters) -> range:
    """The weeks of the period by as-of, also those that it cuts; the last 104 where it has no beginning."""
    last = min(filters.to_day or filters.today, filters.today)
    first = week_of(filters.from_day) if filters.from_day else week_of(last) - WEEKS_SHOWN + 1
    return range(first, first if filters.from_day and filters.from_day > last else week_of(last) + 1)


def by_week(found: pd.DataFrame, weeks: range) -> pd.DataFrame:
    """Counts per week, zero where there is nothing; the first row holds all before."""
    return found.set_index("week").reindex(range(weeks.start - 1, weeks.stop), fill_value=0)
