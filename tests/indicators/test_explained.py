"""Every indicator is explained, and what is said of it holds: its questions are those that its figures ask."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Select

from indicators.bases import rests_on
from indicators.catalogue import INDICATORS
from indicators.explained import EXPLAINED
from indicators.handovers import summary
from queries.filters import Filters, Grant
from screen.view.questions import questions_of
from store.facts.replica import compiled
from tests.asking import asker
from tests.naive.world import DAY, World
from tests.small_world import a_case, a_handover, an_involvement, small_world

NOON = datetime(2026, 9, 14, 9, tzinfo=UTC)
FILTERS = Filters(Grant("coordination", NOON), NOON)


def world() -> World:
    return small_world(
        cases=[a_case("open", NOON - 9 * DAY), a_case("closed", NOON - 9 * DAY, closed_at=NOON - DAY)],
        involvements=[an_involvement("open", "A1", NOON - 9 * DAY)],
        handovers=[a_handover("open", NOON - 8 * DAY, "A1", "A2"), a_handover("closed", NOON - 2 * DAY, "A1", "A2")],
    )


def test_every_indicator_is_explained_and_nothing_else() -> None:
    assert set(EXPLAINED) == set(INDICATORS)


@pytest.mark.parametrize("key", EXPLAINED)
def test_each_explanation_can_be_computed_and_names_its_questions(key: str) -> None:
    ask, explained = asker(world()), EXPLAINED[key]
    assert explained.formula
    assert isinstance(rests_on(explained.base)(ask, FILTERS), int)
    for question in questions_of(key)(ask, FILTERS):
        assert question.text.startswith("SELECT")
        assert "coordination" in question.values
    if explained.rows:
        explained.rows(ask, FILTERS)


def test_the_questions_are_those_that_the_figures_ask_with_the_rows_of_their_answers() -> None:
    answer, asked = asker(world()), []

    def noted(question: Select[Any]) -> Any:
        asked.append((*compiled(question), len(answer(question))))
        return answer(question)

    summary(noted, FILTERS)
    found = questions_of("overdue")(answer, FILTERS)
    assert [(one.text, one.values, one.rows) for one in found] == asked


def test_figures_rest_on_what_is_counted() -> None:
    ask = asker(world())
    counted = {base: rests_on(base)(ask, FILTERS) for base in ("open", "in_scope", "closed", "sent", "waiting")}
    assert counted == {"open": 1, "in_scope": 2, "closed": 1, "sent": 2, "waiting": 1}
    assert rests_on("closed_unanswered")(ask, FILTERS) == 1


def test_no_two_computed_things_bear_the_same_name() -> None:
    computed = {rests_on(explained.base) for explained in EXPLAINED.values()} | set(map(questions_of, EXPLAINED))
    assert len({(one.__module__, one.__qualname__) for one in computed}) == len(computed)
