"""Is a region different? Each beside what is common to all, with the limits of chance; never one above another."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypedDict

import numpy as np
import pandas as pd

from config.codes import UNKNOWN
from indicators import notation
from indicators.delays.curves import NO_HANDOVERS, Delays, Sent, grouped, read
from indicators.delays.ripe import at_target, regions_of
from indicators.handovers import SENT_HANDOVERS
from indicators.indicator import Ask, Indicator, rows_as
from indicators.intervals import Interval, intervals
from indicators.involvement import COMPARED_AFTER_DAYS
from indicators.open_cases import OPENED_CASES, OfPlace
from indicators.over_time.regions import Answered, Opened, answered_by_region, opened_by_region
from measures.arrays import Counts
from measures.funnel import Funnel, ratio_funnel, ratio_limits, share_funnel, share_limits
from queries import cases, handovers, involvement
from queries.filters import Filters

FEW = 10
CURVE_POINTS = 40


class Unit(TypedDict):
    """A region in a funnel: its count of a base (of a ratio, of the expected count), the interval of a share, and the
    limits at its base. `stands`: where it is beside them (None: no data); `few`: whether the base is under 10.
    """

    region: str
    count: int
    of: float
    value: float | None
    interval: Interval
    lower95: float | None
    upper95: float | None
    lower998: float | None
    upper998: float | None
    stands: str | None
    few: bool


class Limit(TypedDict):
    """The limits at one base, to draw them."""

    lower95: float
    upper95: float
    lower998: float
    upper998: float
    of: int


class FunnelFigures(TypedDict):
    """The regions in order of code, and the limits between the smallest base and the largest; `target` is the share of
    all with its interval, or 1.
    """

    target: float | None
    target_interval: Interval
    phi: float | None
    tau2: float
    regions: list[Unit]
    limits: list[Limit]


class Beside(TypedDict):
    """One region, or the country (None): open cases, handovers sent in the period and their median delay in days."""

    region: str | None
    open: int
    handovers: int
    median_response_days: float | None
    median_interval_days: Interval


class Figures(TypedDict):
    """Every region beside the country, which comes first in `side_by_side`. `in_target_left_out`: handovers withdrawn,
    or whose case closed, before their target had passed. `of_unknown_region`: the cases that are in no region, nor in
    the country.
    """

    opened: FunnelFigures
    in_target: FunnelFigures
    in_target_left_out: int
    three_plus_90: FunnelFigures
    opened_by_region: list[Opened]
    answered_by_region: list[Answered]
    side_by_side: list[Beside]
    of_unknown_region: OfPlace


def figures(ask: Ask, filters: Filters) -> Figures:
    """Every region beside the country, whatever place is chosen; cases of unknown region are in neither."""
    national = replace(filters, regions=(), counties=())
    population = ask(cases.places(national)).set_index("region")["population"].drop(UNKNOWN, errors="ignore")
    codes = population.index
    everywhere = ask(cases.by_place(national))
    places = _per_region(everywhere, codes)
    nowhere = everywhere[everywhere["region"] == UNKNOWN]
    sent = read(ask, national, handovers.REGION)
    known = Sent(*(rows[rows["region"].isin(codes)] for rows in (sent.waiting, sent.delays)))
    numbers = at_target(known.delays, regions_of(known.delays, list(codes)), len(codes))
    answered = pd.DataFrame(numbers, index=codes)
    joined = _per_region(ask(involvement.per_case(national, involvement.REGION, COMPARED_AFTER_DAYS)), codes)
    return {
        "opened": _ratio(places["opened"], population.astype(float)),
        "in_target": _share(answered["in_target"], answered["ripe"], known.design_effect),
        "in_target_left_out": int(answered["left_out"].sum()),
        "three_plus_90": _share(joined["three_plus"], joined["cases"]),
        "opened_by_region": opened_by_region(ask, national, list(codes)),
        "answered_by_region": answered_by_region(ask, national, list(codes)),
        "side_by_side": _side_by_side(sent, known, places["open"]),
        "of_unknown_region": {"open": int(nowhere["open"].sum()), "opened": int(nowhere["opened"].sum())},
    }


def _per_region(found: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    """Counts per region, in the order of the codes; zero where there is nothing."""
    plain = found.astype({"region": object}).set_index("region")
    return plain.reindex(codes, fill_value=0).astype(np.int64)


def _ratio(counts: "pd.Series[int]", population: "pd.Series[float]") -> FunnelFigures:
    people = population.fillna(0)
    known = int(counts[people > 0].sum())
    expected = people * (known / people.sum() if people.any() else 0)
    found = ratio_funnel(np.asarray(counts, np.int64), np.asarray(expected, np.float64))
    none: list[Interval] = [[None, None]] * (len(counts) + 1)
    return _plain(counts, found, lambda sizes: ratio_limits(sizes.astype(np.float64), found.tau2), none)


def _share(counts: "pd.Series[int]", of: "pd.Series[int]", effect: float = 1.0) -> FunnelFigures:
    found = share_funnel(np.asarray(counts, np.int64), np.asarray(of, np.int64), effect)
    sure = intervals(np.append(counts, counts.sum()), np.append(of, of.sum()), effect)
    return _plain(counts, found, lambda sizes: share_limits(sizes, found.target or 0, found.tau2, effect), sure)


def _plain(
    counts: "pd.Series[int]", found: Funnel, limits_of: Callable[[Counts], pd.DataFrame], sure: list[Interval]
) -> FunnelFigures:
    """`sure`: the interval of each, and that of all."""
    units = found.units.rename(columns={"size": "of"}).assign(few=found.units["size"] < FEW)
    units.insert(0, "count", counts.to_numpy())
    units.insert(0, "region", counts.index)
    units["interval"] = pd.Series(sure[:-1], index=units.index, dtype=object)
    return {
        "target": found.target,
        "target_interval": sure[-1],
        "phi": found.phi,
        "tau2": found.tau2,
        "regions": rows_as(Unit, units),
        "limits": _curve(found.units["size"], limits_of),
    }


def _curve(sizes: "pd.Series[float]", limits_of: Callable[[Counts], pd.DataFrame]) -> list[Limit]:
    there = sizes[sizes > 0]
    if there.empty:
        return []
    spread = np.geomspace(max(np.floor(there.min()), 1), np.ceil(there.max()), CURVE_POINTS)
    drawn: Counts = np.unique(spread.round().astype(np.int64))
    return rows_as(Limit, limits_of(drawn).assign(of=drawn))


def _side_by_side(sent: Sent, known: Sent, still_open: "pd.Series[int]") -> list[Beside]:
    """The country, of the `known` regions alone, and each."""
    by_region = grouped(sent, handovers.REGION)
    country = _beside(None, int(still_open.sum()), grouped(known, ())[()])
    each = (_beside(code, int(still_open[code]), by_region.get((code,), NO_HANDOVERS)) for code in still_open.index)
    return [country, *each]


def _beside(region: str | None, still_open: int, found: Delays) -> Beside:
    return {
        "region": region,
        "open": still_open,
        "handovers": found["total"],
        "median_response_days": found["median_response_days"],
        "median_interval_days": found["median_interval_days"],
    }


_record = partial(
    Indicator, page="regions", unit="share", figures=figures, base=OPENED_CASES, reference=notation.FUNNEL
)
INDICATORS = (
    _record(
        "region_opened",
        "Opened against expected",
        "Cases opened in the period in a region, divided by the number expected: all cases opened in regions of "
        "known population, spread by population. Limits of 95% and 99.8% are exact Poisson limits, wider where "
        "regions vary more than chance explains",
        unit="ratio",
        source=f"cases.opened_at, region_code; regions.population; {notation.SPIEGELHALTER_IN_SHORT}",
        formula="opened in the region ÷ (population × opened in all ÷ population of all); exact Poisson limits",
    ),
    _record(
        "region_in_target",
        "Answered within target by region",
        "Of the ripe handovers sent in the period in cases of a region (answered, or their own clock has passed the "
        "receiver's target), those answered within it; those withdrawn, or whose case closed, before that are left out "
        "and counted beside. Against the share of all regions together, with interpolated binomial limits of 95% and "
        "99.8%, wider where handovers of one case resemble each other and where regions vary more than chance explains",
        source=f"handovers.handed_over_at, responded_at; targets; {notation.SPIEGELHALTER_IN_SHORT}",
        formula=f"# {{ripe : answered, d ≤ target}} ÷ # ripe; {notation.RIPE}; interpolated binomial limits",
        base=SENT_HANDOVERS,
    ),
    _record(
        "region_three_plus_90",
        "Three or more agencies by region",
        "Of a region's cases that were opened in the period and are at least 90 days old, those that three or more "
        "agencies joined within 90 days; against the share of all regions together, with limits as above",
        source=f"involvements.agency_code, started_at; cases.opened_at; {notation.SPIEGELHALTER_IN_SHORT}",
        formula="# {i opened in [a, b), 90 days old : Aᵢ(90 days) ≥ 3} ÷ # {opened in [a, b), 90 days old}; "
        "interpolated binomial limits",
    ),
    _record(
        "region_opened_by_week",
        "Opened by region and week",
        "Control chart of the cases opened in a region in each complete Helsinki week of the period, of the last 104"
        " at most; where fewer than 5 a week are opened, in four-week windows over the two years to its end; none where"
        " those are too few",
        unit="cases per week or four weeks",
        source="cases.opened_at, region_code; Shewhart 1931; Wheeler 2000",
        formula="x̄ ± 2.66 × mean moving range, of the cases opened per window",
        reference=notation.XMR,
    ),
    _record(
        "region_answered_over_time",
        "Answered within target by region over time",
        "Control chart of the share of ripe handovers in cases of a region that were answered within the receiver's "
        "target, in four-week windows over the two years to the end of the period, up to the first week in which any "
        "of them still waits within its target; none where fewer than 5 fall into a window on the average. The limits "
        "are p′ limits, which are the wider the fewer a share is of",
        unit="share per four weeks",
        source="handovers.handed_over_at, responded_at; targets; p′: Laney 2002; Wheeler 2000",
        formula="p̄ ± 2.66 × mean moving range of (p − p̄) √n ÷ √n, of the shares of n ripe handovers sent per window",
        base=SENT_HANDOVERS,
        reference=notation.XMR,
    ),
)
