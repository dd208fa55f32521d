"""Did it change? The delays of a period against those of the period of the same length just before it."""

from typing import Any

import numpy as np
import pandas as pd

from indicators.handover_delays import delay_figures
from indicators.indicator import Ask, Indicator
from measures.log_rank import log_rank
from queries import handovers as questions
from queries.filters import Filters
from queries.handovers import ANYONE, Between, before

CHANCE = 0.05

INDICATORS = (
    Indicator(
        "did_it_change",
        "Did it change?",
        "Whether handovers sent in the period are answered sooner or later than those sent in the period of the same "
        "length just before, as far as is known at the as-of moment: the log-rank test of their delays. Under 5 % it "
        "changed; otherwise it could be chance",
        "sooner, later, or could be chance",
        "lower is better",
        "handovers.handed_over_at, responded_at; log-rank test: Mantel 1966, Peto & Peto 1972",
    ),
)


def did_it_change(ask: Ask, filters: Filters, between: Between = ANYONE) -> dict[str, Any] | None:
    """now and before: handovers (sent) and median_response_days (None: not reached); p_value (None: nothing can be
    compared); verdict: later, sooner, chance, or None. None as a whole where the period has no beginning.
    """
    earlier = before(filters)
    if earlier is None:
        return None
    now, then = (ask(questions.delays(period, (), between)) for period in (filters, earlier))
    both = pd.concat([now, then], ignore_index=True)
    group = np.repeat([0, 1], [len(now), len(then)])
    delay, events, censored = (both[name].to_numpy() for name in ("delay", "events", "censored"))
    test = log_rank(delay, events, censored, group)
    return {
        "now": _of_period(now),
        "before": _of_period(then),
        "p_value": test.p_value,
        "verdict": _verdict(test.p_value, test.groups),
    }


def _of_period(delays: pd.DataFrame) -> dict[str, Any]:
    known = delay_figures(delays, ()).get((), {"median_response_days": None})
    sent = int(delays["events"].sum() + delays["censored"].sum())
    return {"handovers": sent, "median_response_days": known["median_response_days"]}


def _verdict(p_value: float | None, groups: pd.DataFrame) -> str | None:
    if p_value is None:
        return None
    if p_value >= CHANCE:
        return "chance"
    observed, expected = (float(groups[name].to_numpy()[0]) for name in ("observed", "expected"))
    return "later" if observed < expected else "sooner"
