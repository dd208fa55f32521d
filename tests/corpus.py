"""The made worlds that all twins share: drawn once, the same in every run, and each with enough in it to go wrong."""

from collections.abc import Callable
from functools import cache

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.naive.world import World

WORLDS = 48
DRAWN_FOR_EACH = 3  # the first that is drawn is nearly empty
NEARLY_EMPTY = 4


@cache
def corpus_of(worlds: Callable[[], st.SearchStrategy[World]]) -> tuple[World, ...]:
    """Worlds that have nothing in common: a few with hardly a case, most with as many handovers as come."""
    every = [_drawn(worlds, number) for number in range(WORLDS)]
    return tuple(drawn[0] if n < NEARLY_EMPTY else max(drawn, key=_handovers) for n, drawn in enumerate(every))


def _handovers(world: World) -> int:
    return len(world.tables["handovers"])


def _drawn(worlds: Callable[[], st.SearchStrategy[World]], number: int) -> list[World]:
    found: list[World] = []

    @seed(number)
    @settings(
        max_examples=DRAWN_FOR_EACH, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(worlds())
    def draw(world: World) -> None:
        found.append(world)

    draw()
    return found
