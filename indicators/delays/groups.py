"""Counts and delays of handovers for all groups at once: those who still wait count."""

from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.indicator import Ask
from measures.local_time import DAY_US
from measures.survival import cumulative_incidence, kaplan_meier, median_intervals, medians, probabilities_within
from queries import handovers as questions
from queries.filters import Filters
from queries.handovers import ANYONE, Between

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
SUMMED = ("events", "censored", "withdrawn", "pending", "returned")
NOTHING_KNOWN: Known = {
    "median_response_days": None,
    "median_interval_days": [None, None],
    "answered_within_target": None,
    "answered_within_target_interval": [None, None],
    "beyond_last_observation": None,
}


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
    waiting, counted, known = _waiting(sent.waiting, by), _counted(sent.delays, by), delay_figures(sent.delays, by)
    return {
        key: {**counted.get(key, NOTHING_SENT), **waiting.get(key, NOTHING_WAITS), **known.get(key, NOTHING_KNOWN)}
        for key in sorted({*waiting, *counted} if by else [()])
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
    return float(cumulative_incidence(ratio, answered, withdrawn, others, time=1).iloc[0])


def delay_figures(counts: pd.DataFrame, by: Key) -> dict[Key, Known]:
    """Median and share within target per group of `by`, from the counts of answers and censorings at each delay (µs)
    in this or a finer grouping.
    """
    if counts.empty:
        return {}
    group, keys = _groups(counts, by)
    curves = curves_of(counts, counts["delay"], group)
    interval, within = median_intervals(curves) / DAY_US, _within_target(counts, curves, group)
    columns = (
        medians(curves) / DAY_US,
        *(interval[edge] for edge in ("lower", "upper")),
        *(within[name] for name in ("probability", "lower", "upper", "beyond_last_observation")),
    )
    return {
        key: {
            "median_response_days": median,
            "median_interval_days": [median_low, median_high],
            "answered_within_target": share,
            "answered_within_target_interval": [share_low, share_high],
            "beyond_last_observation": beyond,
        }
        for key, median, median_low, median_high, share, share_low, share_high, beyond in zip(
            keys, *map(_plain, columns), strict=True
        )
    }


def curves_of(counts: pd.DataFrame, durations: pd.Series, group: NDArray[np.int64]) -> pd.DataFrame:
    """The Kaplan–Meier curves of durations with the events and censored of `counts`, one per number in `group`."""
    events, censored = counts["events"].to_numpy(), counts["censored"].to_numpy()
    return kaplan_meier(durations.to_numpy(), events, censored, groups=group)


def _waiting(waiting: pd.DataFrame, by: Key) -> dict[Key, Waiting]:
    group, keys = _groups(waiting, by)
    sums = (_sum(group, waiting[name], len(keys)) for name in NOTHING_WAITS)
    return {
        key: {"pending": pending, "overdue": overdue, "due_soon": soon}
        for key, pending, overdue, soon in zip(keys, *sums, strict=True)
    }


def _counted(delays: pd.DataFrame, by: Key) -> dict[Key, Counts]:
    group, keys = _groups(delays, by)
    sums = (_sum(group, delays[name], len(keys)) for name in SUMMED)
    return {
        key: {
            "total": answered + censored,
            "closed_unanswered": censored - withdrawn - waiting,
            "answered": answered,
            "withdrawn": withdrawn,
            "target_days": shortest / DAY_US if shortest == longest else None,
            "returned_share": returned / answered if answered else None,
        }
        for key, answered, censored, withdrawn, waiting, returned, shortest, longest in zip(
            keys, *sums, *_extremes(group, delays["target"], len(keys)), strict=True
        )
    }


def _sum(group: NDArray[np.int64], counts: "pd.Series[int]", groups: int) -> list[int]:
    found: list[int] = np.bincount(group, weights=counts, minlength=groups).astype(np.int64).tolist()
    return found


def _extremes(group: NDArray[np.int64], of: "pd.Series[Any]", groups: int) -> tuple[list[float], list[float]]:
    """The lowest and the highest in each group; ∞ and −∞ where it has none."""
    lowest, highest = np.full(groups, np.inf), np.full(groups, -np.inf)
    np.fmin.at(lowest, group, of.to_numpy(dtype=float))
    np.fmax.at(highest, group, of.to_numpy(dtype=float))
    return lowest.tolist(), highest.tolist()


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
    shortest, longest = map(np.array, _extremes(group, target, groups))
    within = probabilities_within(curves, shortest)
    mixed = (shortest != longest)[group]
    if not mixed.any():
        return within
    ratios = curves_of(counts[mixed], (counts["delay"] / target)[mixed], group[mixed])
    of_mixed = probabilities_within(ratios, np.ones(len(np.unique(group[mixed]))))
    return pd.concat([within.drop(of_mixed.index), of_mixed]).sort_index()


def _plain(column: "pd.Series[Any]") -> list[Any]:
    return [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
