"""What the readers of event logs give: each event with its values as the file has them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LogColumns:
    """Names of the log's columns, or of attributes in XES. `time_zone` is that of times that name none.

    `activity` only has to exist: the case database has no place for it.
    """

    case: str
    time: str
    group: str
    region: str | None = None
    activity: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class RawEvent:
    """An event's values as the file has them, None where it has nothing; `place` is like `log.csv:12`."""

    place: str
    case: Any
    time: Any
    group: Any
    region: Any


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an event that cannot be read, and how to mend it."""

    place: str
    column: str
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.column}: {self.reason}; {self.mend}"
