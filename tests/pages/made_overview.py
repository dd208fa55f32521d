"""Made figures of the Overview, and a look at it with a grant."""

from collections import Counter
from typing import Any

from documents.page import Page
from indicators import regions
from indicators.attention import attention, past_target_by_sector
from indicators.delays.change import did_it_change
from indicators.over_time.changes import stocks, tile_charts
from indicators.over_time.medians import median_windows
from indicators.overview import headline_figures
from pages import overview
from queries.access import Grant
from queries.filters import Filters
from screen.address.address import Address
from screen.sections.overview.tiles import Trends, tiles
from screen.view.view import View
from tests.asking import SHIPPED
from tests.pages.drawing import NOW, found_in, html, page_drawn, tile_html

COORDINATION = Grant("coordination", NOW)
NAMES = {
    "region": {"01": "Uusimaa", "06": "Pirkanmaa", "21": "Åland", "unknown": "Unknown"},
    "agency": {"police": "Police", "social": "Social services", "evil": "<b>Evil</b>"},
    "county": {"08": "Pirkanmaa"},
}
DELAYS = {
    "median_response_days": 5.83,
    "median_interval_days": [4.94, 7.12],
    "answered_within_target": 0.61,
    "answered_within_target_interval": [0.5, 0.7],
    "beyond_last_observation": False,
    "target_days": 7.0,
}
INTERVALS = ("median_interval_days", "answered_within_target_interval")
UNKNOWN_DELAYS = {name: [None, None] if name in INTERVALS else None for name in DELAYS}
WEEK_BEFORE = {
    "open": 1505,
    "pending": 126,
    "overdue": 20,
    "median_response_days": 5.4,
    "answered_within_target": 0.63,
    "police_social_health_share": None,
}


def region(code: str, **changes: Any) -> dict[str, Any]:
    return {
        "region": code,
        "open": 5,
        "handovers": 30,
        "pending": 4,
        "overdue": 1,
        "in_scope": 20,
        "agencies_per_case_mean": 2.4,
        **DELAYS,
        **changes,
    }


def figures(**sent: Any) -> Any:
    """The figures of a view, with changes to those of its handovers."""
    return {
        "cases": {"open": 1512, "in_scope": 1640, "opened": 63, "closed": 51, "without_next_step": 6},
        "handovers": {
            "total": 168,
            "pending": 126,
            "overdue": 27,
            "due_soon": 12,
            "answered": 40,
            "withdrawn": 0,
            "closed_unanswered": 0,
            **DELAYS,
            **sent,
        },
        "involvement": {
            "cases": 1640,
            "police_social_health_share": 0.38,
            "police_social_health_share_interval": [0.36, 0.4],
        },
        "week_before": WEEK_BEFORE,
    }


def empty() -> Any:
    """The figures of a view in which nothing is."""
    counts = ("total", "pending", "overdue", "due_soon", "answered", "withdrawn", "closed_unanswered")
    nothing = {**dict.fromkeys(counts, 0), **UNKNOWN_DELAYS}
    return {
        "cases": {"open": 0, "in_scope": 0, "opened": 0, "closed": 0, "without_next_step": 0},
        "handovers": nothing,
        "involvement": {
            "cases": 0,
            "police_social_health_share": None,
            "police_social_health_share_interval": [None, None],
        },
        "week_before": {**dict.fromkeys(WEEK_BEFORE), "open": 0, "pending": 0, "overdue": 0},
    }


LATE = Counter({"social": 15, "police": 12})
REGIONS = [region("21", open=0, handovers=0, pending=0, overdue=0), region("01"), region("unknown")]


class Look:
    """A view on made figures."""

    def __init__(self, made: dict[str, Any], grant: Grant = COORDINATION, **filters: Any) -> None:
        self.known: dict[Any, Any] = {
            headline_figures: made,
            past_target_by_sector: LATE,
            attention: [],
            regions.figures: REGIONS,
            tile_charts: {},
            stocks: {},
            median_windows: [],
            did_it_change: None,
        }
        settings = filters.pop("settings", SHIPPED)
        asked = Filters(grant, filters.pop("as_of", NOW), **filters)
        self.view = View(
            compute=found_in(self.known),
            address=Address(asked, "12m", asked.as_of < NOW),
            names=NAMES,
            now=NOW,
            note=lambda *_given, **_more: None,
            settings=settings,
        )

    def page(self) -> Page:
        return page_drawn("overview", self.view)

    def drawn(self) -> str:
        """All that the page shows as HTML."""
        return html(self.page())


def sentence(made: Any, late: Counter[str] = LATE) -> str:
    look = Look(made)
    look.known[past_target_by_sector] = late
    return " ".join(filter(None, overview.headline(made, look.view)))


def tile(made: Any, number: int) -> str:
    return tile_html(tiles(made, Trends({}, {}, (), None), Look(made).view).figures[number])
