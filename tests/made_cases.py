"""A small case database in memory, made row by row, and what answers questions about it."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import insert

from config.settings import Settings, read_settings
from indicators.indicator import Ask
from queries.access import Grant
from queries.filters import Filters
from store.case import tables
from store.facts.compiling import Question, compiled
from store.facts.copy import Copy, read_copy, run
from store.imports.event_log import Event, rows_of
from store.source import engine

Rows = dict[str, list[dict[str, Any]]]


def settings_for(url: str) -> Settings:
    """The settings as shipped, for this case database."""
    return read_settings({"SAUMATON_DATABASE_URL": url})


def fill(url: str, rows: Rows) -> None:
    """Put rows into a migrated case database."""
    with engine(url).begin() as connection:
        for table in tables.IN_ORDER:
            if given := rows.get(table.name):
                connection.execute(insert(table), given)


def asker(url: str) -> Ask:
    """What answers questions about the case database as it stands now."""
    return partial(_answer, read_copy(settings_for(url)))


def everything(as_of: datetime) -> Filters:
    """Filters of the coordination over everything up to a moment."""
    return Filters(Grant("coordination", as_of), as_of)


def log(events: Iterable[tuple[str, str, str]]) -> Rows:
    """The rows that an event log stands for; the region `unknown` is there already."""
    made = [Event(case, datetime.fromisoformat(at), group, None) for case, at, group in events]
    return {name: rows for name, rows in rows_of(made).items() if name != "regions"}


def _answer(copy: Copy, question: Question) -> pd.DataFrame:
    return run(copy, *compiled(question))
