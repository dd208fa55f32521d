"""The questions about deadlines, one deadline after the other."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.naive import survival
from tests.naive.clock import helsinki_day, midnight
from tests.naive.clusters import design_effect
from tests.naive.handovers import sent_in_period
from tests.naive.scope import cases, is_open, may_see_rows
from tests.naive.world import DAY, Asked, Row, World, microseconds

PERIODS = ("reflection_period_end", "recovery_period_end")
FORTNIGHT = timedelta(days=14)

Found = tuple[Row, Row]


def everyone(world: World, asked: Asked) -> list[Found]:
    """Deadlines that have begun, each with its case, which passes the filters."""
    return [
        (row, case)
        for case in cases(world, asked)
        for row in world.of_case("deadlines", case["case_id"])
        if _begun(row, asked)
    ]


def counts(world: World, asked: Asked, by: str) -> dict[str, Counter[str]]:
    """Per value of a column: overdue, due_soon, due_later, ended, met_in_time."""
    found: dict[str, Counter[str]] = {}
    for row, case in everyone(world, asked):
        group = found.setdefault(row[by] or "unknown", Counter())
        if is_live(row, case, asked):
            left = days_left(row, asked)
            group["overdue" if left < 0 else "due_soon" if left <= 14 else "due_later"] += 1
        if ended(row, case, asked):
            group["ended"] += 1
            group["met_in_time"] += in_time(row)
    return found


def due_days(world: World, asked: Asked) -> Counter[tuple[str, date]]:
    """Live deadlines per kind and due day, until a fortnight from today."""
    return Counter(
        (row["kind"], row["due_on"])
        for row, case in everyone(world, asked)
        if is_live(row, case, asked) and days_left(row, asked) <= 14
    )


def ending(world: World, asked: Asked) -> list[Found]:
    """Periods of open cases that end within a fortnight."""
    return [
        (row, case)
        for row, case in everyone(world, asked)
        if row["kind"] in PERIODS and is_open(case, asked.as_of) and timedelta(0) <= _ahead(row, asked) <= FORTNIGHT
    ]


def has_step(world: World, asked: Asked, row: Row, case: Row) -> bool:
    """Whether since the period began an application or decision of the case was met, or anything handed over."""
    met = any(
        (row["started_on"] is None or other["met_on"] >= row["started_on"])
        for other in world.of_case("deadlines", case["case_id"])
        if other["kind"] in ("permit_application", "assistance_decision")
        and _begun(other, asked)
        and _met(other, asked)
    )
    begins = case["opened_at"] if row["started_on"] is None else midnight(row["started_on"])
    return met or any(
        begins <= handover["handed_over_at"] <= asked.as_of for handover in world.of_case("handovers", case["case_id"])
    )


def rows(world: World, asked: Asked, found: list[Found]) -> list[dict[str, Any]]:
    """Those of these deadlines whose case rows the asker may see, by due day, case and key."""
    seen = [(row, case) for row, case in found if may_see_rows(world, asked, case)]
    return [
        {
            "case_id": case["case_id"],
            "region": case["region_code"],
            "kind": row["kind"],
            "responsible_agency": row["responsible_agency"] or "unknown",
            "due_day": row["due_on"],
            "days_left": days_left(row, asked),
        }
        for row, case in sorted(seen, key=lambda one: (one[0]["due_on"], one[1]["case_id"], one[0]["deadline_id"]))
    ]


def ending_rows(world: World, asked: Asked) -> list[dict[str, Any]]:
    return rows(world, asked, [one for one in ending(world, asked) if not has_step(world, asked, *one)])


def overdue_rows(world: World, asked: Asked) -> list[dict[str, Any]]:
    late = [one for one in everyone(world, asked) if is_unmet(*one, asked) and days_left(one[0], asked) < 0]
    return rows(world, asked, late)


def referral(world: World, asked: Asked) -> dict[str, Any]:
    sent = [one for one in sent_in_period(world, asked) if one.row["kind"] == "assistance_referral"]
    states = Counter(one.state for one in sent)
    waits = [(Fraction(microseconds(one.delay)), one.answered) for one in sent if one.observed]
    steps = survival.curve(waits, design_effect(sent))
    return {
        "total": len(sent),
        "answered": states["answered"],
        "withdrawn": states["withdrawn"],
        "closed_unanswered": states["closed"],
        "sent_after_closing": states["after_closing"],
        "waiting": states["pending"],
        "median_days": _days(survival.median(steps)),
        "median_interval_days": [_days(edge) for edge in survival.median_interval(steps)],
    }


def referral_curve(world: World, asked: Asked) -> list[dict[str, Any]]:
    """The share answered by each delay (in days), with its band where there is one."""
    sent = [one for one in sent_in_period(world, asked) if one.row["kind"] == "assistance_referral"]
    waits = [(Fraction(microseconds(one.delay)), one.answered) for one in sent if one.observed]
    steps = survival.curve(waits, design_effect(sent))
    waiting = Counter(microseconds(one.delay) for one in sent if one.state == "pending")
    return [
        {
            "days": _days(step.time),
            "answered": float(1 - step.survival),
            "lower": None if step.upper is None else 1 - step.upper,
            "upper": None if step.lower is None else 1 - step.lower,
            "pending": waiting[int(step.time)],
        }
        for step in steps
    ]


def figures(world: World, asked: Asked) -> dict[str, Any]:
    """The figures that rest on these, as the screen has them."""
    soon, kinds = ending(world, asked), counts(world, asked, "kind")
    return {
        "overdue": sum(kind["overdue"] for kind in kinds.values()),
        "due_soon": sum(kind["due_soon"] for kind in kinds.values()),
        "periods": [
            {
                "kind": kind,
                "ending": sum(row["kind"] == kind for row, _ in soon),
                "without_step": sum(
                    row["kind"] == kind and not has_step(world, asked, row, case) for row, case in soon
                ),
            }
            for kind in PERIODS
        ],
        "by_kind": _listed("kind", kinds),
        "by_agency": _listed("responsible_agency", counts(world, asked, "responsible_agency")),
        "due_days": [
            {
                "kind": kind,
                "day": day.isoformat(),
                "days_left": (day - helsinki_day(asked.as_of)) // DAY,
                "deadlines": number,
            }
            for (kind, day), number in sorted(due_days(world, asked).items())
        ],
        "referral": referral(world, asked),
    }


def is_unmet(row: Row, case: Row, asked: Asked) -> bool:
    return is_open(case, asked.as_of) and not _met(row, asked)


def is_live(row: Row, case: Row, asked: Asked) -> bool:
    """Not met, or a period whose last day is not over."""
    lasts = row["kind"] in PERIODS and _ahead(row, asked) >= timedelta(0)
    return is_unmet(row, case, asked) or (lasts and is_open(case, asked.as_of))


def days_left(row: Row, asked: Asked) -> int:
    return _ahead(row, asked) // DAY


def _ahead(row: Row, asked: Asked) -> timedelta:
    ahead: timedelta = row["due_on"] - helsinki_day(asked.as_of)
    return ahead


def _begun(row: Row, asked: Asked) -> bool:
    return row["started_on"] is None or midnight(row["started_on"]) <= asked.as_of


def _met(row: Row, asked: Asked) -> bool:
    return row["met_on"] is not None and midnight(row["met_on"]) <= asked.as_of


def in_time(row: Row) -> bool:
    return row["met_on"] is not None and row["met_on"] <= row["due_on"]


def ended(row: Row, case: Row, asked: Asked) -> bool:
    due = row["due_on"]
    outside = (asked.from_day and due < asked.from_day) or (asked.to_day and due > asked.to_day)
    closed_before = case["closed_at"] is not None and case["closed_at"] < midnight(due)
    return not outside and due < helsinki_day(asked.as_of) and (in_time(row) or not closed_before)


def _listed(group: str, found: dict[str, Counter[str]]) -> list[dict[str, Any]]:
    names = ("overdue", "due_soon", "due_later", "ended", "met_in_time")
    return [
        {
            group: code,
            **{name: counted[name] for name in names},
            "met_share": counted["met_in_time"] / counted["ended"] if counted["ended"] else None,
            "met_share_interval": survival.wilson(counted["met_in_time"], counted["ended"]),
        }
        for code, counted in sorted(found.items())
    ]


def _days(us: Fraction | None) -> float | None:
    return None if us is None else float(us / microseconds(DAY))
