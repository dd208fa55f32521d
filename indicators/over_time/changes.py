"""Is a change real? Control charts of what comes and goes by week, and of shares once they are ripe.

Never of a stock: a steady stock is a random walk and would flag itself; its net change is charted instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Any, Literal, TypedDict, cast

import numpy as np

from config.control_charts import SHARES, ChartSettings, ControlCharts
from indicators import notation
from indicators.indicator import Ask, Indicator, Row, rows_of
from indicators.involvement import COMPARED_AFTER_DAYS
from indicators.open_cases import CASES_IN_SCOPE
from indicators.over_time.weeks import WEEKS_SHOWN, answered_weeks, began_and_ceased, by_week, came_and_went
from measures.arrays import Counts
from measures.control_chart import ChartDesign, ControlChart, control_chart, windowed
from measures.local_time import DAY_US, monday_of, start_of_day, week_of
from queries import involvement
from queries.filters import Filters

IN_TILES = ("net_change", "queue", "answered_share_by_week", "jointly_within_90_days")

Direction = Literal["increase", "decrease", "neutral"]


class Point(TypedDict):
    """A window of a control chart that `starts_on` a Monday (YYYY-MM-DD); None: undefined, or no flag."""

    starts_on: str
    value: float
    mean: float | None
    lower: float | None
    upper: float | None
    flag: str | None
    side: str | None
    length: int


class Window(Point):
    """The same, with whether a flagged change is for the better."""

    better: bool | None


class Chart(TypedDict):
    """A control chart with windows of one week or of four; None and no window where there are too few for a chart."""

    weeks: int | None
    trial: bool | None
    assurance: str | None
    windows: list[Window]


@dataclass(frozen=True)
class Series:
    """Counts per complete week, in order from `first_week`; `base` decides how long a window must be, and is what a
    share is of.
    """

    first_week: int
    counts: Counts
    base: Counts


@dataclass(frozen=True)
class Charted:
    """A control chart: its windows of one week or of four, each by the Monday with which it begins."""

    weeks: Literal[1, 4]
    starts: tuple[date, ...]
    chart: ControlChart


def control_charts(ask: Ask, filters: Filters, charts: ControlCharts) -> dict[str, Charted | None]:
    """The chart of each charted indicator by key: opened, closed, net_change (cases), handovers, queue (handovers that
    began to wait less those that ceased), answered_share_by_week, and jointly_within_90_days (of the cases opened in a
    week, those that police, social services and health care had all joined 90 days later). None: too few for a chart.
    """
    return {key: _charted(key, found, charts) for key, found in _series(ask, filters).items()}


def tile_charts(ask: Ask, filters: Filters, charts: ControlCharts) -> dict[str, Charted | None]:
    """Those of `control_charts` that stand in a tile."""
    return {key: _charted(key, found, charts) for key, found in _series(ask, filters).items() if key in IN_TILES}


def stocks(ask: Ask, filters: Filters) -> dict[str, list[int]]:
    """Open cases (open) and waiting handovers (pending) as each complete week ended, in order."""
    weeks = complete_weeks(filters)
    of_both = {"open": came_and_went(ask, filters, weeks), "pending": began_and_ceased(ask, filters, weeks)}
    return {key: (came - went).cumsum()[1:].tolist() for key, (came, went) in of_both.items()}


def figures(ask: Ask, filters: Filters, charts: ControlCharts) -> dict[str, Chart]:
    """`control_charts` as plain values by key."""
    return {key: _plain(found) for key, found in control_charts(ask, filters, charts).items()}


def windows_of(kind: type[Row], chart: ControlChart, starts: Sequence[date], **further: Any) -> list[Row]:
    """The points of a chart as rows of a kind, each with the day on which its window begins, and further columns."""
    columns = {"starts_on": [start.isoformat() for start in starts], **chart.of_points, **further}
    return cast(list[Row], rows_of({name: of for name, of in columns.items() if name in kind.__annotations__}))


def is_trial(chart: ControlChart) -> bool | None:
    """Whether the limits at its end are trial limits; None without any."""
    return bool(chart.of_segments["trial"][-1]) if len(chart.of_segments["trial"]) else None


def complete_weeks(filters: Filters) -> range:
    """The weeks that lie wholly in the period and before as-of; of the last 104 where it has no beginning."""
    last = min(filters.to_day or filters.today, filters.today)
    # the week of as-of itself still runs, and the one of the period's last day does unless that is a Sunday
    stop = week_of(min(filters.today, last + timedelta(days=1)))
    first = week_of(filters.from_day + timedelta(days=6)) if filters.from_day else week_of(last) + 1 - WEEKS_SHOWN
    return range(min(first, stop), stop)


def _series(ask: Ask, filters: Filters) -> dict[str, Series]:
    weeks = complete_weeks(filters)
    return {
        **_of_cases(ask, filters, weeks),
        **_of_handovers(ask, filters, weeks),
        "jointly_within_90_days": _jointly(ask, filters, weeks),
    }


def _of_cases(ask: Ask, filters: Filters, weeks: range) -> dict[str, Series]:
    flow = came_and_went(ask, filters, weeks)
    whole = recorded(weeks, first_counted(weeks, flow[0]))
    opened, closed = (counts[1:][whole.start - weeks.start :] for counts in flow)
    return {
        "opened": Series(whole.start, opened, opened),
        "closed": Series(whole.start, closed, closed),
        "net_change": Series(whole.start, opened - closed, opened),
    }


def _of_handovers(ask: Ask, filters: Filters, weeks: range) -> dict[str, Series]:
    moves = began_and_ceased(ask, filters, weeks)
    whole = recorded(weeks, first_counted(weeks, moves[0]))
    began, ceased = (counts[1:][whole.start - weeks.start :] for counts in moves)
    complete = {monday_of(week).isoformat() for week in whole}
    sent = [week for week in answered_weeks(ask, filters) if week["week"] in complete]
    # the first that is not ripe ends them, even if an empty one comes after it
    ripe = list(takewhile(lambda week: week["state"] == "ready", sent))
    every = np.array([week["handovers"] for week in sent], dtype=np.int64)
    of, in_target = (np.array([week[name] for week in ripe], dtype=np.int64) for name in ("ripe", "answered_in_target"))
    return {
        "handovers": Series(whole.start, every, every),
        "queue": Series(whole.start, began - ceased, began),
        "answered_share_by_week": Series(whole.start, in_target, of),
    }


def _jointly(ask: Ask, filters: Filters, weeks: range) -> Series:
    latest = filters.as_of_us - COMPARED_AFTER_DAYS * DAY_US
    ripe = [week for week in weeks if start_of_day(monday_of(week + 1)) <= latest]
    by_opening = involvement.per_case(filters, ("opened_week",), COMPARED_AFTER_DAYS, cases_alone=True)
    counts = (by_week(ask(by_opening), weeks, "opened_week", name) for name in ("together", "cases"))
    together, opened = (of[1 : len(ripe) + 1] for of in counts)
    return Series(weeks.start, together, opened)


def recorded(weeks: range, begins: int | None) -> range:
    """The weeks after the one in which the record begins, which is not whole; none where it never did."""
    first = weeks.stop if begins is None else begins + 1
    return range(min(max(weeks.start, first), weeks.stop), weeks.stop)


def first_counted(weeks: range, counts: Counts) -> int | None:
    """The first week in which anything was counted, of what `by_week` gives for these weeks; None in none."""
    counted = np.flatnonzero(counts)
    return weeks.start - 1 + int(counted[0]) if len(counted) else None


def _charted(key: str, series: Series, charts: ControlCharts) -> Charted | None:
    found = windowed(series.counts, series.base, is_share=key in SHARES)
    if found is None:
        return None
    starts = tuple(monday_of(series.first_week + int(at)) for at in found.starts)
    design = _design(key, dict(charts).get(key, ChartSettings()), starts, found.weeks)
    return Charted(found.weeks, starts, control_chart(found.values, design, found.bases))


def _design(key: str, given: ChartSettings, starts: tuple[date, ...], weeks: int) -> ChartDesign:
    """Shares are better the higher; more or fewer cases are neither. A count a week is held against as many weeks."""
    rebase = {next((n for n, start in enumerate(starts) if start >= day), 0) for day in given.rebase} - {0}
    if key in SHARES:
        return ChartDesign("increase", given.target, tuple(sorted(rebase)), floor=0, ceiling=1)
    direction: Direction = "decrease" if key == "queue" else "neutral"
    target = None if given.target is None else given.target * weeks
    floor = None if key in ("net_change", "queue") else 0
    return ChartDesign(direction, target, tuple(sorted(rebase)), floor=floor)


def _plain(found: Charted | None) -> Chart:
    if found is None:
        return {"weeks": None, "trial": None, "assurance": None, "windows": []}
    trial, windows = is_trial(found.chart), windows_of(Window, found.chart, found.starts)
    return {"weeks": found.weeks, "trial": trial, "assurance": found.chart.assurance, "windows": windows}


INDICATORS = (
    Indicator(
        "change",
        "Change of a flow",
        "XmR control chart of a flow, or of a ripe share, by complete Helsinki week; of four weeks where fewer than "
        "5 a week are counted; none where those are too few. Limits are the mean ± 2.66 × the mean moving range; of a "
        "share, p′ limits, which are the wider the fewer it is of. A "
        "point is flagged outside them, in a run of 7 rising or falling, as one of 2 in 3 in the outer third, or in "
        "a run of 7 on one side of the mean. Under 13 points the limits are trial limits",
        unit="cases, handovers or share per week or four weeks",
        source="Shewhart 1931; Wheeler 2000; p′: Laney 2002; rules: NHS England, Making Data Count 2019",
        formula="x̄ ± 2.66 × mean moving range; of a share of n, p̄ ± 2.66 × mean moving range of (p − p̄) √n ÷ √n; by "
        "week or four weeks",
        figures=control_charts,
        page="overview",
        base=CASES_IN_SCOPE,
        reference=notation.XMR,
        takes="control_charts",
    ),
)
