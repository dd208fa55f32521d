"""Each region's or county's figures side by side: in order of code, never of performance."""

from typing import TypedDict

from indicators import handovers, involvement, open_cases
from indicators.delays.groups import NOTHING_KNOWN, NOTHING_WAITS, Delays, Known, Waiting
from indicators.indicator import Ask, part_of
from queries import regions as questions
from queries.filters import Filters


class Place(Waiting, Known):
    """Cases and handovers of a place."""

    open: int
    opened: int
    handovers: int


class Agencies(TypedDict):
    """Cases in scope of a place, and agencies per case (None: no such case)."""

    in_scope: int
    agencies_per_case_mean: float | None
    share_2_plus: float | None
    share_3_plus: float | None


class Region(Place, Agencies):
    """Cases, handovers and agencies of a region."""

    region: str


class County(Place):
    """Cases and handovers of a county."""

    county: str


def figures(ask: Ask, filters: Filters) -> list[Region]:
    """The regions that pass the filter, with or without cases."""
    cases = {row["region"]: row for row in open_cases.by_region(ask, filters)}
    sent, involved = handovers.by_region(ask, filters), involvement.by_region(ask, filters)
    return [
        {"region": code, **_place(cases.get(code), sent.get(code)), **_agencies(involved.get(code))}
        for code in ask(questions.codes(filters))["region"]
    ]


def counties(ask: Ask, filters: Filters) -> list[County]:
    """The counties that pass the filter, with or without cases."""
    cases = {row["county"]: row for row in open_cases.by_county(ask, filters)}
    sent = handovers.by_county(ask, filters)
    codes = ask(questions.codes(filters, "county"))["county"]
    return [{"county": code, **_place(cases.get(code), sent.get(code))} for code in codes]


def _place(cases: open_cases.OfRegion | open_cases.OfCounty | None, sent: Delays | None) -> Place:
    return {
        "open": cases["open"] if cases else 0,
        "opened": cases["opened"] if cases else 0,
        "handovers": sent["total"] if sent else 0,
        **part_of(Waiting, sent or NOTHING_WAITS),
        **part_of(Known, sent or NOTHING_KNOWN),
    }


def _agencies(found: involvement.Summary | None) -> Agencies:
    return {
        "in_scope": found["cases"] if found else 0,
        "agencies_per_case_mean": found["agencies_per_case_mean"] if found else None,
        "share_2_plus": found["share_2_plus"] if found else None,
        "share_3_plus": found["share_3_plus"] if found else None,
    }
