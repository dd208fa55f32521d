"""The questions about cross-agency involvement, one case after the other."""

from collections import Counter
from itertools import combinations

from tests.naive.scope import agencies_of, cases, open_in_period
from tests.naive.world import Asked, Row, World

Group = tuple[str, ...]


def in_scope(world: World, asked: Asked) -> list[Row]:
    return [case for case in cases(world, asked) if open_in_period(asked, case)]


def per_case(world: World, asked: Asked, by: tuple[str, ...] = ()) -> dict[Group, dict[str, int]]:
    """Per group: cases, agencies and ministries (summed), two_plus, three_plus, together."""
    groups: dict[Group, Counter[str]] = {} if by else {(): Counter()}
    for case in in_scope(world, asked):
        group = groups.setdefault((case["region_code"],) if by else (), Counter())
        group.update(_numbers(world, case, asked))
    names = ("cases", "agencies", "ministries", "two_plus", "three_plus", "together")
    return {group: {name: numbers[name] for name in names} for group, numbers in groups.items()}


def joint(world: World, asked: Asked) -> Counter[tuple[str, str]]:
    """Cases in scope per pair of agencies, in order of code."""
    return Counter(
        pair
        for case in in_scope(world, asked)
        for pair in combinations(sorted(agencies_of(world, case, asked.as_of)), 2)
    )


def _numbers(world: World, case: Row, asked: Asked) -> dict[str, int]:
    agencies = agencies_of(world, case, asked.as_of)
    sectors = {world.agency(agency)["sector"] for agency in agencies}
    return {
        "cases": 1,
        "agencies": len(agencies),
        "ministries": len({world.ministry(agency) for agency in agencies} - {"unknown"}),
        "two_plus": int(len(agencies) >= 2),
        "three_plus": int(len(agencies) >= 3),
        "together": int({"police", "social", "health"} <= sectors),
    }
