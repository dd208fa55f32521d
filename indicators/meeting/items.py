"""What a meeting looks at, item by item of its agenda: exact figures and codes, as plain values that JSON can hold."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypedDict, cast

import pandas as pd

from config.codes import UNKNOWN
from config.partner_rules import PartnerRule
from indicators import deadlines, handovers, open_cases, partners, region_comparison
from indicators.delays.curves import NOTHING_WAITS, Waiting
from indicators.indicator import Ask, Row, part_of, records, rows_as
from indicators.quality import late_agencies
from queries import cases as case_questions
from queries import handovers as handover_questions
from queries.filters import Filters


class WaitingForSector(Waiting):
    sector: str


class WaitingForAgency(WaitingForSector):
    agency: str


class WaitingByAgency(Waiting):
    """Waiting handovers in all, and for the agencies and sectors for which any waits, in order of code;
    `may_be_answered`: those that wait for an agency that is late with its data (older programs did not keep it).
    """

    may_be_answered: int
    agencies: list[WaitingForAgency]
    sectors: list[WaitingForSector]


class Due(TypedDict):
    """Deadlines of open cases, not met, that are overdue or due within 14 days."""

    overdue: int
    due_soon: int


class DueOfSector(Due):
    sector: str


class DueOfAgency(DueOfSector):
    """The deadlines of an agency; `unknown` where none is recorded."""

    agency: str


class PeriodsAndDeadlines(Due):
    """Deadlines in all, and of the agencies and sectors that have any, in order of code."""

    periods: list[deadlines.Period]
    agencies: list[DueOfAgency]
    sectors: list[DueOfSector]
    referral: deadlines.Referral


class ChildrensRule(partners.Missing):
    """What a rule finds, and how many cases lacked the partner at the moment since which the meeting asks."""

    missing_then: int


class ChildrensCases(TypedDict):
    """`since` is ISO 8601, UTC; figures that were kept by older programs lack it."""

    since: str
    rules: list[ChildrensRule]


class AmongRegions(TypedDict):
    """Where a region is among all regions, as in `region_comparison`."""

    value: float
    stands: str
    few: bool


class OfRegion(Waiting):
    """Open cases and waiting handovers of a region, and where it is in each comparison; None: no data."""

    region: str
    open: int
    opened: AmongRegions | None
    in_target: AmongRegions | None
    three_plus_90: AmongRegions | None


class Regions(Waiting):
    """Waiting handovers in all, and the regions that pass the filter, in order of code."""

    regions: list[OfRegion]


def waiting_by_agency(ask: Ask, filters: Filters) -> WaitingByAgency:
    """The handovers that wait at as-of, whenever they were sent."""
    found = records(ask(handover_questions.waiting(filters, ("to_sector", "to_agency"))))
    agencies: list[WaitingForAgency] = [
        {"agency": row["to_agency"], "sector": row["to_sector"], **part_of(Waiting, row)} for row in found
    ]
    late = {row["agency"] for row in late_agencies(ask, filters)}
    return {
        **_sums(Waiting, agencies),
        "may_be_answered": sum(row["pending"] for row in agencies if row["agency"] in late),
        "agencies": sorted(agencies, key=lambda row: row["agency"]),
        "sectors": _by_sector(WaitingForSector, agencies),
    }


def periods_and_deadlines(ask: Ask, filters: Filters) -> PeriodsAndDeadlines:
    """The periods that end, the deadlines that are near or past, and the referrals."""
    sectors = handovers.sectors_of_agencies(ask, filters)
    agencies: list[DueOfAgency] = [
        {
            "agency": row["responsible_agency"],
            "sector": sectors.get(row["responsible_agency"], UNKNOWN),
            **part_of(Due, row),
        }
        for row in deadlines.by_agency(ask, filters)
        if row["overdue"] or row["due_soon"]
    ]
    return {
        "periods": deadlines.periods(ask, filters),
        **_sums(Due, agencies),
        "agencies": agencies,
        "sectors": _by_sector(DueOfSector, agencies),
        "referral": deadlines.referral(ask, filters),
    }


def childrens_cases(ask: Ask, filters: Filters, since: datetime, rules: Sequence[PartnerRule]) -> ChildrensCases:
    """The children's cases that lack a partner now, and that did at `since`."""
    of_children = [rule for rule in rules if rule.is_about_children]
    now = partners.missing(ask, filters, of_children)
    then = partners.missing(ask, replace(filters.without_period(), as_of=since), of_children)
    both = zip(now, then, strict=True)
    return {"since": since.isoformat(), "rules": [{**one, "missing_then": before["missing"]} for one, before in both]}


def regions(ask: Ask, filters: Filters) -> Regions:
    """Each region with its open cases and waiting handovers, and where it is among all regions."""
    opened = {row["region"]: int(row["open"]) for row in open_cases.by_region(ask, filters)}
    asked = ask(handover_questions.waiting(filters, handover_questions.REGION))
    waiting = {row["region"]: part_of(Waiting, row) for row in records(asked)}
    compared = region_comparison.figures(ask, filters)
    rows: list[OfRegion] = [
        {
            "region": code,
            "open": opened.get(code, 0),
            **waiting.get(code, NOTHING_WAITS),
            "opened": _compared(compared["opened"], code),
            "in_target": _compared(compared["in_target"], code),
            "three_plus_90": _compared(compared["three_plus_90"], code),
        }
        for code in ask(case_questions.places(filters))["region"]
    ]
    return {**_sums(Waiting, rows), "regions": rows}


def _sums(kind: type[Row], rows: Sequence[Mapping[str, Any]]) -> Row:
    """The sum of each field of a kind over the rows."""
    return cast(Row, {name: sum(row[name] for row in rows) for name in kind.__annotations__})


def _by_sector(kind: type[Row], rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The same for each sector, in order of code; its code is among the fields."""
    return rows_as(kind, pd.DataFrame(rows, columns=list(kind.__annotations__)).groupby("sector", as_index=False).sum())


def _compared(found: region_comparison.FunnelFigures, region: str) -> AmongRegions | None:
    row = next((one for one in found["regions"] if one["region"] == region), None)
    if row is None or row["stands"] is None or row["value"] is None:
        return None
    return {"value": float(row["value"]), "stands": row["stands"], "few": bool(row["few"])}
