"""Answers are kept, and all who ask are given the same one: no figure, row or list changes what it was given."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from indicators import figures, lists
from indicators.catalogue import INDICATORS
from indicators.indicator import Ask
from indicators.meeting.actions import deadlines_left
from queries.filters import Filters
from queries.lists import LISTS, OF_PARTNERS, Listed
from store.facts.compiling import Question
from tests.asking import RULES, SHIPPED, asker, filters_of
from tests.corpus import corpus_of
from tests.naive.world import Asked
from tests.strategies import worlds

TRIED = 4


def ask_everything(ask: Ask, filters: Filters) -> None:
    """Have all figures made, and all rows and lists."""
    figures.everything(ask, filters, SHIPPED)
    deadlines_left(ask, filters)
    for one in INDICATORS.values():
        for made in (one.figures, one.rows):
            if made:
                made(ask, filters, *one.arguments(SHIPPED))
    for listed in every_list():
        lists.rows(ask, filters, listed)


def every_list() -> Iterator[Listed]:
    for of in LISTS:
        yield Listed(of, rule=RULES[0] if of in OF_PARTNERS else None)


@pytest.mark.parametrize("number", range(-TRIED, 0))
def test_nobody_changes_an_answer(number: int) -> None:
    world = corpus_of(worlds)[number]
    last = max(row["handed_over_at"] for row in world.tables["handovers"]) + timedelta(days=1)
    filters, given = filters_of(world, Asked(last, last)), list[tuple[str, pd.DataFrame, pd.DataFrame]]()

    def ask(question: Question) -> pd.DataFrame:
        found = asker(world)(question)
        given.append((str(question), found, found.copy()))
        return found

    for one in (filters, replace(filters, from_day=(last - timedelta(days=200)).date())):
        ask_everything(ask, one)
    for question, found, as_it_was in given:
        pd.testing.assert_frame_equal(found, as_it_was, obj=question)
