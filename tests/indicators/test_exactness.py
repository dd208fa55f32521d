"""Where a microsecond or a half decides: targets, medians and due days at their very edge."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from config.settings import DelayClock
from indicators import handovers, open_cases
from queries.access import Grant
from queries.filters import Filters
from tests.asking import asker, filters_of, rows_of
from tests.naive.world import DAY, MICROSECOND, Asked, Row, World
from tests.rows import a_handover
from tests.small_world import a_case, small_world

SENT = datetime(2025, 3, 3, 9, tzinfo=UTC)
AS_OF = SENT + 30 * DAY
HOUR = timedelta(hours=1)


def handed(*delays: timedelta | None, to: str = "A1") -> list[Row]:
    """Handovers to an agency, answered after so long; None: waiting."""
    return [
        a_handover(
            "c1",
            SENT,
            "A3",
            to,
            handover_id=f"{to}-{number}",
            responded_at=None if delay is None else SENT + delay,
            response=None if delay is None else "accepted",
        )
        for number, delay in enumerate(delays)
    ]


def summary(sent: list[Row], **targets: float) -> Mapping[str, Any]:
    world = small_world(cases=[a_case("c1", SENT - DAY)], handovers=sent, targets=targets)
    return handovers.summary(asker(world), filters_of(world, Asked(as_of=AS_OF, at=AS_OF)))


@pytest.mark.parametrize("days", [7, 0.5, 1 / 3, 2.25])
def test_an_answer_exactly_at_the_target_counts_and_a_microsecond_later_it_does_not(days: float) -> None:
    limit = timedelta(days=days)
    assert summary(handed(limit), A1=days)["answered_within_target"] == 1.0
    assert summary(handed(limit + MICROSECOND), A1=days)["answered_within_target"] == 0.0


def test_each_answer_is_measured_by_its_receivers_own_target() -> None:
    both_at_their_target = [*handed(DAY, to="A1"), *handed(10 * DAY, to="A2")]
    found = summary(both_at_their_target, A1=1, A2=10)
    assert (found["answered_within_target"], found["target_days"]) == (1.0, None)
    one_late = [*handed(DAY + MICROSECOND, to="A1"), *handed(10 * DAY, to="A2")]
    assert summary(one_late, A1=1, A2=10)["answered_within_target"] == 0.5


def test_equal_targets_of_two_agencies_are_one_target() -> None:
    assert summary([*handed(DAY, to="A1"), *handed(DAY, to="A2")], A1=2, A2=2.0)["target_days"] == 2.0


# a product of floats ends just below ½ for 6 pairs, just above it for 12 and 19
@pytest.mark.parametrize("pairs", [1, 2, 5, 6, 12, 19])
def test_the_median_is_reached_when_exactly_half_are_answered(pairs: int) -> None:
    half = [number * HOUR for number in range(1, pairs + 1)]
    found = summary(handed(*half, *[None] * pairs))
    assert found["median_response_days"] == pairs / 24
    assert summary(handed(*half, *[None] * (pairs + 1)))["median_response_days"] is None


def test_an_answer_at_the_closing_is_an_answer_and_a_microsecond_later_it_is_none() -> None:
    def at_closing(delay: timedelta) -> Mapping[str, Any]:
        world = small_world(cases=[a_case("c1", SENT - DAY, closed_at=SENT + DAY)], handovers=handed(delay))
        return handovers.summary(asker(world), filters_of(world, Asked(as_of=AS_OF, at=AS_OF)))

    assert (at_closing(DAY)["answered"], at_closing(DAY)["closed_unanswered"]) == (1, 0)
    later = at_closing(DAY + MICROSECOND)
    assert (later["answered"], later["closed_unanswered"], later["median_response_days"]) == (0, 1, None)


def waiting(world: World, as_of: datetime, clock: DelayClock) -> Mapping[str, Any]:
    filters = Filters(Grant("coordination", as_of), as_of, clock)
    [row] = rows_of(handovers.waiting(asker(world), filters))
    return row


def test_the_end_of_a_working_friday_is_due_on_monday() -> None:
    thursday = datetime(2025, 3, 5, 22, tzinfo=UTC)  # 00:00 in Helsinki
    world = small_world(
        cases=[a_case("c1", thursday)],
        handovers=[a_handover("c1", thursday, "A3", "A1")],
        clock="working",
        targets={"A1": 2},
    )
    row = waiting(world, datetime(2025, 3, 9, 12, tzinfo=UTC), "working")
    assert (row["due_day"], row["days_until_due"], row["overdue"]) == (date(2025, 3, 10), 1, False)


def test_a_handover_is_overdue_from_the_midnight_after_its_due_day() -> None:
    world = small_world(cases=[a_case("c1", SENT)], handovers=[a_handover("c1", SENT, "A3", "A1", due_at=SENT + DAY)])
    midnight = datetime(2025, 3, 4, 22, tzinfo=UTC)
    assert waiting(world, midnight - MICROSECOND, "calendar")["overdue"] is False
    assert waiting(world, midnight, "calendar")["overdue"] is True


def test_a_case_that_was_never_paused_was_paused_for_no_time() -> None:
    world = small_world(cases=[a_case("c1", SENT)])
    ages = open_cases.ages(asker(world), filters_of(world, Asked(as_of=SENT + 3 * DAY, at=AS_OF)))
    assert ages[["age_days", "paused_days"]].to_numpy().tolist() == [[3.0, 0.0]]
