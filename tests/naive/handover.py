"""One handover as it stands at a moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from tests.naive.clock import after, helsinki_day, time_between
from tests.naive.world import Row, World, by

_STOPPED_BY_RECOVERY = {"police", "border", "customs", "prosecution", "courts"}


@dataclass(frozen=True)
class Seen:
    """`state` is pending, answered, withdrawn, closed or after_closing (of its case: never observed); `delay` what was
    waited so far, stopped time left out.
    """

    row: Row
    case: Row
    state: str
    stopped: timedelta
    delay: timedelta
    target: timedelta
    due_day: date

    @property
    def answered(self) -> bool:
        return self.state == "answered"

    @property
    def observed(self) -> bool:
        return self.state != "after_closing"

    @property
    def ripe(self) -> bool:
        """Whether it is decided if it was answered in target: by an answer, or because the target has passed."""
        return self.answered or (self.observed and self.delay > self.target)

    @property
    def in_target(self) -> bool:
        return self.answered and self.delay <= self.target

    @property
    def returned(self) -> bool:
        return self.answered and self.row["response"] in ("rejected", "returned")


def seen(world: World, row: Row, moment: datetime) -> Seen | None:
    """The handover at a moment; None where it, or its case, does not exist yet."""
    case, sent = world.case(row["case_id"]), row["handed_over_at"]
    if sent > moment or case["opened_at"] > moment:
        return None
    state, until = _state(row, case, moment)
    stopped = _stopped(world, row, until)
    target = world.target(row["to_agency"])
    due_at = row["due_at"] or after(sent, target + _stopped(world, row, moment), world.clock)
    delay = time_between(sent, until, world.clock) - stopped
    return Seen(row, case, state, stopped, delay, target, helsinki_day(due_at))


def _state(row: Row, case: Row, moment: datetime) -> tuple[str, datetime]:
    """What became of it, and until when it was waited for."""
    sent, closed, responded = row["handed_over_at"], case["closed_at"], row["responded_at"]
    if by(closed, sent):
        return "after_closing", sent
    if by(closed, moment) and not by(responded, closed):
        return "closed", closed
    if by(responded, moment):
        return ("withdrawn" if row["response"] == "withdrawn" else "answered"), responded
    return "pending", moment


def _stopped(world: World, row: Row, until: datetime) -> timedelta:
    """Time from sending to `until` in which at least one pause bound the receiver, edge to edge."""
    sent = row["handed_over_at"]
    pauses = [
        (pause["started_at"], until if pause["ended_at"] is None else pause["ended_at"])
        for pause in world.of_case("pauses", row["case_id"])
        if _binds(pause["reason"], world.agency(row["to_agency"])["sector"], world.case(row["case_id"]))
    ]
    edges = sorted({sent, until, *(edge for pause in pauses for edge in pause if sent < edge < until)})
    total = timedelta(0)
    for start, end in pairwise(edges):
        if any(begins <= start and end <= ends for begins, ends in pauses):
            total += time_between(start, end, world.clock)
    return total


def _binds(reason: str, sector: str, case: Row) -> bool:
    if reason == "recovery":
        return sector in _STOPPED_BY_RECOVERY
    return reason == "consent" and not (sector == "social" and case["victim_age_group"] == "child")
