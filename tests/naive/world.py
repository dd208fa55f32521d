"""What the twins work on: the raw rows of a case database, the settings that matter, and what is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from config.settings import DelayClock

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class World:
    """Rows by table, targets in days, and the delay clock (calendar or working)."""

    tables: Tables
    clock: DelayClock
    default_target: float
    targets: Mapping[str, float]

    def __hash__(self) -> int:
        return hash(repr(self))

    def case(self, case_id: str) -> Row:
        [found] = [case for case in self.tables["cases"] if case["case_id"] == case_id]
        return found

    def agency(self, code: str) -> Row:
        [found] = [agency for agency in self.tables["agencies"] if agency["code"] == code]
        return found

    def ministry(self, agency: str) -> str:
        return self.agency(agency)["ministry_code"] or "unknown"

    def target(self, agency: str) -> timedelta:
        """The time in which the agency answers, to the nearest microsecond."""
        days = Fraction(self.targets.get(agency, self.default_target))
        return round(days * (DAY // MICROSECOND)) * MICROSECOND

    def of_case(self, table: str, case_id: str) -> Iterator[Row]:
        return (row for row in self.tables[table] if row["case_id"] == case_id)


@dataclass(frozen=True)
class Asked:
    """Who asks, at which moment `at`, and about what; the names are those of the filters."""

    as_of: datetime
    at: datetime
    role: str = "coordination"
    agency: str | None = None
    ministry: str | None = None
    regions: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()
    from_day: date | None = None
    to_day: date | None = None


def by(moment: datetime | None, as_of: datetime) -> bool:
    """Whether something has happened by as-of; what has no moment has not."""
    return moment is not None and moment <= as_of


def microseconds(time: timedelta) -> int:
    return time // MICROSECOND


def in_days(time: timedelta) -> float:
    """Days, as a fraction of the whole microseconds."""
    return float(Fraction(time // MICROSECOND, DAY // MICROSECOND))
