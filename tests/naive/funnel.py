"""Funnel limits and where a unit stands, one unit after the other, in plain Python and the quantiles of scipy.stats."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, ceil, comb, exp, factorial, floor, pi, sin, sqrt
from statistics import NormalDist

from scipy.stats import chi2

TAILS = {"lower95": 0.025, "upper95": 0.975, "lower998": 0.001, "upper998": 0.999}


@dataclass(frozen=True)
class Unit:
    value: float | None
    limits: dict[str, float] | None
    wide: dict[str, float] | None
    stands: str | None


@dataclass(frozen=True)
class Funnel:
    target: float | None
    phi: float | None
    tau2: float
    units: list[Unit]


NOWHERE = Unit(None, None, None, None)


def ratios(pairs: Sequence[tuple[int, float]]) -> Funnel:
    """Units as (count, expected count)."""
    scored = [((sqrt(count / size) - 1) * 2 * sqrt(size), 4 * size) for count, size in pairs if size > 0]
    phi, tau2 = _overdispersion(scored)
    units = []
    for count, size in pairs:
        if not size:
            units.append(NOWHERE)
            continue
        limits = {name: _poisson(tail, size, name.startswith("upper")) for name, tail in TAILS.items()}
        wide = {name: max(1 + step, 0) ** 2 for name, step in _steps(4 * size, tau2).items()}
        wide = _outer(limits, wide) if tau2 else limits
        below = [exp(-size) * size**k / factorial(k) for k in range(count + 1)]
        tails = 1 - sum(below[:-1]), sum(below)
        units.append(Unit(count / size, limits, wide, _stands(count / size, wide, *tails)))
    return Funnel(1.0 if scored else None, phi, tau2, units)


def shares(pairs: Sequence[tuple[int, int]], effect: float = 1) -> Funnel:
    """Units as (count, of how many), whose variance clusters enlarge by the design effect."""
    there = [(count, size) for count, size in pairs if size]
    if not there:
        return Funnel(None, None, 0.0, [NOWHERE for _ in pairs])
    target = sum(count for count, _ in there) / sum(size for _, size in there)
    angle = asin(sqrt(target))
    phi, tau2 = _overdispersion(
        [((asin(sqrt(count / size)) - angle) * 2 * sqrt(size / effect), 4 * size / effect) for count, size in there]
    )
    units = []
    for count, size in pairs:
        if not size:
            units.append(NOWHERE)
            continue
        limits = {name: binomial_limit(tail, size, target) for name, tail in TAILS.items()}
        steps = _steps(4 * size / effect, tau2).items()
        wide = {name: sin(min(max(angle + step, 0), pi / 2)) ** 2 for name, step in steps}
        wide = _outer(limits, wide) if tau2 or effect > 1 else limits
        chances = _chances(size, target)
        tails = sum(chances[count:]), sum(chances[: count + 1])
        units.append(Unit(count / size, limits, wide, _stands(count / size, wide, *tails)))
    return Funnel(target, phi, tau2, units)


def binomial_limit(tail: float, size: int, target: float) -> float:
    """(r − α) / n: r the first count that is reached with probability `tail`, α how much of its own chance is over."""
    if target in (0, 1):
        return target
    until = 0.0
    for count, chance in enumerate(_chances(size, target)):
        if until + chance >= tail:
            return max(count - (until + chance - tail) / chance, 0) / size
        until += chance
    raise AssertionError("all chances together are 1")


def _chances(size: int, target: float) -> list[float]:
    return [comb(size, k) * target**k * (1 - target) ** (size - k) for k in range(size + 1)]


def _poisson(tail: float, size: float, upper: bool) -> float:
    return float(chi2.ppf(tail, 2 * (size + upper)) / 2 / size)


def _steps(precision: float, tau2: float) -> dict[str, float]:
    return {name: NormalDist().inv_cdf(tail) * sqrt(1 / precision + tau2) for name, tail in TAILS.items()}


def _outer(limits: dict[str, float], wide: dict[str, float]) -> dict[str, float]:
    return {name: (min if "lower" in name else max)(limits[name], wide[name]) for name in TAILS}


def _overdispersion(scored: Sequence[tuple[float, float]]) -> tuple[float | None, float]:
    """φ and τ² from (z-score, precision)."""
    n = len(scored)
    if not n:
        return None, 0.0
    ordered = sorted(z for z, _ in scored)
    low, high = _quantile(ordered, 0.1), _quantile(ordered, 0.9)
    phi = sum(min(max(z, low), high) ** 2 for z, _ in scored) / n
    if n == 1 or phi <= (n - 1) / n:
        return phi, 0.0
    total, squares = sum(w for _, w in scored), sum(w * w for _, w in scored)
    return phi, (n * phi - n + 1) / (total - squares / total)


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))


def _stands(value: float, limits: dict[str, float], at_least: float, at_most: float) -> str:
    for name, words, tail in (("998", "99.8", 0.001), ("95", "95", 0.025)):
        if value > limits[f"upper{name}"] and at_least < tail:
            return f"above {words}"
        if value < limits[f"lower{name}"] and at_most < tail:
            return f"below {words}"
    return "inside"
