"""Regions over time: cases opened, and the share answered within target, each region in a control chart of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypedDict

import numpy as np

from indicators.delays.curves import delays_in
from indicators.delays.ripe import at_target, regions_of, weeks_of
from indicators.indicator import Ask
from indicators.over_time.changes import Point, complete_weeks, is_trial, recorded, windows_of
from measures.arrays import Counts
from measures.control_chart import ChartDesign, Windowed, control_chart, windowed
from measures.local_time import monday_of
from queries import cases, handovers
from queries.filters import Filters

OPENED = ChartDesign("neutral", floor=0)
ANSWERED = ChartDesign("increase", floor=0, ceiling=1)


class Opened(TypedDict):
    """The control chart of a region, of windows of one week or of four; None and no window: too few for a chart."""

    region: str
    weeks: int | None
    trial: bool | None
    windows: list[Point]


class Share(Point):
    """A window of a share: `of` so many ripe handovers; without any, the share is missing. `better`: as of its flag."""

    of: int
    better: bool | None


class Answered(TypedDict):
    """The control chart of a region's share, of windows of four weeks; None and no window: too few for a chart."""

    region: str
    weeks: int | None
    trial: bool | None
    windows: list[Share]


def opened_by_region(ask: Ask, filters: Filters, codes: Sequence[str]) -> list[Opened]:
    """The cases opened in each region, in the order given: in each week of the period, or where those are too few, in
    four-week windows over the two years to its end.
    """
    weeks, two_years = complete_weeks(filters), _two_years(filters)
    first = min(weeks.start, complete_weeks(two_years).start)
    found = ask(cases.opened(two_years, ("region", "opened_week")))
    every = range(first - 1, max(weeks.stop, complete_weeks(two_years).stop))
    region, week, opened = regions_of(found, codes), weeks_of(found, every, "opened_week"), found["cases"].to_numpy()
    own = (region >= 0) & (week >= 0)
    counts = np.zeros((len(codes), len(every)), dtype=np.int64)
    counts[region[own], week[own]] = opened[own]
    counted = found["opened_week"].to_numpy()
    long = recorded(complete_weeks(two_years), int(counted.min()) if len(counted) else None)

    def of(region: int, some: range) -> Counts:
        return counts[region, some.start - every.start : some.stop - every.start]

    return [_opened(code, (of(at, weeks), weeks), (of(at, long), long)) for at, code in enumerate(codes)]


def answered_by_region(ask: Ask, filters: Filters, codes: Sequence[str]) -> list[Answered]:
    """The share of ripe handovers answered within target in each region, in the order given, in four-week windows over
    the two years to the end of the period; up to the first week in which any of the region's still waits within target.
    """
    two_years = _two_years(filters)
    sent = delays_in(ask, two_years, by=handovers.REGION)
    of_weeks = sent["sent_week"].to_numpy()
    weeks = recorded(complete_weeks(two_years), int(of_weeks.min()) if len(sent) else None)
    region, week = regions_of(sent, codes), weeks_of(sent, weeks)
    place = np.where((region >= 0) & (week >= 0), region * len(weeks) + week, -1)
    found = at_target(sent, place, len(codes) * len(weeks))
    tables = {name: of.reshape(len(codes), len(weeks)) for name, of in found.items()}
    return [_answered(code, {name: of[at] for name, of in tables.items()}, weeks) for at, code in enumerate(codes)]


def _two_years(filters: Filters) -> Filters:
    """The same without a beginning of the period: complete weeks are then those of two years."""
    return replace(filters, from_day=None)


def _opened(region: str, weekly: tuple[Counts, range], long: tuple[Counts, range]) -> Opened:
    (counts, weeks), found = weekly, windowed(weekly[0], weekly[0], lengths=(1,))
    if found is None:
        counts, weeks = long
        found = windowed(counts, counts, lengths=(4,))
    if found is None:
        return {"region": region, "weeks": None, "trial": None, "windows": []}
    chart = control_chart(found.values, OPENED)
    windows = windows_of(Point, chart, _mondays(found, weeks))
    return {"region": region, "weeks": found.weeks, "trial": is_trial(chart), "windows": windows}


def _answered(region: str, of: Mapping[str, Counts], weeks: range) -> Answered:
    undecided = np.flatnonzero(of["undecided"])
    known = slice(undecided[0] if len(undecided) else len(weeks))
    in_target, ripe = of["in_target"][known], of["ripe"][known]
    found = windowed(in_target, ripe, is_share=True, lengths=(4,))
    if found is None:
        return {"region": region, "weeks": None, "trial": None, "windows": []}
    chart = control_chart(found.values, ANSWERED, found.bases)
    windows = windows_of(Share, chart, _mondays(found, weeks), of=found.bases)
    return {"region": region, "weeks": found.weeks, "trial": is_trial(chart), "windows": windows}


def _mondays(found: Windowed, weeks: range) -> list[date]:
    return [monday_of(weeks.start + int(at)) for at in found.starts]
