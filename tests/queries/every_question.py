"""Every question of `queries`, with the further arguments that some take."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from sqlalchemy import Select

import queries
from measures.local_time import to_us
from queries import case, cases, deadlines, handovers, lists, meetings, partners
from queries.filters import Filters
from queries.question import built
from store.facts.compiling import Question
from tests.asking import RULES

AQuestion = Callable[..., Any]

NOON = datetime(2025, 3, 28, 12, tzinfo=UTC)
OF_A_CASE: tuple[AQuestion, ...] = (
    case.head,
    case.involvements,
    case.handovers,
    case.deadlines,
    case.pauses,
    case.paused,
)
RULES_OF_ALL = {"rules": tuple(RULES[:2])}
FURTHER: dict[AQuestion, dict[str, Any]] = {
    **{question: {"case_id": "joined"} for question in OF_A_CASE},
    cases.age_bands: {"edges": (0, 30)},
    cases.flow: {"first_week": 2800},
    deadlines.counts: {"by": ("kind",)},
    handovers.moves: {"first_week": 2800},
    **{key: {"since": to_us(NOON - timedelta(days=7))} for key in (meetings.cases_since, meetings.answers_since)},
    **{key: {"days": 7} for key in (meetings.due_within, meetings.deadlines_left)},
    meetings.handover_rows: {"keys": ("sent",)},
    meetings.deadline_rows: {"keys": ("due",)},
    **{key: {"listed": lists.Listed("past_target")} for key in (lists.number, lists.rows)},
    **dict.fromkeys((partners.missing, partners.joined), RULES_OF_ALL),
    partners.missing_rows: {"rule": RULES[0]},
}
ROWS = (
    cases.open_rows,
    handovers.waiting_rows,
    deadlines.ending_rows,
    deadlines.overdue_rows,
    lists.rows,
    partners.missing_rows,
    meetings.deadlines_left,
    meetings.handover_rows,
    meetings.deadline_rows,
    *OF_A_CASE,
)


def questions_of(module: ModuleType) -> list[AQuestion]:
    """The questions in a file: its public functions that give a select."""
    functions = inspect.getmembers(module, inspect.isfunction)
    own = [f for name, f in functions if f.__module__ == module.__name__ and not name.startswith("_")]
    return [f for f in own if inspect.signature(f).return_annotation is Select]


FILES = [
    import_module(f"queries.{file.name}")
    for file in iter_modules(queries.__path__)
    if file.name not in ("filters", "columns", "question")
]
QUESTIONS = [question for file in FILES for question in questions_of(file)]
FIGURES = [question for question in QUESTIONS if question not in ROWS]
BROKEN_DOWN = [question for question in FIGURES if "by" in inspect.signature(question).parameters]


def asked(question: AQuestion, chosen: Filters, **further: Any) -> Question:
    """A question with the further arguments that it takes; one compares with what held a week before."""
    made: Question = question(chosen, **{**_further(question, chosen), **further})
    return made


def as_select(question: AQuestion, chosen: Filters, **further: Any) -> Select[Any]:
    """The same as it is built of these very filters."""
    return built(question, chosen, **{**_further(question, chosen), **further})


def _further(question: AQuestion, chosen: Filters) -> dict[str, Any]:
    if question is meetings.newly_overdue:
        return {"then": replace(chosen, as_of=chosen.as_of - timedelta(days=7))}
    return FURTHER.get(question, {})
