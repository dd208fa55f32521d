"""One case for those who may see its rows: what it is, who joined when, what was handed over, paused and is due."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Select

from indicators import partners
from indicators.indicator import Ask, records
from measures.local_time import DAY_US, local_day
from measures.working_time import off_clock
from queries import case as questions
from queries.filters import Filters

Figures = dict[str, Any]


def of_case(case_id: str) -> Callable[[Ask, Filters], Figures | None]:
    """`about` one case, as an indicator of its own: it bears a name of its own, by which figures are kept."""

    def of_this(ask: Ask, filters: Filters) -> Figures | None:
        return about(ask, filters, case_id)

    of_this.__module__, of_this.__qualname__ = about.__module__, f"{about.__qualname__} {case_id!r}"
    return of_this


def about(ask: Ask, filters: Filters, case_id: str) -> Figures | None:
    """What `questions.head` gives of the case with age_days (until it closed), paused_days (of them) and paused_now;
    and involvements, handovers, deadlines, pauses and missing (rules), each a list. Of the filters only as-of counts.

    None where there is no such case, or where the grant does not open it: nobody learns which of the two. Raises
    NoAccess unless the grant opens case rows.
    """
    found = _rows(ask, questions.head(filters, case_id))
    if not found:
        return None
    [head] = found
    until = head["closed_at"] or filters.as_of_us
    return {
        **head,
        "age_days": (until - head["opened_at"]) / DAY_US,
        **_paused(_rows(ask, questions.paused(filters, case_id)), head, filters),
        "involvements": _rows(ask, questions.involvements(filters, case_id)),
        "handovers": _handovers(_rows(ask, questions.handovers(filters, case_id)), filters),
        "deadlines": _deadlines(_rows(ask, questions.deadlines(filters, case_id)), head, filters),
        "pauses": _rows(ask, questions.pauses(filters, case_id)),
        "missing": _missing(ask, filters, case_id),
    }


def _paused(stretches: list[Figures], head: Figures, filters: Filters) -> Figures:
    """Elapsed time of the case's age in which any pause ran."""
    opened, until = head["opened_at"], head["closed_at"] or filters.as_of_us
    times = [min(one["ended_at"], until) - max(one["started_at"], opened) for one in stretches]
    runs = head["closed_at"] is None and any(one["runs"] for one in stretches)
    return {"paused_days": sum(time for time in times if time > 0) / DAY_US, "paused_now": runs}


def _handovers(rows: list[Figures], filters: Filters) -> list[Figures]:
    """With waited_days (of the delay clock), target_days, and of those that wait due_day and days_until_due."""
    return [_handover(row, filters) for row in rows]


def _handover(row: Figures, filters: Filters) -> Figures:
    due = _due_day(row, filters) if row["state"] == "pending" else None
    dropped = ("waited", "due_at", "target", "sent_on_clock", "stopped")
    return {
        **{name: value for name, value in row.items() if name not in dropped},
        "waited_days": row["waited"] / DAY_US,
        "target_days": row["target"] / DAY_US,
        "due_day": due,
        "days_until_due": (due - filters.today).days if due else None,
    }


def _due_day(row: Figures, filters: Filters) -> date:
    if row["due_at"] is not None:
        return local_day(row["due_at"])
    on_clock = pd.Series([row["sent_on_clock"] + row["target"] + row["stopped"]], dtype="int64").to_numpy()
    return local_day(int(off_clock(on_clock, filters.delay_clock)[0]))


def _deadlines(rows: list[Figures], head: Figures, filters: Filters) -> list[Figures]:
    """With due_day, and state: met, met_late, overdue or ahead in an open case, left where the case closed first."""
    return [{**row, "due_day": local_day(row["due_on"]), "state": _state(row, head, filters)} for row in rows]


def _state(row: Figures, head: Figures, filters: Filters) -> str:
    if row["met_on"] is not None:
        return "met" if row["met_on"] <= row["due_on"] else "met_late"
    if head["closed_at"] is not None:
        return "left"
    return "overdue" if row["due_on"] < filters.today_starts else "ahead"


def _missing(ask: Ask, filters: Filters, case_id: str) -> list[Figures]:
    """The rules that ask for a partner that this case lacks: rule, days since opening."""
    rows = partners.missing_rows(ask, questions.about_one(filters))
    return records(rows.loc[rows["case_id"] == case_id, ["rule", "days"]])


def _rows(ask: Ask, question: Select[Any]) -> list[Figures]:
    """The answer as plain values; what is missing is None, and moments are whole numbers."""
    return [{name: _plain(value) for name, value in row.items()} for row in records(ask(question))]


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return int(value) if isinstance(value, float) else value
