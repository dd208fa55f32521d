"""Which sectors meet in a case: the combinations that occur, and in how many cases each."""

from typing import TypedDict

import numpy as np

from config.codes import TOGETHER
from indicators import involvement, notation
from indicators.indicator import Ask, Indicator, records
from indicators.intervals import Interval, intervals
from indicators.open_cases import CASES_IN_SCOPE
from queries import involvement as questions
from queries.filters import Filters


class Combination(TypedDict):
    """Cases in scope with just these sectors, in the order of codes.SECTORS (none: no agency is involved), and their
    share of all with its 95 % interval. `together`: police, social services and health care are among them.
    """

    sectors: list[str]
    cases: int
    share: float
    interval: Interval
    together: bool


def combinations(ask: Ask, filters: Filters) -> list[Combination]:
    """The combinations of sectors that occur, the most common first."""
    in_scope = involvement.summary(ask, filters)["cases"]
    found = {_sectors(row["sectors"]): int(row["cases"]) for row in records(ask(questions.combinations(filters)))}
    if nobody := in_scope - sum(found.values()):
        found[()] = nobody
    rows = sorted(found.items(), key=lambda one: (-one[1], len(one[0]), one[0]))
    counts = np.array([cases for _, cases in rows], dtype=np.int64)
    return [
        {
            "sectors": list(sectors),
            "cases": cases,
            "share": cases / in_scope,
            "interval": interval,
            "together": set(TOGETHER) <= set(sectors),
        }
        for (sectors, cases), interval in zip(rows, intervals(counts, np.full_like(counts, in_scope)), strict=True)
    ]


def _sectors(number: int) -> tuple[str, ...]:
    return tuple(sector for sector, place in questions.PLACE_OF.items() if int(number) & place)


INDICATORS = (
    Indicator(
        "sector_combinations",
        "Combinations of sectors",
        "Cases in scope by the set of sectors of the agencies involved by the as-of moment, in any role; each case "
        "counts once",
        unit="cases, share",
        source="involvements.agency_code, started_at; agencies.sector",
        formula=f"# {{C : its set of sectors is this one}} and ÷ # C; {notation.C}",
        figures=combinations,
        page="cooperation",
        base=CASES_IN_SCOPE,
    ),
)
