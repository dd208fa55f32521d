"""What waits too long, one handover after the other."""

from tests.naive.clock import helsinki_day
from tests.naive.handovers import everyone
from tests.naive.world import Asked, World, microseconds


def past_target(world: World, asked: Asked) -> dict[tuple[str, str], tuple[int, int]]:
    """Per receiving sector and region: waiting handovers past their due day, and the longest of their waits (µs)."""
    waits: dict[tuple[str, str], list[int]] = {}
    for one in everyone(world, asked):
        if one.state == "pending" and one.due_day < helsinki_day(asked.as_of):
            group = world.agency(one.row["to_agency"])["sector"], one.case["region_code"]
            waits.setdefault(group, []).append(microseconds(one.delay))
    return {group: (len(found), max(found)) for group, found in waits.items()}
