"""Did it change? The delays of a period against those of the period of the same length just before it, once a week."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b
from threading import Condition
from typing import Any, Literal, NamedTuple, TypedDict

import numpy as np
import pandas as pd
from cachetools import LRUCache, cached
from cachetools.keys import hashkey
from numpy.typing import NDArray

from config.change import ChangeSettings
from indicators import notation
from indicators.delays.clusters import cases_of
from indicators.delays.curves import OBSERVED, curves_of, delays_in, observed
from indicators.delays.ripe import to_target
from indicators.handovers import SENT_HANDOVERS
from indicators.indicator import Ask, Indicator
from indicators.intervals import Interval
from indicators.over_time.changes import complete_weeks
from measures.clusters import (
    NONE_SHARED,
    Clusters,
    Shared,
    Sums,
    design_effect_of_difference,
    design_effects,
    shared_by,
    sums_over,
)
from measures.difference import Difference, mean_difference, share_difference
from measures.local_time import DAY_US, from_us, monday_of, start_of_day, week_of
from measures.log_rank import log_rank
from measures.survival import median_intervals, medians
from queries.filters import Filters
from queries.handovers import ANYONE, Between, before

# So that no more than a quarter of histories in which nothing changes say otherwise in two years of weekly looks:
# bench/error_rates.py
CHANCE = 0.001
COMPARED = (*OBSERVED, "pending", "after_closing", "sent_week", "case_no")
KEPT = 500

Verdict = Literal["later", "sooner", "chance"]


class Period(TypedDict):
    """Handovers sent in a period, and the median of their delays with its 95 % interval (None: not reached)."""

    handovers: int
    median_response_days: float | None
    median_interval_days: Interval


class Effect(TypedDict):
    """The period less the one before it, with the 95 % interval: of the share answered within target, and of the mean
    delay in days up to a horizon. None where nothing can be compared.
    """

    share_difference: float | None
    share_difference_interval: Interval
    mean_difference_days: float | None
    mean_difference_interval_days: Interval
    horizon_days: float


class Change(Effect):
    """The period and the one before it, of `weeks` complete weeks each; `p_value` and `verdict` are None where nothing
    can be compared. `design_effect`: by how much cases as clusters enlarge the variance of the difference.
    """

    weeks: int
    now: Period
    before: Period
    design_effect: float
    p_value: float | None
    verdict: Verdict | None


class Cases(NamedTuple):
    """Sums over the cases of the period, of the one before it, and of those that are in both."""

    now: Sums
    before: Sums
    both: Shared = NONE_SHARED


def did_it_change(ask: Ask, filters: Filters, settings: ChangeSettings, between: Between = ANYONE) -> Change | None:
    """The change between the two periods, cut to complete weeks and as it was known when the last of them ended, so
    that it is looked at once a week. None where the period has no beginning, or no complete week.
    """
    looked_at = in_complete_weeks(filters)
    earlier = None if looked_at is None else before(looked_at)
    if looked_at is None or earlier is None:
        return None
    weeks = complete_weeks(filters)
    # of both periods at once: each question takes time of its own
    found = delays_in(ask, replace(looked_at, from_day=earlier.from_day), between)
    return _of_both(found[[*COMPARED]], settings, weeks)


def _contents(found: pd.DataFrame, settings: ChangeSettings, weeks: range) -> Hashable:
    rows = blake2b()
    for name in COMPARED:
        rows.update(found[name].to_numpy().tobytes())
    return hashkey(rows.digest(), settings, weeks)


@cached(LRUCache(KEPT), _contents, condition=Condition())
def _of_both(found: pd.DataFrame, settings: ChangeSettings, weeks: range) -> Change:
    """The change, of the weeks and as many before them. It is kept by what it rests on, for what was known when a week
    ended is seldom another in a newer version of the data.
    """
    is_now = found["sent_week"] >= weeks.start
    sent = [found[is_now], found[~is_now]]
    delays = [observed(one) for one in sent]
    return compared(delays, _cases_of_both(*map(cases_of, sent)), settings, len(weeks))


def _cases_of_both(now: Clusters, then: Clusters) -> Cases:
    of_now, of_then = (sums_over(one, np.zeros(len(one.number), dtype=np.int64), 1) for one in (now, then))
    return Cases(of_now, of_then, shared_by(now, then))


def in_complete_weeks(filters: Filters) -> Filters | None:
    """The complete weeks of the period at the moment at which the last week ended; None where there is none."""
    weeks = complete_weeks(filters)
    if filters.from_day is None or not weeks:
        return None
    ended = from_us(start_of_day(monday_of(week_of(filters.today))) - 1)
    last = monday_of(weeks.stop) - timedelta(days=1)
    return replace(filters, as_of=ended, from_day=monday_of(weeks.start), to_day=last)


def compared(delays: Sequence[pd.DataFrame], cases: Cases, settings: ChangeSettings, weeks: int) -> Change:
    """The change between two periods of so many weeks, from their counts of answers and censorings at each delay and
    target (µs), the later period first, and the sums over their cases.
    """
    now, then = delays
    effect = design_effect_of_difference(cases.now, cases.before, cases.both)
    delay, events, censored = (np.concatenate([now[name], then[name]]) for name in ("delay", "events", "censored"))
    test = log_rank(delay, events, censored, np.arange(len(delay)) < len(now), effect)
    effects = [float(design_effects(period)[0]) for period in (cases.now, cases.before)]
    curves = [_curve(one, one["delay"].to_numpy(), own) for one, own in zip(delays, effects, strict=True)]
    told = _effect(delays, curves, effect, settings)
    later = test.observed < test.expected
    return {
        "weeks": weeks,
        "now": _of_period(curves[0]),
        "before": _of_period(curves[1]),
        **told,
        "design_effect": effect,
        "p_value": test.p_value,
        "verdict": None if test.p_value is None else _verdict(test.p_value, later, told, settings),
    }


def _of_period(curve: pd.DataFrame) -> Period:
    days = median_intervals(curve).assign(median=medians(curve)) / DAY_US if len(curve) else pd.DataFrame()
    known = {name: float(days[name].iloc[0]) if len(days) else np.nan for name in ("median", "lower", "upper")}
    sent = int(curve["events"].sum() + curve["censored"].sum())
    return {
        "handovers": sent,
        "median_response_days": _or_none(known["median"]),
        "median_interval_days": [_or_none(known["lower"]), _or_none(known["upper"])],
    }


def _effect(
    delays: Sequence[pd.DataFrame], curves: Sequence[pd.DataFrame], effect: float, settings: ChangeSettings
) -> Effect:
    """`curves`: those of the delays (µs)."""
    share = mean = None
    if all(map(len, delays)):
        ratios = [_curve(one, to_target(one), effect) for one in delays]
        share = share_difference(ratios[0], ratios[1], 1, effect)
        days = [curve.assign(time=curve["time"] / DAY_US) for curve in curves]
        mean = mean_difference(days[0], days[1], settings.horizon_days, effect)
    return {
        "share_difference": None if share is None else share.value,
        "share_difference_interval": _interval(share),
        "mean_difference_days": None if mean is None else mean.value,
        "mean_difference_interval_days": _interval(mean),
        "horizon_days": settings.horizon_days,
    }


def _curve(counts: pd.DataFrame, durations: NDArray[Any], effect: float) -> pd.DataFrame:
    return curves_of(counts, durations, np.zeros(len(counts), dtype=np.int64), np.array([effect]))


def _verdict(p_value: float, later: bool, told: Effect, settings: ChangeSettings) -> Verdict:
    is_large = abs(told["mean_difference_days"] or 0) >= settings.days
    is_large |= abs(told["share_difference"] or 0) >= settings.share
    if p_value >= CHANCE or not is_large:
        return "chance"
    return "later" if later else "sooner"


def _interval(found: Difference | None) -> Interval:
    return [None, None] if found is None else [found.lower, found.upper]


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


INDICATORS = (
    Indicator(
        "did_it_change",
        "Did it change?",
        "Whether handovers sent in the complete weeks of the period are answered sooner or later than those of as many "
        "weeks just before, as known when the last week ended, so that it is looked at once a week: the log-rank test "
        "of their delays, its variance enlarged by the design effect of cases as clusters. It is said only with "
        "p < 0.001 and, unless set otherwise, a difference of half a day in the mean delay up to 28 days, or of 5 "
        "points in the share within target; else it could be chance",
        unit="sooner, later, or could be chance",
        direction="lower is better",
        source="handovers.handed_over_at, responded_at; log-rank test: Mantel 1966, Peto & Peto 1972; design effect: "
        "Rao & Scott 1992",
        formula="χ² = (Σ (observed − expected answers))² ÷ (variance × design effect), over the delays of both periods",
        figures=did_it_change,
        page="overview",
        base=SENT_HANDOVERS,
        reference=notation.LOG_RANK,
        takes="change",
    ),
)
