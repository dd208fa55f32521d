"""How often a control chart flags a year in which nothing changes: a thousand simulated years each, of ten cases a
week, of shares of 20 or 100 handovers a week, and of such shares that vary more than chance by itself explains, as they
do where handovers come in clusters.

python -m bench.steady_years

Beside it what theory gives: the same rules on values that follow the normal distribution, with limits at its true mean
and three standard deviations, to which 2.66 mean moving ranges come on average.
"""

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from measures.control_chart import ChartDesign, control_chart

YEARS, WEEKS, A_WEEK = 1000, 52, 10
BASES, SHARE, CLUSTERED = (20, 100), 0.7, (14, 6)
OF_COUNTS, OF_SHARES = ChartDesign(floor=0), ChartDesign(floor=0, ceiling=1)
RULES = ("outside", "trend", "two_of_three", "shift")

Flags = NDArray[np.object_]


def of_counts() -> Flags:
    """The flag of each week of each year, from counts that follow the Poisson distribution."""
    counts = np.random.default_rng(1).poisson(A_WEEK, (YEARS, WEEKS)).astype(np.float64)
    return np.array([control_chart(year, OF_COUNTS).points["flag"].to_numpy() for year in counts])


def of_shares(*, clustered: bool) -> Flags:
    """The same from shares with p′ limits, each of 20 or of 100 as it happens."""
    chance = np.random.default_rng(3)
    bases = chance.choice(BASES, (YEARS, WEEKS))
    counts = chance.binomial(bases, chance.beta(*CLUSTERED, bases.shape) if clustered else SHARE)
    years = zip(counts / bases, bases, strict=True)
    return np.array([control_chart(shares, OF_SHARES, of).points["flag"].to_numpy() for shares, of in years])


def theoretical() -> Flags:
    """The same of normal values whose limits are known: a long first stretch of them fixes the limits."""
    chance = np.random.default_rng(2)
    known = 20_000
    flags: list[Flags] = []
    for _year in range(YEARS // 50):
        values = chance.normal(0, 1, known + 50 * WEEKS)
        chart = control_chart(values, ChartDesign(fix_after=known, screen=False))
        flags.extend(chart.points["flag"].to_numpy()[known:].reshape(50, WEEKS))
    return np.array(flags)


def shares(flags: Flags) -> dict[str, float]:
    """The share of weeks that each rule flags, of all flagged weeks, of last weeks, and of years with any."""
    by_rule = {rule: float((flags == rule).mean()) for rule in RULES}
    flagged = np.isin(flags, RULES)
    years = {"years whose last week is": flagged[:, -1].mean(), "years with any": flagged.any(axis=1).mean()}
    return {**by_rule, "any rule": float(flagged.mean()), **{name: float(share) for name, share in years.items()}}


def main() -> None:
    """Print all."""
    kinds = {
        "counts": of_counts(),
        "shares": of_shares(clustered=False),
        "shares, in clusters": of_shares(clustered=True),
        "theory": theoretical(),
    }
    found = {kind: shares(flags) for kind, flags in kinds.items()}
    table = Table("rule", *found, title=f"{YEARS} steady years: weeks flagged")
    for rule in found["counts"]:
        table.add_row(rule, *(f"{one[rule]:.2%}" for one in found.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
