"""Explain: every indicator in the list, what is said of one, and the rows behind it for who may see them."""

import re
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from indicators.catalogue import INDICATORS
from pages import explain
from queries.filters import Filters, Grant
from screen.address.address import Address
from screen.sections.explain.explanation import rests_on_words
from screen.view.questions import Question
from screen.view.view import View
from tests.pages.drawing import NOW, html, page_drawn

COORDINATION = Grant("coordination", NOW)
RAPPORTEUR = Grant("rapporteur", NOW)
ASKED = [Question("SELECT $1, $2", (1_789_000_000_000_000, "coordination"), 3)]


class Look:
    """A made view: who looks, and what is known by the name of what computes it."""

    def __init__(self, grant: Grant = COORDINATION, cases: int = 60) -> None:
        self.noted: list[str] = []
        self.linked: list[tuple[str, str]] = []
        self.cases = cases
        address = Address(Filters(grant, NOW), "12m", False, ())
        names = {"region": {"01": "Uusimaa"}}
        self.view = View(self.compute, address, names, NOW, lambda _event, what: self.noted.append(what), self.link)

    def link(self, place: str, label: str, _parameters: object) -> None:
        self.linked.append((place, label))

    def compute(self, indicator: Any) -> Any:
        grant, name = self.view.filters.grant, indicator.__qualname__
        if name.startswith("questions of region"):
            grant.check("places")
        if name.startswith("questions of"):
            return ASKED
        if name.startswith(("rests_on", "_")):
            return 362
        grant.check("rows")
        made = [(f"K-{number}", "01", 400.5) for number in range(self.cases)]
        return pd.DataFrame(made, columns=["case_id", "region", "age_days"])

    def run(self, key: str = "") -> AppTest:
        return page_drawn("explain", self.view, **({"indicator": key} if key else {}))


def test_the_list_links_to_every_indicator() -> None:
    shown = html(Look().run())
    assert re.findall(r'href="explain\?indicator=(\w+)"', shown) == list(INDICATORS)


def test_the_list_is_searched_by_name_and_definition_whatever_the_case() -> None:
    assert "median_response_delay" in explain.matching("MEDIAN RESPONSE")["Handover delays"]
    assert explain.matching("Kaplan nobody") == {}
    app = Look().run()
    app.text_input[0].set_value("no such word").run()
    assert "No indicator has this in its name or definition." in html(app)


def test_an_indicator_says_its_definition_formula_source_and_literature() -> None:
    shown = html(Look().run("median_response_delay"))
    assert INDICATORS["median_response_delay"].name in shown
    for said in ("S(t) = ∏", "Lower is better", "Kaplan EL, Meier P.", "handovers.handed_over_at"):
        assert said in shown


def test_the_questions_stand_with_their_values_and_the_rows_of_the_answer() -> None:
    app = Look().run("open_cases")
    assert [code.value for code in app.code] == ["SELECT $1, $2"]
    shown = html(app)
    assert "1789000000000000 µs: " in shown
    assert "362 open cases" in shown


def test_rows_are_shown_to_who_may_see_them_and_the_look_is_noted() -> None:
    look = Look()
    shown = html(look.run("open_cases"))
    assert "50 of 60 that you may see" in shown
    assert "K-49<" in shown
    assert "K-50<" not in shown
    assert look.noted == ["explain/open_cases"]


@pytest.mark.parametrize("grant", [Grant("ministry", NOW, ministry="m"), RAPPORTEUR])
def test_others_are_not_shown_any_row(grant: Grant) -> None:
    look = Look(grant)
    shown = html(look.run("open_cases"))
    assert "K-0" not in shown
    assert "Its rows are shown to those who work on the cases." in shown
    assert look.noted == []


def test_a_rapporteur_is_told_that_a_figure_tells_places_apart() -> None:
    shown = html(Look(RAPPORTEUR).run("region_opened"))
    assert "you see those of the whole country" in shown
    assert "SELECT" not in shown


def test_a_name_that_is_none_is_no_indicator() -> None:
    assert "indicators, each by one definition everywhere" in html(Look().run("<script>"))


@pytest.mark.parametrize("role", ["administration", "guest"])
def test_the_page_asks_the_gate_again(role: Any) -> None:
    shown = html(Look(Grant(role, NOW)).run("open_cases"))
    assert "You do not have access to this view." in shown
    assert "362" not in shown


def test_one_is_said_as_one() -> None:
    assert rests_on_words("open", 1) == "1 open case"
    assert rests_on_words("sent", 2000) == "2,000 handovers sent in the period"
