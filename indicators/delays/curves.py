"""The answered curve of a pair: the share of its handovers that is answered within so many days."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.delays.groups import Delays, curves_of, grouped, read
from indicators.indicator import Ask
from measures.local_time import DAY_US
from queries.filters import Filters
from queries.handovers import ANYONE, Between, before


@dataclass(frozen=True)
class Curve:
    """The answered curve of the handovers sent in a period, and their figures.

    `steps` has one row per distinct delay, in rising order: days, answered (share, just after), lower and upper (its
    95 % band; NaN where undefined), at_risk (just before), events, censored, and pending (of the censored, those that
    still wait).
    """

    steps: pd.DataFrame
    figures: Delays


def curve(ask: Ask, filters: Filters, between: Between = ANYONE) -> Curve:
    """The curve of the handovers between two sides, by Kaplan & Meier."""
    sent = read(ask, filters, (), between)
    return Curve(steps(sent.delays), grouped(sent, ())[()])


def curve_before(ask: Ask, filters: Filters, between: Between = ANYONE) -> Curve | None:
    """The same of the period of the same length just before; None where the period has no beginning."""
    earlier = before(filters)
    return None if earlier is None else curve(ask, earlier, between)


def steps(counts: pd.DataFrame) -> pd.DataFrame:
    """The steps of a `Curve`, from the counts of answers and censorings at each delay (µs)."""
    found = curves_of(counts, counts["delay"], np.zeros(len(counts), dtype=np.int64))
    return pd.DataFrame(
        {
            "days": found["time"] / DAY_US,
            "answered": 1 - found["survival"],
            "lower": 1 - found["upper"],
            "upper": 1 - found["lower"],
            **{name: found[name] for name in ("at_risk", "events", "censored")},
            "pending": counts.groupby("delay")["pending"].sum().reindex(found["time"]).to_numpy(),
        }
    )
