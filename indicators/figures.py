"""All figures of one view together: what the screen shows and what scripts get."""

from typing import Any

from indicators import handovers, involvement, open_cases, regions
from indicators.indicator import Ask
from queries.filters import Filters


def overview(ask: Ask, filters: Filters) -> dict[str, Any]:
    """as_of (ISO 8601, UTC), cases, handovers, involvement and regions; shares and days unrounded, codes not names.

    Raises NoAccess unless the grant opens figures.
    """
    return {
        "as_of": filters.as_of.isoformat(),
        "delay_clock": filters.delay_clock,
        "cases": open_cases.figures(ask, filters),
        "handovers": handovers.figures(ask, filters),
        "involvement": involvement.figures(ask, filters),
        "regions": regions.figures(ask, filters),
    }
