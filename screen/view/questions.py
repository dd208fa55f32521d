"""What an indicator asks: the very questions, as the copy runs them, with their values and how many rows answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Select

from indicators.explained import EXPLAINED
from indicators.indicator import Ask
from queries.filters import Filters
from store.facts.replica import compiled


@dataclass(frozen=True)
class Question:
    """A question: its text with $1, $2 …, their values in order, and the rows of its answer."""

    text: str
    values: tuple[Any, ...]
    rows: int


def questions_of(key: str) -> Callable[[Ask, Filters], list[Question]]:
    """What the indicator of this key asks, as an indicator of its own: it is computed, and its questions are noted.

    Raises NoAccess where the grant does not open what the indicator reads.
    """
    explained = EXPLAINED[key]

    def questions(ask: Ask, filters: Filters) -> list[Question]:
        found: dict[tuple[str, tuple[Any, ...]], Question] = {}

        def noted(question: Select[Any]) -> pd.DataFrame:
            answer = ask(question)
            text, values = compiled(question)
            found[text, values] = Question(text, values, len(answer))
            return answer

        explained.figures(noted, filters)
        return list(found.values())

    # figures are kept by the name of what computes them
    questions.__qualname__ = f"questions of {key}"
    return questions
