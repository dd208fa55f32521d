"""Is a region different? Each beside what is common to all, with the limits of chance; never one above another."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from config.codes import UNKNOWN
from indicators.handover_delays import NOTHING_KNOWN, Sent, grouped, read
from indicators.indicator import Ask, Indicator, records
from indicators.involvement import COMPARED_AFTER_DAYS
from indicators.region_weeks import opened_by_region
from measures.funnel import TAILS, Funnel, ratio_funnel, ratio_limits, share_funnel, share_limits
from queries import cases, handovers, involvement, regions
from queries.filters import Filters

Counts = NDArray[np.int64]

FEW = 10
CURVE_POINTS = 40
DELAYS = ("median_response_days", "median_interval_days")
NOTHING_SENT: dict[str, Any] = {"total": 0, **NOTHING_KNOWN}

SPIEGELHALTER = "Spiegelhalter 2005 (funnel plot, additive overdispersion)"
INDICATORS = (
    Indicator(
        "region_opened",
        "Opened against expected",
        "Cases opened in the period in a region, divided by the number expected: all cases opened in regions of known "
        "population, spread by population. Limits of 95% and 99.8% are exact Poisson limits, wider where regions vary "
        "more than chance explains",
        "ratio",
        "neither",
        f"cases.opened_at, region_code; regions.population; {SPIEGELHALTER}",
    ),
    Indicator(
        "region_in_target",
        "Answered within target by region",
        "Of the handovers sent in the period in cases of a region that are as old as the receiver's target, those "
        "answered within it; against the share of all regions together, with interpolated binomial limits of 95% and "
        "99.8%, wider where regions vary more than chance explains",
        "share",
        "neither",
        f"handovers.handed_over_at, responded_at; targets; {SPIEGELHALTER}",
    ),
    Indicator(
        "region_three_plus_90",
        "Three or more agencies by region",
        "Of a region's cases in scope that are at least 90 days old, those that three or more agencies joined within "
        "90 days; against the share of all regions together, with limits as above",
        "share",
        "neither",
        f"involvements.agency_code, started_at; cases.opened_at; {SPIEGELHALTER}",
    ),
    Indicator(
        "region_opened_by_week",
        "Opened by region and week",
        "Control chart of the cases opened in a region in each complete Helsinki week of the period, of the last 104 "
        "at most; of four weeks where fewer than 5 a week are opened, none where those are too few",
        "cases per week or four weeks",
        "neither",
        "cases.opened_at, region_code; Shewhart 1931; Wheeler 2000",
    ),
)


def figures(ask: Ask, filters: Filters) -> dict[str, Any]:
    """Every region beside the country, whatever place is chosen; cases of unknown region are in neither.

    opened, in_target and three_plus_90: what `_plain` says, of regions in order of code. opened_by_region: what
    `region_weeks.opened_by_region` gives. side_by_side: first of the country, whose region is None, then per region:
    open (cases), handovers (sent in the period), and what DELAYS names.
    """
    national = replace(filters, regions=(), counties=())
    population = ask(regions.codes(national)).set_index("region")["population"].drop(UNKNOWN, errors="ignore")
    places = _per_region(ask(cases.by_region(national)), population.index)
    return {
        **_funnels(ask, national, population, places["opened"]),
        "opened_by_region": opened_by_region(ask, national, list(population.index)),
        "side_by_side": _side_by_side(read(ask, national, handovers.REGION), places["open"]),
    }


def _funnels(ask: Ask, filters: Filters, population: "pd.Series[Any]", opened: "pd.Series[int]") -> dict[str, Any]:
    codes = population.index
    answered = _per_region(ask(handovers.matured(filters, handovers.REGION)), codes)
    joined = _per_region(ask(involvement.per_case(filters, involvement.REGION, COMPARED_AFTER_DAYS)), codes)
    return {
        "opened": _ratio(opened, population.astype(float)),
        "in_target": _share(answered["in_target"], answered["handovers"]),
        "three_plus_90": _share(joined["three_plus"], joined["cases"]),
    }


def _per_region(found: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    """Counts per region, in the order of the codes; zero where there is nothing."""
    plain = found.astype({"region": object}).set_index("region")
    return plain.reindex(codes, fill_value=0).astype(np.int64)


def _ratio(counts: "pd.Series[int]", population: "pd.Series[float]") -> dict[str, Any]:
    people = population.fillna(0)
    known = int(counts[people > 0].sum())
    expected = people * (known / people.sum() if people.any() else 0)
    found = ratio_funnel(np.asarray(counts, np.int64), np.asarray(expected, np.float64))
    return _plain(counts, found, lambda sizes: ratio_limits(sizes.astype(np.float64), found.tau2))


def _share(counts: "pd.Series[int]", of: "pd.Series[int]") -> dict[str, Any]:
    found = share_funnel(np.asarray(counts, np.int64), np.asarray(of, np.int64))
    return _plain(counts, found, lambda sizes: share_limits(sizes, found.target or 0, found.tau2))


def _plain(counts: "pd.Series[int]", found: Funnel, limits_of: Callable[[Counts], pd.DataFrame]) -> dict[str, Any]:
    """A funnel as plain values: target, phi, tau2; regions: region, count, of (the base; of a ratio, the expected
    count), value, lower95, upper95, lower998, upper998, stands (None: no data), few (whether the base is under 10); and
    limits: of, and the same four between the smallest and the largest base, to draw them.
    """
    return {
        "target": found.target,
        "phi": found.phi,
        "tau2": found.tau2,
        "regions": [
            {
                "region": code,
                "count": int(counts[code]),
                "of": unit["size"],
                "value": _known(unit["value"]),
                **{name: _known(unit[f"wide_{name}"]) for name in TAILS},
                "stands": unit["stands"],
                "few": unit["size"] < FEW,
            }
            for code, unit in zip(counts.index, found.units.to_dict("records"), strict=True)
        ],
        "limits": _curve(found.units["size"], limits_of),
    }


def _curve(sizes: "pd.Series[float]", limits_of: Callable[[Counts], pd.DataFrame]) -> list[dict[str, Any]]:
    there = sizes[sizes > 0]
    if there.empty:
        return []
    spread = np.geomspace(max(np.floor(there.min()), 1), np.ceil(there.max()), CURVE_POINTS)
    drawn: Counts = np.unique(spread.round().astype(np.int64))
    return records(limits_of(drawn).assign(of=drawn))


def _side_by_side(sent: Sent, still_open: "pd.Series[int]") -> list[dict[str, Any]]:
    by_region = grouped(sent, handovers.REGION)
    known = Sent(*(rows[rows["region"].isin(still_open.index)] for rows in (sent.waiting, sent.delays)))
    country = {"region": None, "open": int(still_open.sum()), **_delays(grouped(known, ())[()])}
    return [
        country,
        *(
            {"region": code, "open": int(still_open[code]), **_delays(by_region.get((code,), NOTHING_SENT))}
            for code in still_open.index
        ),
    ]


def _delays(found: dict[str, Any]) -> dict[str, Any]:
    return {"handovers": found["total"], **{name: found[name] for name in DELAYS}}


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
