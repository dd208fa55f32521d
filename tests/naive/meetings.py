"""What a meeting asks, one row after the other: what happened since a moment, and how single things stand."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.naive import deadlines
from tests.naive.clock import helsinki_day, midnight
from tests.naive.handover import Seen, seen
from tests.naive.handovers import everyone, overdue
from tests.naive.scope import cases, is_open, may_see_rows
from tests.naive.world import Asked, Row, World, by


def since(world: World, asked: Asked, moment: datetime) -> dict[str, int]:
    """The counts of the first item of the agenda that rest on moments; the period of what is asked does not matter."""
    asked = replace(asked, from_day=None, to_day=None)
    now, then = everyone(world, asked), everyone(world, replace(asked, as_of=moment))
    late = {one.row["handover_id"] for one in now if overdue(one, helsinki_day(asked.as_of))}
    were_late = {one.row["handover_id"] for one in then if overdue(one, helsinki_day(moment))}
    answers = [one for one in now if one.answered and one.row["responded_at"] > moment]
    there = cases(world, asked)
    due = [row for row, case in deadlines.everyone(world, asked) if is_due_within_a_week(row, case, asked)]
    return {
        "opened": sum(case["opened_at"] > moment for case in there),
        "closed": sum(by(case["closed_at"], asked.as_of) and case["closed_at"] > moment for case in there),
        "open": sum(is_open(case, asked.as_of) for case in there),
        "open_then": sum(is_open(case, moment) for case in cases(world, replace(asked, as_of=moment))),
        "answered": len(answers),
        "returned": sum(one.returned for one in answers),
        "pending": sum(one.state == "pending" for one in now),
        "pending_then": sum(one.state == "pending" for one in then),
        "overdue": len(late),
        "overdue_then": len(were_late),
        "newly_overdue": len(late - were_late),
        "due": len(due),
        "without_responsible_agency": sum(row["responsible_agency"] in (None, "unknown") for row in due),
    }


def is_due_within_a_week(row: Row, case: Row, asked: Asked) -> bool:
    return deadlines.is_live(row, case, asked) and 0 <= deadlines.days_left(row, asked) <= 7


def waiting(
    world: World, asked: Asked, key: Callable[[Seen], tuple[str, ...]]
) -> dict[tuple[str, ...], tuple[int, int, int]]:
    """Handovers that wait per key: all, past due, and due on the as-of day or one of the seven after it."""
    pending = [one for one in everyone(world, asked) if one.state == "pending"]
    return {
        group: _waiting((one for one in pending if key(one) == group), asked) for group in {key(one) for one in pending}
    }


def deadlines_left(world: World, asked: Asked) -> list[str]:
    """Keys of unmet deadlines overdue or due within a fortnight whose case the asker may see, by day and key."""
    left = [
        row
        for row, case in deadlines.everyone(world, asked)
        if deadlines.is_unmet(row, case, asked)
        and deadlines.days_left(row, asked) <= 14
        and may_see_rows(world, asked, case)
    ]
    return [row["deadline_id"] for row in sorted(left, key=lambda row: (row["due_on"], row["deadline_id"]))]


def handover(world: World, asked: Asked, key: str) -> str | None:
    """How a handover stands: pending, answered, withdrawn, closed; None where there is none, or none to be seen."""
    for row in world.tables["handovers"]:
        if row["handover_id"] == key and may_see_rows(world, asked, world.case(row["case_id"])):
            found = seen(world, row, asked.as_of)
            return found.state if found else None
    return None


def deadline(world: World, asked: Asked, key: str) -> str | None:
    """How a deadline stands: met, open, closed; None where there is none, or none to be seen."""
    for row in world.tables["deadlines"]:
        case = world.case(row["case_id"])
        if row["deadline_id"] != key or case["opened_at"] > asked.as_of or not may_see_rows(world, asked, case):
            continue
        if row["met_on"] is not None and midnight(row["met_on"]) <= asked.as_of:
            return "met"
        return "open" if is_open(case, asked.as_of) else "closed"
    return None


def sums(rows: Iterable[Mapping[str, Any]], group: str) -> dict[str, Counter[str]]:
    """The counts in rows, per value of one column."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row[group], Counter()).update({name: n for name, n in row.items() if isinstance(n, int)})
    return found


def _waiting(pending: Iterable[Seen], asked: Asked) -> tuple[int, int, int]:
    left = [(one.due_day - helsinki_day(asked.as_of)).days for one in pending]
    return len(left), sum(days < 0 for days in left), sum(0 <= days <= 7 for days in left)
