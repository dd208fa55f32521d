"""What is unknown, left out and new, one row after the other."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.naive.clock import helsinki_day, is_usual, time_between
from tests.naive.handover import seen
from tests.naive.handovers import sent_in_period
from tests.naive.involvement import in_scope as cases_in_scope
from tests.naive.scope import agencies_of, cases, handovers, in_period
from tests.naive.world import DAY, Asked, Row, World, by, in_days, microseconds

COLUMNS = {
    "region": "region_code",
    "county": "county_code",
    "form": "exploitation_form",
    "age_group": "victim_age_group",
    "responsible_agency": "responsible_agency",
    "investigation_phase": "investigation_phase",
    "offence": "offence",
}


def of_cases(world: World, asked: Asked) -> dict[str, int]:
    found = cases_in_scope(world, asked)
    return {
        "cases": len(found),
        **{
            f"unknown_{name}": sum(case[column] in (None, "unknown") for case in found)
            for name, column in COLUMNS.items()
        },
        "without_agency": sum(not agencies_of(world, case, asked.as_of) for case in found),
        "young": sum(asked.as_of - case["opened_at"] < 90 * DAY for case in found),
    }


def of_closed(world: World, asked: Asked) -> dict[str, int]:
    found = [case for case in cases(world, asked) if in_period(asked, case["closed_at"])]
    return {
        "cases": len(found),
        "unknown_closed_reason": sum(case["closed_reason"] in (None, "unknown") for case in found),
    }


def of_handovers(world: World, asked: Asked) -> dict[str, int]:
    sent = sent_in_period(world, asked)
    returned = [one for one in sent if one.answered and one.row["response"] in ("rejected", "returned")]
    return {
        "handovers": len(sent),
        "unknown_kind": sum(one.row["kind"] == "unknown" for one in sent),
        "returned": len(returned),
        "unknown_response_reason": sum(one.row["response_reason"] in (None, "unknown") for one in returned),
        "at_once": sum(one.answered and one.row["responded_at"] == one.row["handed_over_at"] for one in sent),
        "before_opening": sum(one.row["handed_over_at"] < one.case["opened_at"] for one in sent),
        "after_closing": sum(not one.observed for one in sent),
        "withdrawn": sum(one.state == "withdrawn" for one in sent),
    }


def of_deadlines(world: World, asked: Asked) -> dict[str, int]:
    found = [
        (row, case)
        for case in cases_in_scope(world, asked)
        for row in world.of_case("deadlines", case["case_id"])
        if row["started_on"] is None or row["started_on"] <= helsinki_day(asked.as_of)
    ]
    return {
        "deadlines": len(found),
        "unknown_kind": sum(row["kind"] == "unknown" for row, _ in found),
        "unknown_responsible_agency": sum(row["responsible_agency"] is None for row, _ in found),
        "unknown_started_on": sum(row["started_on"] is None for row, _ in found),
        "closed_first": sum(closed_first(row, case, asked) for row, case in found),
    }


def newest(world: World, asked: Asked) -> dict[str, datetime]:
    every: dict[str, Iterable[Any]] = {
        "opened": [case["opened_at"] for case in cases(world, asked)],
        "closed": [case["closed_at"] for case in cases(world, asked)],
        "joined": [row["started_at"] for case in cases(world, asked) for row in _involved(world, case)],
        "sent": [row["handed_over_at"] for row in handovers(world, asked)],
        "answered": [row["responded_at"] for row in handovers(world, asked) if _is_answered(world, row, asked)],
    }
    known = {record: [at for at in moments if by(at, asked.as_of)] for record, moments in every.items()}
    return {record: max(moments) for record, moments in known.items() if moments}


def acts_by_day(world: World, asked: Asked) -> dict[tuple[str, date], datetime]:
    """When each agency last did anything on each day, in winter time, of the year before as-of."""
    acts = [
        *(
            (row["agency_code"], row["started_at"])
            for case in cases(world, asked)
            for row in _involved(world, case)
            if row["started_at"] <= asked.as_of
        ),
        *((row["from_agency"], row["handed_over_at"]) for row in handovers(world, asked)),
        *(
            (row["to_agency"], row["responded_at"])
            for row in handovers(world, asked)
            if _is_answered(world, row, asked)
        ),
    ]
    found: dict[tuple[str, date], datetime] = {}
    for agency, at in sorted(acts, key=lambda act: act[1]):
        if at > asked.as_of - 365 * DAY:
            found[agency, (at.astimezone(UTC) + timedelta(hours=2)).date()] = at
    return found


def late_agencies(world: World, asked: Asked) -> list[dict[str, Any]]:
    found, acts = [], acts_by_day(world, asked)
    year = time_between(asked.as_of - 365 * DAY, asked.as_of, "usual")
    for agency in sorted({agency for agency, _day in acts}):
        last = max(at for (one, _day), at in acts.items() if one == agency)
        n = sum(one == agency and is_usual(day) for one, day in acts)
        quiet = Fraction(microseconds(time_between(last, asked.as_of, "usual")), microseconds(year))
        if (1 - quiet) ** n < Fraction(1, 1000):
            found.append({"agency": agency, "days_with_acts": n, "silent_days": in_days(asked.as_of - last)})
    return found


def _involved(world: World, case: Row) -> list[Row]:
    """The first involvement of each agency in the case."""
    first: dict[str, Row] = {}
    for row in sorted(world.of_case("involvements", case["case_id"]), key=lambda row: row["started_at"]):
        first.setdefault(row["agency_code"], row)
    return list(first.values())


def _is_answered(world: World, row: Row, asked: Asked) -> bool:
    one = seen(world, row, asked.as_of)
    return one is not None and one.answered


def closed_first(row: Row, case: Row, asked: Asked) -> bool:
    due, met = row["due_on"], row["met_on"]
    outside = (asked.from_day and due < asked.from_day) or (asked.to_day and due > asked.to_day)
    closed: datetime | None = case["closed_at"]
    before = closed is not None and helsinki_day(closed) < due
    return not outside and due < helsinki_day(asked.as_of) and before and not (met is not None and met <= due)
