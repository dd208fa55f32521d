"""How made-up handovers are answered: when, how, and with which reason."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from store.demo.chance import Chance
from store.demo.steps import Step

# A change that a chart should find: social services became slower half a year ago.
_SLOWER_LATELY = {"HVASOS": 1.6}
_LATELY = timedelta(days=180)

_RESPONSES = {"accepted": 0.845, "returned": 0.07, "rejected": 0.045, "withdrawn": 0.04}
_REASONS: Mapping[str, Mapping[str | None, float]] = {
    "accepted": {None: 1},
    "returned": {"missing_information": 0.55, "not_ours": 0.2, "capacity": 0.1, "no_consent": 0.1, None: 0.05},
    "rejected": {"not_ours": 0.5, "capacity": 0.25, "no_consent": 0.15, "other": 0.1},
    "withdrawn": {"no_consent": 0.4, "other": 0.3, None: 0.3},
}
_FORGOTTEN = 0.015
_LONGEST = 80


def draw_response(chance: Chance) -> tuple[str, str | None]:
    """How a handover ends, and the reason that is recorded with it, if any."""
    response = chance.one_of(_RESPONSES)
    return response, chance.one_of(_REASONS[response])


def draw_delay(chance: Chance, step: Step, ago: timedelta, pace: float) -> timedelta:
    """From a handover that was made so long `ago` to its answer; a few are forgotten for months, none for longer."""
    slower = _SLOWER_LATELY.get(step.receiver, 1) if ago < _LATELY else 1
    delay = chance.days(step.delay, times=pace * slower)
    is_forgotten = chance.happens(_FORGOTTEN) or delay > timedelta(days=_LONGEST)
    return chance.days_between(30, _LONGEST) if is_forgotten else delay


def draw_due_at(chance: Chance, step: Step, handed_over_at: datetime) -> datetime | None:
    """The time that the sender sets: with some steps always, with others now and then."""
    if step.due_days:
        return handed_over_at + timedelta(days=step.due_days)
    return handed_over_at + timedelta(days=chance.one_of({3: 1, 10: 1, 14: 2})) if chance.happens(0.15) else None
