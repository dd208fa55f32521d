"""Chance for made-up data: everything is drawn from one seeded stream, so that the same seed gives the same rows."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from measures.local_time import TIME_ZONE

_HELSINKI = ZoneInfo(TIME_ZONE)
_OPENS, _CLOSES, _SATURDAY = 8, 16, 5

Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Delay:
    """A log-normal time: half of them are shorter than `median` days; `spread` is the deviation of their logarithm."""

    median: float
    spread: float = 0.65


class Chance:
    """A stream of draws that depends on nothing but the seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - made-up data need no secret numbers

    def happens(self, share: float) -> bool:
        """True in `share` of all draws."""
        return self._random.random() < share

    def one_of(self, weights: Mapping[Choice, float]) -> Choice:
        """One key, each as often as its weight says."""
        return self._random.choices(list(weights), list(weights.values()))[0]

    def member(self, things: Sequence[Choice]) -> Choice:
        """One of `things`, each equally often."""
        return self._random.choice(things)

    def days(self, delay: Delay, *, times: float = 1) -> timedelta:
        """A time drawn from `delay`, `times` as long."""
        return timedelta(days=self._random.lognormvariate(math.log(delay.median * times), delay.spread))

    def days_between(self, low: float, high: float) -> timedelta:
        """A time between `low` and `high` days, any of them equally often."""
        return timedelta(days=self._random.uniform(low, high))

    def whole_number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return self._random.randint(low, high)

    def shuffled(self, things: list[Choice]) -> list[Choice]:
        """The same things in another order."""
        return self._random.sample(things, len(things))

    def office_time(self, moment: datetime) -> datetime:
        """`moment` to the minute, or the first hours of the next Helsinki working day when offices are closed then."""
        local = moment.astimezone(_HELSINKI).replace(second=0, microsecond=0) + timedelta(minutes=1)
        if local.weekday() < _SATURDAY and _OPENS <= local.hour < _CLOSES:
            return local.astimezone(moment.tzinfo)
        day = local if local.hour < _OPENS else local + timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
        morning = day.replace(hour=_OPENS, minute=0) + timedelta(minutes=self.whole_number(0, 180))
        return morning.astimezone(moment.tzinfo)
