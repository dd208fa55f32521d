"""What is asked of the rivals: the product's filters as plain numbers."""

from typing import NamedTuple

import duckdb

from measures.local_time import week_of
from queries.filters import Filters
from queries.handovers import SOON_DAYS

EVERY = -1


class Places(NamedTuple):
    """The codes that regions and agencies are numbered by."""

    regions: tuple[str, ...]
    agencies: tuple[str, ...]


class Asked(NamedTuple):
    """Moments in µs, and the same on the delay clock; a region and an agency by number, or EVERY."""

    as_of: int
    region: int
    agency: int
    first_week: int
    last_week: int
    as_of_on_clock: int
    # what is due before it is overdue, or else due soon
    today: int
    today_on_clock: int
    soon: int
    soon_on_clock: int


def places_of(memory: duckdb.DuckDBPyConnection) -> Places:
    """The regions and agencies that stand in the facts, in order of code."""
    regions = memory.execute("SELECT DISTINCT region FROM fact_cases ORDER BY region").fetchall()
    agencies = memory.execute("SELECT code FROM fact_agencies ORDER BY code").fetchall()
    return Places(tuple(code for (code,) in regions), tuple(code for (code,) in agencies))


def asked_of(filters: Filters, places: Places, first_week: int) -> Asked:
    """The filters' moments, and their one region or agency, if any, by number."""
    today, soon = filters.midnight_in(0), filters.midnight_in(SOON_DAYS + 1)
    return Asked(
        as_of=filters.as_of_us,
        region=places.regions.index(filters.regions[0]) if filters.regions else EVERY,
        agency=places.agencies.index(filters.agencies[0]) if filters.agencies else EVERY,
        first_week=first_week,
        last_week=week_of(filters.today),
        as_of_on_clock=filters.as_of_on_clock,
        today=today,
        today_on_clock=filters.on_clock(today),
        soon=soon,
        soon_on_clock=filters.on_clock(soon),
    )
