"""Open cases: its sentences and states, from made figures; what a grant does not open is not even asked for."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from documents.page import Button, Page, Switch
from documents.sheet import text_of
from indicators import open_cases as indicators
from pages import open_cases
from queries.access import Grant
from queries.filters import Filters
from screen.address.address import Address
from screen.view.view import View
from tests.asking import SHIPPED
from tests.pages.drawing import NOW, charts, choice, every, found_in, html, logged, page_drawn, switches

COORDINATION = Grant("coordination", NOW)
MINISTRY = Grant("ministry", NOW, ministry="m")
NAMES = {
    "region": {"01": "Uusimaa", "21": "Åland", "06": "Pirkanmaa", "unknown": "Unknown"},
    "county": {"08": "<b>County</b>", "unknown": "Unknown"},
    "agency": {"A1": "Police, Uusimaa", "A2": "Health care", "A3": "Police, Lapland"},
}


def week(day: str, is_open: int, **more: Any) -> dict[str, Any]:
    return {"starts_on": day, "opened": 5, "closed": 3, "net_change": 2, "open": is_open, "complete": True, **more}


def figures(**changes: Any) -> Any:
    return {
        "open": 1512,
        "in_scope": 1640,
        "opened": 63,
        "closed": 51,
        "net_change": 12,
        "without_next_step": 6,
        "without_responsible_agency": 2,
        "median_age_days": 140.2,
        "paused_now": 18,
        "paused_days_mean": 9.5,
        "age_bands": [
            {"from_days": 0, "to_days": 30, "cases": 1209},
            {"from_days": 30, "to_days": 90, "cases": 0},
            {"from_days": 365, "to_days": 730, "cases": 303},
            {"from_days": 1095, "to_days": None, "cases": 0},
        ],
        "closed_by_reason": [{"reason": "moved", "cases": 51}],
        "by_county": [{"county": "08", "open": 1512, "opened": 63}],
        "by_agency": [
            {"agency": "A1", "sector": "police", "open": 7},
            {"agency": "A2", "sector": "health", "open": 9},
            {"agency": "A3", "sector": "police", "open": 8},
        ],
        "weeks": [week("2026-09-07", 1510), week("2026-09-14", 1512, complete=False)],
        **changes,
    }


REGIONS = pd.DataFrame({"region": ["21", "unknown", "01"], "open": [2, 1, 1509], "opened": [0, 0, 63]})
AGES = pd.DataFrame(
    {
        "case_id": ["K-1", "K-2"],
        "region": "01",
        "responsible_agency": "A1",
        "age_days": [2675.1, 41],
        "paused_days": [0.0, 18.2],
    }
)


class Look:
    """A made view: what its figures are, and who looks."""

    def __init__(self, made: Mapping[str, Any], grant: Grant = COORDINATION, **filters: Any) -> None:
        self.known: dict[Any, Any] = {indicators.figures: made, indicators.by_region: REGIONS.to_dict("records")}
        if grant.may_read("rows"):
            self.known[indicators.ages] = AGES
        asked = Filters(grant, filters.pop("as_of", NOW), **filters)
        address = Address(asked, "12m", asked.as_of < NOW)
        self.view = View(found_in(self.known), address, NAMES, NOW, lambda *_given, **_more: None, SHIPPED)

    def run(self, **parameters: str) -> Page:
        return page_drawn("open_cases", self.view, **parameters)


def sentence(**changes: Any) -> str:
    return " ".join(filter(None, open_cases.headline(figures(**changes))))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "6 of 1,512 open cases have no next step"),
        ({"open": 2, "without_next_step": 1}, "1 of 2 open cases has no next step"),
        ({"without_next_step": 0}, "All 1,512 open cases have a next step"),
        ({"without_next_step": 0, "open": 1}, "1 case is open, and it has a next step"),
        ({"without_next_step": 0, "open": 0}, "No case is open"),
    ],
)
def test_the_headline_says_how_many_have_no_next_step(changes: dict[str, Any], said: str) -> None:
    assert sentence(**changes) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Last 12 months: 63 opened, 51 closed, 12 more open than before. 2 have no responsible agency."),
        (
            {"net_change": -1, "without_responsible_agency": 0},
            "Last 12 months: 63 opened, 51 closed, 1 fewer open than before.",
        ),
        (
            {"net_change": 0, "without_responsible_agency": 1},
            "Last 12 months: 63 opened, 51 closed, as many as before. 1 has no responsible agency.",
        ),
    ],
)
def test_below_stands_how_the_number_came_about(changes: dict[str, Any], said: str) -> None:
    assert text_of(open_cases.below(figures(**changes), Look(figures()).view)) == said


def test_of_the_past_it_says_what_is_not_of_the_past() -> None:
    past = Look(figures(), as_of=NOW - timedelta(days=1)).view
    assert text_of(open_cases.below(figures(), past)).endswith("are shown as they are recorded today.")


def test_the_page_says_how_old_cases_are_and_what_is_paused() -> None:
    shown = html(Look(figures()).run())
    assert "20% are older than a year (the last three). Half are older than 140 days. 18 are paused now." in shown


def test_regions_stand_in_order_of_name_under_all_of_them() -> None:
    _charts, shown = html(Look(figures()).run()).split("<caption>Open cases by place</caption>")
    heads = ["All of these", "Uusimaa", "Åland", "Unknown"]
    places = [shown.index(f'<th scope="row">{name}<') for name in heads]
    assert places == sorted(places)


def test_counties_are_a_choice_and_names_are_text() -> None:
    assert "county" in dict(choice(Look(figures()).run(), "by").options)
    assert "&lt;b&gt;County&lt;/b&gt;" in html(Look(figures()).run(by="county"))


def test_agencies_stand_by_sector_in_order_of_name() -> None:
    shown = html(Look(figures()).run(by="agency"))
    places = [shown.index(f'<th scope="row">{name}<') for name in ("Health care", "Police, Lapland", "Police, Uusimaa")]
    assert places == sorted(places)


def test_many_agencies_are_cut_to_those_with_most_cases_and_can_be_shown() -> None:
    many = [{"agency": f"P{n}", "sector": "police", "open": n} for n in range(1, 26)]
    page = Look(figures(by_agency=many)).run(by="agency")
    assert [part.label for part in every(page.parts) if isinstance(part, Switch)] == ["Show all 25 agencies"]
    assert switches(page) == {"agencies": False}
    assert html(page).count(">Police</td>") == 20
    assert ">P6</th>" in html(page)
    assert ">P5</th>" not in html(page)
    assert html(Look(figures(by_agency=many)).run(by="agency", all="agencies")).count(">Police</td>") == 25


def test_the_oldest_cases_say_how_long_and_how_much_of_it_was_paused() -> None:
    page = Look(figures()).run()
    shown = html(page)
    assert "2 of 2" in shown
    assert "7.3 years" in shown
    assert ">none<" in shown
    assert "18 days" in shown
    assert logged(page) == ["open-cases/oldest"]


def test_a_ministry_asks_for_no_case_rows() -> None:
    page = Look(figures(), MINISTRY).run()
    assert "Open the longest" not in html(page)
    assert logged(page) == []


def test_a_period_that_had_not_begun_says_so_and_draws_no_line() -> None:
    page = Look(figures(weeks=[])).run()
    assert "This period had not begun at the as-of moment" in html(page)
    assert len(charts(page)) == 2


def test_nothing_closed_draws_no_bars_of_reasons() -> None:
    page = Look(figures(closed=0, closed_by_reason=[])).run()
    assert "Last 12 months: 0 cases closed" in html(page)
    assert len(charts(page)) == 3


@pytest.mark.parametrize(
    ("asked", "words", "ways_out"),
    [
        ({"regions": ("21",)}, "No cases match these filters", ["Clear the filters"]),
        ({"from_day": date(2026, 1, 1)}, "No cases in this period", ["Show all time"]),
        ({}, "There are no cases yet", []),
    ],
)
def test_an_empty_view_says_what_is_missing_and_how_to_widen_it(
    asked: dict[str, Any], words: str, ways_out: list[str]
) -> None:
    page = Look(figures(open=0, in_scope=0), **asked).run()
    assert [part.label for part in every(page.parts) if isinstance(part, Button)] == ways_out
    assert words in html(page)
