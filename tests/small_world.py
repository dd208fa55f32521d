"""Small worlds for worked examples."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from config.settings import DelayClock
from tests import rows
from tests.naive.world import Row, Tables, World

_NAMES = {"name_en": "", "name_fi": "", "name_sv": ""}


def small_world(
    *,
    cases: Sequence[Row],
    involvements: Sequence[Row] = (),
    handovers: Sequence[Row] = (),
    pauses: Sequence[Row] = (),
    clock: DelayClock = "calendar",
    targets: Mapping[str, float] | None = None,
) -> World:
    """A world of the non-governmental agencies A1, A2 and A3 in the region R1, without deadlines; targets in
    days by agency, 7 where none is given.
    """
    tables: Tables = {
        "regions": [{"code": "R1", **_NAMES, "population": None}],
        "counties": [],
        "ministries": [],
        "agencies": [rows.an_agency(code, "ngo") for code in ("A1", "A2", "A3")],
        "cases": cases,
        "involvements": involvements,
        "handovers": handovers,
        "deadlines": [],
        "pauses": pauses,
    }
    return World(tables, clock, 7, targets or {})


def a_case(case_id: str, opened_at: datetime, **given: Any) -> Row:
    """An open case of an adult in labour exploitation, in R1."""
    known = {"region_code": "R1", "exploitation_form": "labour", "victim_age_group": "adult"}
    return rows.a_case(case_id, opened_at, **{**known, **given})
