"""Is a change real? The XmR control chart: individual values with limits from their moving ranges.

Centre: the mean. Limits: mean ± 2.66 × mean moving range; the near limits are two thirds of that way. Moving ranges of
at least 3.267 × their mean are screened out once. A point is flagged by the first of these rules that holds for it:
outside a limit; part of 7 or more points rising or falling; one of at least 2 in 3 beyond a near limit, all 3 on one
side of the mean; part of 7 or more points on one side of the mean.

Shares whose bases differ have Laney's p′ limits. With p̄ = Σ counts ÷ Σ bases and zᵢ = (pᵢ − p̄) × √nᵢ, the limits of a
share of nᵢ are p̄ ± 2.66 × mean moving range of z ÷ √nᵢ: how much shares vary is taken from them alone, be it more or
less than the binomial law says. Where all bases are alike, they are the limits above.

Sources: Shewhart, Economic Control of Quality of Manufactured Product (1931); Wheeler, Understanding Variation, 2nd ed.
(2000); p′: Laney, Quality Engineering 14 (2002) 531–537, where √(p̄ (1 − p̄)) stands in σₚ and in z, so that it cancels;
the four rules in this order: NHS England, Making Data Count (2019).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.arrays import Counts, Values

# Which points a rule holds for, towards which side (1 or −1), and how many points make it hold.
Found = tuple[NDArray[np.bool_], Values, Counts]
Flags = tuple[NDArray[np.object_], Values, Counts]

TO_LIMIT = 2.66
TO_NEAR_LIMIT = TO_LIMIT * 2 / 3
SCREENED_FROM = 3.267
RUN = 7
TRIAL_UNDER = 13
FEWEST = 5
# The share of points that the rules flag where nothing changes: bench/steady_years.py
FLAGGED_BY_CHANCE = 0.06
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
    """The chart of a series, as columns (`of_segments`, `of_points`) and as frames.

    `segments`, one row each: start (index of its first value), n (values that are there), mean, moving_range (mean of
    those kept; with bases, of z), lower, upper, near_lower, near_upper (at its last value), trial (n < 13). NaN:
    undefined, as when nothing varies.
    `points`, one row per value, a missing one too: value, segment, mean, lower, upper, flag (outside, trend,
    two_of_three, shift or None), side (above, below; of a trend rising, falling; None), better (True, False; None
    without flag or direction), length (points of the whole run that the point is part of; 3 for two_of_three, 1 for
    outside, 0 without flag).
    `assurance`: the target is "consistently met", "consistently missed" or "hit and miss" by the limits at the last
    value; None without target, direction or limits.
    """

    of_segments: Mapping[str, NDArray[Any]]
    of_points: Mapping[str, NDArray[Any] | list[Any]]
    assurance: str | None

    @cached_property
    def segments(self) -> pd.DataFrame:
        return pd.DataFrame(self.of_segments)

    @cached_property
    def points(self) -> pd.DataFrame:
        # of texts alone, pandas would make something else than what they are
        words = {name: pd.Series(of, dtype=object) for name, of in self.of_points.items() if isinstance(of, list)}
        return pd.DataFrame({**self.of_points, **words})


@dataclass(frozen=True)
class Windowed:
    """A series in windows of `weeks` weeks: index of the first week of each, its value (NaN: a share of none), and what
    a share is of (None: no share).
    """

    weeks: Literal[1, 4]
    starts: Counts
    values: Values
    bases: Counts | None


def control_chart(values: Values, design: ChartDesign | None = None, bases: Counts | None = None) -> ControlChart:
    """The XmR chart of values in order of time, NaN where one is missing: runs pass over it, and moving
    ranges that touch it are left out. `bases`: the values are shares, each of so many, and have p′ limits.

    Raises ValueError when a segment would begin outside the values.
    """
    design = design or ChartDesign()
    starts = _segment_starts(len(values), design.rebase)
    weights = np.ones(len(values)) if bases is None else np.where(bases > 0, bases, np.nan)
    parts = [np.split(of, starts[1:]) if len(starts) else [] for of in (values, weights)]
    found = [_limits(part, weight, design) for part, weight in zip(*parts, strict=True)]
    flags = [_flags(part, one) for part, one in zip(parts[0], found, strict=True)]
    edges = np.column_stack([one.edges for one in found]) if found else np.empty((len(LIMITS), 0))
    cut = dict(zip(LIMITS, np.clip(edges, design.floor, design.ceiling), strict=True))
    segment = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(values))))
    mean, spread, n = (np.array([one[at] for one in found]) for at in range(3))
    last = [start + one.last for start, one in zip(starts, found, strict=True)]
    segments = {"start": starts, "n": n.astype(np.int64), "mean": mean, "moving_range": spread}
    at_last = {name: edge[last] for name, edge in cut.items()}
    points = {"value": values, "segment": segment, "mean": mean[segment], "lower": cut["lower"], "upper": cut["upper"]}
    return ControlChart(
        {**segments, **at_last, "trial": n < TRIAL_UNDER},
        {**points, **_words(flags, SIGNS[design.direction])},
        _assurance(np.column_stack([cut["lower"], cut["upper"]])[~np.isnan(values)], design),
    )


def windowed(
    counts: Counts, base: Counts, *, is_share: bool = False, lengths: Sequence[Literal[1, 4]] = (1, 4)
) -> Windowed | None:
    """The first of the lengths, in weeks, in whose windows at least 5 of the base fall on the average; None: too few
    for a chart.

    `counts` and `base` of complete weeks without a gap, in order; a share is what the counts are of the base. Four
    weeks are counted back from the last one, and an incomplete first window is left out.
    """
    for weeks in lengths:
        starts = np.arange(len(base) % weeks, len(base), weeks)
        if len(starts) and (of := np.add.reduceat(base, starts)).mean() >= FEWEST:
            sums = np.add.reduceat(counts, starts).astype(float)
            with np.errstate(invalid="ignore"):
                return Windowed(weeks, starts, sums / of if is_share else sums, of if is_share else None)
    return None


def _segment_starts(length: int, rebase: tuple[int, ...]) -> Counts:
    if any(not 0 <= start < length for start in rebase):
        raise ValueError(f"a segment begins outside the {length} values: {rebase}")
    return np.array(sorted({0, *rebase} if length else ()), dtype=np.int64)


class _Limits(NamedTuple):
    """Of a segment, NaN where undefined: `edges` are the four uncut limits at each value; `last` is the place of the
    last value that is there.
    """

    mean: float
    moving_range: float
    n: int
    edges: Values
    last: int


def _limits(part: Values, weights: Values, design: ChartDesign) -> _Limits:
    reached = np.flatnonzero(~np.isnan(part))
    fixed = reached[: design.fix_after]
    mean = float(np.average(part[fixed], weights=weights[fixed])) if len(fixed) else np.nan
    roots = np.sqrt(weights[fixed])
    steps = _without_rounding(np.diff(part[fixed] * roots) - mean * np.diff(roots), part[fixed] * roots)
    # a range that touches a gap is over a longer time than the others
    ranges = np.abs(steps)[np.diff(fixed) == 1]
    if design.screen and len(ranges):
        ranges = ranges[ranges < SCREENED_FROM * ranges.mean()]
    spread = float(ranges.mean()) if len(ranges) else np.nan
    far = np.array([-TO_LIMIT, TO_LIMIT, -TO_NEAR_LIMIT, TO_NEAR_LIMIT])
    edges = mean + far[:, None] * spread / np.sqrt(weights)
    return _Limits(mean, spread, len(reached), edges, int(reached[-1]) if len(reached) else 0)


def _flags(part: Values, limits: _Limits) -> Flags:
    """For each value of a segment: rule (None), sign (1, −1; 0 without a rule) and length."""
    rules, signs, lengths = np.full(len(part), None), np.zeros(len(part)), np.zeros(len(part), dtype=np.int64)
    there = np.flatnonzero(~np.isnan(part))
    if len(there):
        # The rule that goes before comes last and takes the point.
        for rule, (holds, sign, length) in _rules(part[there], limits.mean, *limits.edges[:, there]):
            rows = there[holds]
            rules[rows], signs[rows], lengths[rows] = rule, sign[holds], length[holds]
    return rules, signs, lengths


def _rules(values: Values, mean: float, *limits: Values) -> Iterator[tuple[str, Found]]:
    lower, upper, near_lower, near_upper = limits
    side = _side(values, mean)
    outside = (_side(values, upper) > 0) | (_side(values, lower) < 0)
    near = ~outside & ((_side(values, near_upper) > 0) | (_side(values, near_lower) < 0))
    on_side = _run_lengths(side)
    yield "shift", ((side != 0) & (on_side >= RUN), side, on_side)
    yield "two_of_three", (near & _among_two_of_three(near, side), side, np.full(len(side), 3))
    yield "trend", _trend(values)
    yield "outside", (outside, side, np.ones(len(side), dtype=np.int64))


def _side(values: Values, edge: Values | float) -> Values:
    """1 above the edge, −1 below, 0 on it (NaN where it is undefined), whatever the rounding of a mean was."""
    sides: Values = np.sign(_without_rounding(values - edge, values))
    return sides


def _without_rounding(gaps: Values, values: Values) -> Values:
    return np.where(np.abs(gaps) <= 1e-9 * np.abs(values).max(initial=0), 0.0, gaps)


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
    (nears, sides), nothing = (near.astype(int), side), np.zeros(2, dtype=np.int64)
    # of each three that follow one another, also of those that reach beyond an end
    nears, sides = (np.concatenate([nothing, of, nothing]) for of in (nears, sides))
    nears, sides = (of[:-2] + of[1:-1] + of[2:] for of in (nears, sides))
    found: NDArray[np.bool_] = (nears >= 2) & (np.abs(sides) == 3)
    among: NDArray[np.bool_] = found[:-2] | found[1:-1] | found[2:]
    return among


def _words(flags: list[Flags], better: int) -> dict[str, list[Any] | Counts]:
    found = flags or [_flags(np.array([]), _limits(np.array([]), np.array([]), ChartDesign()))]
    rules, signs, lengths = (np.concatenate(parts) for parts in zip(*found, strict=True))
    sides = [SIDES.get((rule == "trend", int(sign))) for rule, sign in zip(rules, signs, strict=True)]
    judged = [sign == better if sign and better else None for sign in signs.tolist()]
    return {"flag": rules.tolist(), "side": sides, "better": judged, "length": lengths}


def _assurance(limits: Values, design: ChartDesign) -> str | None:
    """`limits`: the lower and the upper one at each value that is there."""
    if design.target is None or design.direction == "neutral" or not len(limits) or np.isnan(limits[-1]).any():
        return None
    above_lower, above_upper = (int(_side(np.array([design.target]), edge)[0]) for edge in limits[-1])
    if above_lower >= 0 >= above_upper:
        return "hit and miss"
    return "consistently met" if above_lower == -SIGNS[design.direction] else "consistently missed"
