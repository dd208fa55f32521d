"""By week: cases opened, closed and open as it ended; and the share of handovers answered within target."""

from typing import Any, Literal, TypedDict, cast

import numpy as np
import pandas as pd

from indicators.delays.clusters import design_effect
from indicators.delays.curves import delays_in
from indicators.delays.ripe import at_target, weeks_of
from indicators.indicator import Ask, rows_of
from indicators.intervals import Interval, intervals
from measures.arrays import Counts
from measures.local_time import monday_of, start_of_day, week_of
from queries import cases, handovers
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


class AnsweredWeek(TypedDict):
    """Handovers sent in a week (its Monday, YYYY-MM-DD) and in the period; those of them that are ripe, those answered
    within target, and their share with its 95 % interval; and those withdrawn, or whose case closed, before their
    target had passed.

    A week is ready once it is over and none of its handovers waits within its target; until then all but the first are
    None. The share is None, too, where none is ripe.
    """

    week: str
    handovers: int
    ripe: int | None
    answered_in_target: int | None
    left_out: int | None
    share: float | None
    share_interval: Interval
    state: Literal["ready", "not_yet"]


def weeks(ask: Ask, filters: Filters) -> list[Week]:
    """The weeks of the period, in order; none where as-of is before the period."""
    shown = weeks_of_period(filters)
    if not shown:
        return []
    opened, closed = came_and_went(ask, filters, shown)
    net = opened - closed
    mondays = [monday_of(week) for week in shown]
    days = [max(filters.from_day or monday, monday) for monday in mondays]
    ends = [*map(start_of_day, days[1:]), filters.period[1]]
    whole = [
        day == monday and end == start_of_day(monday_of(week + 1))
        for week, day, monday, end in zip(shown, days, mondays, ends, strict=True)
    ]
    every = {"opened": opened, "closed": closed, "net_change": net, "open": net.cumsum()}
    weekly = {name: of[1:] for name, of in every.items()}
    starts = {"starts_on": [day.isoformat() for day in days]}
    return cast(list[Week], rows_of({**starts, **weekly, "complete": whole}))


def weeks_of_period(filters: Filters) -> range:
    """The weeks of the period by as-of, also those that it cuts; the last 104 where it has no beginning."""
    last = min(filters.to_day or filters.today, filters.today)
    first = week_of(filters.from_day) if filters.from_day else week_of(last) - WEEKS_SHOWN + 1
    return range(first, first if filters.from_day and filters.from_day > last else week_of(last) + 1)


def came_and_went(ask: Ask, filters: Filters, weeks: range) -> tuple[Counts, Counts]:
    """Cases opened and closed by the end of the period: first of all before these weeks, then in each of them."""
    found = ask(cases.flow(filters, weeks.start))
    return by_week(found, weeks, "opened_week", "cases"), by_week(found, weeks, "closed_week", "cases")


def began_and_ceased(ask: Ask, filters: Filters, weeks: range) -> tuple[Counts, Counts]:
    """Handovers that began and ceased to wait by as-of, likewise."""
    found = ask(handovers.moves(filters, weeks.start))
    return by_week(found, weeks, "began_week", "handovers"), by_week(found, weeks, "ceased_week", "handovers")


def by_week(found: pd.DataFrame, weeks: range, week: str, number: str) -> Counts:
    """How many a frame counts (in the column `number`) in the week before these weeks (in the column `week`), and in
    each of them.
    """
    place = weeks_of(found, range(weeks.start - 1, weeks.stop), week)
    shown = place >= 0
    return np.bincount(place[shown], found[number].to_numpy()[shown], len(weeks) + 1).astype(np.int64)


def answered_weeks(ask: Ask, filters: Filters) -> list[AnsweredWeek]:
    """The Helsinki weeks of the period, in order; of the last 104 where it has no beginning."""
    shown = weeks_of_period(filters)
    if not shown:
        return []
    delays = delays_in(ask, filters)
    counts = at_target(delays, weeks_of(delays, shown), len(shown))
    mondays = [monday_of(week) for week in (*shown, shown.stop)]
    is_over = [filters.as_of_us >= start_of_day(monday) for monday in mondays[1:]]
    ready = np.array(is_over) & (counts["undecided"] == 0)
    decided = np.where(ready, counts["ripe"], 0)
    # of the whole period: a week alone has too few cases to tell how much they resemble each other
    edges = intervals(counts["in_target"], decided, design_effect(delays))
    known = {"ripe": counts["ripe"], "answered_in_target": counts["in_target"], "left_out": counts["left_out"]}
    weekly: dict[str, Any] = {
        "week": [monday.isoformat() for monday in mondays[:-1]],
        "handovers": counts["handovers"],
        **known,
        "share": counts["in_target"] / np.where(decided, decided, np.nan),
        "share_interval": edges,
        "state": ["ready" if is_ready else "not_yet" for is_ready in ready],
    }
    nothing = dict.fromkeys(known)
    return [cast(AnsweredWeek, row if row["state"] == "ready" else {**row, **nothing}) for row in rows_of(weekly)]
