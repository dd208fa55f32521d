"""The cast: single rows of a case database, for worlds and for databases; what is not given is the plainest."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

Row = Mapping[str, Any]

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def an_agency(code: str, sector: str = "unknown", **given: Any) -> dict[str, Any]:
    """An agency of no place and no ministry, by the same name in each language."""
    nowhere = {"ministry_code": None, "region_code": None, "county_code": None}
    return {"code": code, "name_en": code, "name_fi": code, "name_sv": code, "sector": sector, **nowhere, **given}


def a_case(case_id: str, opened_at: datetime = LONG_AGO, **given: Any) -> dict[str, Any]:
    """An open case of which nothing else is known; one with `closed_at` is closed."""
    missing = ("county_code", "closed_reason", "investigation_phase", "offence", "investigation_ref")
    return {
        **dict.fromkeys((*missing, "closed_at", "responsible_agency")),
        "case_id": case_id,
        "region_code": "unknown",
        "opened_at": opened_at,
        "status": "closed" if given.get("closed_at") else "open",
        "exploitation_form": "unknown",
        "victim_age_group": "unknown",
        **given,
    }


def an_involvement(case_id: str, agency: str, started_at: datetime, **given: Any) -> dict[str, Any]:
    """The involvement of an agency that leads, and still does."""
    lead = {"role": "lead", "started_at": started_at, "ended_at": None}
    return {"case_id": case_id, "agency_code": agency, **lead, **given}


def a_handover(case_id: str, sent: datetime, sender: str = "A", receiver: str = "B", **given: Any) -> dict[str, Any]:
    """A handover that waits for its answer; give `handover_id` where the case has several."""
    return {
        **dict.fromkeys(("due_at", "responded_at", "response", "response_reason")),
        "handover_id": case_id,
        "case_id": case_id,
        "from_agency": sender,
        "to_agency": receiver,
        "kind": "case",
        "handed_over_at": sent,
        **given,
    }


def a_deadline(case_id: str, kind: str, due_on: date, **given: Any) -> dict[str, Any]:
    """A deadline that is not met; give `deadline_id` where the case has several of a kind."""
    missing = dict.fromkeys(("started_on", "met_on", "responsible_agency"))
    return {"deadline_id": f"{case_id}-{kind}", "case_id": case_id, "kind": kind, "due_on": due_on, **missing, **given}


def a_pause(case_id: str, reason: str, started: datetime, ended: datetime | None = None) -> dict[str, Any]:
    """A pause, which lasts where it has no end."""
    return {"case_id": case_id, "reason": reason, "started_at": started, "ended_at": ended}
