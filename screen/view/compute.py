"""Ask and compute once for all sessions: the same question of the same data by the same grant has the same answer."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy import Select

from indicators.indicator import Ask
from queries.filters import Filters
from store.facts.replica import Replica, compiled

KEPT_ANSWERS = 1000
KEPT_FIGURES = 200

Indicator = Callable[[Ask, Filters], Any]
Compute = Callable[[Indicator], Any]


def cached(replica: Replica) -> Ask:
    """An ask whose answers are kept by question, values and data version. The grant is among the values."""

    def ask(question: Select[Any]) -> pd.DataFrame:
        text, values = compiled(question)
        return _answer(text, values, replica.version, replica)

    return ask


@st.cache_data(max_entries=KEPT_ANSWERS, show_spinner=False)
def _answer(text: str, values: tuple[Any, ...], version: str, _replica: Replica) -> pd.DataFrame:
    return _replica.run(text, values)


def computed(replica: Replica, filters: Filters) -> Compute:
    """A function that gives an indicator's figures, kept by indicator, filters (with their grant) and data version."""

    def compute(indicator: Indicator) -> Any:
        name = f"{indicator.__module__}.{indicator.__qualname__}"
        return _figures(name, repr(filters), replica.version, lambda: indicator(cached(replica), filters))

    return compute


@st.cache_data(max_entries=KEPT_FIGURES, show_spinner=False)
def _figures(name: str, filters: str, version: str, _make: Callable[[], Any]) -> Any:
    return _make()
