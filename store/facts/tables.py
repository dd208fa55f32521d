"""The facts: the wide tables in memory that questions read. Moments are µs since the Unix epoch, UTC.

Each row is wide enough that a filter needs no join: every fact has the attributes of its case. Where the
case database has no code (no county, no ministry, no reason), the fact says `unknown`. An end that has not come is
FOREVER, so that "not over yet" is one comparison. Delays stand on the delay clock's axis (`…_on_clock`, µs of counted
time), so that a delay is a plain subtraction whatever the clock. Weeks are numbers of Helsinki weeks (`week_of`).
"""

from functools import partial
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, SmallInteger, Table, Text
from sqlalchemy.types import TypeEngine

from config.codes import SECTORS
from store.case.tables import BY_CASE

metadata = MetaData()
FOREVER = 2**63 - 1
T = TypeVar("T")


class Code(Text):
    """A text with few different values: region, agency, kind … The copy keeps it as a number with a name (ENUM)."""


def _columns(kind: type[TypeEngine[T]], *names: str) -> list[Column[T]]:
    return [Column(name, kind) for name in names]


_texts, _codes, _flags = partial(_columns, Text), partial(_columns, Code), partial(_columns, Boolean)
_us, _weeks = partial(_columns, BigInteger), partial(_columns, SmallInteger)


def _number(name: str) -> Column[int]:
    """The number that stands for a case or a handover within one load."""
    return Column(name, Integer)


def _case_attributes() -> list[Column[Any]]:
    codes, moments = _codes("region", "county", "form", "age_group"), _us("opened_at", "closed_at")
    return [_number("case_no"), *codes, *moments, *_weeks("opened_week")]


def _fact(name: str, *columns: Column[Any]) -> Table:
    return Table(f"fact_{name}", metadata, *columns)


def joined(sector: str) -> str:
    """The column of fact_cases that says when the first agency of a sector joined; FOREVER where none has."""
    return f"joined_{sector}"


# kind is regions, counties, ministries or agencies; population is null where it is unknown or means nothing
names = _fact("names", *_codes("kind", "code"), *_texts("name_en", "name_fi", "name_sv"), Column("population", Integer))
agencies = _fact("agencies", *_codes("code", "sector"))
# together_at: from then on police, social services and health care are all involved
cases = _fact(
    "cases",
    *_texts("case_id"),
    *_case_attributes(),
    *_weeks("closed_week"),
    *_codes("closed_reason", "responsible_agency", "investigation_phase", "offence"),
    *_us("together_at", *map(joined, SECTORS)),
)
# each rule of the data contract, over the tables as they were read: kind and column_name say what it is about
rules = _fact("rules", *_texts("table_name", "kind", "column_name"), Column("breaches", BigInteger))
# each table as it was read: rows found, broken (that break any rule), and left_out of every figure
tables = _fact("tables", *_texts("table_name"), *(Column(name, BigInteger) for name in ("found", "broken", "left_out")))
# the union of a case's pauses, whatever their reason
case_pauses = _fact("case_pauses", _number("case_no"), *_us("started_at", "ended_at"))
# each pause as it was recorded
pauses = _fact("pauses", _number("case_no"), *_codes("reason"), *_us("started_at", "ended_at"))
# one row per case and agency, from its first involvement in any role; nth: it is the case's first, second …
# agency, so that agencies of cases are counted without putting them together by case; new_sector, new_ministry:
# the first of its sector, or of its ministry (never an unknown one), in the case
involvements = _fact(
    "involvements",
    *_case_attributes(),
    *_codes("agency", "sector", "ministry"),
    *_us("started_at"),
    Column("nth", SmallInteger),
    *_flags("new_sector", "new_ministry"),
)
# one row per case and two agencies of it, one before other by code, and from when on both are involved; sector_a
# before sector_b by code, and new_sectors: the first pair of these two different sectors in the case
pairs = _fact(
    "pairs",
    *_case_attributes(),
    *_codes("one", "other", "sector_a", "sector_b"),
    *_us("both_from"),
    *_flags("new_sectors"),
)
handovers = _fact(
    "handovers",
    _number("handover_no"),
    *_texts("handover_id"),
    *_case_attributes(),
    *_codes("kind", "from_agency", "to_agency", "from_ministry", "to_ministry", "from_sector", "to_sector"),
    # ended_at is the answer's or withdrawal's, the closing's if the case closed first, or the sending's if it had
    # closed by then; it waits from pending_from to before ended_at, never where the latter does not come after
    *_us("handed_over_at", "due_at", "pending_from", "ended_at"),
    *_weeks("sent_week", "pending_from_week", "ended_week"),
    # outcome is answered, withdrawn, closed or after_closing (sent after its case closed: never observed); null where
    # nothing ended the handover yet. returned: it was answered, by a rejection or a return
    *_codes("outcome", "response_reason"),
    *_flags("returned"),
    # delay runs from handed over to ended, stopped time left out; target is the receiver's, in µs of the delay clock
    *_us("sent_on_clock", "delay", "target"),
)
# when the receiver's clock stood still, merged, from the handover on
handover_stops = _fact(
    "handover_stops",
    *(_number("case_no"), _number("handover_no")),
    *_us("ended_at", "started_on_clock", "ended_on_clock"),
)
# days as the µs of their start in Helsinki; started_on is null where it is not recorded. followed_at: from then on
# a period has been followed by an application, a decision or a handover; FOREVER for other kinds
deadlines = _fact(
    "deadlines",
    *_texts("deadline_id"),
    *_case_attributes(),
    *_codes("kind", "responsible_agency"),
    *_us("started_on", "due_on", "met_on", "followed_at"),
)
# what was read of each case, by which changes are noticed: rows of each table, rows that break any rule, and all as one
# number; case_id is null for places, agencies and ministries, and for rows that name no case
contents = _fact(
    "contents", *_texts("case_id"), *(Column(name, BigInteger) for name in (*BY_CASE, "broken", "rows_hash"))
)
