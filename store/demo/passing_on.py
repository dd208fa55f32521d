"""What may happen between the agencies of a demo database next: a handover is made, answered or withdrawn.

Each function looks around and gives the statements that write it; it writes nothing itself. Where there is nothing
to do, there are no statements.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Executable, Row, and_, func, insert, select, update

from measures.local_time import local_day, to_us
from store.case import tables
from store.demo.answers import draw_due_at, draw_reason, draw_response
from store.demo.chance import Chance
from store.demo.handovers import role_after, sender_of, serving
from store.demo.standing import IS_OPEN, IS_PENDING, Standing, new_deadline, next_id, share_waiting, standing_case
from store.demo.steps import LATER, STEPS, Step

_TRIES = 20
_YOUNG = timedelta(days=90)
# Per open case, so that the demo stays believable however long it is written to.
_LEAST_WAITING, _MOST_WAITING = 0.06, 0.12
# Officials answer what is new; so what waits for long in the demo goes on waiting.
_NEWEST, _SHARE_OF_NEWEST = 10, 0.97
_PHASES = {"prosecution": "charges", "courts": "trial"}


def handed_over(chance: Chance, connection: Connection, now: datetime) -> Sequence[Executable]:
    """One agency of an open case turns to another; a referral to the assistance system sets its deadline."""
    if share_waiting(connection) > _MOST_WAITING:
        return []
    for _try in range(_TRIES):
        standing = standing_case(chance, connection, now)
        if standing and (senders := _senders(standing, now)):
            step = chance.one_of({step: step.share for step in senders})
            return _handover(chance, connection, (standing, step, senders[step]), now)
    return []


def _senders(standing: Standing, now: datetime) -> dict[Step, str]:
    """The steps that the case may take now, each with the agency that takes it."""
    steps = STEPS if now - standing.case.opened_at < _YOUNG else LATER
    found = {step: sender_of(standing.case, standing.joined, step) for step in steps}
    return {
        step: standing.joined[sender]
        for step, sender in found.items()
        if sender and _is_new(standing, standing.joined[sender], step)
    }


def _is_new(standing: Standing, sender: str, step: Step) -> bool:
    receiver = serving(step.receiver, standing.case.home)
    leads_already = step.kind == "case" and step.receiver in standing.joined
    return receiver != sender and receiver not in standing.asked and not leads_already


def _handover(
    chance: Chance, connection: Connection, taken: tuple[Standing, Step, str], now: datetime
) -> list[Executable]:
    standing, step, sender = taken
    receiver = serving(step.receiver, standing.case.home)
    row = {
        "handover_id": next_id(connection, tables.handovers.c.handover_id),
        "case_id": standing.case.case_id,
        "from_agency": sender,
        "to_agency": receiver,
        "kind": step.kind,
        "handed_over_at": now,
        "due_at": draw_due_at(chance, step, now),
    }
    statements: list[Executable] = [insert(tables.handovers).values(row)]
    if step.kind == "assistance_referral":
        today = local_day(to_us(now))
        days = (today, today + timedelta(days=14))
        case = (standing.case.case_id, receiver)
        statements.append(new_deadline(connection, "assistance_decision", days, case))
    return statements


def answered(chance: Chance, connection: Connection, now: datetime) -> Sequence[Executable]:
    """A waiting handover is answered, or withdrawn by its sender; who accepts is in the case from then on."""
    if share_waiting(connection) < _LEAST_WAITING:
        return []
    h = tables.handovers.c
    question = (
        select(tables.handovers, tables.agencies.c.sector)
        .join_from(tables.handovers, tables.cases)
        .join(tables.agencies, h.to_agency == tables.agencies.c.code)
        .where(IS_OPEN, IS_PENDING, h.handed_over_at <= now)
    )
    newest_first = connection.execute(question.order_by(h.handed_over_at.desc(), h.handover_id.desc())).all()
    if not newest_first:
        return []
    row = chance.member(newest_first[:_NEWEST] if chance.happens(_SHARE_OF_NEWEST) else newest_first)
    response = draw_response(chance)
    answer = {"responded_at": now, "response": response, "response_reason": draw_reason(chance, response)}
    return [
        update(tables.handovers).where(h.handover_id == row.handover_id).values(answer),
        *(_joining(connection, row, now) if response == "accepted" else ()),
        *(_decided(row, now) if response in ("accepted", "rejected") else ()),
    ]


def _joining(connection: Connection, row: Row[Any], now: datetime) -> list[Executable]:
    i, c = tables.involvements.c, tables.cases.c
    running = and_(i.case_id == row.case_id, i.ended_at.is_(None))
    of_the_case = update(tables.cases).where(c.case_id == row.case_id)
    statements: list[Executable] = []
    if row.kind == "case":
        statements.append(update(tables.involvements).where(running, i.role == "lead").values(ended_at=now))
    is_in = connection.execute(select(i.case_id).where(running, i.agency_code == row.to_agency)).first()
    if row.kind == "case" or not is_in:
        joining = {"case_id": row.case_id, "agency_code": row.to_agency, "role": role_after(row.kind)}
        statements.append(insert(tables.involvements).values(joining | {"started_at": now}))
    if row.kind in ("case", "assistance_referral"):
        statements.append(of_the_case.values(responsible_agency=row.to_agency))
    if row.kind == "investigation":
        offence = func.coalesce(c.offence, "trafficking")
        statements.append(of_the_case.values(investigation_phase=_PHASES.get(row.sector, "pre_trial"), offence=offence))
    return statements


def _decided(row: Row[Any], now: datetime) -> list[Executable]:
    """An answered referral is the assistance decision that a deadline asked for."""
    if row.kind != "assistance_referral":
        return []
    d = tables.deadlines.c
    waited_for = and_(d.case_id == row.case_id, d.kind == "assistance_decision", d.met_on.is_(None))
    return [update(tables.deadlines).where(waited_for).values(met_on=local_day(to_us(now)))]
