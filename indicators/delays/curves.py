"""Counts and delays of handovers for all groups at once, and the answered curve: those who still wait count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.delays.clusters import Key, design_effect, effects_of
from indicators.delays.ripe import number_in, to_target
from indicators.indicator import Ask, rows_of
from indicators.intervals import Interval, edges, intervals, shares_within
from measures import arrays
from measures.local_time import DAY_US
from measures.survival import kaplan_meier, median_intervals, medians
from measures.tally import renumbered
from queries import handovers as questions
from queries.filters import Filters
from queries.handovers import ANYONE, BECAME, Between, before

OBSERVED = ("delay", "target", "events", "censored")


class Ends(TypedDict):
    """What became of handovers sent in the period; their target in days (None: several), and the share returned. Those
    `sent_after_closing` of their case were never observed: they are in no delay, share or median, answered or not.
    """

    closed_unanswered: int
    sent_after_closing: int
    answered: int
    withdrawn: int
    target_days: float | None
    returned_share: float | None
    returned_share_interval: Interval


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


class OfSome(Ends, Waiting, Known):
    """All figures of a group of handovers but how many were sent."""


class Delays(Counts, OfSome):
    """All figures of a group of handovers."""


UNKNOWN_SHARES = {"target_days": None, "returned_share": None, "returned_share_interval": [None, None]}
NOTHING_SENT = cast(Counts, {**dict.fromkeys(("total", *Ends.__annotations__), 0), **UNKNOWN_SHARES})
NOTHING_WAITS = Waiting(pending=0, overdue=0, due_soon=0)
NO_INTERVALS = {name: [None, None] for name in ("median_interval_days", "answered_within_target_interval")}
NOTHING_KNOWN = cast(Known, {**dict.fromkeys(Known.__annotations__), **NO_INTERVALS})
NO_HANDOVERS: Delays = {**NOTHING_SENT, **NOTHING_WAITS, **NOTHING_KNOWN}


@dataclass(frozen=True)
class Sent:
    """Answers to the questions `waiting` and `delays`, whose groups can be put together to larger ones."""

    waiting: pd.DataFrame
    delays: pd.DataFrame

    @cached_property
    def design_effect(self) -> float:
        """By how much cases as clusters enlarge variances in all that was sent."""
        return design_effect(self.delays)


def read(ask: Ask, filters: Filters, by: Key, between: Between = ANYONE) -> Sent:
    """What was sent, by columns of fact_handovers."""
    usual = (*filters.grant.usual, *questions.SECTOR_PAIR)
    return Sent(ask(questions.waiting(filters, _finer(usual, by), between)), delays_in(ask, filters, between, by))


def delays_in(ask: Ask, filters: Filters, between: Between = ANYONE, by: Key = ()) -> pd.DataFrame:
    """The answer to `delays` by these columns of fact_handovers and sent_week."""
    return ask(questions.delays(filters, _finer(questions.columns(filters.grant), by), between))


def _finer(usual: Key, by: Key) -> Key:
    """The columns by which the figures of all pages are asked for at once, where they are finer."""
    return usual if {*by} <= {*usual} else by


def grouped(sent: Sent, by: Key) -> dict[Key, Delays]:
    """Per group of `by`, some of the columns it was read by (none: all under the empty key), in which any handover was
    sent in the period or waits.
    """
    group, keys = _groups(sent.delays, by)
    effect = effects_of(sent.delays, group, len(keys)) if by else np.array([sent.design_effect])
    waiting, became = _waiting(sent.waiting, by), counted(sent.delays, group, keys, effect)
    known = delay_figures(sent.delays, group, keys, effect)
    return {
        key: {**became.get(key, NOTHING_SENT), **waiting.get(key, NOTHING_WAITS), **known.get(key, NOTHING_KNOWN)}
        for key in sorted({*waiting, *became} if by else [()])
    }


def without_intervals(sent: Sent) -> tuple[Waiting, Known]:
    """What waits, and what is known of the delays, of all that was sent. Intervals are as of handovers that do not
    resemble each other: they are not shown.
    """
    waiting, known = _waiting(sent.waiting, ()), delay_figures(sent.delays, *_groups(sent.delays, ()), np.ones(1))
    return waiting.get((), NOTHING_WAITS), known.get((), NOTHING_KNOWN)


def of_all(delays: pd.DataFrame) -> tuple[Counts, Known]:
    """What became of all that was sent, and what is known of the delays."""
    group, effect = np.zeros(len(delays), dtype=np.int64), np.array([design_effect(delays)])
    known = delay_figures(delays, group, [()], effect)
    return counted(delays, group, [()], effect)[()], known.get((), NOTHING_KNOWN)


def delay_figures(
    delays: pd.DataFrame, group: arrays.Counts, keys: Sequence[Key], effect: arrays.Values
) -> dict[Key, Known]:
    """Median and share within target of each group in which any was observed, by its key, from the answer to `delays`,
    the number of the group of each row, and the design effect of each group.
    """
    seen = delays["after_closing"].to_numpy() == 0
    if not seen.all():
        there, group = renumbered(group[seen])
        delays, keys, effect = delays[[*OBSERVED]][seen], [keys[number] for number in there], effect[there]
    if delays.empty:
        return {}
    curves = curves_of(delays, delays["delay"].to_numpy(), group, effect)
    lower, upper = (edge.to_numpy() / DAY_US for _name, edge in median_intervals(curves).items())
    within = _within_target(delays, curves, group, effect)
    found: dict[str, Any] = {
        "median_response_days": medians(curves).to_numpy() / DAY_US,
        "median_interval_days": edges(lower, upper),
        "answered_within_target": within["probability"],
        "answered_within_target_interval": edges(within["lower"], within["upper"]),
        "beyond_last_observation": within["beyond_last_observation"],
    }
    return dict(zip(keys, cast(list[Known], rows_of(found)), strict=True))


def observed(counts: pd.DataFrame) -> pd.DataFrame:
    """The rows that are of more than handovers sent after their case closed."""
    return counts[counts["events"] + counts["censored"] > 0] if counts["after_closing"].any() else counts


def curves_of(
    counts: pd.DataFrame, durations: NDArray[Any], group: arrays.Counts, effect: arrays.Values
) -> pd.DataFrame:
    """The Kaplan–Meier curves of durations with the events and censored of `counts`, one per number in `group`, and the
    design effect of each.
    """
    events, censored = counts["events"].to_numpy(), counts["censored"].to_numpy()
    return kaplan_meier(durations, events, censored, groups=group, design_effects=effect)


def counted(
    delays: pd.DataFrame, group: arrays.Counts, keys: Sequence[Key], effect: arrays.Values
) -> dict[Key, Counts]:
    """What became of what was sent in each group, from the same."""
    sums = {name: number_in(group, delays[name].to_numpy() > 0, len(keys)) for name in BECAME}
    target, several = _targets(group, delays["target"], len(keys))
    answered = np.where(sums["events"], sums["events"], np.nan)
    found: dict[str, Any] = {
        "total": sums["events"] + sums["censored"] + sums["after_closing"],
        "closed_unanswered": sums["censored"] - sums["withdrawn"] - sums["pending"],
        "sent_after_closing": sums["after_closing"],
        "answered": sums["events"],
        "withdrawn": sums["withdrawn"],
        "target_days": np.where(several, np.nan, target) / DAY_US,
        "returned_share": sums["returned"] / answered,
        "returned_share_interval": intervals(sums["returned"], sums["events"], effect),
    }
    return dict(zip(keys, cast(list[Counts], rows_of(found)), strict=True))


def _waiting(waiting: pd.DataFrame, by: Key) -> dict[Key, Waiting]:
    group, keys = _groups(waiting, by)
    sums = _sums(group, waiting, NOTHING_WAITS, len(keys))
    return dict(zip(keys, cast(list[Waiting], rows_of(sums)), strict=True))


def _sums(group: arrays.Counts, counts: pd.DataFrame, names: Iterable[str], groups: int) -> dict[str, arrays.Counts]:
    """The sums of columns of counts in each group, by name."""
    sums = {name: np.bincount(group, weights=counts[name].to_numpy(), minlength=groups) for name in names}
    return {name: values.astype(np.int64) for name, values in sums.items()}


def _targets(group: arrays.Counts, targets: pd.Series, groups: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """A target of each group (NaN: it has none), and whether it has several."""
    of_each, one = targets.to_numpy(dtype=float), np.full(groups, np.nan)
    one[group] = of_each
    return one, number_in(group, of_each != one[group], groups) > 0


def _groups(frame: pd.DataFrame, by: Key) -> tuple[arrays.Counts, list[Key]]:
    """The number of each row's group, and the keys of the groups in order of number; without `by` there is one."""
    if not by:
        return np.zeros(len(frame), dtype=np.int64), [()]
    if frame.empty:
        return np.zeros(0, dtype=np.int64), []
    columns = [frame[name].cat for name in by]
    sizes = [len(column.categories) for column in columns]
    place = np.zeros(len(frame), dtype=np.int64)
    for column, size in zip(columns, sizes, strict=True):
        place *= size
        place += column.codes.to_numpy()
    taken, number = renumbered(place)
    codes = np.unravel_index(taken, sizes)
    # as an array of objects first: text of Arrow is slow to go through
    names = (column.categories.to_numpy(object)[code].tolist() for column, code in zip(columns, codes, strict=True))
    return number, list(zip(*names, strict=True))


