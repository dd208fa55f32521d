"""Four-week windows of a region's share within target, week by week."""

from dataclasses import replace
from datetime import date

from tests.naive.handovers import complete_weeks, ripened
from tests.naive.world import Asked, World


def answered_windows(world: World, asked: Asked, code: str) -> list[tuple[date, int, int]]:
    """The Monday of each, how many were answered in target, and of how many ripe ones; the two years to the end of the
    period, from the first whole week of the record to the last before any of the region's is undecided.
    """
    long = replace(asked, from_day=None, regions=(), counties=())
    sent = ripened(world, long, ("region",))
    begun = [monday for _region, monday in sent]
    weeks = [monday for monday in complete_weeks(long) if any(first < monday for first in begun)]
    found: list[tuple[date, int, int]] = []
    for monday in weeks:
        of = sent.get((code, monday), {"in_target": 0, "ripe": 0, "undecided": 0})
        if of["undecided"]:
            break
        found.append((monday, of["in_target"], of["ripe"]))
    fours = [found[at : at + 4] for at in range(len(found) % 4, len(found), 4)]
    return [(four[0][0], sum(one[1] for one in four), sum(one[2] for one in four)) for four in fours]
