"""All figures of one view together: what the pages show and what scripts get."""

from typing import Any

from config.settings import Settings
from indicators import deadlines, handovers, involvement, open_cases, partners, region_comparison, regions
from indicators.combinations import combinations
from indicators.delays.change import did_it_change
from indicators.indicator import Ask
from indicators.over_time import changes
from indicators.over_time.medians import median_windows
from indicators.overview import week_before
from queries.filters import Filters


def everything(ask: Ask, filters: Filters, settings: Settings) -> dict[str, Any]:
    """All figures of a view by subject, as of a moment (ISO 8601, UTC): shares and days unrounded, codes and not names.

    Raises NoAccess unless the grant opens figures.
    """
    return {
        "as_of": filters.as_of.isoformat(),
        "delay_clock": filters.delay_clock,
        "cases": open_cases.figures(ask, filters),
        "handovers": handovers.figures(ask, filters),
        "involvement": involvement.figures(ask, filters, settings.partner_rules),
        "sector_combinations": combinations(ask, filters),
        "missing_partners": partners.figures(ask, filters, settings.partner_rules),
        "deadlines": deadlines.figures(ask, filters),
        "regions": regions.figures(ask, filters),
        "region_comparison": region_comparison.figures(ask, filters),
        "counties": regions.counties(ask, filters),
        "changes": changes.figures(ask, filters, settings.control_charts),
        "median_by_window": median_windows(ask, filters),
        "did_it_change": did_it_change(ask, filters, settings.change),
        "week_before": week_before(ask, filters),
    }
