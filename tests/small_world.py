"""Single rows of a case database for worked examples; what is not given is the plainest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from config.settings import DelayClock
from tests.naive.world import Row, Tables, World

_NAMES = {"name_en": "", "name_fi": "", "name_sv": ""}


def small_world(
    *,
    cases: Sequence[Row],
    involvements: Sequence[Row] = (),
    handovers: Sequence[Row] = (),
    clock: DelayClock = "calendar",
    targets: Mapping[str, float] | None = None,
) -> World:
    """A world of the non-governmental agencies A1, A2 and A3 in the region R1, without pauses or deadlines; targets
    in days by agency, 7 where none is given.
    """
    tables: Tables = {
        "regions": [{"code": "R1", **_NAMES, "population": None}],
        "counties": [],
        "ministries": [],
        "agencies": [_agency(code) for code in ("A1", "A2", "A3")],
        "cases": cases,
        "involvements": involvements,
        "handovers": handovers,
        "deadlines": [],
        "pauses": [],
    }
    return World(tables, clock, 7, targets or {})


def a_case(case_id: str, opened_at: datetime, **given: Any) -> Row:
    """An open case of an adult in labour exploitation."""
    missing = ("county_code", "closed_at", "closed_reason", "investigation_phase", "offence")
    return {
        **dict.fromkeys((*missing, "investigation_ref", "responsible_agency")),
        "case_id": case_id,
        "region_code": "R1",
        "opened_at": opened_at,
        "status": "open",
        "exploitation_form": "labour",
        "victim_age_group": "adult",
        **given,
    }


def an_involvement(case_id: str, agency: str, started_at: datetime) -> Row:
    return {
        "case_id": case_id,
        "agency_code": agency,
        "role": "lead",
        "started_at": started_at,
        "ended_at": None,
    }


def a_handover(case_id: str, sent: datetime, sender: str, receiver: str, **given: Any) -> Row:
    """A handover that waits for its answer; give `key` where the case has several."""
    return {
        **dict.fromkeys(("due_at", "responded_at", "response", "response_reason")),
        "handover_id": given.pop("key", case_id),
        "case_id": case_id,
        "from_agency": sender,
        "to_agency": receiver,
        "kind": "case",
        "handed_over_at": sent,
        **given,
    }


def _agency(code: str) -> Row:
    nowhere = {"ministry_code": None, "region_code": None, "county_code": None}
    return {"code": code, **_NAMES, "sector": "ngo", **nowhere}
