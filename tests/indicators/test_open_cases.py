"""Open cases by place, agency, week and age: worked examples at the edges."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from indicators import open_cases
from indicators.over_time.weeks import weeks as weeks_of_cases
from queries.access import Grant, NoAccess
from queries.filters import Filters
from tests import made_cases
from tests.made_cases import asker, fill
from tests.rows import a_case, an_agency

# a Wednesday, three days after the clocks went forward
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def days_before(days: float) -> datetime:
    return NOW - timedelta(days=days)


def asked(**filters: Any) -> Filters:
    return Filters(Grant("coordination", NOW), NOW, **filters)


def figures(url: str, rows: made_cases.Rows, **filters: Any) -> Mapping[str, Any]:
    fill(url, rows)
    return open_cases.figures(asker(url), asked(**filters))


def test_a_week_runs_from_monday_to_sunday_in_helsinki_across_the_change_of_clocks(sqlite_url: str) -> None:
    # midnight in Helsinki is 22:00 UTC on the 22nd of March, and 21:00 UTC a week later
    first, second = datetime(2026, 3, 22, 22, tzinfo=UTC), datetime(2026, 3, 29, 21, tzinfo=UTC)
    moments = [first - MICROSECOND, first, second - MICROSECOND, second]
    rows = {"cases": [a_case(f"C{number}", moment) for number, moment in enumerate(moments)]}
    weeks = figures(sqlite_url, rows, from_day=date(2026, 3, 16))["weeks"]
    assert [(week["starts_on"], week["opened"], week["open"]) for week in weeks] == [
        ("2026-03-16", 1, 1),
        ("2026-03-23", 2, 3),
        ("2026-03-30", 1, 4),
    ]
    assert [week["complete"] for week in weeks] == [True, True, False]


def test_a_week_that_the_period_cuts_is_incomplete_and_counts_only_its_days(sqlite_url: str) -> None:
    cases = [
        a_case("before", datetime(2026, 3, 17, 12, tzinfo=UTC)),
        a_case("in", datetime(2026, 3, 19, 12, tzinfo=UTC)),
    ]
    weeks = figures(sqlite_url, {"cases": cases}, from_day=date(2026, 3, 18), to_day=date(2026, 3, 22))["weeks"]
    found = {"starts_on": "2026-03-18", "opened": 1, "closed": 0, "net_change": 1, "open": 2, "complete": False}
    assert weeks == [found]


def test_a_period_without_a_beginning_shows_the_last_104_weeks(sqlite_url: str) -> None:
    weeks = figures(sqlite_url, {"cases": [a_case("C", days_before(2000))]})["weeks"]
    assert (len(weeks), weeks[0]["starts_on"], weeks[-1]["starts_on"]) == (104, "2024-04-08", "2026-03-30")
    assert {week["open"] for week in weeks} == {1}


def test_a_period_after_as_of_has_no_weeks(sqlite_url: str) -> None:
    assert figures(sqlite_url, {"cases": [a_case("C")]}, from_day=date(2026, 4, 2))["weeks"] == []


def test_the_median_age_lies_halfway_between_the_middle_two(sqlite_url: str) -> None:
    found = figures(sqlite_url, {"cases": [a_case(f"C{days}", days_before(days)) for days in (1, 2, 5, 1000)]})
    assert found["median_age_days"] == 3.5


def test_no_open_case_has_no_median_age(sqlite_url: str) -> None:
    found = figures(sqlite_url, {"cases": [a_case("C", days_before(9), closed_at=days_before(1))]})
    assert (found["median_age_days"], found["paused_days_mean"], found["paused_now"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("started", "ended", "paused_now", "paused_days"),
    [
        (days_before(2), None, 1, 2),
        (days_before(2), NOW, 0, 2),
        (days_before(2), NOW + MICROSECOND, 1, 2),
        (NOW, None, 1, 0),
        (NOW + MICROSECOND, None, 0, 0),
        # what was paused before the case opened is no part of its age
        (days_before(30), days_before(9), 0, 1),
    ],
)
def test_a_pause_runs_until_the_moment_of_its_end(
    sqlite_url: str, started: datetime, ended: datetime | None, paused_now: int, paused_days: float
) -> None:
    pause = {"case_id": "C", "reason": "recovery", "started_at": started, "ended_at": ended}
    found = figures(sqlite_url, {"cases": [a_case("C", days_before(10))], "pauses": [pause]})
    assert (found["paused_now"], found["paused_days_mean"]) == (paused_now, paused_days)


def test_a_case_counts_for_each_agency_once(sqlite_url: str) -> None:
    def involved(code: str, role: str, started: datetime) -> dict[str, Any]:
        return {"case_id": "C", "agency_code": code, "role": role, "started_at": started}

    rows = {
        "agencies": [an_agency("A", "police"), an_agency("B", "social"), an_agency("later")],
        "cases": [a_case("C", days_before(10))],
        "involvements": [
            involved("A", "lead", days_before(9)),
            involved("A", "partner", days_before(8)),
            involved("B", "partner", NOW),
            involved("later", "partner", NOW + MICROSECOND),
        ],
    }
    assert figures(sqlite_url, rows)["by_agency"] == [
        {"agency": "A", "sector": "police", "open": 1},
        {"agency": "B", "sector": "social", "open": 1},
    ]


def test_a_county_that_is_not_recorded_is_unknown(sqlite_url: str) -> None:
    found = figures(
        sqlite_url, {"cases": [a_case("C", days_before(3)), a_case("closed", days_before(9), closed_at=days_before(1))]}
    )
    assert found["by_county"] == [{"county": "unknown", "open": 1, "opened": 2}]


@pytest.mark.parametrize("role", ["administration", "guest"])
def test_who_may_see_no_figures_gets_none(sqlite_url: str, role: Any) -> None:
    with pytest.raises(NoAccess):
        weeks_of_cases(asker(sqlite_url), Filters(Grant(role, NOW), NOW))
