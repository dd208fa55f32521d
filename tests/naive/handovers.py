"""The questions about handovers, one row after the other."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tests.naive.clock import helsinki_day, midnight
from tests.naive.clusters import design_effect
from tests.naive.handover import Seen, seen
from tests.naive.scope import handovers, in_period, may_see_rows
from tests.naive.survival import wilson
from tests.naive.world import DAY, MICROSECOND, Asked, World, microseconds

Group = tuple[Any, ...]
Pair = Mapping[str, str]  # the sector or agency on a side, by the name of the filter: from_sector, to_agency …

COUNTED = (
    *("total", "answered", "withdrawn", "closed_unanswered", "sent_after_closing", "returned"),
    *("pending", "overdue", "due_soon"),
)


def everyone(world: World, asked: Asked, pair: Pair | None = None) -> list[Seen]:
    """Handovers that pass the filters and belong to the pair, as they stand at as-of; their rows know both sectors."""
    found = []
    for row in handovers(world, asked):
        sectors = {f"{side}_sector": world.agency(row[f"{side}_agency"])["sector"] for side in ("from", "to")}
        one = seen(world, {**row, **sectors}, asked.as_of)
        if one and all(one.row[name] == code for name, code in (pair or {}).items()):
            found.append(one)
    return found


def sent_in_period(world: World, asked: Asked, pair: Pair | None = None) -> list[Seen]:
    return [one for one in everyone(world, asked, pair) if in_period(asked, one.row["handed_over_at"])]


def group_of(one: Seen, by: tuple[str, ...]) -> Group:
    values = {**one.row, "region": one.case["region_code"], "county": one.case["county_code"] or "unknown"}
    return tuple(values[name] for name in by)


def period_before(asked: Asked) -> Asked | None:
    """The days just before the period, counted one by one."""
    today = helsinki_day(asked.as_of)
    day, last = asked.from_day, min(asked.to_day or today, today)
    if day is None or day > last:
        return None
    earlier = day - DAY
    while day < last:
        day, earlier = day + DAY, earlier - DAY
    return replace(asked, from_day=earlier, to_day=(asked.from_day or day) - DAY)


def counts(
    world: World, asked: Asked, by: tuple[str, ...] = (), pair: Pair | None = None
) -> dict[Group, dict[str, int]]:
    """What COUNTED names per group in which any was sent in the period or waits."""
    everything = everyone(world, asked, pair)
    groups = {group_of(one, by) for one in everything} if by else {()}
    found = {group: _counts([one for one in everything if group_of(one, by) == group], asked) for group in groups}
    return {group: row for group, row in found.items() if not by or row["total"] or row["pending"]}


def ripened(world: World, asked: Asked, by: tuple[str, ...] = ()) -> dict[Group, dict[str, int]]:
    """Per group and Monday of handovers sent in the period: how many, ripe, in target, not decided, left out."""
    found: dict[Group, Counter[str]] = {}
    for one in sent_in_period(world, asked):
        early = one.observed and not one.ripe
        found.setdefault((*group_of(one, by), monday_of(one.row["handed_over_at"])), Counter()).update(
            handovers=1,
            ripe=one.ripe,
            in_target=one.in_target,
            undecided=early and one.state == "pending",
            left_out=early and one.state != "pending",
        )
    return {group: dict(counted) for group, counted in found.items()}


def queue(world: World, asked: Asked) -> dict[date, int]:
    """Per Monday before as-of: how many waited just before that Monday began."""
    found: Counter[date] = Counter()
    for one in everyone(world, asked):
        monday = monday_of(min(one.row["handed_over_at"], one.case["opened_at"])) + 7 * DAY
        while midnight(monday) <= asked.as_of:
            then = seen(world, one.row, midnight(monday) - MICROSECOND)
            if then and then.state == "pending" and then.case["opened_at"] < midnight(monday):
                found[monday] += 1
            monday += 7 * DAY
    return dict(found)


def complete_weeks(asked: Asked) -> list[date]:
    """Mondays of weeks all of whose days lie in the period and are over at as-of; of the last 104 weeks where the
    period has no beginning.
    """
    today = helsinki_day(asked.as_of)
    last = min(asked.to_day or today, today)
    monday = last - (last.isoweekday() - 1) * DAY
    found, looked_at = list[date](), 0
    while monday >= asked.from_day if asked.from_day else looked_at < 104:
        sunday = monday + 6 * DAY
        if midnight(sunday + DAY) <= asked.as_of and not (asked.to_day and sunday > asked.to_day):
            found.insert(0, monday)
        monday, looked_at = monday - 7 * DAY, looked_at + 1
    return found


def monday_of(moment: datetime) -> date:
    """The Monday of the Helsinki week in which the moment lies."""
    day = helsinki_day(moment)
    return day - (day.isoweekday() - 1) * DAY


def delays(
    world: World, asked: Asked, by: tuple[str, ...] = (), pair: Pair | None = None
) -> Counter[tuple[Group, int, int, bool]]:
    """How many sent in the period per group, delay, target (µs) and whether it was answered."""
    return Counter(
        (group_of(one, by), microseconds(one.delay), microseconds(one.target), one.answered)
        for one in sent_in_period(world, asked, pair)
        if one.observed
    )


def unanswered(world: World, asked: Asked, state: str) -> Counter[int]:
    """How many sent in the period are in this state, per delay (µs)."""
    return Counter(microseconds(one.delay) for one in sent_in_period(world, asked) if one.state == state)


def weeks(world: World, asked: Asked) -> list[dict[str, Any]]:
    """The weeks of the period, one day after the other."""
    sent = sent_in_period(world, asked)
    effect = design_effect(sent)
    return [
        _week(days, [one for one in sent if helsinki_day(one.row["handed_over_at"]) in days], asked, effect)
        for days in _weeks(asked)
    ]


def waiting_ages(world: World, asked: Asked, pair: Pair | None = None) -> Counter[tuple[str, str, int, bool, bool]]:
    """Pending handovers per receiver's sector, receiver, whole days waited (at most 42), whether past due, and whether
    with a due day of their own.
    """
    found: Counter[tuple[str, str, int, bool, bool]] = Counter()
    for one in everyone(world, asked, pair):
        if one.state == "pending":
            days = max(day for day in range(43) if day * DAY <= one.delay)
            late = one.due_day < helsinki_day(asked.as_of)
            own = one.row["due_at"] is not None
            found[one.row["to_sector"], one.row["to_agency"], days, late, own] += 1
    return found


def returned_by_reason(world: World, asked: Asked, pair: Pair | None = None) -> Counter[str]:
    sent = sent_in_period(world, asked, pair)
    return Counter(one.row["response_reason"] or "unknown" for one in sent if one.returned)


def waiting(world: World, asked: Asked, pair: Pair | None = None) -> list[Seen]:
    """Pending handovers that the asker may see, the longest wait first, then by key."""
    pending = [one for one in everyone(world, asked, pair) if one.state == "pending"]
    found = [one for one in pending if may_see_rows(world, asked, one.case)]
    return sorted(found, key=lambda one: (-one.delay, one.row["handover_id"]))


def overdue(one: Seen, today: date) -> bool:
    return one.state == "pending" and one.due_day < today


def _counts(everything: list[Seen], asked: Asked) -> dict[str, int]:
    today = helsinki_day(asked.as_of)
    sent = [one for one in everything if in_period(asked, one.row["handed_over_at"])]
    states = Counter(one.state for one in sent)
    pending = [one for one in everything if one.state == "pending"]
    return {
        "total": len(sent),
        "answered": states["answered"],
        "withdrawn": states["withdrawn"],
        "closed_unanswered": states["closed"],
        "sent_after_closing": states["after_closing"],
        "returned": sum(one.returned for one in sent),
        "pending": len(pending),
        "overdue": sum(overdue(one, today) for one in pending),
        "due_soon": sum(0 <= (one.due_day - today) // DAY <= 7 for one in pending),
    }


def _week(days: list[date], sent: list[Seen], asked: Asked, effect: float) -> dict[str, Any]:
    early = [one.state for one in sent if one.observed and not one.ripe]
    ready = midnight(days[-1] + DAY) <= asked.as_of and "pending" not in early
    ripe, in_target = sum(one.ripe for one in sent), sum(one.in_target for one in sent)
    return {
        "week": days[0].isoformat(),
        "handovers": len(sent),
        "ripe": ripe if ready else None,
        "answered_in_target": in_target if ready else None,
        "left_out": len(early) if ready else None,
        "share": in_target / ripe if ready and ripe else None,
        "share_interval": wilson(in_target, ripe, effect) if ready else [None, None],
        "state": "ready" if ready else "not_yet",
    }


def _weeks(asked: Asked) -> Iterable[list[date]]:
    """All seven days of each week that has a day in the period; of the last 104 where the period has no beginning."""
    today = helsinki_day(asked.as_of)
    last = min(asked.to_day or today, today)
    weeks: list[list[date]] = []
    day = last - (last.isoweekday() - 1) * DAY
    while (asked.from_day is None and len(weeks) < 104) or (asked.from_day and day + 6 * DAY >= asked.from_day):
        weeks.append([day + number * DAY for number in range(7)])
        day -= 7 * DAY
    return reversed(weeks) if asked.from_day is None or asked.from_day <= last else []
