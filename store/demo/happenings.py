"""What may happen to a case of a demo database next: it is opened, closed, or a duty in it is met.

Each function looks around and gives the statements that write it; it writes nothing itself. Where there is nothing
to do, there are no statements.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Executable, insert, select, update

from measures.local_time import local_day, to_us
from store.case import tables
from store.demo.cases import draw_case, draw_closed_reason, weight_of_counties
from store.demo.chance import Chance
from store.demo.handovers import Chain, serving
from store.demo.making import case_row
from store.demo.standing import IS_OPEN, IS_PENDING, new_deadline

_NOT_CLOSED_BEFORE = timedelta(days=90)
# What was forgotten in the demo mostly stays forgotten, so that there is something to find.
_SHARE_OF_DUE, _DUE_NEXT = 0.97, timedelta(days=45)


def opened(chance: Chance, connection: Connection, now: datetime) -> Sequence[Executable]:
    """A new case, with the agency that met the victim first, and a follow-up."""
    home = chance.one_of(weight_of_counties())
    case = draw_case(chance, _free_case_id(chance, connection), home, (now, None))
    agency = serving(case.first_kind, home)
    chain = Chain(case, now, responsible_agency=agency)
    chain.join(case.first_kind, agency, "lead", now)
    return [
        insert(tables.cases).values(case_row(chance, chain)),
        *(insert(tables.involvements).values(row) for row in chain.involvements),
        _new_follow_up(chance, connection, (case.case_id, agency), local_day(to_us(now))),
    ]


def closed(chance: Chance, connection: Connection, now: datetime) -> Sequence[Executable]:
    """A case in which nobody waits for an answer is closed, and what ran in it ends."""
    c, i, p = tables.cases.c, tables.involvements.c, tables.pauses.c
    waiting = select(tables.handovers.c.case_id).where(IS_PENDING)
    question = select(c.case_id).where(IS_OPEN, c.opened_at < now - _NOT_CLOSED_BEFORE, c.case_id.not_in(waiting))
    quiet = connection.execute(question.order_by(c.case_id)).all()
    if not quiet:
        return []
    case_id = chance.member(quiet).case_id
    closing = {"status": "closed", "closed_at": now, "closed_reason": draw_closed_reason(chance)}
    return [
        update(tables.cases).where(c.case_id == case_id).values(closing),
        update(tables.involvements).where(i.case_id == case_id, i.ended_at.is_(None)).values(ended_at=now),
        update(tables.pauses).where(p.case_id == case_id, p.ended_at.is_(None)).values(ended_at=now),
    ]


def met(chance: Chance, connection: Connection, now: datetime) -> Sequence[Executable]:
    """A follow-up or a permit application is done, mostly one that is due soon; the next follow-up is set."""
    d, today = tables.deadlines.c, local_day(to_us(now))
    question = select(tables.deadlines).join(tables.cases).where(IS_OPEN, d.met_on.is_(None), d.started_on <= today)
    kinds = d.kind.in_(("follow_up", "permit_application"))
    is_next = d.due_on.between(today, today + _DUE_NEXT) if chance.happens(_SHARE_OF_DUE) else d.due_on < today
    found = connection.execute(question.where(kinds, is_next).order_by(d.deadline_id)).all()
    if not found:
        return []
    row = chance.member(found)
    done: Executable = update(tables.deadlines).where(d.deadline_id == row.deadline_id).values(met_on=today)
    if row.kind != "follow_up":
        return [done]
    return [done, _new_follow_up(chance, connection, (row.case_id, row.responsible_agency), today)]


def _new_follow_up(chance: Chance, connection: Connection, case: tuple[str, str | None], today: date) -> Executable:
    days = (today, today + timedelta(days=chance.whole_number(60, 150)))
    return new_deadline(connection, "follow_up", days, case)


def _free_case_id(chance: Chance, connection: Connection) -> str:
    while True:
        case_id = f"K-{chance.whole_number(10_000, 999_999)}"
        if not connection.execute(select(tables.cases.c.case_id).where(tables.cases.c.case_id == case_id)).first():
            return case_id
