"""An action as a meeting keeps it, and a world of one handover that it may be about."""

from datetime import UTC, date, datetime
from typing import Any

from indicators.meeting.actions import Agreed
from tests.naive.world import DAY, Asked, World
from tests.rows import a_handover
from tests.small_world import a_case, small_world

NOW = datetime(2026, 9, 16, 6, 0, tzinfo=UTC)
COORDINATION = Asked(as_of=NOW, at=NOW)


def an_action(
    about_kind: str = "none",
    about: str = "",
    figure_then: int | None = None,
    due_on: date = date(2026, 9, 16),
    settled_as: str | None = None,
) -> Agreed:
    """What is asked of an action that a meeting keeps; what is not given is the plainest."""
    return Agreed(about_kind, about, figure_then, due_on, settled_as)


def one_handover(**given: Any) -> World:
    """A handover of 50 days ago from A1 to A2; its case opened ten days before."""
    case = a_case("c", NOW - 60 * DAY, closed_at=given.pop("closed_at", None))
    return small_world(cases=[case], handovers=[a_handover("c", NOW - 50 * DAY, "A1", "A2", **given)])
