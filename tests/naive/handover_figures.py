"""The figures of handovers, from the same rows."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from tests.naive import handovers, survival
from tests.naive.clock import helsinki_day
from tests.naive.clusters import design_effect
from tests.naive.handover import Seen
from tests.naive.handovers import Group, Pair, group_of, sent_in_period
from tests.naive.world import DAY, Asked, World, in_days, microseconds

COUNTED = (
    *("total", "pending", "overdue", "due_soon"),
    *("closed_unanswered", "sent_after_closing", "answered", "withdrawn"),
)


def figures(world: World, asked: Asked) -> dict[str, Any]:
    reasons = sorted(handovers.returned_by_reason(world, asked).items())
    receivers = sorted(summaries(world, asked, ("to_agency",)).items())
    return {
        **summary(world, asked),
        "returned_by_reason": [{"reason": reason, "handovers": number} for reason, number in reasons],
        "by_sector_pair": pairs(world, asked, ("from_sector", "to_sector")),
        "by_receiver": [{"agency": agency, **found} for (agency,), found in receivers],
        "weeks": handovers.weeks(world, asked),
        "waiting_ages": waiting_ages(world, asked),
        "pairs": pairs(world, asked, ("from_agency", "to_agency")),
    }


def summary(world: World, asked: Asked, pair: Pair | None = None) -> dict[str, Any]:
    sent = [one for one in sent_in_period(world, asked, pair) if one.observed]
    ends = [(Fraction(microseconds(one.delay), microseconds(one.target)), one.state) for one in sent]
    truly, interval = survival.truly_within(ends, Fraction(1), design_effect(sent))
    found = summaries(world, asked, (), pair)[()]
    return {
        **found,
        "truly_answered_within_target": truly,
        "truly_answered_within_target_interval": interval,
    }


def pairs(world: World, asked: Asked, by: tuple[str, str], pair: Pair | None = None) -> list[dict[str, Any]]:
    found, effect = summaries(world, asked, by, pair), design_effect(sent_in_period(world, asked, pair))
    everything = sum(each["total"] for each in found.values())
    return [
        {
            "from": sender,
            "to": receiver,
            "count": each["total"],
            "share": each["total"] / everything if everything else None,
            "share_interval": survival.wilson(each["total"], everything, effect),
            **{name: each[name] for name in each if name != "total"},
        }
        for (sender, receiver), each in sorted(found.items())
    ]


def waiting_ages(world: World, asked: Asked, pair: Pair | None = None) -> list[dict[str, Any]]:
    counted = handovers.waiting_ages(world, asked, pair)
    return [
        {
            "to_sector": sector,
            "to_agency": agency,
            "target_days": in_days(world.target(agency)),
            "days": days,
            "within": sum(counted[sector, agency, days, False, own] for own in (False, True)),
            "past": sum(counted[sector, agency, days, True, own] for own in (False, True)),
            "within_own_day": counted[sector, agency, days, False, True],
            "past_own_day": counted[sector, agency, days, True, True],
        }
        for sector, agency, days in sorted({key[:3] for key in counted})
    ]


def curve(world: World, asked: Asked, pair: Pair | None = None) -> list[dict[str, Any]]:
    """The steps of the answered curve; None where its band is undefined."""
    sent = sent_in_period(world, asked, pair)
    waits = [(Fraction(microseconds(one.delay)), one) for one in sent if one.observed]
    steps = survival.curve([(delay, one.answered) for delay, one in waits], design_effect(sent))
    return [_step(step, waits) for step in steps]


def summaries(world: World, asked: Asked, by: tuple[str, ...], pair: Pair | None = None) -> dict[Group, dict[str, Any]]:
    """The counts and delays per group."""
    sent = sent_in_period(world, asked, pair)
    return {
        group: summary_of([one for one in sent if group_of(one, by) == group], counted)
        for group, counted in handovers.counts(world, asked, by, pair).items()
    }


def _step(step: survival.Step, waits: Sequence[tuple[Fraction, Seen]]) -> dict[str, Any]:
    then = [one for delay, one in waits if delay == step.time]
    return {
        "days": float(step.time / microseconds(DAY)),
        "answered": float(1 - step.survival),
        "lower": None if step.upper is None else 1 - step.upper,
        "upper": None if step.lower is None else 1 - step.lower,
        "at_risk": sum(delay >= step.time for delay, _ in waits),
        "events": sum(one.answered for one in then),
        "censored": sum(not one.answered for one in then),
        "pending": sum(one.state == "pending" for one in then),
    }


def summary_of(sent: Sequence[Seen], counted: dict[str, Any]) -> dict[str, Any]:
    targets = {one.target for one in sent}
    answered, returned = (sum(getattr(one, what) for one in sent) for what in ("answered", "returned"))
    return {
        **{name: counted[name] for name in COUNTED},
        "target_days": in_days(targets.pop()) if len(targets) == 1 else None,
        "returned_share": returned / answered if answered else None,
        "returned_share_interval": survival.wilson(returned, answered, design_effect(sent)),
        **delays_of(sent),
    }


def delays_of(sent: Sequence[Seen]) -> dict[str, Any]:
    """Median of the delays; share answered by their own target, as delay ÷ target at 1."""
    waits = [(Fraction(microseconds(one.delay)), one) for one in sent if one.observed]
    effect = design_effect(sent)
    steps = survival.curve([(delay, one.answered) for delay, one in waits], effect)
    ratios = [(delay / microseconds(one.target), one.answered) for delay, one in waits]
    chance, interval, beyond = survival.within(ratios, Fraction(1), effect)
    return {
        "median_response_days": _days(survival.median(steps)),
        "median_interval_days": [_days(edge) for edge in survival.median_interval(steps)],
        "answered_within_target": chance,
        "answered_within_target_interval": interval,
        "beyond_last_observation": beyond,
    }


def _days(us: Fraction | None) -> float | None:
    return None if us is None else float(us / microseconds(DAY))


def medians(world: World, asked: Asked, mondays: Sequence[date], weeks: int) -> list[dict[str, Any]]:
    """Of the handovers sent in each window of so many weeks; how much those of a case resemble each other is that of
    the whole period.
    """
    every, found = sent_in_period(world, asked), []
    for monday in mondays:
        end = monday + 7 * weeks * DAY
        own = [one for one in every if one.observed and monday <= helsinki_day(one.row["handed_over_at"]) < end]
        waits = [(Fraction(microseconds(one.delay)), one.answered) for one in own]
        steps = survival.curve(waits, design_effect(every))
        found.append(
            {
                "starts_on": monday.isoformat(),
                "weeks": weeks,
                "handovers": len(own),
                "pending": sum(one.state == "pending" for one in own),
                "median_response_days": _days(survival.median(steps)),
                "median_interval_days": [_days(edge) for edge in survival.median_interval(steps)],
            }
        )
    return found
