"""The facts: the wide tables in memory that questions read. Moments are µs since the Unix epoch, UTC.

Each row is wide enough that a filter needs no join: the attributes of the case stand on every fact of it. Where the
case database has no code (no county, no ministry, no reason), the fact says `unknown`. Delays stand on the delay
clock's axis (`…_on_clock`, µs of counted time), so that a delay is a plain subtraction whatever the clock.
"""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, MetaData, Table, Text

metadata = MetaData()


def _text(*names: str) -> list[Column[str]]:
    return [Column(name, Text) for name in names]


def _us(*names: str) -> list[Column[int]]:
    return [Column(name, BigInteger) for name in names]


def _case_attributes() -> list[Column[Any]]:
    return [*_text("case_id", "region", "county", "form", "age_group"), *_us("opened_at", "closed_at")]


names = Table(
    # kind is regions, counties, ministries or agencies
    "fact_names",
    metadata,
    *_text("kind", "code", "name_en", "name_fi", "name_sv"),
)
agencies = Table(
    # region and county are unknown for a national agency
    "fact_agencies",
    metadata,
    *_text("code", "sector", "ministry", "region", "county"),
)
cases = Table(
    "fact_cases",
    metadata,
    *_case_attributes(),
    *_text("closed_reason", "responsible_agency", "investigation_phase", "offence"),
)
case_pauses = Table(
    # the union of a case's pauses, whatever their reason; ended_at is null while one is open
    "fact_case_pauses",
    metadata,
    *_text("case_id"),
    *_us("started_at", "ended_at"),
)
pauses = Table(
    # each pause as it was recorded; ended_at is null while it is open
    "fact_pauses",
    metadata,
    *_text("case_id", "reason"),
    *_us("started_at", "ended_at"),
)
involvements = Table(
    # one row per case and agency, from its first involvement in any role
    "fact_involvements",
    metadata,
    *_case_attributes(),
    *_text("agency", "sector", "ministry"),
    *_us("started_at"),
)
handovers = Table(
    "fact_handovers",
    metadata,
    *_text("handover_id"),
    *_case_attributes(),
    *_text("kind", "from_agency", "to_agency", "from_ministry", "to_ministry", "from_sector", "to_sector"),
    # ended_at is the answer's or withdrawal's, or the closing's if the case closed first
    *_us("handed_over_at", "due_at", "ended_at"),
    # outcome is answered, withdrawn or closed; null where nothing ended the handover yet
    *_text("outcome", "response_reason"),
    Column("returned", Boolean),
    # delay runs from handed over to ended, stopped time left out; target is the receiver's, in µs of the delay clock
    *_us("sent_on_clock", "delay", "target"),
)
handover_stops = Table(
    # when the receiver's clock stood still, merged, from the handover on; ended_on_clock is null while a pause is open
    "fact_handover_stops",
    metadata,
    *_text("handover_id"),
    *_us("started_on_clock", "ended_on_clock"),
)
deadlines = Table(
    # days as the µs of their start in Helsinki
    "fact_deadlines",
    metadata,
    *_text("deadline_id"),
    *_case_attributes(),
    *_text("kind", "responsible_agency"),
    *_us("started_on", "due_on", "met_on"),
)
