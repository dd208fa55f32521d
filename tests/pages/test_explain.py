"""Explain: every indicator in the list, what is said of one, and the rows behind it for who may see them."""

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from config.vocabulary import words
from documents.page import Code, Folded, Page, TextField
from indicators.catalogue import INDICATORS
from measures.survival import kaplan_meier, medians, probabilities_within
from pages import explain
from queries.access import Grant, granted
from queries.filters import Filters
from screen.address.address import Address
from screen.sections.explain import rests_on_words
from screen.view.questions import Question, questions, rests_on
from screen.view.view import View
from tests.asking import SHIPPED
from tests.pages.drawing import NOW, computing, every, html, logged, page_drawn

COORDINATION = Grant("coordination", NOW)
RAPPORTEUR = Grant("rapporteur", NOW)
ASKED = [Question("SELECT $1, $2", (1_789_000_000_000_000, "coordination"), 3)]


class Look:
    """A made view: who looks, and what is known by the name of what computes it."""

    def __init__(self, grant: Grant = COORDINATION, cases: int = 60) -> None:
        self.cases = cases
        address = Address(Filters(grant, NOW), "12m", False)
        names = {"region": {"01": "Uusimaa"}}
        self.view = View(computing(self.compute), address, names, NOW, lambda *_given, **_more: None, SHIPPED)

    def compute(self, indicator: Any, *arguments: Any, **_named: Any) -> Any:
        grant = self.view.filters.grant
        if indicator is questions:
            if arguments[0].startswith("region"):
                granted(grant, "places")
            return ASKED
        if indicator is rests_on:
            return 362
        granted(grant, "rows")
        made = [(f"K-{number}", "01", 400.5) for number in range(self.cases)]
        return pd.DataFrame(made, columns=["case_id", "region", "age_days"])

    def run(self, key: str = "", **parameters: str) -> Page:
        return page_drawn("explain", self.view, indicator=key, **parameters)


def test_the_list_links_to_every_indicator() -> None:
    shown = html(Look().run())
    assert re.findall(r'href="explain\?indicator=(\w+)"', shown) == list(INDICATORS)


def test_the_list_is_searched_by_name_and_definition_whatever_the_case() -> None:
    assert INDICATORS["median_response_delay"] in explain.matching("MEDIAN RESPONSE")["Handover delays"]
    assert explain.matching("Kaplan nobody") == {}
    assert [part.parameter for part in every(Look().run().parts) if isinstance(part, TextField)] == ["search"]
    assert "No indicator has this in its name or definition." in html(Look().run(search="no such word"))


def test_an_indicator_says_its_definition_formula_source_and_literature() -> None:
    shown = html(Look().run("median_response_delay"))
    assert INDICATORS["median_response_delay"].name in shown
    for said in ("S(t) = ∏", "Lower is better", "Kaplan EL, Meier P.", "handovers.handed_over_at"):
        assert said in shown


def test_the_questions_stand_with_their_values_and_the_rows_of_the_answer() -> None:
    page = Look().run("open_cases")
    assert [part.text for part in every(page.parts) if isinstance(part, Code)] == ["SELECT $1, $2"]
    shown = html(page)
    assert "1789000000000000 µs: " in shown
    assert "A row of an answer is a group or a single record" in shown
    assert [part.label for part in every(page.parts) if isinstance(part, Folded)] == [
        "Question 1: the answer has 3 rows"
    ]
    assert "362 open cases" in shown


def test_rows_are_shown_to_who_may_see_them_and_the_look_is_noted() -> None:
    page = Look().run("open_cases")
    shown = html(page)
    assert "50 of 60 that you may see" in shown
    assert "K-49<" in shown
    assert "K-50<" not in shown
    assert logged(page) == ["explain/open_cases"]


@pytest.mark.parametrize("grant", [Grant("ministry", NOW, ministry="m"), RAPPORTEUR])
def test_others_are_not_shown_any_row(grant: Grant) -> None:
    page = Look(grant).run("open_cases")
    shown = html(page)
    assert "K-0" not in shown
    assert "Its rows are shown to those who work on the cases." in shown
    assert logged(page) == []


def test_a_rapporteur_is_told_that_a_figure_tells_places_apart() -> None:
    shown = html(Look(RAPPORTEUR).run("region_opened"))
    assert "You can see figures for the whole country only" in shown
    assert "SELECT" not in shown


def test_a_name_that_is_none_is_no_indicator() -> None:
    assert "indicators, each by one definition everywhere" in html(Look().run("<script>"))


def test_one_is_said_as_one() -> None:
    assert rests_on_words("open", 1) == "1 open case"
    assert rests_on_words("sent", 2000) == "2,000 handovers sent in the period"


def test_what_a_figure_counts_stands_before_its_formula_and_the_questions() -> None:
    shown = html(Look().run("open_cases"))
    said = ("362 open cases", "Which they are", "Formula", "The questions to the data")
    assert sorted(said, key=shown.index) == list(said)


@pytest.mark.parametrize("key", words("worked_examples", "en"))
def test_an_example_in_words_stands_after_what_a_figure_counts_and_before_its_formula(key: str) -> None:
    shown = html(Look().run(key))
    said = ("362", "An example", words("worked_examples", "en")[key][:40], "Formula", "The questions to the data")
    assert sorted(said, key=shown.index) == list(said)


def test_examples_of_delays_say_what_the_estimate_gives() -> None:
    waits, answered = np.array([2, 4, 6, 7, 9]), np.array([1, 1, 1, 0, 0])
    assert medians(kaplan_meier(waits, answered, 1 - answered)).tolist() == [6]
    waits, answered = np.array([3, 7, 10, 12]), np.array([1, 1, 1, 0])
    of_one = kaplan_meier(waits, answered, 1 - answered, groups=np.zeros(4, dtype=np.int64))
    assert probabilities_within(of_one, 7)["probability"].tolist() == [pytest.approx(0.5)]


def test_the_figures_of_the_first_page_have_an_example_and_others_none() -> None:
    tiles = {"open_cases", "pending_handovers", "median_response_delay", "answered_within_target"}
    assert tiles <= set(words("worked_examples", "en")) <= set(INDICATORS)
    assert "An example" not in html(Look().run("net_change"))


@pytest.mark.parametrize("key", INDICATORS)
def test_each_says_what_it_assumes_and_what_would_break_it(key: str) -> None:
    shown = html(Look().run(key))
    assert re.search(r"What it assumes</th><td[^>]*>It assumes that,? [^<]{30,}\.<", shown)
    assert re.search(r"What would make it wrong</th><td[^>]*>[^<]{40,}\.<", shown)
