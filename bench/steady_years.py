"""How often a control chart flags a year in which nothing changes: a thousand simulated years, ten cases a week.

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
RULES = ("outside", "trend", "two_of_three", "shift")

Flags = NDArray[np.object_]


def simulated() -> Flags:
    """The flag of each week of each year, from counts that follow the Poisson distribution."""
    counts = np.random.default_rng(1).poisson(A_WEEK, (YEARS, WEEKS)).astype(np.float64)
    return np.array([control_chart(year, ChartDesign(floor=0)).points["flag"].to_numpy() for year in counts])


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
    """The share of weeks that each rule flags, of all flagged weeks, and of years with any flagged week."""
    by_rule = {rule: float((flags == rule).mean()) for rule in RULES}
    flagged = np.isin(flags, RULES)
    return {**by_rule, "any rule": float(flagged.mean()), "years with a flag": float(flagged.any(axis=1).mean())}


def main() -> None:
    """Print both."""
    found, expected = shares(simulated()), shares(theoretical())
    table = Table("rule", "simulated", "theory", title=f"{YEARS} steady years of {A_WEEK} cases a week: weeks flagged")
    for rule, share in found.items():
        table.add_row(rule, f"{share:.2%}", f"{expected[rule]:.2%}")
    Console().print(table)


if __name__ == "__main__":
    main()
