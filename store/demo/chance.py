"""Chance for made-up data: everything is drawn from one seeded stream, so that the same seed gives the same rows."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from config.toml_file import HOME, read_toml
from measures.local_time import TIME_ZONE

_HELSINKI = ZoneInfo(TIME_ZONE)
_OPENS, _CLOSES, _SATURDAY = 8, 16, 5
# what a plausible Finland is made of
PLAUSIBLE: Mapping[str, Any] = read_toml(HOME / "config" / "demo.toml")
SHARES: Mapping[str, Mapping[str, float]] = PLAUSIBLE["shares"]

Choice = TypeVar("Choice")


class Chance(Random):
    """A stream of draws that depends on nothing but the seed."""

    def happens(self, share: float) -> bool:
        return self.random() < share

    def one_of(self, weights: Mapping[Choice, float]) -> Choice:
        return self.choices(list(weights), list(weights.values()))[0]

    def days(self, median: float, spread: float = 0.65) -> timedelta:
        """A log-normal time: half are shorter than `median` days; `spread` is the deviation of their logarithm."""
        return timedelta(days=self.lognormvariate(math.log(median), spread))

    def days_between(self, low: float, high: float) -> timedelta:
        return timedelta(days=self.uniform(low, high))

    def office_time(self, moment: datetime) -> datetime:
        """`moment` to the minute, or the first hours of the next Helsinki working day when offices are closed then."""
        local = moment.astimezone(_HELSINKI).replace(second=0, microsecond=0) + timedelta(minutes=1)
        if local.weekday() < _SATURDAY and _OPENS <= local.hour < _CLOSES:
            return local.astimezone(moment.tzinfo)
        day = local if local.hour < _OPENS else local + timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
        morning = day.replace(hour=_OPENS, minute=0) + timedelta(minutes=self.randint(0, 180))
        return morning.astimezone(moment.tzinfo)

    def later(self, moment: datetime, median: float, spread: float = 0.65) -> datetime:
        """An office time about `median` days after `moment`."""
        return self.office_time(moment + self.days(median, spread))
