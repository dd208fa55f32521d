"""Is a change real? The XmR control chart: individual values with limits from their moving ranges.

Centre: the mean. Limits: mean ± 2.66 × mean moving range; the near limits are two thirds of that way. Moving ranges of
at least 3.267 × their mean are screened out once. A point is flagged by the first of these rules that holds for it:
outside a limit; part of 7 or more points rising or falling; one of at least 2 in 3 beyond a near limit, all 3 on one
side of the mean; part of 7 or more points on one side of the mean.

Sources: Shewhart, Economic Control of Quality of Manufactured Product (1931); Wheeler, Understanding Variation, 2nd ed.
(2000); the four rules in this order: NHS England, Making Data Count (2019).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Values = NDArray[np.float64]
Counts = NDArray[np.int64]
# Which points a rule holds for, towards which side (1 or −1), and how many points make it hold.
Found = tuple[NDArray[np.bool_], Values, Counts]
Flags = tuple[NDArray[np.object_], Values, Counts]

TO_LIMIT = 2.66
TO_NEAR_LIMIT = TO_LIMIT * 2 / 3
SCREENED_FROM = 3.267
RUN = 7
TRIAL_UNDER = 13
FEWEST = 5
LIMITS = ("lower", "upper", "near_lower", "near_upper")
SIGNS = {"increase": 1, "decrease": -1, "neutral": 0}
SIDES = {(True, 1): "rising", (True, -1): "falling", (False, 1): "above", (False, -1): "below"}


@dataclass(frozen=True)
class ChartDesign:
    """How values are charted and judged.

    `direction`: which way is better. `target`: the value to keep to. `rebase`: where new segments begin (indices into
    the values). `fix_after`: limits come from so many first points of a segment. `screen`: leave out extreme moving
    ranges. `floor`, `ceiling`: limits are cut there, as no value can lie beyond.
    """

    direction: Literal["increase", "decrease", "neutral"] = "neutral"
    target: float | None = None
    rebase: tuple[int, ...] = ()
    fix_after: int | None = None
    screen: bool = True
    floor: float | None = None
    ceiling: float | None = None


@dataclass(frozen=True)
class ControlChart:
    """The chart of a series.

    `segments`, one row each: start (index of its first value), n (values that are there), mean, moving_range (mean of
    those kept), lower, upper, near_lower, near_upper, trial (n < 13). NaN: undefined, as when nothing varies.
    `points`, one row per value, a missing one too: value, segment, mean, lower, upper, flag (outside, trend,
    two_of_three, shift or None), side (above, below; of a trend rising, falling; None), better (True, False; None
    without flag or direction), length (points of the whole run that the point is part of; 3 for two_of_three, 1 for
    outside, 0 without flag).
    `assurance`: the target is "consistently met", "consistently missed" or "hit and miss" by the limits at the last
    value; None without target, direction or limits.
    """

    segments: pd.DataFrame
    points: pd.DataFrame
    assurance: str | None


@dataclass(frozen=True)
class Windowed:
    """A series in windows of `weeks` weeks: index of the first week of each, and its value (NaN: a share of none)."""

    weeks: Literal[1, 4]
    starts: Counts
    values: Values


def control_chart(values: Values, design: ChartDesign | None = None) -> ControlChart:
    """The XmR chart of values in order of time, NaN where one is missing: runs pass over it, and moving
    ranges that touch it are left out.

    Raises ValueError when a segment would begin outside the values.
    """
    design = design or ChartDesign()
    starts = _segment_starts(len(values), design.rebase)
    parts = np.split(values, starts[1:]) if len(starts) else []
    found = [_limits(part, design) for part in parts]
    flags = [_flags(part, mean, *limits) for part, (_n, mean, _spread, *limits) in zip(parts, found, strict=True)]
    n, mean, spread, *limits = np.array(found, dtype=float).reshape(-1, 3 + len(LIMITS)).T
    cut = dict(zip(LIMITS, np.clip(limits, design.floor, design.ceiling), strict=True))
    segment = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(values))))
    edges = {"mean": mean[segment], "lower": cut["lower"][segment], "upper": cut["upper"][segment]}
    segments = {"start": starts, "n": n.astype(np.int64), "mean": mean, "moving_range": spread, **cut}
    return ControlChart(
        pd.DataFrame({**segments, "trial": n < TRIAL_UNDER}),
        pd.DataFrame({"value": values, "segment": segment, **edges, **_words(flags, SIGNS[design.direction])}),
        _assurance(np.column_stack([edges["lower"], edges["upper"]])[~np.isnan(values)], design),
    )


def windowed(counts: Counts, base: Counts, *, is_share: bool = False) -> Windowed | None:
    """The shortest windows, of one week or of four, in which at least 5 of the base fall on the average; None: too few
    for a chart.

    `counts` and `base` of complete weeks without a gap, in order; a share is what the counts are of the base. Four
    weeks are counted back from the last one, and an incomplete first window is left out.
    """
    for weeks in (1, 4):
        starts = np.arange(len(base) % weeks, len(base), weeks)
        if len(starts) and (of := np.add.reduceat(base, starts)).mean() >= FEWEST:
            sums = np.add.reduceat(counts, starts).astype(float)
            with np.errstate(invalid="ignore"):
                return Windowed(weeks, starts, sums / of if is_share else sums)
    return None


def _segment_starts(length: int, rebase: tuple[int, ...]) -> Counts:
    if any(not 0 <= start < length for start in rebase):
        raise ValueError(f"a segment begins outside the {length} values: {rebase}")
    return np.array(sorted({0, *rebase} if length else ()), dtype=np.int64)


def _limits(part: Values, design: ChartDesign) -> tuple[float, ...]:
    """n, mean, mean moving range and the four uncut limits of a segment; NaN where undefined."""
    there = part[~np.isnan(part)]
    fixed = there[: design.fix_after]
    # a range that touches a gap is over a longer time than the others
    reached = np.flatnonzero(~np.isnan(part))[: design.fix_after]
    ranges = np.abs(np.diff(fixed))[np.diff(reached) == 1]
    if design.screen and len(ranges):
        ranges = ranges[ranges < SCREENED_FROM * ranges.mean()]
    mean, spread = (float(of.mean()) if len(of) else np.nan for of in (fixed, ranges))
    steps = (-TO_LIMIT, TO_LIMIT, -TO_NEAR_LIMIT, TO_NEAR_LIMIT)
    return (len(there), mean, spread, *(mean + step * spread for step in steps))


def _flags(part: Values, mean: float, *limits: float) -> Flags:
    """For each value of a segment: rule (None), sign (1, −1; 0 without a rule) and length."""
    rules, signs, lengths = np.full(len(part), None), np.zeros(len(part)), np.zeros(len(part), dtype=np.int64)
    there = np.flatnonzero(~np.isnan(part))
    if len(there):
        # The rule that goes before comes last and takes the point.
        for rule, (holds, sign, length) in _rules(part[there], mean, *limits):
            rows = there[holds]
            rules[rows], signs[rows], lengths[rows] = rule, sign[holds], length[holds]
    return rules, signs, lengths


def _rules(values: Values, mean: float, *limits: float) -> Iterator[tuple[str, Found]]:
    lower, upper, near_lower, near_upper = limits
    side = _side(values, mean)
    outside = (_side(values, upper) > 0) | (_side(values, lower) < 0)
    near = ~outside & ((_side(values, near_upper) > 0) | (_side(values, near_lower) < 0))
    on_side = _run_lengths(side)
    yield "shift", ((side != 0) & (on_side >= RUN), side, on_side)
    yield "two_of_three", (near & _among_two_of_three(near, side), side, np.full(len(side), 3))
    yield "trend", _trend(values)
    yield "outside", (outside, side, np.ones(len(side), dtype=np.int64))


def _side(values: Values, edge: float) -> Values:
    """1 above the edge, −1 below, 0 on it (NaN where it is undefined), whatever the rounding of a mean was."""
    gap = values - edge
    return np.where(np.abs(gap) <= 1e-9 * np.abs(values).max(), 0.0, np.sign(gap))


def _run_lengths(signs: Values) -> Counts:
    """How long the run of equal signs is that each one stands in."""
    starts = np.flatnonzero(np.concatenate([[True], signs[1:] != signs[:-1]]))
    sizes = np.diff(np.append(starts, len(signs)))
    return np.repeat(sizes, sizes)


def _trend(values: Values) -> Found:
    steps = np.sign(np.diff(values))
    length = _run_lengths(steps) + 1
    own = np.where((steps != 0) & (length >= RUN), steps * length, 0)
    # A turning point ends one trend and begins the next: it belongs to the one it begins.
    before, after = np.concatenate([[0], own]), np.append(own, 0)
    signed = np.where(after != 0, after, before)
    return signed != 0, np.sign(signed), np.abs(signed).astype(np.int64)


def _among_two_of_three(near: NDArray[np.bool_], side: Values) -> NDArray[np.bool_]:
    nears, sides = (sliding_window_view(np.pad(of.astype(int), 2), 3).sum(axis=1) for of in (near, side))
    return np.convolve((nears >= 2) & (np.abs(sides) == 3), [1, 1, 1], "valid") > 0


def _words(flags: list[Flags], better: int) -> dict[str, "pd.Series[Any] | Counts"]:
    found = flags or [_flags(np.array([]), np.nan)]
    rules, signs, lengths = (np.concatenate(parts) for parts in zip(*found, strict=True))
    sides = [SIDES.get((rule == "trend", int(sign))) for rule, sign in zip(rules, signs, strict=True)]
    judged = [sign == better if sign and better else None for sign in signs.tolist()]
    columns = {"flag": rules.tolist(), "side": sides, "better": judged}
    return {**{name: pd.Series(column, dtype=object) for name, column in columns.items()}, "length": lengths}


def _assurance(limits: Values, design: ChartDesign) -> str | None:
    """`limits`: the lower and the upper one at each value that is there."""
    if design.target is None or design.direction == "neutral" or not len(limits) or np.isnan(limits[-1]).any():
        return None
    above_lower, above_upper = (int(_side(np.array([design.target]), edge)[0]) for edge in limits[-1])
    if above_lower >= 0 >= above_upper:
        return "hit and miss"
    return "consistently met" if above_lower == -SIGNS[design.direction] else "consistently missed"
