"""What stands in a demo database now: the open cases, and who is in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Column, Connection, Executable, and_, func, insert, or_, select

from config.codes import UNKNOWN
from config.finland import Agency, agencies, counties
from store.case import tables
from store.demo.cases import DemoCase
from store.demo.chance import Chance

_YOUNG = timedelta(days=60)
_SHARE_OF_YOUNG = 0.6

IS_OPEN = and_(tables.cases.c.closed_at.is_(None), tables.cases.c.status != "closed")
IS_PENDING = tables.handovers.c.responded_at.is_(None)


@dataclass(frozen=True)
class Standing:
    """An open case, the agencies in it by each type that they serve as, and those that are being asked."""

    case: DemoCase
    joined: Mapping[str, str]
    asked: frozenset[str]


def standing_case(chance: Chance, connection: Connection, now: datetime) -> Standing | None:
    """An open case whose place is known, more often a young one; None where there is none with an agency in it."""
    c = tables.cases.c
    question = select(tables.cases).where(IS_OPEN, c.opened_at <= now, c.county_code.is_not(None))
    if chance.happens(_SHARE_OF_YOUNG):
        question = question.where(c.opened_at > now - _YOUNG)
    found = connection.execute(question.order_by(c.case_id)).mappings().all()
    if not found:
        return None
    row = chance.member(found)
    codes = _agencies_in(connection, row["case_id"])
    if not codes:
        return None
    case = DemoCase(
        case_id=row["case_id"],
        home=next(county for county in counties() if county.code == row["county_code"]),
        region_code=row["region_code"],
        county_code=row["county_code"],
        opened_at=row["opened_at"],
        closed_at=None,
        closed_reason=None,
        exploitation_form=row["exploitation_form"],
        victim_age_group=row["victim_age_group"],
        offence=row["offence"] or UNKNOWN,
        first_kind=codes[0].split("-")[0],
    )
    joined = {kind: code for code in codes for kind in sorted(_agency(code).kinds)}
    return Standing(case, joined, _asked(connection, case.case_id))


def _agencies_in(connection: Connection, case_id: str) -> list[str]:
    """Codes of the agencies in the case, whoever came first first."""
    i = tables.involvements.c
    question = select(i.agency_code).where(i.case_id == case_id, i.ended_at.is_(None))
    return list(connection.execute(question.order_by(i.started_at, i.agency_code)).scalars())


def _asked(connection: Connection, case_id: str) -> frozenset[str]:
    h = tables.handovers.c
    return frozenset(connection.execute(select(h.to_agency).where(h.case_id == case_id, IS_PENDING)).scalars())


@cache
def _by_code() -> dict[str, Agency]:
    return {agency.code: agency for agency in agencies()}


def _agency(code: str) -> Agency:
    return _by_code()[code]


def share_waiting(connection: Connection) -> float:
    """Waiting handovers per open case."""
    waiting = select(func.count()).select_from(tables.handovers).join(tables.cases).where(IS_OPEN, IS_PENDING)
    still_open = select(func.count()).select_from(tables.cases).where(IS_OPEN)
    return connection.execute(waiting).scalar_one() / max(1, connection.execute(still_open).scalar_one())


def next_id(connection: Connection, column: Column[str]) -> str:
    """The number after the highest one, with the letter of the column's ids."""
    letter = {"handover_id": "H", "deadline_id": "D"}[column.name]
    is_ours = or_(column.like(f"{letter}-______"), column.like(f"{letter}-_______"))
    longest = select(column).where(is_ours).order_by(func.length(column).desc(), column.desc()).limit(1)
    highest = connection.execute(longest).scalar()
    return f"{letter}-{int(highest.split('-')[1]) + 1 if highest else 1:06}"


def new_deadline(
    connection: Connection, kind: str, days: tuple[date, date], case: tuple[str, str | None]
) -> Executable:
    """A deadline that starts and is due on `days`, of a `case` and the agency responsible for it."""
    row = {"case_id": case[0], "kind": kind, "started_on": days[0], "due_on": days[1], "responsible_agency": case[1]}
    number = next_id(connection, tables.deadlines.c.deadline_id)
    return insert(tables.deadlines).values(row | {"deadline_id": number})
