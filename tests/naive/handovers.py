"""The questions about handovers, one row after the other."""

from collections import Counter
from datetime import date

from tests.naive.clock import helsinki_day
from tests.naive.handover import Seen, seen
from tests.naive.scope import handovers, in_period, may_see_rows
from tests.naive.world import DAY, Asked, World, microseconds

Group = tuple[str, ...]

COUNTED = ("total", "answered", "withdrawn", "closed_unanswered", "returned", "pending", "overdue", "due_soon")


def everyone(world: World, asked: Asked) -> list[Seen]:
    """Handovers that pass the filters, as they stand at as-of."""
    return [found for row in handovers(world, asked) if (found := seen(world, row, asked.as_of))]


def sent_in_period(world: World, asked: Asked) -> list[Seen]:
    return [one for one in everyone(world, asked) if in_period(asked, one.row["handed_over_at"])]


def group_of(one: Seen, by: tuple[str, ...]) -> Group:
    values = {**one.row, "region": one.case["region_code"]}
    return tuple(values[name] for name in by)


def counts(world: World, asked: Asked, by: tuple[str, ...] = ()) -> dict[Group, dict[str, int | None]]:
    """What COUNTED names per group, and the smallest and largest target of those sent in the period (µs)."""
    everything = everyone(world, asked)
    groups = {group_of(one, by) for one in everything} if by else {()}
    return {group: _counts([one for one in everything if group_of(one, by) == group], asked) for group in groups}


def delays(world: World, asked: Asked, by: tuple[str, ...] = ()) -> Counter[tuple[Group, int, int, bool]]:
    """How many sent in the period per group, delay, target (µs) and whether it was answered."""
    return Counter(
        (group_of(one, by), microseconds(one.delay), microseconds(one.target), one.answered)
        for one in sent_in_period(world, asked)
    )


def returned_by_reason(world: World, asked: Asked) -> Counter[str]:
    return Counter(one.row["response_reason"] or "unknown" for one in sent_in_period(world, asked) if one.returned)


def waiting(world: World, asked: Asked) -> list[Seen]:
    """Pending handovers that the asker may see, the longest wait first, then by key."""
    found = [one for one in everyone(world, asked) if one.state == "pending" and may_see_rows(world, asked, one.case)]
    return sorted(found, key=lambda one: (-one.delay, one.row["handover_id"]))


def overdue(one: Seen, today: date) -> bool:
    return one.state == "pending" and one.due_day < today


def _counts(everything: list[Seen], asked: Asked) -> dict[str, int | None]:
    today = helsinki_day(asked.as_of)
    sent = [one for one in everything if in_period(asked, one.row["handed_over_at"])]
    states = Counter(one.state for one in sent)
    targets = [microseconds(one.target) for one in sent]
    pending = [one for one in everything if one.state == "pending"]
    return {
        "total": len(sent),
        "answered": states["answered"],
        "withdrawn": states["withdrawn"],
        "closed_unanswered": states["closed"],
        "returned": sum(one.returned for one in sent),
        "pending": len(pending),
        "overdue": sum(overdue(one, today) for one in pending),
        "due_soon": sum(0 <= (one.due_day - today) // DAY <= 7 for one in pending),
        "target_min": min(targets, default=None),
        "target_max": max(targets, default=None),
    }
