"""Deadlines: its sentences and states, from made figures; what a grant does not open is not even asked for."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from documents.page import Page
from documents.sheet import text_of
from indicators import deadlines as indicators
from indicators import open_cases
from pages import deadlines
from queries.access import Grant
from queries.filters import Filters
from screen.address.address import Address
from screen.view.view import View
from tests.asking import SHIPPED
from tests.pages.drawing import NOW, charts, choice, found_in, html, logged, page_drawn, switches

COORDINATION = Grant("coordination", NOW)
AGENCY = Grant("agency", NOW, agency="A1")
MINISTRY = Grant("ministry", NOW, ministry="m")
NAMES = {
    "region": {"01": "Uusimaa"},
    "agency": {"A1": "Police, Uusimaa", "A2": "<b>Health care</b>", "unknown": "Unknown"},
}
REFLECTION, RECOVERY = "reflection_period_end", "recovery_period_end"


def counted(**changes: Any) -> dict[str, Any]:
    counts = {"overdue": 0, "due_soon": 2, "due_later": 9, "ended": 40, "met_in_time": 30, "met_share": 0.75}
    return {**counts, "met_share_interval": [0.6, 0.86], **changes}


def periods(reflection: tuple[int, int] = (4, 0), recovery: tuple[int, int] = (0, 0)) -> list[dict[str, Any]]:
    """Of each kind, how many end soon and how many of them without a step."""
    found = {REFLECTION: reflection, RECOVERY: recovery}
    return [{"kind": kind, "ending": ending, "without_step": bare} for kind, (ending, bare) in found.items()]


def figures(**changes: Any) -> Any:
    return {
        "overdue": 45,
        "due_soon": 64,
        "periods": periods(),
        "by_kind": [{"kind": "follow_up", **counted(overdue=45)}, {"kind": REFLECTION, **counted()}],
        "by_agency": [
            {"responsible_agency": "A1", **counted()},
            {"responsible_agency": "A2", **counted(overdue=3, ended=4, met_in_time=3)},
            {"responsible_agency": "unknown", **counted(due_soon=0)},
        ],
        "due_days": [
            {"kind": "follow_up", "day": "2023-09-14", "days_left": -1096, "deadlines": 44},
            {"kind": "follow_up", "day": "2026-09-12", "days_left": -2, "deadlines": 1},
            {"kind": REFLECTION, "day": "2026-09-14", "days_left": 0, "deadlines": 2},
        ],
        "referral": referral(),
        **changes,
    }


def referral(**changes: Any) -> dict[str, Any]:
    interval = {"median_days": 7.04, "median_interval_days": [6.9, 7.1]}
    return {
        "total": 532,
        "answered": 498,
        "waiting": 11,
        "withdrawn": 15,
        "closed_unanswered": 8,
        **interval,
        **changes,
    }


STEPS = pd.DataFrame(
    {"days": [2.0, 7.04], "answered": [0.2, 0.5], "lower": [0.1, 0.4], "upper": [0.3, 0.6], "pending": [0, 11]}
)


def rows(*days_left: int, kind: str = "follow_up") -> pd.DataFrame:
    columns = ("case_id", "region", "kind", "responsible_agency", "due_day", "days_left")
    made = [
        (f"K-{number}", "01", kind, "A1", date(2026, 9, 14) + timedelta(days=days), days)
        for number, days in enumerate(days_left)
    ]
    return pd.DataFrame(made, columns=list(columns))


class Look:
    """A made view: what its figures are, and who looks."""

    def __init__(self, made: Mapping[str, Any], grant: Grant = COORDINATION, **filters: Any) -> None:
        self.known: dict[Any, Any] = {
            indicators.figures: made,
            indicators.referral_curve: STEPS,
            open_cases.counts: {"open": 362, "in_scope": 948},
        }
        if grant.may_read("rows"):
            self.known |= {indicators.ending: rows(), indicators.overdue: rows(-1096, -2)}
        asked = Filters(grant, filters.pop("as_of", NOW), **filters)
        address = Address(asked, "12m", asked.as_of < NOW)
        self.view = View(found_in(self.known), address, NAMES, NOW, lambda *_given, **_more: None, SHIPPED)

    def run(self, **parameters: str | tuple[str, ...]) -> Page:
        return page_drawn("deadlines", self.view, **parameters)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"periods": periods((4, 3))}, "3 reflection periods end within 14 days without a follow-on step"),
        (
            {"periods": periods((4, 1), (7, 2))},
            "1 reflection period ends within 14 days without a follow-on step; 2 recovery periods do so too",
        ),
        ({"periods": periods((0, 0), (2, 1))}, "1 recovery period ends within 14 days without a follow-on step"),
        ({}, "45 deadlines of open cases are past due"),
        ({"overdue": 1}, "1 deadline of an open case is past due"),
        ({"overdue": 0}, "Nothing is past due; 64 deadlines fall due within 14 days"),
        ({"overdue": 0, "due_soon": 0}, "Nothing is past due, and nothing falls due within 14 days"),
        ({"overdue": 0, "due_soon": 0, "by_kind": []}, "No deadlines are recorded for these cases"),
    ],
)
def test_the_headline_says_what_needs_attention_first(changes: dict[str, Any], said: str) -> None:
    assert " ".join(filter(None, deadlines.headline(figures(**changes)))) == said


def test_below_stand_what_is_due_and_the_period_of_the_shares() -> None:
    said = text_of(deadlines.below(figures(), Look(figures()).view))
    assert said == "Of open cases: 64 due within 14 days, 45 past due. Met in time and referrals: Last 12 months."
    past = Look(figures(), as_of=NOW - timedelta(days=1)).view
    assert text_of(deadlines.below(figures(), past)).endswith("are shown as they are recorded today.")


def test_each_period_has_its_own_name_and_sentence() -> None:
    shown = html(Look(figures(periods=periods((4, 0), (0, 0)))).run())
    assert shown.index("Reflection periods") < shown.index("4 end within 14 days, each with a follow-on step.")
    assert shown.index("Recovery periods") < shown.index("None ends within 14 days.")
    assert "so most cases have none" in shown
    assert ">Ends<" not in shown


def test_periods_without_a_step_are_listed_with_what_to_do() -> None:
    look = Look(figures(periods=periods((4, 1), (2, 0))))
    look.known[indicators.ending] = rows(0, kind=REFLECTION)
    page = look.run()
    shown = html(page)
    assert "<b>1 without a follow-on step</b> (4 end within 14 days in all)." in shown
    assert "Police or border guard: record a permit application or a referral." in shown
    assert "Assistance system: decide on the next step" not in shown
    assert ">today<" in shown
    assert "deadlines/ending" in logged(page)


def test_periods_of_others_cases_are_counted_and_none_of_them_is_listed() -> None:
    shown = html(Look(figures(periods=periods((4, 1), (2, 0))), Grant("agency", NOW, agency="A1")).run())
    assert "<b>1 without a follow-on step</b> (4 end within 14 days in all)." in shown
    assert ">Ends<" not in shown


def test_kinds_stand_in_their_order_with_shares_and_their_base() -> None:
    shown = html(Look(figures()).run())
    assert shown.index('<th scope="row">Reflection period<') < shown.index('<th scope="row">Follow-up<')
    small = '<span class="s-few s-whole">60–86%</span>'
    assert f'title="of 40 deadlines that fell due"><span class="s-whole">75%</span> {small}<' in shown


def test_a_kind_of_which_none_fell_due_has_no_data() -> None:
    kinds = [{"kind": "follow_up", **counted(ended=0, met_in_time=0, met_share=None, met_share_interval=[None, None])}]
    assert ">no data<" in html(Look(figures(by_kind=kinds, due_days=[])).run())


def test_agencies_stand_in_order_of_name_and_those_with_nothing_due_can_be_shown() -> None:
    look = Look(figures())
    assert "responsible_agency" in dict(choice(look.run(), "by").options)
    shown = html(look.run(by="responsible_agency"))
    assert '<th scope="row">Police, Uusimaa<' in shown
    assert "&lt;b&gt;Health care&lt;/b&gt;" in shown
    assert "3 of 4" in shown
    assert '<th scope="row">Unknown<' not in shown
    assert switches(look.run(by="responsible_agency"))["agencies"] is False
    shown = html(look.run(by="responsible_agency", all="agencies"))
    heads = ("&lt;b&gt;Health care", "Police, Uusimaa", "Unknown")
    places = [shown.index(f'<th scope="row">{name}') for name in heads]
    assert places == sorted(places)


def test_what_is_past_due_says_how_long_and_what_to_do() -> None:
    page = Look(figures()).run()
    shown = html(page)
    assert "2 of 2" in shown
    assert re.search(r'<td class="s-number s-attention"[^>]*>1,096 days</td>', shown)
    assert "Follow up, or set a new day" in shown
    assert logged(page) == ["deadlines/overdue"]


def test_who_may_see_none_of_what_is_past_due_is_told_so() -> None:
    look = Look(figures(), AGENCY)
    look.known[indicators.overdue] = rows()
    page = look.run()
    assert "None of them is in a case that you may see." in html(page)
    assert logged(page) == []


def test_a_long_list_of_what_is_past_due_is_cut_and_can_be_shown() -> None:
    look = Look(figures())
    look.known[indicators.overdue] = rows(*range(-30, -10))
    assert "10 of 20" in html(look.run())
    assert "list" in switches(look.run())
    assert "K-19" in html(look.run(all="list"))


def test_a_ministry_asks_for_no_case_rows() -> None:
    page = Look(figures(periods=periods((4, 1))), MINISTRY).run()
    assert "1 without a follow-on step" in html(page)
    assert "K-0" not in html(page)
    assert logged(page) == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (referral(), ["Half within 7.0 days.", "498 of 532 answered, 11 still waiting.", "median 6.9–7.1 days."]),
        (
            referral(median_days=None, median_interval_days=[None, None], total=9, answered=2),
            ["Not reached: fewer than half are answered so far.", "2 of 9", "median not reached. Few cases."],
        ),
        (referral(median_interval_days=[6.9, None]), ["median from 6.9 days up."]),
        (referral(total=0), ["No referrals in this period."]),
    ],
)
def test_referrals_say_the_median_and_what_it_rests_on(sent: dict[str, Any], said: list[str]) -> None:
    shown = html(Look(figures(referral=sent)).run())
    assert [words for words in said if words not in shown] == []


def test_cases_without_deadlines_say_so_and_draw_no_marks() -> None:
    look = Look(figures(by_kind=[], by_agency=[], due_days=[], overdue=0, due_soon=0, referral=referral(total=0)))
    look.known[indicators.overdue] = rows()
    page = look.run()
    assert "No deadlines are recorded" in html(page)
    assert charts(page) == []


def test_a_view_without_cases_says_what_is_missing() -> None:
    look = Look(figures())
    look.known[open_cases.counts] = {"open": 0, "in_scope": 0}
    assert "There are no cases yet" in html(look.run())
