"""The questions about cross-agency involvement and the figures that rest on them, one case after the other."""

from collections import Counter
from itertools import combinations, combinations_with_replacement
from typing import Any

from tests.naive.scope import agencies_of, cases, in_period, open_in_period
from tests.naive.survival import wilson
from tests.naive.world import DAY, Asked, Row, World

Group = tuple[str, ...]
PLACES = {"region": "region_code", "county": "county_code"}
NINETY_DAYS = 90 * DAY


def in_scope(world: World, asked: Asked) -> list[Row]:
    return [case for case in cases(world, asked) if open_in_period(asked, case)]


def per_case(world: World, asked: Asked, by: tuple[str, ...] = (), early: bool = False) -> dict[Group, dict[str, int]]:
    """Per group: cases, agencies and ministries (summed), two_plus, three_plus, together.

    `early`: of cases opened in the period and at least 90 days old, what they had 90 days after opening.
    """
    groups: dict[Group, Counter[str]] = {} if by else {(): Counter()}
    opened = [case for case in cases(world, asked) if in_period(asked, case["opened_at"])]
    for case in opened if early else in_scope(world, asked):
        if early and asked.as_of - case["opened_at"] < NINETY_DAYS:
            continue
        group = groups.setdefault(tuple(case[PLACES[place]] or "unknown" for place in by), Counter())
        until = case["opened_at"] + NINETY_DAYS if early else asked.as_of
        group.update(_numbers(world, agencies_of(world, case, until)))
    names = ("cases", "agencies", "ministries", "two_plus", "three_plus", "together")
    return {group: {name: numbers[name] for name in names} for group, numbers in groups.items()}


def joint(world: World, asked: Asked) -> Counter[tuple[str, str]]:
    """Cases in scope per pair of agencies, in order of code."""
    return Counter(
        pair
        for case in in_scope(world, asked)
        for pair in combinations(sorted(agencies_of(world, case, asked.as_of)), 2)
    )


def alone(world: World, asked: Asked) -> Counter[str]:
    """Cases in scope per agency."""
    return Counter(agency for case in in_scope(world, asked) for agency in agencies_of(world, case, asked.as_of))


def joint_sectors(world: World, asked: Asked) -> Counter[tuple[str, str]]:
    """Cases in scope per pair of sectors, in order of code, each sector with itself too."""
    found: Counter[tuple[str, str]] = Counter()
    for case in in_scope(world, asked):
        sectors = {world.agency(agency)["sector"] for agency in agencies_of(world, case, asked.as_of)}
        found.update(combinations_with_replacement(sorted(sectors), 2))
    return found


def distribution(world: World, asked: Asked) -> Counter[int]:
    """Cases in scope per number of agencies; 5 stands for more too."""
    return Counter(min(len(agencies_of(world, case, asked.as_of)), 5) for case in in_scope(world, asked))


def figures(world: World, asked: Asked, reached: list[dict[str, Any]]) -> dict[str, Any]:
    """All figures of involvement; `reached` is what tests.naive.partners gives of the rules in use."""
    numbers = per_case(world, asked)[()]
    cases = numbers["cases"]
    agencies, numbered = sorted(alone(world, asked).items()), distribution(world, asked)
    return {
        **shares(numbers),
        "joint": _pairs(joint(world, asked), cases),
        "agencies_alone": [
            {
                "agency": code,
                "sector": world.agency(code)["sector"],
                "cases": number,
                "share": number / cases,
                "interval": wilson(number, cases),
            }
            for code, number in agencies
        ],
        "sector_pairs": _pairs(joint_sectors(world, asked), cases),
        "distribution": [{"agencies": n, "cases": numbered[n]} for n in range(6)],
        "within_90_days": within_90_days(world, asked),
        "reached_14_days": reached,
    }


def within_90_days(world: World, asked: Asked) -> dict[str, Any]:
    return {
        **_early_shares(per_case(world, asked, early=True)[()]),
        **{
            f"by_{place}": [
                {place: code, **_early_shares(numbers)}
                for (code,), numbers in sorted(per_case(world, asked, (place,), early=True).items())
            ]
            for place in PLACES
        },
    }


def shares(numbers: dict[str, int]) -> dict[str, Any]:
    names = {
        "agencies_per_case_mean": "agencies",
        "share_2_plus": "two_plus",
        "share_3_plus": "three_plus",
        "ministries_per_case_mean": "ministries",
        "police_social_health_share": "together",
    }
    cases = numbers["cases"]
    told = {name: numbers[of] / cases if cases else None for name, of in names.items()}
    edges = {f"{name}_interval": wilson(numbers[of], cases) for name, of in names.items() if "share" in name}
    return {"cases": cases, **told, **edges}


def _early_shares(numbers: dict[str, int]) -> dict[str, Any]:
    found = shares(numbers)
    names = ("share_2_plus", "share_2_plus_interval", "share_3_plus", "share_3_plus_interval")
    return {name: found[name] for name in ("cases", "agencies_per_case_mean", *names)}


def _pairs(found: Counter[tuple[str, str]], cases: int) -> list[dict[str, Any]]:
    return [
        {"a": a, "b": b, "cases": number, "share": number / cases, "interval": wilson(number, cases)}
        for (a, b), number in sorted(found.items())
    ]


def _numbers(world: World, agencies: set[str]) -> dict[str, int]:
    sectors = {world.agency(agency)["sector"] for agency in agencies}
    return {
        "cases": 1,
        "agencies": len(agencies),
        "ministries": len({world.ministry(agency) for agency in agencies} - {"unknown"}),
        "two_plus": int(len(agencies) >= 2),
        "three_plus": int(len(agencies) >= 3),
        "together": int({"police", "social", "health"} <= sectors),
    }
