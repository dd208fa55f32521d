"""How long handovers wait for an answer, by when they were sent: the median of each window of weeks."""

from typing import TypedDict, cast

import numpy as np
import pandas as pd

from indicators.delays.clusters import design_effect
from indicators.delays.curves import curves_of, delays_in, observed
from indicators.delays.ripe import weeks_of
from indicators.indicator import Ask, records
from indicators.intervals import Interval
from indicators.over_time.changes import complete_weeks, first_counted, recorded
from measures.control_chart import windowed
from measures.local_time import DAY_US, monday_of
from measures.survival import median_intervals, medians
from queries.filters import Filters


class MedianWindow(TypedDict):
    """Handovers sent in a window of `weeks` complete weeks from a Monday on (YYYY-MM-DD), those of them that still
    wait, and the Kaplan–Meier median of their delays with its 95 % interval in days; None: not reached.
    """

    starts_on: str
    weeks: int
    handovers: int
    pending: int
    median_response_days: float | None
    median_interval_days: Interval


def median_windows(ask: Ask, filters: Filters) -> list[MedianWindow]:
    """The windows of the period, in order, of one week or of four; none where there are too few even for those."""
    weeks = complete_weeks(filters)
    sent = observed(delays_in(ask, filters))
    place = weeks_of(sent, range(weeks.start - 1, weeks.stop))
    counts = np.bincount(place[place >= 0], minlength=len(weeks) + 1)
    whole = recorded(weeks, first_counted(weeks, counts))
    of = counts[1:][whole.start - weeks.start :]
    found = windowed(of, of)
    if found is None:
        return []
    begins = range(whole.start + int(found.starts[0]), whole.stop, found.weeks)
    return by_window(sent, begins, design_effect(sent))


def by_window(sent: pd.DataFrame, begins: range, effect: float) -> list[MedianWindow]:
    """The windows of so many weeks as `begins` steps, of the handovers that were observed of those that `delays_in`
    gives; `effect` is the design effect of the whole period, for a window has too few cases to tell its own.
    """
    whole = sent[sent["sent_week"].between(begins.start, begins[-1] + begins.step - 1)]
    window = ((whole["sent_week"] - begins.start) // begins.step).to_numpy(dtype=np.int64)
    curves = curves_of(whole, whole["delay"].to_numpy(), window, np.full(len(begins), effect))
    days = median_intervals(curves).assign(median=medians(curves)) / DAY_US if len(curves) else pd.DataFrame()
    rows = dict(zip(days.index.tolist(), records(days), strict=True))
    sent_and_pending = np.ones(len(whole)), whole["pending"].to_numpy()
    totals = (np.bincount(window, weights, len(begins)) for weights in sent_and_pending)
    nothing = {"median": None, "lower": None, "upper": None}
    shown = (rows.get(number, nothing) for number in range(len(begins)))
    return [
        MedianWindow(
            starts_on=monday_of(first).isoformat(),
            weeks=begins.step,
            handovers=int(of),
            pending=int(wait),
            median_response_days=median["median"],
            median_interval_days=cast(Interval, [median["lower"], median["upper"]]),
        )
        for first, median, of, wait in zip(begins, shown, *totals, strict=True)
    ]
