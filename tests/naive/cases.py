"""The questions about open cases, one case after the other."""

from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.naive.clock import helsinki_day, midnight
from tests.naive.handover import seen
from tests.naive.scope import agencies_of, cases, in_period, is_open, may_see_rows, open_in_period
from tests.naive.world import DAY, Asked, Row, World, by, microseconds


def counts(world: World, asked: Asked) -> dict[str, int]:
    found = cases(world, asked)
    still_open = [case for case in found if is_open(case, asked.as_of)]
    return {
        "in_scope": sum(open_in_period(asked, case) for case in found),
        "open": len(still_open),
        "opened": sum(in_period(asked, case["opened_at"]) for case in found),
        "closed": sum(in_period(asked, case["closed_at"]) for case in found),
        "without_next_step": sum(not has_next_step(world, case, asked.as_of) for case in still_open),
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


def by_county(world: World, asked: Asked) -> dict[str, tuple[int, int]]:
    """Open and opened per county that has any case."""
    found: dict[str, tuple[int, int]] = {}
    for case in cases(world, asked):
        county = case["county_code"] or "unknown"
        is_open_now, opened = found.get(county, (0, 0))
        opened_now = in_period(asked, case["opened_at"])
        found[county] = (is_open_now + is_open(case, asked.as_of), opened + opened_now)
    return found


def by_agency(world: World, asked: Asked) -> Counter[tuple[str, str]]:
    """Open cases per agency with its sector."""
    return Counter(
        (agency, world.agency(agency)["sector"])
        for case in cases(world, asked)
        if is_open(case, asked.as_of)
        for agency in agencies_of(world, case, asked.as_of)
    )


def flow(world: World, asked: Asked, by: tuple[str, ...] = ()) -> Counter[tuple[Any, ...]]:
    """How many cases opened, or closed, before the end of the period, per group, Monday of the week (none: before the
    period) and which of the two.
    """
    found: Counter[tuple[Any, ...]] = Counter()
    for case in cases(world, asked):
        group = tuple(case[f"{name}_code"] or "unknown" for name in by)
        for name in ("opened_at", "closed_at"):
            moment = case[name]
            if moment and moment <= asked.as_of and not (asked.to_day and helsinki_day(moment) > asked.to_day):
                earlier = asked.from_day and helsinki_day(moment) < asked.from_day
                found[(*group, None if earlier else monday_of(helsinki_day(moment)), name)] += 1
    return found


def monday_of(day: date) -> date:
    return day - (day.isoweekday() - 1) * DAY


def age_summary(world: World, asked: Asked) -> tuple[int, int, Fraction | None, Fraction | None]:
    """Open cases, those in which a pause runs, their median age and mean paused time (µs)."""
    still_open = [case for case in cases(world, asked) if is_open(case, asked.as_of)]
    running = sum(any(runs(row, asked.as_of) for row in world.of_case("pauses", c["case_id"])) for c in still_open)
    if not still_open:
        return 0, 0, None, None
    ages = sorted(microseconds(asked.as_of - case["opened_at"]) for case in still_open)
    middle = Fraction(ages[(len(ages) - 1) // 2] + ages[len(ages) // 2], 2)
    paused = sum(microseconds(_paused(world, case, asked.as_of)) for case in still_open)
    return len(still_open), running, middle, Fraction(paused, len(still_open))


def weeks(world: World, asked: Asked) -> list[dict[str, Any]]:
    """The weeks of the period day by day: a week is the days of one number of the calendar."""
    found = cases(world, asked)
    return [
        {
            "starts_on": days[0].isoformat(),
            "opened": (opened := sum(_on(case["opened_at"], days, asked.as_of) for case in found)),
            "closed": (closed := sum(_on(case["closed_at"], days, asked.as_of) for case in found)),
            "net_change": opened - closed,
            "open": sum(is_open(case, min(_end(days[-1]), asked.as_of)) for case in found),
            "complete": len(days) == 7 and _end(days[-1]) <= asked.as_of,
        }
        for days in _weeks(asked)
    ]


def figures(world: World, asked: Asked) -> dict[str, Any]:
    """The figures that rest on these, as the screen has them."""
    _, running, age, paused = age_summary(world, asked)
    counties, agencies = sorted(by_county(world, asked).items()), sorted(by_agency(world, asked).items())
    return {
        "median_age_days": _days(age),
        "paused_now": running,
        "paused_days_mean": _days(paused),
        "by_county": [{"county": code, "open": still, "opened": opened} for code, (still, opened) in counties],
        "by_agency": [{"agency": code, "sector": sector, "open": still} for (code, sector), still in agencies],
        "weeks": weeks(world, asked),
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


def open_rows(world: World, asked: Asked) -> list[tuple[str, str, str, datetime, int, int]]:
    """case_id, region, responsible_agency, opened_at, age and paused time (µs), the oldest first."""
    found = [
        (
            case["case_id"],
            case["region_code"],
            case["responsible_agency"] or "unknown",
            case["opened_at"],
            microseconds(asked.as_of - case["opened_at"]),
            microseconds(_paused(world, case, asked.as_of)),
        )
        for case in cases(world, asked)
        if is_open(case, asked.as_of) and may_see_rows(world, asked, case)
    ]
    return sorted(found, key=lambda row: (row[3], row[0]))


def has_next_step(world: World, case: Row, as_of: datetime) -> bool:
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


def runs(pause: Row, as_of: datetime) -> bool:
    return pause["started_at"] <= as_of and not by(pause["ended_at"], as_of)


def _weeks(asked: Asked) -> list[list[date]]:
    """The days of the period, those of one week together; of the last 104 weeks where it has no beginning."""
    today = helsinki_day(asked.as_of)
    day, mondays = min(asked.to_day or today, today), 0
    days: list[date] = []
    while (day >= asked.from_day) if asked.from_day else mondays < 104:
        days.insert(0, day)
        mondays += day.isoweekday() == 1
        day -= DAY
    weeks: dict[tuple[int, int], list[date]] = {}
    for each in days:
        weeks.setdefault(each.isocalendar()[:2], []).append(each)
    return list(weeks.values())


def _on(moment: datetime | None, days: list[date], as_of: datetime) -> bool:
    return moment is not None and moment <= as_of and helsinki_day(moment) in days


def _end(day: date) -> datetime:
    """The last microsecond of the day."""
    return midnight(day + DAY) - timedelta(microseconds=1)


def _days(us: Fraction | None) -> float | None:
    return None if us is None else float(us / microseconds(DAY))
