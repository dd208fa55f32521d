"""Did it change? The delays of a period against those of the period of the same length just before it."""

from typing import Literal, TypedDict

import numpy as np
import pandas as pd

from indicators import notation
from indicators.delays.curves import curves_of, delays_in
from indicators.handovers import SENT_HANDOVERS
from indicators.indicator import Ask, Indicator
from measures.local_time import DAY_US
from measures.log_rank import LogRank, log_rank
from measures.survival import medians
from queries.filters import Filters
from queries.handovers import ANYONE, Between, before

CHANCE = 0.05

Verdict = Literal["later", "sooner", "chance"]


class Period(TypedDict):
    """Handovers sent in a period, and the median of their delays (None: not reached)."""

    handovers: int
    median_response_days: float | None


class Change(TypedDict):
    """The period and the one before it; `p_value` and `verdict` are None where nothing can be compared."""

    now: Period
    before: Period
    p_value: float | None
    verdict: Verdict | None


def did_it_change(ask: Ask, filters: Filters, between: Between = ANYONE) -> Change | None:
    """The change between the two periods; None where the period has no beginning."""
    earlier = before(filters)
    if earlier is None:
        return None
    now, then = (delays_in(ask, period, between) for period in (filters, earlier))
    delay, events, censored = (np.concatenate([now[name], then[name]]) for name in ("delay", "events", "censored"))
    test = log_rank(delay, events, censored, np.arange(len(delay)) < len(now))
    return {"now": _of_period(now), "before": _of_period(then), "p_value": test.p_value, "verdict": _verdict(test)}


def _of_period(delays: pd.DataFrame) -> Period:
    median = medians(curves_of(delays, delays["delay"], np.zeros(len(delays), dtype=np.int64))).get(0, np.nan)
    sent = int(delays["events"].sum() + delays["censored"].sum())
    return {"handovers": sent, "median_response_days": None if np.isnan(median) else float(median) / DAY_US}


def _verdict(test: LogRank) -> Verdict | None:
    if test.p_value is None:
        return None
    if test.p_value >= CHANCE:
        return "chance"
    return "later" if test.observed < test.expected else "sooner"


INDICATORS = (
    Indicator(
        "did_it_change",
        "Did it change?",
        "Whether handovers sent in the period are answered sooner or later than those sent in the period of the same"
        " length just before, as far as is known at the as-of moment: the log-rank test of their delays. Under 5 % "
        "it changed; otherwise it could be chance",
        unit="sooner, later, or could be chance",
        direction="lower is better",
        source="handovers.handed_over_at, responded_at; log-rank test: Mantel 1966, Peto & Peto 1972",
        formula="χ² = (Σ (observed − expected answers))² ÷ variance, over the delays of both periods; p < 0.05: it"
        " changed",
        figures=did_it_change,
        page="overview",
        base=SENT_HANDOVERS,
        reference=notation.LOG_RANK,
    ),
)
