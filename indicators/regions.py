"""Each region's or county's figures side by side: in order of code, never of performance."""

from indicators import handovers, involvement, open_cases
from indicators.delays.curves import NO_HANDOVERS, Delays, Known, Waiting
from indicators.indicator import Ask, part_of
from queries import cases as questions
from queries.filters import Filters

NO_CASES: open_cases.OfPlace = {"open": 0, "opened": 0}


class Place(open_cases.OfPlace, Waiting, Known):
    handovers: int


class Region(Place, involvement.Shares):
    region: str
    in_scope: int


class County(Place):
    county: str


def figures(ask: Ask, filters: Filters) -> list[Region]:
    """The regions that pass the filter, with or without cases."""
    cases = {row["region"]: row for row in open_cases.by_region(ask, filters)}
    sent, involved = handovers.by_place(ask, filters, "region"), involvement.by_region(ask, filters)
    return [
        {
            "region": code,
            **_place(cases.get(code, NO_CASES), sent.get(code, NO_HANDOVERS)),
            "in_scope": agencies["cases"],
            **part_of(involvement.Shares, agencies),
        }
        for code in ask(questions.places(filters))["region"]
        for agencies in [involved.get(code, involvement.NO_CASES)]
    ]


def counties(ask: Ask, filters: Filters) -> list[County]:
    """The counties that pass the filter, with or without cases."""
    cases = {row["county"]: row for row in open_cases.by_county(ask, filters)}
    sent = handovers.by_place(ask, filters, "county")
    codes = ask(questions.places(filters, "county"))["county"]
    return [{"county": code, **_place(cases.get(code, NO_CASES), sent.get(code, NO_HANDOVERS))} for code in codes]


def _place(cases: open_cases.OfPlace, sent: Delays) -> Place:
    return {
        **part_of(open_cases.OfPlace, cases),
        "handovers": sent["total"],
        **part_of(Waiting, sent),
        **part_of(Known, sent),
    }
