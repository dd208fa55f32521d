"""Which regions and counties there are to tell about."""

from typing import Any, Literal

from sqlalchemy import Select, literal, select

from queries.filters import Filters, granted
from store.facts import tables as facts

Place = Literal["region", "county"]


def codes(filters: Filters, place: Place = "region") -> Select[Any]:
    """Regions (or counties) that pass the filter of the same name, with or without cases, in order of code: region (or
    county), population (null where it is not known).
    """
    kind, chosen = ("regions", filters.regions) if place == "region" else ("counties", filters.counties)
    n = facts.names.c
    passes = n.code.in_(chosen) if chosen else literal(True)
    of_kind = granted(filters.grant, "places"), n.kind == kind, passes
    return select(n.code.label(place), n.population).where(*of_kind).order_by(n.code)
