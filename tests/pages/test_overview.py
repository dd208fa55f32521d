"""Overview: its sentences and states, from made figures; what a grant does not open is not even asked for."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from documents.page import Button, Key, Link, Page, Tasks
from documents.page_sheets import sheets
from documents.sheet import Figures, Table, text_of
from indicators import regions
from indicators.attention import Item, attention, past_target_by_sector
from indicators.delays import curves
from indicators.delays.change import did_it_change
from indicators.delays.curves import Curve
from indicators.handovers import waiting
from indicators.over_time.changes import Charted, stocks, tile_charts
from indicators.over_time.weeks import weeks
from indicators.overview import headline_figures
from measures.control_chart import ChartDesign, control_chart
from measures.local_time import monday_of
from pages import overview
from queries.access import Grant
from queries.filters import Filters
from screen.address.address import Address
from screen.sections.overview import attention as sections
from screen.sections.overview.tiles import tiles
from screen.view.view import View
from tests.asking import SHIPPED
from tests.pages.drawing import NOW, every, found_in, html, links, logged, page_drawn, tile_html

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
    nothing = {"total": 0, "pending": 0, "overdue": 0, "due_soon": 0, "answered": 0, **UNKNOWN_DELAYS}
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
            did_it_change: None,
        }
        asked = Filters(grant, filters.pop("as_of", NOW), **filters)
        self.view = View(
            compute=found_in(self.known),
            address=Address(asked, "12m", asked.as_of < NOW),
            names=NAMES,
            now=NOW,
            note=lambda *_given, **_more: None,
            settings=SHIPPED,
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
    return tile_html(tiles(made, {}, {}, None, Look(made).view).figures[number])


def test_the_headline_says_how_many_are_past_target_and_whom_most_wait_for() -> None:
    assert sentence(figures()) == (
        "27 of 126 waiting handovers are past their target; 15 of them wait for social services"
    )


@pytest.mark.parametrize("late", [{"social": 9, "police": 9, "health": 9}, {**dict.fromkeys("abcdefg", 3), "h": 6}])
def test_the_headline_names_nobody_when_many_have_as_many_or_few_of_them(late: dict[str, int]) -> None:
    assert sentence(figures(), Counter(late)) == "27 of 126 waiting handovers are past their target"


def test_the_headline_names_whom_most_wait_for_without_half_of_them() -> None:
    late = Counter({"social": 11, "police": 9, "health": 7})
    assert sentence(figures(), late).endswith("; 11 of them wait for social services")


def test_one_line_above_the_tiles_says_what_band_line_and_mark_are() -> None:
    look = Look(figures())
    chart = control_chart(np.array([*[5.0, 8] * 49, 90, np.nan]), ChartDesign())
    weekly = Charted(1, tuple(monday_of(week) for week in range(100)), chart)
    look.known[tile_charts] = {"queue": weekly, "net_change": None}
    first, second = look.page().parts[:2]
    assert isinstance(first, Key)
    # of the last half year, in which one is missing
    flagged = "flagged: 1 of 25 points; by chance alone, about 2"
    assert [words for _mark, words in first.marks] == ["usual range", "mean", flagged]
    assert isinstance(second, Figures)


def test_a_role_of_the_whole_country_sees_more_than_tiles() -> None:
    look = Look(figures(), Grant("rapporteur", NOW))
    look.known[weeks] = []
    look.known[curves.curve] = Curve(pd.DataFrame({"pending": []}), {"total": 0})  # type: ignore[typeddict-item]
    look.known[curves.curve_before] = None
    html = look.drawn()
    assert "Open cases over time" in html
    assert "Share answered" in html
    assert Link("yearly", "Yearly report") in links(look.page())


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"overdue": 0}, "Nothing is past its target; 126 handovers wait"),
        ({"overdue": 0, "pending": 1}, "Nothing is past its target; 1 handover waits"),
        ({"overdue": 0, "pending": 0}, "No handover waits for an answer"),
    ],
)
def test_the_headline_where_little_or_nothing_waits(sent: dict[str, Any], said: str) -> None:
    assert sentence(figures(**sent)) == said


def test_below_stand_the_base_and_the_clock() -> None:
    assert text_of(overview.below(figures(), Look(figures()).view)) == (
        "Last 12 months: 1,640 cases, 168 handovers. Delays are counted in calendar days."
    )
    assert "in working days" in text_of(overview.below(figures(), Look(figures(), delay_clock="working").view))


def test_of_the_past_it_says_what_is_not_of_the_past() -> None:
    today = "Region, form, age group and other details without a date are shown as they are recorded today."
    assert today in text_of(overview.below(figures(), Look(figures(), as_of=NOW - timedelta(days=1)).view))
    assert today not in text_of(overview.below(figures(), Look(figures()).view))


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        (0, ["Open cases", ">1,512<", "7 more than last week", "63 opened, 51 closed"]),
        (1, ["Waiting", ">126<", "No change since last week", "27 past target", "s-attention"]),
        (2, ["Median", ">5.8 ", "10 hours longer than last week", "95% range 4.9–7.1 days", "40 of 168 answered"]),
        (3, ["Answered", ">61% ", "in 7 days", "2 points lower than last week", "95% range 50%–70%, 168 sent"]),
        (4, ["Police–social–health", ">38% ", "of cases", "No data last week", "623 of 1,640 in the period"]),
    ],
)
def test_tiles_carry_their_base(number: int, parts: list[str]) -> None:
    assert [part for part in parts if part not in tile(figures(), number)] == []


def test_a_median_that_is_not_reached_says_how_many_answered() -> None:
    html = tile(figures(**UNKNOWN_DELAYS, total=11, answered=4), 2)
    assert "Not reached" in html
    assert "4 of 11 answered" in html


def test_few_cases_are_said_to_be_few() -> None:
    assert "few cases" in tile(figures(total=9, answered=9), 2)
    assert "few cases" not in tile(figures(total=10, answered=9), 2)


def test_a_lower_bound_and_an_open_range_say_so() -> None:
    made = figures(beyond_last_observation=True, median_interval_days=[4.94, None])
    assert "at least 61%" in tile(made, 3)
    assert "95% range from 4.9 days up" in tile(made, 2)


def test_nothing_is_no_data_and_never_zero() -> None:
    for shown in map(tile_html, tiles(empty(), {}, {}, None, Look(empty()).view).figures):
        assert "No data" in shown
        assert ">0" not in shown
        assert "None" not in shown


def waiting_rows(*agencies: str) -> pd.DataFrame:
    """A waiting handover to each of these agencies, the longest wait first; the first is past its target."""
    return pd.DataFrame(
        {
            "case_id": [f"K-{number}" for number in range(len(agencies))],
            "region": "01",
            "from_agency": "evil",
            "to_agency": agencies,
            "waited_days": [41.2 - number for number in range(len(agencies))],
            "days_until_due": [-34 + 34 * number for number in range(len(agencies))],
            "overdue": [number == 0 for number in range(len(agencies))],
        }
    )


def test_regions_stand_in_order_of_name_under_the_whole_country() -> None:
    html = Look(figures(), Grant("ministry", NOW, ministry="m")).drawn()
    names = ["Whole country", "Uusimaa", "Åland", "Unknown"]
    places = [html.index(f'<th scope="row">{name}<') for name in names]
    assert places == sorted(places)


def test_an_agencys_user_reads_first_what_waits_for_its_answer() -> None:
    look = Look(figures(), Grant("agency", NOW, agency="police"))
    look.known[waiting] = waiting_rows("police", "social", "police")
    html = look.drawn()
    assert "2 handovers wait" in html
    assert ("K-0" in html, "K-1" in html, "K-2" in html) == (True, False, True)
    assert "34 days past" in html
    assert "&lt;b&gt;Evil&lt;/b&gt;" in html
    assert html.index("Waits for your answer") < html.index("Needs attention")
    assert logged(look.page()) == ["overview/own"]


def test_of_many_own_handovers_the_first_are_shown_and_a_link_leads_to_all() -> None:
    look = Look(figures(), Grant("agency", NOW, agency="police"))
    look.known[waiting] = waiting_rows(*["police"] * 12)
    assert look.drawn().count('">K-') == sections.SHOWN
    assert Link("lists", "See all 12", (("list", "waiting"), ("to_agency", "police"))) in links(look.page())


def test_an_agency_for_which_nothing_waits_is_told_so_and_no_row_is_noted() -> None:
    look = Look(figures(), Grant("agency", NOW, agency="police"))
    look.known[waiting] = waiting_rows("social")
    assert "No handover waits for Police." in look.drawn()
    assert logged(look.page()) == []


@pytest.mark.parametrize(
    ("before", "verdict", "said"),
    [
        (6.4, "later", False),
        (5.4, "later", True),
        (6.4, "sooner", True),
        (5.4, "sooner", False),
        (5.4, "chance", True),
    ],
)
def test_a_tile_never_says_better_and_worse_at_once(before: float, verdict: str, said: bool) -> None:
    made = figures() | {"week_before": {**WEEK_BEFORE, "median_response_days": before}}
    verdicts: Any = {"verdict": verdict}
    shown = tiles(made, {}, {}, verdicts, Look(made).view).figures[2]
    assert ("than last week" in shown.note) is said


def test_what_needs_attention_is_a_sentence_with_a_link() -> None:
    look = Look(figures())
    look.known[attention] = [
        Item("past_target", 9, "social", "01", 41.3),
        Item("period_ending", 1, "reflection_period_end"),
        Item("missing_partner", 1, "social_services_for_children", days=190.2, of=170),
        Item("no_next_step", 6),
    ]
    html = look.drawn()
    assert "<b>Social services, Uusimaa:</b> 9 handovers past target: the oldest has waited 41 days." in html
    assert "<b>1 reflection period</b> ends within 14 days without a follow-on step." in html
    assert "<b>1 of 170</b> children is without social services, for 190 days." in html
    assert "<b>6 open cases</b> have no next step." in html
    assert links(look.page()) == [
        Link("lists", "See the 9", (("list", "past_target"), ("region", "01"), ("to_sector", "social"))),
        Link("lists", "See it", (("list", "without_step"), ("kind", "reflection_period_end"))),
        Link("lists", "See it", (("list", "missing_partner"), ("rule", "social_services_for_children"))),
        Link("lists", "See the 6", (("list", "without_next_step"),)),
    ]


def test_who_may_see_no_rows_is_told_the_numbers_and_neither_what_to_do_nor_where() -> None:
    look = Look(figures(), Grant("ministry", NOW, ministry="m"))
    look.known[attention] = [Item("past_target", 9, "social", "01", 41.3), Item("no_next_step", 6)]
    html = look.drawn()
    assert "<b>Social services, Uusimaa:</b> 9 handovers past target: the oldest has waited 41 days." in html
    assert "Ask for an answer" not in html
    assert links(look.page()) == []
    [sheet] = [sheet for sheet in sheets(look.page()) if sheet.name == "attention"]
    [listed] = [block for block in sheet.blocks if isinstance(block, Table)]
    assert [column.head for column in listed.columns] == ["Needs attention"]


def test_what_needs_attention_says_its_order_kind_by_kind() -> None:
    look = Look(figures())
    look.known[attention] = [
        Item("past_target", 1, "social", "01", 61),
        Item("past_target", 1, "social", "06", 48),
        Item("period_ending", 1, "reflection_period_end"),
        Item("missing_partner", 1, "social_services_for_children", days=212, of=170),
        Item("no_responsible_agency", 5),
        Item("no_next_step", 6),
    ]
    [tasks] = [part for part in every(look.page().parts) if isinstance(part, Tasks)]
    assert [task.group for task in tasks.tasks] == [
        "Past target, the longest wait first",
        "",
        "Periods that end soon",
        "Missing partners, children first",
        "Cases without a responsible agency or a next step",
        "",
    ]
    assert "oldest wait first" not in look.drawn()


@pytest.mark.parametrize(
    ("asked", "words", "ways_out"),
    [
        ({"regions": ("21",)}, "No cases and no handovers match these filters", ["Clear the filters"]),
        ({"from_day": date(2026, 1, 1)}, "No cases in this period", ["Show all time"]),
        ({"regions": ("21",), "from_day": date(2026, 1, 1)}, "No cases and no", ["Clear the filters", "Show all time"]),
        ({}, "There are no cases yet", []),
    ],
)
def test_an_empty_view_says_what_is_missing_and_how_to_widen_it(
    asked: dict[str, Any], words: str, ways_out: list[str]
) -> None:
    page = Look(empty(), **asked).page()
    assert [part.label for part in every(page.parts) if isinstance(part, Button)] == ways_out
    assert words in page.title