def _within_target(
    counts: pd.DataFrame, curves: pd.DataFrame, group: arrays.Counts, effect: arrays.Values
) -> dict[str, NDArray[np.float64]]:
    """One target in a group: read its curve there. Several: that of delay ÷ own target, at 1. One value per group.

    Where the share is 0 or 1, the interval is Wilson's over those whose state at the target is known.
    """
    target, several = _targets(group, counts["target"], int(group.max()) + 1)
    within = shares_within(curves, target, effect)
    if several.any():
        mixed = several[group]
        own = counts[[*OBSERVED]][mixed] if not several.all() else counts
        ratios = curves_of(own, to_target(own), group[mixed], effect)
        of_mixed = shares_within(ratios, 1, effect[several])
        for name, values in within.items():
            values[several] = of_mixed[name]
    return within


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
    return Curve(steps(sent.delays, sent.design_effect), grouped(sent, ())[()])


def curve_before(ask: Ask, filters: Filters, between: Between = ANYONE) -> Curve | None:
    """The same of the period of the same length just before; None where the period has no beginning."""
    earlier = before(filters)
    return None if earlier is None else curve(ask, earlier, between)


def steps(delays: pd.DataFrame, effect: float) -> pd.DataFrame:
    """The steps of a `Curve`, from what `delays_in` gives and the design effect."""
    found = curves_of(delays, delays["delay"].to_numpy(), np.zeros(len(delays), dtype=np.int64), np.array([effect]))
    waited = delays["delay"].to_numpy()[delays["pending"].to_numpy() > 0]
    return pd.DataFrame(
        {
            "days": found["time"] / DAY_US,
            "answered": 1 - found["survival"],
            "lower": 1 - found["upper"],
            "upper": 1 - found["lower"],
            **{name: found[name] for name in ("at_risk", "events", "censored")},
            "pending": np.bincount(np.searchsorted(found["time"], waited), minlength=len(found)),
        }
    )
