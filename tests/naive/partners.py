"""The questions about missing partners and the figures that rest on them, one case after the other."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import median
from typing import Any

from config.partner_rules import PartnerRule
from tests.naive import survival
from tests.naive.scope import cases, in_period, is_open, may_see_rows
from tests.naive.world import DAY, Asked, Row, World, by, in_days, microseconds

Wait = tuple[timedelta, bool]


def judged(world: World, asked: Asked, rule: PartnerRule) -> list[tuple[Row, str]]:
    """Open cases that the rule concerns and whose days are over, each with what it is: served, missing, left_out."""
    return [
        (case, _state(world, asked, rule, case))
        for case in cases(world, asked)
        if is_open(case, asked.as_of)
        and concerns(world, asked, rule, case)
        and asked.as_of - case["opened_at"] >= rule.after_days * DAY
    ]


def concerns(world: World, asked: Asked, rule: PartnerRule, case: Row) -> bool:
    chosen = (
        (rule.age_groups, case["victim_age_group"]),
        (rule.investigation_phases, case["investigation_phase"] or "unknown"),
        (rule.offences, case["offence"] or "unknown"),
    )
    if any(codes and code not in codes for codes, code in chosen):
        return False
    reasons = {
        pause["reason"] for pause in world.of_case("pauses", case["case_id"]) if pause["started_at"] <= asked.as_of
    }
    return rule.pause_reason is None or rule.pause_reason in reasons


def counts(world: World, asked: Asked, rule: PartnerRule) -> dict[str, Any]:
    """of, missing, left_out, and the median and longest age of those missing as whole or half microseconds."""
    found = judged(world, asked, rule)
    ages = [microseconds(asked.as_of - case["opened_at"]) for case, state in found if state == "missing"]
    return {
        **_counted([state for _, state in found]),
        "median_age": median([Fraction(age) for age in ages]) if ages else None,
        "longest_age": max(ages, default=None),
    }


def by_region(world: World, asked: Asked, rule: PartnerRule) -> dict[str, dict[str, int]]:
    found = judged(world, asked, rule)
    regions = sorted({case["region_code"] for case, _ in found})
    return {region: _counted([state for case, state in found if case["region_code"] == region]) for region in regions}


def missing_rows(world: World, asked: Asked, rule: PartnerRule) -> list[dict[str, Any]]:
    """Cases without the partner that the grant shows, the oldest first, with their days since opening."""
    lacking = [case for case, state in judged(world, asked, rule) if state == "missing"]
    return [
        {
            "rule": rule.code,
            "case_id": case["case_id"],
            "region": case["region_code"],
            "responsible_agency": case["responsible_agency"] or "unknown",
            "days": in_days(asked.as_of - case["opened_at"]),
        }
        for case in sorted(lacking, key=lambda case: (case["opened_at"], case["case_id"]))
        if may_see_rows(world, asked, case)
    ]


def joined(world: World, asked: Asked, rule: PartnerRule) -> list[tuple[timedelta, str]]:
    """For each case opened in the period that the rule concerns (of a rule on a pause: whose first such pause began in
    it): how long until the sector joined (answered), the case closed, or one stopped looking (pending).
    """
    found = []
    for case in cases(world, asked):
        began = _beginning(world, rule, case)
        if began is not None and in_period(asked, began) and concerns(world, asked, rule, case):
            closed = by(case["closed_at"], asked.as_of)
            ends = case["closed_at"] if closed else asked.as_of
            came = [start for start in _starts(world, case, rule) if start <= ends]
            state = "answered" if came else "closed" if closed else "pending"
            found.append((max((min(came) if came else ends) - began, timedelta(0)), state))
    return found


def _beginning(world: World, rule: PartnerRule, case: Row) -> datetime | None:
    if not rule.pause_reason:
        return case["opened_at"]  # type: ignore[no-any-return]
    pauses = [row for row in world.of_case("pauses", case["case_id"]) if row["reason"] == rule.pause_reason]
    return max(min(row["started_at"] for row in pauses), case["opened_at"]) if pauses else None


def reached(world: World, asked: Asked, rule: PartnerRule) -> dict[str, Any]:
    ends = [(Fraction(microseconds(wait)), state) for wait, state in joined(world, asked, rule)]
    limit = Fraction(microseconds(14 * DAY))
    share, interval = survival.incidence(ends, limit) if ends else (None, [None, None])
    return {
        "rule": rule.code,
        "cases": len(ends),
        "share": share,
        "interval": interval,
        "beyond_last_observation": limit > max(end for end, _ in ends) if ends else None,
    }


def figures(world: World, asked: Asked, rules: Sequence[PartnerRule]) -> list[dict[str, Any]]:
    found = []
    for rule in rules:
        counted = counts(world, asked, rule)
        middle, longest = counted.pop("median_age"), counted.pop("longest_age")
        found.append(
            {
                "rule": rule.code,
                "strength": rule.strength,
                "basis": rule.basis,
                "after_days": rule.after_days,
                **counted,
                "median_days": None if middle is None else float(middle / microseconds(DAY)),
                "longest_days": None if longest is None else float(Fraction(longest, microseconds(DAY))),
                "by_region": [
                    {"region": region, **numbers} for region, numbers in by_region(world, asked, rule).items()
                ],
            }
        )
    return found


def _state(world: World, asked: Asked, rule: PartnerRule, case: Row) -> str:
    pauses = world.of_case("pauses", case["case_id"])
    paused = [
        pause["reason"]
        for pause in pauses
        if pause["started_at"] <= asked.as_of and not by(pause["ended_at"], asked.as_of)
    ]
    if rule.not_while in paused:
        return "left_out"
    return "served" if any(start <= asked.as_of for start in _starts(world, case, rule)) else "missing"


def _starts(world: World, case: Row, rule: PartnerRule) -> list[datetime]:
    rows = world.of_case("involvements", case["case_id"])
    return [row["started_at"] for row in rows if world.agency(row["agency_code"])["sector"] in rule.sectors]


def _counted(states: Sequence[str]) -> dict[str, int]:
    missing, left_out = states.count("missing"), states.count("left_out")
    return {"of": len(states) - left_out, "missing": missing, "left_out": left_out}
