"""Is a region different? Funnel limits: how far a figure may lie from the common one by chance, given its size.

Ratios of a count to an expected count have exact Poisson limits, shares interpolated binomial ones. Where the units
vary more than chance explains, the limits widen by an additive variance τ² between units (overdispersion), estimated
from their z-scores on the square-root (ratios) or arcsine (shares) scale, the outer tenths pulled in (Winsorised).
Where what is counted comes in clusters, its variance on that scale is multiplied by their design effect.

A limit is a smooth line through counts that are whole: of one alone, even the likelier outcome may lie beyond it. So a
unit stands outside only where a count so extreme is also as rare by chance as the limit says (exact tail probability).

Sources: Spiegelhalter, Stat. Med. 24 (2005) 1185–1202. Poisson limits by the χ² distribution: Ulm, Am. J. Epidemiol.
131 (1990) 373–375.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from measures.arrays import Counts, Values

# The chance of lying below the limit, were there no difference.
TAILS = {"lower95": 0.025, "upper95": 0.975, "lower998": 0.001, "upper998": 0.999}
TRIMMED = 0.1


@dataclass(frozen=True)
class Funnel:
    """Units against what is common to them.

    `target`: the centre (1 for ratios, the share of all together; None without data). `phi`: mean squared z-score, 1 is
    chance alone (None without data). `tau2`: variance between units on the transformed scale, 0 where chance explains
    all. `units`, in the order given: size (expected count, or of how many), value, the limits lower95, upper95,
    lower998, upper998 with `tau2` in them, and where it stands by those: "inside", "above 95", "above 99.8",
    "below 95", "below 99.8". A unit of size 0 has no value (NaN) and stands nowhere (None).
    """

    target: float | None
    phi: float | None
    tau2: float
    units: pd.DataFrame


def ratio_funnel(counts: Counts, expected: Values) -> Funnel:
    """Units by count ÷ expected count. Raises ValueError for a negative or missing count or expectation."""
    _check(counts, expected)
    value = _divided(counts, expected)
    z: Values = (np.sqrt(value) - 1) * 2 * np.sqrt(expected)
    phi, tau2 = _overdispersion(z, 4.0 * expected)
    at_least, at_most = special.gammainc(counts, expected), special.pdtr(counts, expected)
    units = _units(expected, value, ratio_limits(expected, tau2), at_least, at_most)
    return Funnel(None if phi is None else 1.0, phi, tau2, units)


def share_funnel(counts: Counts, of: Counts, design_effect: float = 1.0) -> Funnel:
    """Units by share: counts of how many, whose variance clusters enlarge by the design effect.

    Raises ValueError for a negative count or one larger than its whole.
    """
    _check(counts, of)
    if (counts > of).any():
        raise ValueError("a count is larger than what it is a part of")
    value, target = _divided(counts, of), float(counts.sum() / of.sum()) if of.any() else np.nan
    precision = 4.0 * of / design_effect
    z: Values = (np.arcsin(np.sqrt(value)) - np.arcsin(np.sqrt(target))) * np.sqrt(precision)
    phi, tau2 = _overdispersion(z, precision)
    at_least, at_most = special.bdtrc(counts - 1.0, of, target), special.bdtr(counts.astype(float), of, target)
    units = _units(of, value, share_limits(of, target, tau2, design_effect), at_least, at_most)
    return Funnel(None if phi is None else target, phi, tau2, units)


def ratio_limits(expected: Values, tau2: float = 0) -> pd.DataFrame:
    """lower95, upper95, lower998, upper998 of the ratio to expected counts: exact Poisson; with `tau2` wider ones."""
    size = np.where(expected > 0, expected, np.nan)
    limits = pd.DataFrame(
        {name: special.gammaincinv(size + name.startswith("upper"), tail) / size for name, tail in TAILS.items()}
    )
    return _widened(limits, (np.maximum(1 + step, 0) ** 2 for step in _steps(size, tau2)), wider=tau2 > 0)


def share_limits(of: Counts, target: float, tau2: float = 0, design_effect: float = 1.0) -> pd.DataFrame:
    """lower95, upper95, lower998, upper998 of shares of so many: interpolated binomial; with `tau2` or a design effect
    above 1 wider ones.
    """
    size, angle = np.where(of > 0, of, np.nan), np.arcsin(np.sqrt(target))
    limits = pd.DataFrame({name: _interpolated(tail, np.maximum(of, 1), target) for name, tail in TAILS.items()})
    limits[of == 0] = np.nan
    angles = (np.clip(angle + step, 0, np.pi / 2) for step in _steps(size / design_effect, tau2))
    return _widened(limits, (np.sin(one) ** 2 for one in angles), wider=tau2 > 0 or design_effect > 1)


def _check(counts: Counts, sizes: Values | Counts) -> None:
    if not ((counts >= 0).all() and (sizes >= 0).all()):
        raise ValueError("a count or a size is negative or missing")


def _divided(counts: Counts, sizes: Values | Counts) -> Values:
    return counts / np.where(sizes > 0, sizes, np.nan)


def _overdispersion(z: Values, precision: NDArray[np.floating[Any]]) -> tuple[float | None, float]:
    """φ and τ² from z-scores (NaN: no data) and the precisions 1/s² of what they are scores of."""
    weight, scores = precision[~np.isnan(z)], z[~np.isnan(z)]
    n = len(scores)
    if not n:
        return None, 0.0
    phi = float((np.clip(scores, *np.quantile(scores, [TRIMMED, 1 - TRIMMED])) ** 2).mean())
    # One unit alone cannot tell how much units vary.
    if n == 1 or phi <= (n - 1) / n:
        return phi, 0.0
    return phi, float((n * phi - (n - 1)) / (weight.sum() - (weight**2).sum() / weight.sum()))


def _steps(size: Values, tau2: float) -> Iterator[Values]:
    """From the centre to each limit, on the square-root or arcsine scale."""
    return (special.ndtri(tail) * np.sqrt(1 / (4 * size) + tau2) for tail in TAILS.values())


def _widened(limits: pd.DataFrame, wide: Iterator[Values], *, wider: bool) -> pd.DataFrame:
    """Limits with overdispersion or clusters; where it is little, their approximation must not make the exact ones
    narrower.
    """
    if not wider:
        return limits
    outer = {"lower": np.minimum, "upper": np.maximum}
    return pd.DataFrame(
        {name: outer[name[:5]](limits[name], edge) for name, edge in zip(TAILS, wide, strict=True)}, index=limits.index
    )


def _interpolated(tail: float, n: Counts, target: float) -> Values:
    """The share below which a binomial count falls with probability `tail`, between two counts by interpolation."""
    if not 0 < target < 1:
        return np.full(len(n), target)
    count = np.ceil(special.bdtrik(tail, n, target))
    until, before = special.bdtr(count, n, target), np.where(count > 0, special.bdtr(count - 1, n, target), 0)
    share: Values = np.maximum((count - (until - tail) / (until - before)) / n, 0)
    return share


def _units(
    size: Values | Counts, value: Values, limits: pd.DataFrame, at_least: Values, at_most: Values
) -> pd.DataFrame:
    """The units of a `Funnel`, given the chance of a count at least, and at most, so large."""
    stands = pd.Series("inside", index=limits.index, dtype=object).mask(np.isnan(value), None)
    for name, words, tail in (("95", "95", TAILS["lower95"]), ("998", "99.8", TAILS["lower998"])):
        stands[(value > limits[f"upper{name}"].to_numpy()) & (at_least < tail)] = f"above {words}"
        stands[(value < limits[f"lower{name}"].to_numpy()) & (at_most < tail)] = f"below {words}"
    return pd.DataFrame({"size": size, "value": value, **limits, "stands": stands})
