"""The rows behind a count: how many there are, and those that are shown."""

from collections.abc import Sequence

import pandas as pd

from indicators.handovers import due_days
from indicators.indicator import Ask
from measures.local_time import DAY_US, local_day
from queries import lists as questions
from queries.filters import Filters
from queries.lists import (
    EVERYTHING,
    LISTS,
    NARROWED_BY,
    OF_PARTNERS,
    ONLY_LED_TO,
    SEARCHED,
    SIDES,
    Found,
    Listed,
    Record,
)

# pages and sections name a list by these
__all__ = [
    "EVERYTHING",
    "LISTS",
    "NARROWED_BY",
    "OF_PARTNERS",
    "ONLY_LED_TO",
    "SEARCHED",
    "SIDES",
    "Found",
    "Listed",
    "Record",
]


def number(ask: Ask, filters: Filters, listed: Listed) -> int:
    """How many the list counts."""
    return int(ask(questions.number(filters, listed))["n"].iloc[0])


def number_of_rows(ask: Ask, filters: Filters, listed: Listed, found: Found = EVERYTHING) -> int:
    """How many rows are found of those that the grant opens. Raises NoAccess unless it opens any."""
    return int(ask(questions.number(filters, listed, found, rows=True))["n"].iloc[0])


def rows(ask: Ask, filters: Filters, listed: Listed, found: Found = EVERYTHING) -> pd.DataFrame:
    """Rows of the list that are found, of those that the grant opens. All have case_id and region. Of cases:
    responsible_agency, opened_on and closed_on (Helsinki days; None: not by as-of), age_days. Of handovers:
    handover_id, from_agency, to_agency, sent_on, due_day, waited_days, stopped_days, overdue, ended. Of deadlines:
    deadline_id, kind, responsible_agency, due_day, days_left, met_on. Raises NoAccess unless it opens any.
    """
    return _MADE[listed.record](ask(questions.rows(filters, listed, found)), filters)


def _cases(found: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    days = {"opened_on": _days(found["opened_at"]), "closed_on": _days(found["closed_at"], filters.as_of_us)}
    age = found["age"] / DAY_US
    return found.drop(columns=["opened_at", "closed_at", "age"]).assign(age_days=age, **days)


def _handovers(found: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    ended = found["ended_at"] <= filters.as_of_us
    due, waited = due_days(found, filters), found["waited"] / DAY_US
    made = found.assign(
        sent_on=_days(found["handed_over_at"]),
        due_day=_objects(due),
        waited_days=waited,
        stopped_days=found["stopped"] / DAY_US,
        ended=ended,
    )
    kept = ["handover_id", "case_id", "region", "from_agency", "to_agency"]
    return made[[*kept, "sent_on", "due_day", "waited_days", "stopped_days", "overdue", "ended"]]


def _deadlines(found: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    due = _days(found["due_on"])
    left = [(day - filters.today).days for day in due]
    return found.drop(columns="due_on").assign(
        due_day=due, days_left=left, met_on=_days(found["met_on"], filters.as_of_us)
    )


_MADE = {"cases": _cases, "handovers": _handovers, "deadlines": _deadlines}


def _days(moments: pd.Series, until: int | None = None) -> pd.Series:
    """Helsinki days of moments (µs); None for what has not come `until` then."""
    return _objects([local_day(int(us)) if until is None or us <= until else None for us in moments])


def _objects(values: Sequence[object]) -> pd.Series:
    return pd.Series(values, dtype=object)
