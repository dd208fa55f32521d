"""What an indicator asks: the very questions, as the copy runs them, with their values and how many rows answered."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.catalogue import INDICATORS
from indicators.indicator import Ask
from queries.filters import Filters
from store.facts import compiling


@dataclass(frozen=True)
class Question:
    """A question: its text with $1, $2 …, their values in order, and the rows of its answer."""

    text: str
    values: tuple[Any, ...]
    rows: int


def questions(ask: Ask, filters: Filters, key: str, *arguments: object) -> list[Question]:
    """What the indicator of this key asks: it is computed with its arguments, and its questions are noted.

    Raises NoAccess where the grant does not open what the indicator reads.
    """
    found: dict[tuple[str, tuple[Any, ...]], Question] = {}

    def noted(question: compiling.Question) -> pd.DataFrame:
        answer = ask(question)
        text, values, _codes = compiling.compiled(question)
        found[text, values] = Question(text, values, len(answer))
        return answer

    INDICATORS[key].figures(noted, filters, *arguments)
    return list(found.values())


def rests_on(ask: Ask, filters: Filters, key: str) -> int:
    """How many cases, handovers or deadlines the indicator of this key counts."""
    return INDICATORS[key].base.count(ask, filters)
