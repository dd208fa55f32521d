"""Counts and delays of handovers for all groups at once, and the answered curve: those who still wait count."""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.indicator import Ask, records, rows_as
from measures.local_time import DAY_US
from measures.survival import cumulative_incidence, kaplan_meier, median_intervals, medians, probabilities_within
from queries import handovers as questions
from queries.filters import Filters
from queries.handovers import ANYONE, Between, before

Key = tuple[str, ...]

Interval = list[float | None]


class Ends(TypedDict):
    """What became of handovers sent in the period; their target in days (None: several), and the share returned."""

    closed_unanswered: int
    answered: int
    withdrawn: int
    target_days: float | None
    returned_share: float | None


class Counts(Ends):
    """Handovers sent in the period, and what became of them."""

    total: int


class Waiting(TypedDict):
    """Handovers that wait at as-of, whenever sent; those past their due day, and due within seven days."""

    pending: int
    overdue: int
    due_soon: int


class Known(TypedDict):
    """The median delay in days and the share answered within target, each with its 95 % interval; None: cannot be told.
    `beyond_last_observation`: the share is at least that.
    """

    median_response_days: float | None
    median_interval_days: Interval
    answered_within_target: float | None
    answered_within_target_interval: Interval
    beyond_last_observation: bool | None


class Delays(Counts, Waiting, Known):
    """All figures of a group of handovers."""


NOTHING_SENT = Counts(total=0, closed_unanswered=0, answered=0, withdrawn=0, target_days=None, returned_share=None)
NOTHING_WAITS = Waiting(pending=0, overdue=0, due_soon=0)
NOTHING_KNOWN: Known = {
    "median_response_days": None,
    "median_interval_days": [None, None],
    "answered_within_target": None,
    "answered_within_target_interval": [None, None],
    "beyond_last_observation": None,
}
NO_HANDOVERS: Delays = {**NOTHING_SENT, **NOTHING_WAITS, **NOTHING_KNOWN}


@dataclass(frozen=True)
class Sent:
    """Answers to the questions `waiting` and `delays`, whose groups can be put together to larger ones."""

    waiting: pd.DataFrame
    delays: pd.DataFrame


def read(ask: Ask, filters: Filters, by: Key, between: Between = ANYONE) -> Sent:
    """What was sent, by columns of fact_handovers."""
    categories = dict.fromkeys(by, "category")
    waiting, delays = (ask(question(filters, by, between)) for question in (questions.waiting, questions.delays))
    return Sent(waiting.astype(categories), delays.astype(categories))


def grouped(sent: Sent, by: Key) -> dict[Key, Delays]:
    """Per group of `by`, some of the columns it was read by (none: all under the empty key), in which any handover was
    sent in the period or waits.
    """
    waiting, became, known = _waiting(sent.waiting, by), counted(sent.delays, by), delay_figures(sent.delays, by)
    return {
        key: {**became.get(key, NOTHING_SENT), **waiting.get(key, NOTHING_WAITS), **known.get(key, NOTHING_KNOWN)}
        for key in sorted({*waiting, *became} if by else [()])
    }


def truly_within_target(sent: Sent) -> float | None:
    """The share that is answered within the receiver's own target, where a withdrawal may forestall the answer; None
    where none was withdrawn.
    """
    counts = sent.delays
    answered, withdrawn = counts["events"].to_numpy(), counts["withdrawn"].to_numpy()
    if not withdrawn.any():
        return None
    ratio, others = (counts["delay"] / counts["target"]).to_numpy(), counts["censored"].to_numpy() - withdrawn
    return cumulative_incidence(ratio, answered, withdrawn, others, time=1)


def delay_figures(counts: pd.DataFrame, by: Key) -> dict[Key, Known]:
    """Median and share within target per group of `by`, from the counts of answers and censorings at each delay (µs)
    in this or a finer grouping.
    """
    if counts.empty:
        return {}
    group, keys = _groups(counts, by)
    curves = curves_of(counts, counts["delay"], group)
    interval, within = median_intervals(curves) / DAY_US, _within_target(counts, curves, group)
    days = {"median": medians(curves) / DAY_US, "soonest": interval["lower"], "latest": interval["upper"]}
    return {
        key: {
            "median_response_days": row["median"],
            "median_interval_days": [row["soonest"], row["latest"]],
            "answered_within_target": row["probability"],
            "answered_within_target_interval": [row["lower"], row["upper"]],
            "beyond_last_observation": row["beyond_last_observation"],
        }
        for key, row in zip(keys, records(within.assign(**days)), strict=True)
    }


