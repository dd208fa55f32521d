"""One case for those who may see its rows: what it is, who joined when, what was handed over, paused and is due."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, TypedDict, cast

import pandas as pd

from config.partner_rules import PartnerRule
from indicators import handovers, partners
from indicators.indicator import Ask, records, rows_as
from measures.local_time import DAY_US, local_day
from queries import case as questions
from queries.filters import Filters
from queries.question import Question

State = Literal["met", "met_late", "left", "overdue", "ahead"]


class Head(TypedDict):
    """What a case is; moments are µs, and the last two are None while it is open."""

    case_id: str
    region: str
    county: str
    form: str
    age_group: str
    responsible_agency: str
    investigation_phase: str
    offence: str
    opened_at: int
    closed_at: int | None
    closed_reason: str | None


class Involvement(TypedDict):
    """An agency, since it first joined in any role (µs)."""

    agency: str
    sector: str
    started_at: int


class Handover(TypedDict):
    """A handover; days waited are of the delay clock. `ended_at` (µs) is None while nothing ended it; only those that
    wait have a due day.
    """

    handover_id: str
    kind: str
    from_agency: str
    to_agency: str
    handed_over_at: int
    ended_at: int | None
    state: Literal["answered", "withdrawn", "closed", "after_closing", "pending"]
    returned: bool
    response_reason: str | None
    overdue: bool
    waited_days: float
    target_days: float
    due_day: date | None
    days_until_due: int | None


class Deadline(TypedDict):
    """A deadline; days are µs of midnight but for `due_day`. `left`: the case closed before it was met."""

    deadline_id: str
    kind: str
    responsible_agency: str
    started_on: int | None
    due_on: int
    met_on: int | None
    due_day: date
    state: State


class Pause(TypedDict):
    """A pause (µs); `ended_at` is None while it runs."""

    reason: str
    started_at: int
    ended_at: int | None


class Lacking(TypedDict):
    """A rule that asks for a partner that the case lacks, and days since opening."""

    rule: str
    days: float


class CaseFigures(Head):
    """A case; its age in days runs until it closed. In `paused_days` of it any pause ran."""

    age_days: float
    paused_days: float
    paused_now: bool
    involvements: list[Involvement]
    handovers: list[Handover]
    deadlines: list[Deadline]
    pauses: list[Pause]
    missing: list[Lacking]


def figures(ask: Ask, filters: Filters, case_id: str, rules: Sequence[PartnerRule]) -> CaseFigures | None:
    """All about one case. Of the filters, only as-of counts.

    None where there is no such case, or where the grant does not open it: nobody learns which of the two. Raises
    NoAccess unless the grant opens case rows.
    """
    found = rows_as(Head, _answer(ask, questions.head(filters, case_id)))
    if not found:
        return None
    [head] = found
    until = head["closed_at"] or filters.as_of_us
    paused = ask(questions.paused(filters, case_id))
    times = paused["ended_at"].clip(upper=until) - paused["started_at"].clip(lower=head["opened_at"])
    return {
        **head,
        "age_days": (until - head["opened_at"]) / DAY_US,
        "paused_days": int(times.clip(lower=0).sum()) / DAY_US,
        "paused_now": head["closed_at"] is None and bool(paused["runs"].any()),
        "involvements": rows_as(Involvement, ask(questions.involvements(filters, case_id))),
        "handovers": _handovers(_answer(ask, questions.handovers(filters, case_id)), filters),
        "deadlines": _deadlines(_answer(ask, questions.deadlines(filters, case_id)), head, filters),
        "pauses": rows_as(Pause, _answer(ask, questions.pauses(filters, case_id))),
        "missing": _missing(ask, filters, case_id, rules),
    }


def _handovers(rows: pd.DataFrame, filters: Filters) -> list[Handover]:
    waits = (rows["state"] == "pending").tolist()
    due = [day if waiting else None for day, waiting in zip(handovers.due_days(rows, filters), waits, strict=True)]
    found = rows.assign(
        waited_days=rows["waited"] / DAY_US,
        target_days=rows["target"] / DAY_US,
        due_day=pd.Series(due, dtype=object),
        days_until_due=pd.Series([day and (day - filters.today).days for day in due], dtype=object),
    )
    return rows_as(Handover, found)


def _deadlines(rows: pd.DataFrame, head: Head, filters: Filters) -> list[Deadline]:
    return [
        cast(Deadline, {**row, "due_day": local_day(row["due_on"]), "state": _state(row, head, filters)})
        for row in records(rows)
    ]


def _state(row: dict[str, Any], head: Head, filters: Filters) -> State:
    if row["met_on"] is not None:
        return "met" if row["met_on"] <= row["due_on"] else "met_late"
    if head["closed_at"] is not None:
        return "left"
    return "overdue" if row["due_on"] < filters.today_starts else "ahead"


def _missing(ask: Ask, filters: Filters, case_id: str, rules: Sequence[PartnerRule]) -> list[Lacking]:
    rows = partners.missing_rows(ask, questions.about_one(filters), rules)
    return rows_as(Lacking, rows[rows["case_id"] == case_id])


def _answer(ask: Ask, question: Question) -> pd.DataFrame:
    """The answer with its moments as whole numbers, also where some are missing."""
    found = ask(question)
    return found.astype(dict.fromkeys(found.select_dtypes("float"), "Int64"))
