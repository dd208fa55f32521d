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


def curve(waits: Sequence[Wait], effect: float = 1) -> list[Step]:
    """Steps at the distinct times of waits (time, whether it happened); the others are right-censored there. The
    variance is multiplied by the design effect.
    """
    steps, survival, variance = [], Fraction(1), Fraction(0)
    for time in sorted({time for time, _ in waits}):
        at_risk = sum(other >= time for other, _ in waits)
        events = sum(happened for other, happened in waits if other == time)
        survival *= 1 - Fraction(events, at_risk)
        if survival:
            variance += Fraction(events, at_risk * (at_risk - events))
        steps.append(Step(time, survival, *_band(survival, float(variance) * effect)))
    return steps


def median(steps: Sequence[Step]) -> Fraction | None:
    return next((step.time for step in steps if step.survival <= Fraction(1, 2)), None)


def median_interval(steps: Sequence[Step]) -> tuple[Fraction | None, Fraction | None]:
    return (
        next((step.time for step in steps if step.lower is not None and step.lower <= 0.5), None),
        next((step.time for step in steps if step.upper is not None and step.upper <= 0.5), None),
    )


def within(
    waits: Sequence[Wait], time: Fraction, effect: float = 1
) -> tuple[float | None, list[float | None], bool | None]:
    """The chance that it has happened by `time`, its interval, and whether nobody was watched that long. Where the
    chance is 0 or 1, the interval is Wilson's, over those of whom it is known whether it has happened by then.
    """
    if not waits:
        return None, [None, None], None
    steps = curve(waits, effect)
    reached = [step for step in steps if step.time <= time]
    chance, beyond = float(1 - reached[-1].survival) if reached else 0.0, time > steps[-1].time
    if reached and reached[-1].lower is not None and reached[-1].upper is not None:
        return chance, [1 - reached[-1].upper, 1 - reached[-1].lower], beyond
    happened = sum(done for wait, done in waits if wait <= time)
    return chance, wilson(happened, happened + sum(wait > time for wait, _ in waits), effect), beyond


def wilson(counted: int, of: int, effect: float = 1) -> list[float | None]:
    """The shares p for which the score (share − p) ÷ √(p (1 − p) ÷ n) is within ±1.96, by its quadratic equation."""
    if not of:
        return [None, None]
    z, n, share = NormalDist().inv_cdf(0.975), of / effect, counted / of
    a, b, c = 1 + z**2 / n, -(2 * share + z**2 / n), share**2
    root = sqrt(max(b**2 - 4 * a * c, 0))
    low, high = (-b - root) / (2 * a), (-b + root) / (2 * a)
    return [0.0 if counted == 0 else low, 1.0 if counted == of else high]


def truly_within(
    ends: Sequence[tuple[Fraction, str]], time: Fraction, effect: float = 1
) -> tuple[float | None, list[float | None]]:
    """What `incidence` gives; None where nothing was withdrawn or closed."""
    forestalled = any(state in ("withdrawn", "closed") for _, state in ends)
    return incidence(ends, time, effect) if forestalled else (None, [None, None])


def incidence(
    ends: Sequence[tuple[Fraction, str]], time: Fraction, effect: float = 1
) -> tuple[float, list[float | None]]:
    """The chance of being answered by `time`, and its interval: ends are (time, state), of which pending is censored,
    and withdrawn and closed forestall an answer.

    Who leaves at one time leaves together; each answer counts by the share that was still there.
    """
    staying, chance, steps = Fraction(1), Fraction(0), list[tuple[Fraction, Fraction, int, int, int]]()
    for now in sorted({end for end, _ in ends if end <= time}):
        there = sum(end >= now for end, _ in ends)
        answered, gone = ends.count((now, "answered")), sum(end == now and state != "pending" for end, state in ends)
        chance += staying * Fraction(answered, there)
        steps.append((chance, staying, there, answered, gone))
        staying *= 1 - Fraction(gone, there)
    if chance in (0, 1):
        answered = ends_by(ends, time, "answered")
        known = sum(ends_by(ends, time, state) for state in ("answered", "withdrawn", "closed"))
        return float(chance), wilson(answered, known + sum(end > time for end, _ in ends), effect)
    variance = Fraction(0)
    for reached, before, n, d, out in steps:
        left = chance - reached
        variance += (left**2 * Fraction(out, n * (n - out)) if left else 0) + before**2 * Fraction(d * (n - d), n**3)
        variance -= 2 * left * before * Fraction(d, n**2)
    p = float(chance)
    width = NormalDist().inv_cdf(0.975) * sqrt(effect * variance) / abs(p * log(p))
    return p, [p ** exp(width), p ** exp(-width)]


def ends_by(ends: Sequence[tuple[Fraction, str]], time: Fraction, state: str) -> int:
    return sum(end <= time and one == state for end, one in ends)


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


def _band(survival: Fraction, variance: float) -> tuple[float | None, float | None]:
    if survival in (0, 1):
        return None, None
    width = NormalDist().inv_cdf(0.975) * sqrt(variance) / abs(log(survival))
    return float(survival) ** exp(width), float(survival) ** exp(-width)
