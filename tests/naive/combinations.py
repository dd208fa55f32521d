"""Which sectors meet in a case, one case after the other."""

from collections import Counter

from tests.naive.involvement import in_scope
from tests.naive.scope import agencies_of
from tests.naive.world import Asked, World


def combinations(world: World, asked: Asked) -> Counter[frozenset[str]]:
    """Cases in scope per set of sectors; the empty set where nobody is involved."""
    return Counter(
        frozenset(world.agency(agency)["sector"] for agency in agencies_of(world, case, asked.as_of))
        for case in in_scope(world, asked)
    )
