"""Ask the columnar copy once for all sessions: the same question of the same data has the same answer."""

from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy import Select

from store.replica import Ask, Replica, compiled

KEPT_ANSWERS = 1000


def cached(replica: Replica) -> Ask:
    """An ask whose answers are kept by question, values and data version. The grant is among the values."""

    def ask(question: Select[Any]) -> pd.DataFrame:
        text, values = compiled(question)
        return _answer(text, values, replica.version, replica)

    return ask


@st.cache_data(max_entries=KEPT_ANSWERS, show_spinner=False)
def _answer(text: str, values: tuple[Any, ...], version: str, _replica: Replica) -> pd.DataFrame:
    return _replica.run(text, values)
