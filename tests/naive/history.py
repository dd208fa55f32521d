"""The case database as it stood at a moment, as far as its rows tell."""

from datetime import date, datetime
from typing import Any

from tests.naive.clock import midnight
from tests.naive.world import Row, Tables

_BEGINS = {
    "cases": "opened_at",
    "involvements": "started_at",
    "handovers": "handed_over_at",
    "deadlines": "started_on",
    "pauses": "started_at",
}
# what ends a row, and what is only known with its end
_ENDS: dict[str, dict[str, tuple[str, ...]]] = {
    "cases": {"closed_at": ("closed_reason",)},
    "involvements": {"ended_at": ()},
    "handovers": {"responded_at": ("response", "response_reason")},
    "deadlines": {"met_on": ()},
    "pauses": {"ended_at": ()},
}


def cut_off(tables: Tables, moment: datetime) -> Tables:
    """Rows that begin later are gone, with all rows of such cases; what ended or was answered later has not been.

    Attributes without a time stay as they are today.
    """
    begun = {
        name: [
            _unended(row, moment, _ENDS.get(name, {}))
            for row in rows
            if not _later(row.get(_BEGINS.get(name, "")), moment)
        ]
        for name, rows in tables.items()
    }
    known = {case["case_id"] for case in begun["cases"]}
    return {name: [row for row in rows if row.get("case_id") in {None, *known}] for name, rows in begun.items()}


def _unended(row: Row, moment: datetime, ends: dict[str, tuple[str, ...]]) -> Row:
    unknown = {name: None for end, with_it in ends.items() if _later(row[end], moment) for name in (end, *with_it)}
    return {**row, **unknown}


def _later(value: Any, moment: datetime) -> bool:
    """A day counts from its midnight in Helsinki."""
    if isinstance(value, datetime):
        return value > moment
    return isinstance(value, date) and midnight(value) > moment
