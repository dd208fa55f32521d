"""Kaplan–Meier in whole fractions, one distinct time after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt
from statistics import NormalDist

Wait = tuple[Fraction, bool]


@dataclass(frozen=True)
class Step:
    """Survival just after a time, and its 95 % log-log band (None where survival is 1 or 0)."""

    time: Fraction
    survival: Fraction
    lower: float | None
    upper: float | None


def curve(waits: Sequence[Wait]) -> list[Step]:
    """Steps at the distinct times of waits (time, whether it happened); the others are right-censored there."""
    steps, survival, variance = [], Fraction(1), Fraction(0)
    for time in sorted({time for time, _ in waits}):
        at_risk = sum(other >= time for other, _ in waits)
        events = sum(happened for other, happened in waits if other == time)
        survival *= 1 - Fraction(events, at_risk)
        if survival:
            variance += Fraction(events, at_risk * (at_risk - events))
        steps.append(Step(time, survival, *_band(survival, variance)))
    return steps


def median(steps: Sequence[Step]) -> Fraction | None:
    return next((step.time for step in steps if step.survival <= Fraction(1, 2)), None)


def median_interval(steps: Sequence[Step]) -> tuple[Fraction | None, Fraction | None]:
    return (
        next((step.time for step in steps if step.lower is not None and step.lower <= 0.5), None),
        next((step.time for step in steps if step.upper is not None and step.upper <= 0.5), None),
    )


def within(steps: Sequence[Step], time: Fraction) -> tuple[float | None, list[float | None], bool | None]:
    """The chance that it has happened by `time`, its interval, and whether nobody was watched that long."""
    if not steps:
        return None, [None, None], None
    reached = [step for step in steps if step.time <= time]
    if not reached:
        return 0.0, [None, None], False
    last, beyond = reached[-1], time > steps[-1].time
    chance = float(1 - last.survival)
    if last.lower is None or last.upper is None:
        return chance, [None, None], beyond
    return chance, [1 - last.upper, 1 - last.lower], beyond


def truly_within(ends: Sequence[tuple[Fraction, str]], time: Fraction) -> Fraction | None:
    """The chance of being answered by `time`: ends are (time, state), of which pending is censored, and withdrawn and
    closed forestall an answer; None where none does.

    Who leaves at one time leaves together; each answer counts by the share that was still there.
    """
    staying, chance = Fraction(1), Fraction(0)
    for now in sorted({end for end, _ in ends}):
        there = sum(end >= now for end, _ in ends)
        if now <= time:
            chance += staying * Fraction(ends.count((now, "answered")), there)
        staying *= 1 - Fraction(sum(end == now and state != "pending" for end, state in ends), there)
    return chance if any(state in ("withdrawn", "closed") for _, state in ends) else None


def log_rank(waits: Sequence[Sequence[Wait]]) -> tuple[Fraction | None, list[int], list[Fraction]]:
    """Groups of waits (time, whether it happened): χ² (None: nothing to compare), events seen and expected in each."""
    pooled = [wait for group in waits for wait in group]
    expected = [Fraction(0) for _ in waits]
    covariance = [[Fraction(0) for _ in waits] for _ in waits]
    for time in sorted({time for time, happened in pooled if happened}):
        there = [sum(other >= time for other, _ in group) for group in waits]
        n, d = sum(there), sum(happened for other, happened in pooled if other == time)
        for i, here in enumerate(there):
            expected[i] += Fraction(d * here, n)
            for k, there_too in enumerate(there):
                if n > 1:
                    same = Fraction(here, n) if i == k else Fraction(0)
                    covariance[i][k] += Fraction(d * (n - d), n - 1) * (same - Fraction(here * there_too, n * n))
    seen = [sum(happened for _, happened in group) for group in waits]
    compared = [i for i, one in enumerate(expected) if one]
    if len(compared) < 2 or not any(any(row) for row in covariance):
        return None, seen, expected
    free = compared[:-1]
    difference = [seen[i] - expected[i] for i in free]
    solution = _solved([[covariance[i][k] for k in free] for i in free], difference)
    return sum((a * b for a, b in zip(difference, solution, strict=True)), Fraction(0)), seen, expected


def _solved(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """By Gauss and Jordan; the matrix is positive definite, so no pivot is 0."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, pivot in enumerate(rows):
        rows[i] = [value / pivot[i] for value in pivot]
        for k, row in enumerate(rows):
            if k != i:
                rows[k] = [value - row[i] * own for value, own in zip(row, rows[i], strict=True)]
    return [row[-1] for row in rows]


def _band(survival: Fraction, variance: Fraction) -> tuple[float | None, float | None]:
    if survival in (0, 1):
        return None, None
    width = NormalDist().inv_cdf(0.975) * sqrt(variance) / abs(log(survival))
    return float(survival) ** exp(width), float(survival) ** exp(-width)
