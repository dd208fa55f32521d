"""Every indicator is explained, and what is said of it holds: its questions are those that its figures ask."""

from datetime import UTC, datetime
from typing import Any

import pytest

from config.languages import LANGUAGES
from config.vocabulary import codes, words
from indicators.assumptions import ASSUMED
from indicators.catalogue import INDICATORS
from indicators.handovers import summary
from queries.access import Grant
from queries.filters import Filters
from screen.view.questions import questions, rests_on
from store.facts.compiling import Question, compiled
from tests.asking import SHIPPED, asker
from tests.naive.world import DAY, World
from tests.rows import a_handover, an_involvement
from tests.small_world import a_case, small_world

NOON = datetime(2026, 9, 14, 9, tzinfo=UTC)
FILTERS = Filters(Grant("coordination", NOON), NOON)


def world() -> World:
    return small_world(
        cases=[a_case("open", NOON - 9 * DAY), a_case("closed", NOON - 9 * DAY, closed_at=NOON - DAY)],
        involvements=[an_involvement("open", "A1", NOON - 9 * DAY)],
        handovers=[a_handover("open", NOON - 8 * DAY, "A1", "A2"), a_handover("closed", NOON - 2 * DAY, "A1", "A2")],
    )


@pytest.mark.parametrize("key", INDICATORS)
def test_each_explanation_can_be_computed_and_names_its_questions(key: str) -> None:
    ask, indicator = asker(world()), INDICATORS[key]
    assert indicator.formula
    arguments = indicator.arguments(SHIPPED)
    assert isinstance(rests_on(ask, FILTERS, key), int)
    for question in questions(ask, FILTERS, key, *arguments):
        assert question.text.startswith("SELECT")
        assert "coordination" in question.values
    if indicator.rows:
        indicator.rows(ask, FILTERS, *arguments)


def test_each_indicator_says_what_it_assumes_and_what_would_break_it_in_a_sentence_each() -> None:
    assert sorted(key for keys in ASSUMED.values() for key in keys) == sorted(INDICATORS)
    assert tuple(ASSUMED) == codes("assumptions")
    for language in LANGUAGES:
        for kind in ("", "breaks"):
            for said in words("assumptions", language, kind).values():
                assert said.endswith(".")
                assert said.count(". ") == 0


def test_the_questions_are_those_that_the_figures_ask_with_the_rows_of_their_answers() -> None:
    answer, asked = asker(world()), []

    def noted(question: Question) -> Any:
        asked.append((*compiled(question)[:2], len(answer(question))))
        return answer(question)

    summary(noted, FILTERS)
    found = questions(answer, FILTERS, "overdue")
    assert [(one.text, one.values, one.rows) for one in found] == asked


def test_figures_rest_on_what_is_counted() -> None:
    ask = asker(world())
    expected = {"open": 1, "in_scope": 2, "closed": 1, "sent": 2, "waiting": 1, "closed_unanswered": 1}
    found = {one.base.name: rests_on(ask, FILTERS, key) for key, one in INDICATORS.items()}
    assert {base: found[base] for base in expected} == expected  # type: ignore[index]
