"""One case row by row, for whoever may see it."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from tests.naive.clock import helsinki_day, midnight
from tests.naive.handover import Seen, seen
from tests.naive.scope import agencies_of, may_see_rows
from tests.naive.world import DAY, Asked, Row, World, by, in_days


def about(world: World, asked: Asked, case_id: str) -> dict[str, Any] | None:
    """What is known of the case at as-of; None where it is not there yet, or not to be seen."""
    found = [case for case in world.tables["cases"] if case["case_id"] == case_id and case["opened_at"] <= asked.as_of]
    if not found or not may_see_rows(world, asked, found[0]):
        return None
    [case] = found
    closed = case["closed_at"] if by(case["closed_at"], asked.as_of) else None
    until = closed or asked.as_of
    pauses = [row for row in world.of_case("pauses", case_id) if row["started_at"] <= asked.as_of]
    return {
        "case_id": case_id,
        "closed_at": closed,
        "closed_reason": closed and (case["closed_reason"] or "unknown"),
        "responsible_agency": case["responsible_agency"] or "unknown",
        "age_days": in_days(until - case["opened_at"]),
        "paused_days": in_days(_paused(pauses, case["opened_at"], until)),
        "paused_now": closed is None and any(not by(row["ended_at"], asked.as_of) for row in pauses),
        "involvements": _joined(world, case, asked),
        "handovers": _handovers(world, case, asked),
        "deadlines": _deadlines(world, case, closed, asked),
        "pauses": sorted((row["reason"], row["started_at"]) for row in pauses),
    }


def _paused(pauses: list[Row], opened: datetime, until: datetime) -> timedelta:
    edges = {opened, until, *(row[name] for row in pauses for name in ("started_at", "ended_at") if row[name])}
    between = sorted(edge for edge in edges if opened <= edge <= until)
    runs = [(row["started_at"], row["ended_at"] or until) for row in pauses]
    return sum((b - a for a, b in pairwise(between) if any(s <= a and b <= e for s, e in runs)), timedelta(0))


def _joined(world: World, case: Row, asked: Asked) -> list[tuple[datetime, str]]:
    rows = list(world.of_case("involvements", case["case_id"]))
    first = {
        agency: min(row["started_at"] for row in rows if row["agency_code"] == agency)
        for agency in agencies_of(world, case, asked.as_of)
    }
    return sorted((started, agency) for agency, started in first.items())


def _handovers(world: World, case: Row, asked: Asked) -> list[dict[str, Any]]:
    every = [found for row in world.of_case("handovers", case["case_id"]) if (found := seen(world, row, asked.as_of))]
    ordered = sorted(every, key=lambda one: (one.row["handed_over_at"], one.row["handover_id"]))
    return [_handover(one, asked) for one in ordered]


def _handover(one: Seen, asked: Asked) -> dict[str, Any]:
    left = (one.due_day - helsinki_day(asked.as_of)) // DAY if one.state == "pending" else None
    return {
        "handover_id": one.row["handover_id"],
        "state": one.state,
        "returned": one.returned,
        "waited_days": in_days(one.delay),
        "target_days": in_days(one.target),
        "days_until_due": left,
        "overdue": left is not None and left < 0,
    }


def _deadlines(world: World, case: Row, closed: datetime | None, asked: Asked) -> list[tuple[str, str]]:
    rows = [
        row
        for row in world.of_case("deadlines", case["case_id"])
        if row["started_on"] is None or midnight(row["started_on"]) <= asked.as_of
    ]
    ordered = sorted(rows, key=lambda row: (row["due_on"], row["deadline_id"]))
    return [(row["deadline_id"], _state(row, closed, asked)) for row in ordered]


def _state(row: Row, closed: datetime | None, asked: Asked) -> str:
    if row["met_on"] is not None and midnight(row["met_on"]) <= asked.as_of:
        return "met" if row["met_on"] <= row["due_on"] else "met_late"
    if closed:
        return "left"
    return "overdue" if row["due_on"] < helsinki_day(asked.as_of) else "ahead"
