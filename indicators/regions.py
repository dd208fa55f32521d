"""Each region's or county's figures side by side: in order of code, never of performance."""

from indicators import handovers, involvement, open_cases
from indicators.delays.groups import NO_HANDOVERS, Delays, Known, Waiting
from indicators.indicator import Ask, part_of
from queries import regions as questions
from queries.filters import Filters


class Place(Waiting, Known):
    """Cases and handovers of a place."""

    open: int
    opened: int
    handovers: int


class Agencies(involvement.Shares):
    """Cases in scope of a place, and agencies per case."""

    in_scope: int


class Region(Place, Agencies):
    """Cases, handovers and agencies of a region."""

    region: str


class County(Place):
    """Cases and handovers of a county."""

    county: str


def figures(ask: Ask, filters: Filters) -> list[Region]:
    """The regions that pass the filter, with or without cases."""
    cases = {row["region"]: row for row in open_cases.by_region(ask, filters)}
    sent, involved = handovers.by_place(ask, filters, "region"), involvement.by_region(ask, filters)
    return [
        {
            "region": code,
            **_place(cases.get(code), sent.get(code, NO_HANDOVERS)),
            **_agencies(involved.get(code, involvement.NO_CASES)),
        }
        for code in ask(questions.codes(filters))["region"]
    ]


def counties(ask: Ask, filters: Filters) -> list[County]:
    """The counties that pass the filter, with or without cases."""
    cases = {row["county"]: row for row in open_cases.by_county(ask, filters)}
    sent = handovers.by_place(ask, filters, "county")
    codes = ask(questions.codes(filters, "county"))["county"]
    return [{"county": code, **_place(cases.get(code), sent.get(code, NO_HANDOVERS))} for code in codes]


def _place(cases: open_cases.OfRegion | open_cases.OfCounty | None, sent: Delays) -> Place:
    return {
        "open": cases["open"] if cases else 0,
        "opened": cases["opened"] if cases else 0,
        "handovers": sent["total"],
        **part_of(Waiting, sent),
        **part_of(Known, sent),
    }


def _agencies(found: involvement.Summary) -> Agencies:
    return {"in_scope": found["cases"], **part_of(involvement.Shares, found)}
