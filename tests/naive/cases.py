"""The questions about open cases, one case after the other."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

from tests.naive.clock import helsinki_day, midnight
from tests.naive.handover import seen
from tests.naive.scope import cases, in_period, is_open, may_see_rows, open_in_period
from tests.naive.world import DAY, Asked, Row, World, by, microseconds


def counts(world: World, asked: Asked) -> dict[str, int]:
    found = cases(world, asked)
    still_open = [case for case in found if is_open(case, asked.as_of)]
    return {
        "in_scope": sum(open_in_period(asked, case) for case in found),
        "open": len(still_open),
        "opened": sum(in_period(asked, case["opened_at"]) for case in found),
        "closed": sum(in_period(asked, case["closed_at"]) for case in found),
        "without_next_step": sum(not _has_next_step(world, case, asked.as_of) for case in still_open),
        "without_responsible_agency": sum(case["responsible_agency"] is None for case in still_open),
    }


def by_region(world: World, asked: Asked) -> dict[str, tuple[int, int]]:
    """Open and opened per region that has any case."""
    found = cases(world, asked)
    return {
        region: (
            sum(is_open(case, asked.as_of) for case in found if case["region_code"] == region),
            sum(in_period(asked, case["opened_at"]) for case in found if case["region_code"] == region),
        )
        for region in {case["region_code"] for case in found}
    }


def age_bands(world: World, asked: Asked, edges: tuple[int, ...]) -> Counter[int]:
    """Open cases per band: the last band whose lower edge their age reaches."""
    found: Counter[int] = Counter()
    for case in cases(world, asked):
        age = asked.as_of - case["opened_at"]
        reached = [band for band, days in enumerate(edges) if days * DAY <= age]
        if is_open(case, asked.as_of) and reached:
            found[reached[-1]] += 1
    return found


def closed_by_reason(world: World, asked: Asked) -> Counter[str]:
    closed = [case for case in cases(world, asked) if in_period(asked, case["closed_at"])]
    return Counter(case["closed_reason"] or "unknown" for case in closed)


def open_rows(world: World, asked: Asked) -> list[tuple[str, str, datetime, int, int]]:
    """case_id, region, opened_at, age and paused time (µs), the oldest first."""
    found = [
        (
            case["case_id"],
            case["region_code"],
            case["opened_at"],
            microseconds(asked.as_of - case["opened_at"]),
            microseconds(_paused(world, case, asked.as_of)),
        )
        for case in cases(world, asked)
        if is_open(case, asked.as_of) and may_see_rows(world, asked, case)
    ]
    return sorted(found, key=lambda row: (row[2], row[0]))


def _has_next_step(world: World, case: Row, as_of: datetime) -> bool:
    waits = any(
        (found := seen(world, row, as_of)) and found.state == "pending"
        for row in world.of_case("handovers", case["case_id"])
    )
    return waits or any(_is_ahead(row, as_of) for row in world.of_case("deadlines", case["case_id"]))


def _is_ahead(deadline: Row, as_of: datetime) -> bool:
    begun = deadline["started_on"] is None or midnight(deadline["started_on"]) <= as_of
    met = deadline["met_on"] is not None and midnight(deadline["met_on"]) <= as_of
    return begun and not met and deadline["due_on"] >= helsinki_day(as_of)


def _paused(world: World, case: Row, as_of: datetime) -> timedelta:
    """Elapsed time since opening in which any pause ran, edge to edge."""
    pauses = [
        (row["started_at"], row["ended_at"] if by(row["ended_at"], as_of) else as_of)
        for row in world.of_case("pauses", case["case_id"])
        if row["started_at"] <= as_of
    ]
    edges = sorted({case["opened_at"], as_of, *(max(edge, case["opened_at"]) for pause in pauses for edge in pause)})
    return sum(
        (end - start for start, end in pairwise(edges) if any(a <= start and end <= b for a, b in pauses)), timedelta(0)
    )
