"""Deadlines: worked examples at the edges of days, periods and follow-on steps."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from indicators import deadlines
from queries.access import Grant, NoAccess
from queries.filters import Filters
from tests.made_cases import Rows, asker, fill
from tests.rows import a_case, a_deadline, a_handover, an_agency

# half an hour before midnight in Helsinki: still the 1st of April there
NOW = datetime(2026, 4, 1, 20, 30, tzinfo=UTC)
TODAY = date(2026, 4, 1)
DAY = timedelta(days=1)
BEGAN = date(2026, 3, 2)
MIDNIGHT = datetime(2026, 3, 1, 22, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def period(due_on: date = TODAY + DAY, **more: Any) -> dict[str, Any]:
    return a_deadline("C", "reflection_period_end", due_on, **{"started_on": BEGAN, **more})


def made(*rows: dict[str, Any], sent: datetime | None = None, closed: datetime | None = None) -> Rows:
    """A case with these deadlines and, where there is a moment, a handover sent then."""
    return {
        "agencies": [an_agency("A"), an_agency("B")],
        "cases": [a_case("C", datetime(2026, 1, 1, tzinfo=UTC), closed_at=closed)],
        "handovers": [a_handover("C", sent, handover_id="H")] if sent else [],
        "deadlines": list(rows),
    }


def figures(url: str, rows: Rows, **filters: Any) -> Mapping[str, Any]:
    fill(url, rows)
    return deadlines.figures(asker(url), asked(**filters))


def asked(role: Any = "coordination", **filters: Any) -> Filters:
    return Filters(Grant(role, NOW), NOW, **filters)


def reflection(url: str, rows: Rows) -> tuple[int, int]:
    """Reflection periods that end soon, and those of them without a step."""
    [found, _recovery] = figures(url, rows)["periods"]
    return found["ending"], found["without_step"]


@pytest.mark.parametrize(("days", "ending"), [(-1, 0), (0, 1), (14, 1), (15, 0)])
def test_a_period_ends_soon_from_today_to_the_fourteenth_day(sqlite_url: str, days: int, ending: int) -> None:
    assert reflection(sqlite_url, made(period(TODAY + days * DAY))) == (ending, ending)


@pytest.mark.parametrize("met_on", [None, BEGAN, TODAY])
@pytest.mark.parametrize("days", [0, 14, 15])
def test_a_period_counts_alike_everywhere_until_its_last_day_is_over(
    sqlite_url: str, days: int, met_on: date | None
) -> None:
    found = figures(sqlite_url, made(period(TODAY + days * DAY, met_on=met_on)))
    [kind], ending = found["by_kind"], found["periods"][0]["ending"]
    assert found["due_soon"] == kind["due_soon"] == sum(day["deadlines"] for day in found["due_days"]) == ending
    assert kind["due_later"] == 1 - ending


def test_reflection_and_recovery_periods_are_counted_apart(sqlite_url: str) -> None:
    recovery = a_deadline("C", "recovery_period_end", TODAY, started_on=BEGAN)
    assert figures(sqlite_url, made(recovery))["periods"] == [
        {"kind": "reflection_period_end", "ending": 0, "without_step": 0},
        {"kind": "recovery_period_end", "ending": 1, "without_step": 1},
    ]


@pytest.mark.parametrize(
    ("sent", "without_step"), [(MIDNIGHT - MICROSECOND, 1), (MIDNIGHT, 0), (NOW, 0), (NOW + MICROSECOND, 1)]
)
def test_a_handover_since_the_period_began_is_a_step(sqlite_url: str, sent: datetime, without_step: int) -> None:
    assert reflection(sqlite_url, made(period(), sent=sent)) == (1, without_step)


def test_a_period_without_a_beginning_counts_handovers_since_the_case_opened(sqlite_url: str) -> None:
    assert reflection(sqlite_url, made(period(started_on=None), sent=datetime(2026, 1, 2, tzinfo=UTC))) == (1, 0)


@pytest.mark.parametrize(
    ("kind", "met_on", "without_step"),
    [
        ("permit_application", TODAY, 0),
        ("assistance_decision", TODAY, 0),
        ("permit_application", TODAY + DAY, 1),
        ("permit_application", None, 1),
        ("follow_up", TODAY, 1),
    ],
)
def test_an_application_or_decision_met_by_today_is_a_step(
    sqlite_url: str, kind: str, met_on: date | None, without_step: int
) -> None:
    other = a_deadline("C", kind, TODAY + 5 * DAY, met_on=met_on)
    assert reflection(sqlite_url, made(period(), other)) == (1, without_step)


@pytest.mark.parametrize(("beside", "without_step"), [(timedelta(0), 0), (-MICROSECOND, 1)])
def test_what_is_met_on_a_day_is_met_from_its_midnight_on(
    sqlite_url: str, beside: timedelta, without_step: int
) -> None:
    at = datetime(2026, 3, 31, 21, tzinfo=UTC) + beside
    fill(sqlite_url, made(period(), a_deadline("C", "permit_application", TODAY, met_on=TODAY)))
    [found, _recovery] = deadlines.periods(asker(sqlite_url), Filters(Grant("coordination", at), at))
    assert found["without_step"] == without_step


def test_an_application_that_begins_later_is_no_step(sqlite_url: str) -> None:
    later = a_deadline("C", "permit_application", TODAY + 5 * DAY, started_on=TODAY + DAY, met_on=TODAY)
    assert reflection(sqlite_url, made(period(), later)) == (1, 1)


def test_a_closed_case_has_no_live_deadline(sqlite_url: str) -> None:
    found = figures(sqlite_url, made(period(), a_deadline("C", "follow_up", TODAY - DAY), closed=NOW))
    assert (found["overdue"], found["due_soon"], found["due_days"]) == (0, 0, [])
    assert [row["ending"] for row in found["periods"]] == [0, 0]


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, "overdue"), (0, "due_soon"), (14, "due_soon"), (15, "due_later"), (400, "due_later")]
)
def test_a_deadline_is_due_by_helsinki_days(sqlite_url: str, days: int, expected: str) -> None:
    [found] = figures(sqlite_url, made(a_deadline("C", "follow_up", TODAY + days * DAY)))["by_kind"]
    assert [name for name in ("overdue", "due_soon", "due_later") if found[name]] == [expected]


@pytest.mark.parametrize(("met_on", "in_time"), [(TODAY - 2 * DAY, 1), (TODAY - DAY, 0), (None, 0)])
def test_met_on_the_due_day_is_in_time(sqlite_url: str, met_on: date | None, in_time: int) -> None:
    [found] = figures(sqlite_url, made(a_deadline("C", "follow_up", TODAY - 2 * DAY, met_on=met_on)))["by_kind"]
    assert (found["ended"], found["met_in_time"], found["met_share"]) == (1, in_time, in_time)


def test_a_due_day_that_is_not_over_has_no_share_yet(sqlite_url: str) -> None:
    [found] = figures(sqlite_url, made(a_deadline("C", "follow_up", TODAY, met_on=TODAY)))["by_kind"]
    assert (found["ended"], found["met_share"]) == (0, None)


def test_a_case_that_closed_before_the_due_day_missed_nothing(sqlite_url: str) -> None:
    late = a_deadline("C", "follow_up", TODAY - 5 * DAY)
    assert figures(sqlite_url, made(late, closed=NOW - 9 * DAY))["by_kind"][0]["ended"] == 0


def test_a_deadline_that_begins_later_does_not_exist(sqlite_url: str) -> None:
    assert figures(sqlite_url, made(period(TODAY + 2 * DAY, started_on=TODAY + DAY)))["by_kind"] == []


def test_rows_name_the_day_and_how_far_it_is(sqlite_url: str) -> None:
    fill(
        sqlite_url, made(period(TODAY + 3 * DAY), a_deadline("C", "follow_up", TODAY - 2 * DAY, responsible_agency="A"))
    )
    ask = asker(sqlite_url)
    [ends], [late] = (rows(ask, asked()).to_dict("records") for rows in (deadlines.ending, deadlines.overdue))
    assert (ends["due_day"], ends["days_left"], ends["responsible_agency"]) == (TODAY + 3 * DAY, 3, "unknown")
    assert (late["kind"], late["due_day"], late["days_left"]) == ("follow_up", TODAY - 2 * DAY, -2)
    assert late["responsible_agency"] == "A"


def test_referrals_are_those_to_the_assistance_system_and_waiting_ones_count(sqlite_url: str) -> None:
    def sent(key: str, days: int, **more: Any) -> dict[str, Any]:
        given = {"kind": "assistance_referral", "responded_at": None, "response": None, **more}
        return a_handover("C", NOW - days * DAY, handover_id=key, **given)

    answered = sent("answered", 3, responded_at=NOW - DAY, response="accepted")
    rows = made()
    rows["handovers"] = [answered, sent("waiting", 5), sent("waits too", 4), sent("other", 9, kind="case")]
    found = figures(sqlite_url, rows)["referral"]
    assert (found["total"], found["answered"], found["waiting"], found["median_days"]) == (3, 1, 2, None)
    curve = deadlines.referral_curve(asker(sqlite_url), asked())
    assert [tuple(step) for step in curve[["days", "answered", "pending"]].to_numpy()] == [
        (2, pytest.approx(1 / 3), 0),
        (4, pytest.approx(1 / 3), 1),
        (5, pytest.approx(1 / 3), 1),
    ]


def test_no_referral_has_an_empty_curve(sqlite_url: str) -> None:
    fill(sqlite_url, made())
    assert deadlines.referral_curve(asker(sqlite_url), asked()).empty


@pytest.mark.parametrize("rows", [deadlines.ending, deadlines.overdue])
def test_a_ministry_gets_no_case_rows(sqlite_url: str, rows: Any) -> None:
    with pytest.raises(NoAccess):
        rows(asker(sqlite_url), Filters(Grant("ministry", NOW, ministry="m"), NOW))
