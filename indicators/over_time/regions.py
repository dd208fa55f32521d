"""Regions over time: cases opened, and the share answered within target, each region in a control chart of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypedDict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.indicator import Ask, rows_as
from indicators.over_time.changes import Point, complete_weeks, points_of, recorded
from measures.control_chart import ChartDesign, Windowed, control_chart, windowed
from measures.local_time import monday_of
from queries import cases, handovers
from queries.filters import Filters

Counts = NDArray[np.int64]

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
    found = ask(cases.flow(two_years, first, ("region",))).astype({"region": object})
    opened = found.set_index(["region", "week"])["opened"]
    long = recorded(complete_weeks(two_years), opened.groupby("week").sum())
    by_week = opened.to_dict()

    def counts(region: str, of: range) -> Counts:
        return np.array([by_week.get((region, week), 0) for week in of], dtype=np.int64)

    return [_opened(region, (counts(region, weeks), weeks), (counts(region, long), long)) for region in codes]


def answered_by_region(ask: Ask, filters: Filters, codes: Sequence[str]) -> list[Answered]:
    """The share of ripe handovers answered within target in each region, in the order given, in four-week windows over
    the two years to the end of the period; up to the first week in which any of the region's still waits within target.
    """
    two_years = _two_years(filters)
    found = ask(handovers.ripe(two_years, ("region", "sent_week"))).astype({"region": object})
    weeks = recorded(complete_weeks(two_years), found.groupby("sent_week")["handovers"].sum())
    names = ("ripe", "in_target", "undecided")
    at = zip(found["region"].tolist(), found["sent_week"].tolist(), strict=True)
    by_week = dict(zip(at, found[[*names]].to_numpy().tolist(), strict=True))

    def counts(region: str) -> dict[str, Counts]:
        of_weeks = [by_week.get((region, week), (0, 0, 0)) for week in weeks]
        return dict(zip(names, np.array(of_weeks, dtype=np.int64).reshape(-1, 3).T, strict=True))

    return [_answered(region, counts(region), weeks) for region in codes]


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
    windows = rows_as(Point, points_of(chart, _mondays(found, weeks)))
    return {"region": region, "weeks": found.weeks, "trial": _is_trial(chart.segments), "windows": windows}


def _answered(region: str, of: Mapping[str, Counts], weeks: range) -> Answered:
    undecided = np.flatnonzero(of["undecided"])
    known = slice(undecided[0] if len(undecided) else len(weeks))
    in_target, ripe = of["in_target"][known], of["ripe"][known]
    found = windowed(in_target, ripe, is_share=True, lengths=(4,))
    if found is None:
        return {"region": region, "weeks": None, "trial": None, "windows": []}
    chart = control_chart(found.values, ANSWERED, found.bases)
    windows = rows_as(Share, points_of(chart, _mondays(found, weeks)).assign(of=found.bases))
    return {"region": region, "weeks": found.weeks, "trial": _is_trial(chart.segments), "windows": windows}


def _mondays(found: Windowed, weeks: range) -> list[date]:
    return [monday_of(weeks.start + int(at)) for at in found.starts]


def _is_trial(segments: pd.DataFrame) -> bool:
    return bool(segments["trial"].iloc[0])
