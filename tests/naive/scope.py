"""Which cases and handovers a question is about."""

from datetime import datetime

from tests.naive.clock import helsinki_day, midnight
from tests.naive.handover import seen
from tests.naive.world import Asked, Row, World, by


def cases(world: World, asked: Asked) -> list[Row]:
    """Cases opened by as-of that pass the filters."""
    return [
        case
        for case in world.tables["cases"]
        if case["opened_at"] <= asked.as_of
        and _attributes_pass(asked, case)
        and _agencies_pass(world, asked, agencies_of(world, case, asked.as_of))
    ]


def handovers(world: World, asked: Asked) -> list[Row]:
    """Handovers sent by as-of in cases opened by then, that pass the filters."""
    found = []
    for row in world.tables["handovers"]:
        case = world.case(row["case_id"])
        both = {row["from_agency"], row["to_agency"]}
        exists = row["handed_over_at"] <= asked.as_of and case["opened_at"] <= asked.as_of
        if exists and _attributes_pass(asked, case) and _agencies_pass(world, asked, both):
            found.append(row)
    return found


def agencies_of(world: World, case: Row, as_of: datetime) -> set[str]:
    """Agencies involved in the case, in any role, by as-of."""
    rows = world.of_case("involvements", case["case_id"])
    return {row["agency_code"] for row in rows if row["started_at"] <= as_of}


def is_open(case: Row, as_of: datetime) -> bool:
    return case["opened_at"] <= as_of and not by(case["closed_at"], as_of)


def in_period(asked: Asked, moment: datetime | None) -> bool:
    if moment is None or moment > asked.as_of:
        return False
    day = helsinki_day(moment)
    return (asked.from_day is None or asked.from_day <= day) and (asked.to_day is None or day <= asked.to_day)


def open_in_period(asked: Asked, case: Row) -> bool:
    """Whether the case was open at any moment of the period; one that opened and closed in an instant of it was."""
    if asked.to_day is not None and helsinki_day(case["opened_at"]) > asked.to_day:
        return False
    if case["opened_at"] > asked.as_of:
        return False
    if asked.from_day is None:
        return True
    begins = midnight(asked.from_day)
    if begins > asked.as_of:
        return False
    return case["opened_at"] >= begins or case["closed_at"] is None or case["closed_at"] > begins


def may_see_rows(world: World, asked: Asked, case: Row) -> bool:
    """Coordination sees all; an agency, of a case it is involved in or is offered, by what holds at `asked.at`."""
    if asked.role == "coordination":
        return True
    if asked.role != "agency":
        return False
    offered = any(
        row["to_agency"] == asked.agency and (found := seen(world, row, asked.at)) and found.state == "pending"
        for row in world.of_case("handovers", case["case_id"])
    )
    return offered or asked.agency in agencies_of(world, case, asked.at)


def _attributes_pass(asked: Asked, case: Row) -> bool:
    chosen = (
        (asked.regions, case["region_code"]),
        (asked.counties, case["county_code"] or "unknown"),
        (asked.forms, case["exploitation_form"]),
        (asked.age_groups, case["victim_age_group"]),
    )
    return all(not codes or code in codes for codes, code in chosen)


def _agencies_pass(world: World, asked: Asked, agencies: set[str]) -> bool:
    ministries = {world.ministry(agency) for agency in agencies}
    return (not asked.agencies or bool(agencies & set(asked.agencies))) and (
        not asked.ministries or bool(ministries & set(asked.ministries))
    )