def curves_of(counts: pd.DataFrame, durations: pd.Series, group: NDArray[np.int64]) -> pd.DataFrame:
    """The Kaplan–Meier curves of durations with the events and censored of `counts`, one per number in `group`."""
    events, censored = counts["events"].to_numpy(), counts["censored"].to_numpy()
    return kaplan_meier(durations.to_numpy(), events, censored, groups=group)


def counted(delays: pd.DataFrame, by: Key) -> dict[Key, Counts]:
    """What became of what was sent, per group of `by`, from the same counts."""
    group, keys = _groups(delays, by)
    sums = _sums(group, delays[["events", "censored", "withdrawn", "pending", "returned"]], len(keys))
    shortest, longest = _extremes(group, delays["target"], len(keys))
    found = {
        "total": sums["events"] + sums["censored"],
        "closed_unanswered": sums["censored"] - sums["withdrawn"] - sums["pending"],
        "answered": sums["events"],
        "withdrawn": sums["withdrawn"],
        "target_days": np.where(shortest == longest, shortest, np.nan) / DAY_US,
        "returned_share": sums["returned"] / sums["events"],
    }
    return dict(zip(keys, rows_as(Counts, pd.DataFrame(found)), strict=True))


def _waiting(waiting: pd.DataFrame, by: Key) -> dict[Key, Waiting]:
    group, keys = _groups(waiting, by)
    return dict(zip(keys, rows_as(Waiting, _sums(group, waiting[list(NOTHING_WAITS)], len(keys))), strict=True))


def _sums(group: NDArray[np.int64], counts: pd.DataFrame, groups: int) -> pd.DataFrame:
    sums = {name: np.bincount(group, weights=counts[name], minlength=groups) for name in counts.columns}
    return pd.DataFrame(sums).astype(np.int64)


def _extremes(group: NDArray[np.int64], of: pd.Series, groups: int) -> tuple[NDArray[np.float64], ...]:
    """The lowest and the highest in each group; ∞ and −∞ where it has none."""
    lowest, highest = np.full(groups, np.inf), np.full(groups, -np.inf)
    np.fmin.at(lowest, group, of.to_numpy(dtype=float))
    np.fmax.at(highest, group, of.to_numpy(dtype=float))
    return lowest, highest


def _groups(frame: pd.DataFrame, by: Key) -> tuple[NDArray[np.int64], list[Key]]:
    """The number of each row's group, and the keys of the groups in order of number; without `by` there is one."""
    if not by:
        return np.zeros(len(frame), dtype=np.int64), [()]
    if frame.empty:
        return np.zeros(0, dtype=np.int64), []
    columns = [frame[name].cat for name in by]
    sizes = [len(column.categories) for column in columns]
    place = np.ravel_multi_index([column.codes.to_numpy().astype(np.int64) for column in columns], sizes)
    # counting is quicker than sorting: there are few places
    taken = np.flatnonzero(np.bincount(place))
    number = np.zeros(taken[-1] + 1, dtype=np.int64)
    number[taken] = np.arange(len(taken))
    codes = np.unravel_index(taken, sizes)
    names = (column.categories[code].astype(str) for column, code in zip(columns, codes, strict=True))
    return number[place], list(zip(*names, strict=True))


def _within_target(counts: pd.DataFrame, curves: pd.DataFrame, group: NDArray[np.int64]) -> pd.DataFrame:
    """One target in a group: read its curve there. Several: the curve of delay ÷ own target, at 1."""
    target, groups = counts["target"], int(group.max()) + 1
    shortest, longest = _extremes(group, target, groups)
    within = probabilities_within(curves, shortest)
    mixed = (shortest != longest)[group]
    if not mixed.any():
        return within
    ratios = curves_of(counts[mixed], (counts["delay"] / target)[mixed], group[mixed])
    of_mixed = probabilities_within(ratios, 1)
    return pd.concat([within.drop(of_mixed.index), of_mixed]).sort_index()


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
