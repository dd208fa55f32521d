"""The figures that rest on the questions, from the same rows."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from tests.naive import cases, handovers, involvement, survival
from tests.naive.handover import Seen
from tests.naive.handovers import COUNTED, group_of, sent_in_period
from tests.naive.world import DAY, Asked, World, in_days, microseconds

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
        **_summaries(world, asked, ())[()],
        "returned_by_reason": [{"reason": reason, "handovers": number} for reason, number in reasons],
        "pairs": _pairs(world, asked),
    }


def of_involvement(world: World, asked: Asked) -> dict[str, Any]:
    numbers = involvement.per_case(world, asked)[()]
    pairs = sorted(involvement.joint(world, asked).items())
    return {
        **_shares(numbers),
        "joint": [{"a": a, "b": b, "cases": number, "share": number / numbers["cases"]} for (a, b), number in pairs],
    }


def of_regions(world: World, asked: Asked) -> list[dict[str, Any]]:
    codes = sorted(region["code"] for region in world.tables["regions"])
    counted, sent = cases.by_region(world, asked), _summaries(world, asked, ("region",))
    involved = involvement.per_case(world, asked, ("region",))
    nobody = {"cases": 0, "agencies": 0, "ministries": 0, "two_plus": 0, "three_plus": 0, "together": 0}
    found = []
    for region in codes:
        if asked.regions and region not in asked.regions:
            continue
        is_open, opened = counted.get(region, (0, 0))
        delays = sent.get((region,), _summary([], dict.fromkeys(COUNTED, 0)))
        shares = _shares(involved.get((region,), nobody))
        found.append(
            {
                "region": region,
                "open": is_open,
                "opened": opened,
                "handovers": delays["total"],
                **{name: delays[name] for name in ("pending", "overdue", "due_soon", *_delay_figures([]))},
                "in_scope": shares["cases"],
                **{name: shares[name] for name in ("agencies_per_case_mean", "share_2_plus", "share_3_plus")},
            }
        )
    return found


def _pairs(world: World, asked: Asked) -> list[dict[str, Any]]:
    found = _summaries(world, asked, ("from_agency", "to_agency"))
    everything = sum(figures["total"] for figures in found.values())
    return [
        {
            "from": sender,
            "to": receiver,
            "count": figures["total"],
            "share": figures["total"] / everything if everything else None,
            **{name: figures[name] for name in figures if name != "total"},
        }
        for (sender, receiver), figures in sorted(found.items())
    ]


def _summaries(world: World, asked: Asked, by: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, Any]]:
    sent = sent_in_period(world, asked)
    return {
        group: _summary([one for one in sent if group_of(one, by) == group], counted)
        for group, counted in handovers.counts(world, asked, by).items()
    }


def _summary(sent: Sequence[Seen], counted: dict[str, Any]) -> dict[str, Any]:
    targets = {one.target for one in sent}
    return {
        **{name: counted[name] for name in COUNTED if name != "returned"},
        "target_days": in_days(targets.pop()) if len(targets) == 1 else None,
        "returned_share": counted["returned"] / counted["answered"] if counted["answered"] else None,
        **_delay_figures(sent),
    }


def _delay_figures(sent: Sequence[Seen]) -> dict[str, Any]:
    """Median of the delays; share answered by their own target, as delay ÷ target at 1."""
    in_us = [(Fraction(microseconds(one.delay)), one) for one in sent]
    steps = survival.curve([(delay, one.answered) for delay, one in in_us])
    ratios = survival.curve([(delay / microseconds(one.target), one.answered) for delay, one in in_us])
    chance, interval, beyond = survival.within(ratios, Fraction(1))
    return {
        "median_response_days": _days(survival.median(steps)),
        "median_interval_days": [_days(edge) for edge in survival.median_interval(steps)],
        "answered_within_target": chance,
        "answered_within_target_interval": interval,
        "beyond_last_observation": beyond,
    }


def _days(us: Fraction | None) -> float | None:
    return None if us is None else float(us / microseconds(DAY))


def _shares(numbers: dict[str, int]) -> dict[str, Any]:
    names = {
        "agencies_per_case_mean": "agencies",
        "share_2_plus": "two_plus",
        "share_3_plus": "three_plus",
        "ministries_per_case_mean": "ministries",
        "police_social_health_share": "together",
    }
    cases = numbers["cases"]
    return {"cases": cases, **{name: numbers[of] / cases if cases else None for name, of in names.items()}}
