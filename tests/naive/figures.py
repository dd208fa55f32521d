"""The figures that rest on the questions, from the same rows."""

from typing import Any

from tests.naive import cases, handovers, involvement
from tests.naive.handover_figures import delays_of, pairs, summaries, summary_of
from tests.naive.handovers import COUNTED
from tests.naive.survival import wilson
from tests.naive.world import Asked, World

AGENCIES = (
    *("agencies_per_case_mean", "share_2_plus", "share_2_plus_interval"),
    *("share_3_plus", "share_3_plus_interval"),
)
AGE_EDGES = (0, 30, 90, 180, 365, 730, 1095)


def overview(world: World, asked: Asked) -> dict[str, Any]:
    return {
        "as_of": asked.as_of.isoformat(),
        "delay_clock": world.clock,
        "cases": of_cases(world, asked),
        "handovers": of_handovers(world, asked),
        "involvement": of_involvement(world, asked),
        "regions": of_regions(world, asked),
    }


def of_cases(world: World, asked: Asked) -> dict[str, Any]:
    counted = cases.counts(world, asked)
    bands = cases.age_bands(world, asked, AGE_EDGES)
    return {
        **counted,
        "net_change": counted["opened"] - counted["closed"],
        "age_bands": [
            {"from_days": low, "to_days": high, "cases": bands[band]}
            for band, (low, high) in enumerate(zip(AGE_EDGES, [*AGE_EDGES[1:], None], strict=True))
        ],
        "closed_by_reason": [
            {"reason": reason, "cases": number}
            for reason, number in sorted(cases.closed_by_reason(world, asked).items())
        ],
    }


def of_handovers(world: World, asked: Asked) -> dict[str, Any]:
    reasons = sorted(handovers.returned_by_reason(world, asked).items())
    return {
        **summaries(world, asked, ())[()],
        "returned_by_reason": [{"reason": reason, "handovers": number} for reason, number in reasons],
        "pairs": pairs(world, asked, ("from_agency", "to_agency")),
    }


def of_involvement(world: World, asked: Asked) -> dict[str, Any]:
    numbers = involvement.per_case(world, asked)[()]
    joint = sorted(involvement.joint(world, asked).items())
    return {
        **involvement.shares(numbers),
        "joint": [
            {
                "a": a,
                "b": b,
                "cases": number,
                "share": number / numbers["cases"],
                "interval": wilson(number, numbers["cases"]),
            }
            for (a, b), number in joint
        ],
    }


def of_regions(world: World, asked: Asked) -> list[dict[str, Any]]:
    codes = sorted(region["code"] for region in world.tables["regions"])
    counted, sent = cases.by_region(world, asked), summaries(world, asked, ("region",))
    involved = involvement.per_case(world, asked, ("region",))
    nobody = {"cases": 0, "agencies": 0, "ministries": 0, "two_plus": 0, "three_plus": 0, "together": 0}
    found = []
    for region in codes:
        if asked.regions and region not in asked.regions:
            continue
        is_open, opened = counted.get(region, (0, 0))
        delays = sent.get((region,), summary_of([], dict.fromkeys(COUNTED, 0)))
        shares = involvement.shares(involved.get((region,), nobody))
        found.append(
            {
                "region": region,
                "open": is_open,
                "opened": opened,
                "handovers": delays["total"],
                **{name: delays[name] for name in ("pending", "overdue", "due_soon", *delays_of([]))},
                "in_scope": shares["cases"],
                **{name: shares[name] for name in AGENCIES},
            }
        )
    return found
