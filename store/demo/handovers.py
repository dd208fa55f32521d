"""The life of a made-up case among agencies: its involvements and handovers, as they are known now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from config.finland import County, agencies
from store.demo.cases import DemoCase
from store.demo.chance import Chance, Delay
from store.demo.steps import FIRST, STEPS, Step

_RESPONSES = {"accepted": 0.845, "returned": 0.07, "rejected": 0.045, "withdrawn": 0.04}
_REASONS: Mapping[str, Mapping[str | None, float]] = {
    "returned": {"missing_information": 0.55, "not_ours": 0.2, "capacity": 0.1, "no_consent": 0.1, None: 0.05},
    "rejected": {"not_ours": 0.5, "capacity": 0.25, "no_consent": 0.15, "other": 0.1},
    "withdrawn": {"no_consent": 0.4, "other": 0.3, None: 0.3},
}
_SENT_AGAIN = 0.7
_BEFORE_SENT_AGAIN = Delay(5)
_FORGOTTEN = 0.015
_SLOWER_LATELY = {"HVASOS": 1.45}
_LATELY = timedelta(days=180)
_ALONE = 0.03


@dataclass
class Chain:
    """What one case has seen so far. `joined` tells by agency type which agency has been in it since when."""

    case: DemoCase
    now: datetime
    joined: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    involvements: list[dict[str, Any]] = field(default_factory=list)
    handovers: list[dict[str, Any]] = field(default_factory=list)
    responsible_agency: str | None = None

    @property
    def horizon(self) -> datetime:
        """Nothing happens in the case after this."""
        return self.case.closed_at or self.now

    def join(self, kind: str, agency: str, role: str, moment: datetime) -> None:
        self.joined.setdefault(kind, (agency, moment))
        self.involvements.append(
            {
                "case_id": self.case.case_id,
                "agency_code": agency,
                "role": role,
                "started_at": moment,
                "ended_at": None,
            }
        )


@cache
def serving(kind: str, home: County) -> str:
    """Code of the agency of type `kind` for cases of `home`. Raises LookupError where none serves it."""
    for agency in agencies():
        if agency.serves(kind, home):
            return agency.code
    raise LookupError(f"no agency of type {kind} serves {home.name_en}")


def draw_paces(chance: Chance) -> dict[str, float]:
    """How slow each agency answers: its delays are so many times the usual ones."""
    return {agency.code: chance.days(Delay(1, 0.25)).total_seconds() / 86_400 for agency in agencies()}


def draw_chain(chance: Chance, case: DemoCase, now: datetime, paces: dict[str, float]) -> Chain:
    """The involvements and handovers of a case; a few cases stay with the agency that met the victim, or with none."""
    chain = Chain(case, now)
    alone = chance.happens(_ALONE)
    if alone and chance.happens(0.3):
        return chain
    first = serving(case.first_kind, case.home)
    chain.join(case.first_kind, first, "lead", case.opened_at)
    chain.responsible_agency = first
    for step in () if alone else STEPS:
        if step.fits(case) and chance.happens(step.share):
            _take(chance, chain, step, paces)
    _end_involvements(chance, chain)
    if chance.happens(0.03):
        chain.responsible_agency = None
    return chain


def _take(chance: Chance, chain: Chain, step: Step, paces: dict[str, float]) -> None:
    """Hand over by `step`, and again after a return, until it is accepted, given up or not yet answered."""
    sender = _sender(chain, step)
    receiver = serving(step.receiver, chain.case.home)
    if sender is None or sender[0] == receiver or _is_needless(chain, step):
        return
    agency, since = sender
    handed_over_at = chance.office_time(since + chance.days(step.gap))
    while handed_over_at < chain.horizon:
        handover = _handover(chance, chain, step, handed_over_at, paces[receiver])
        chain.handovers.append(handover | {"from_agency": agency, "to_agency": receiver})
        if handover["response"] == "accepted":
            _accept(chain, step, receiver, handover["responded_at"])
        if handover["response"] != "returned" or not chance.happens(_SENT_AGAIN):
            return
        handed_over_at = chance.office_time(handover["responded_at"] + chance.days(_BEFORE_SENT_AGAIN))


def _sender(chain: Chain, step: Step) -> tuple[str, datetime] | None:
    """The first of the step's senders that has joined, and since when."""
    kinds = (chain.case.first_kind,) if step.senders == (FIRST,) else step.senders
    return next((chain.joined[kind] for kind in kinds if kind in chain.joined), None)


def _is_needless(chain: Chain, step: Step) -> bool:
    """Whether the receiver is in the case already: then only the case itself, or word of it, is passed on."""
    return step.kind not in ("case", "information") and step.receiver in chain.joined


def _handover(chance: Chance, chain: Chain, step: Step, handed_over_at: datetime, pace: float) -> dict[str, Any]:
    """One handover without its two agencies, answered if the answer has come by the chain's horizon."""
    responded_at = chance.office_time(handed_over_at + _delay(chance, chain, step, handed_over_at, pace))
    response = chance.one_of(_RESPONSES)
    reason = chance.one_of(_REASONS[response]) if response in _REASONS else None
    is_answered = responded_at <= chain.horizon
    return {
        "case_id": chain.case.case_id,
        "kind": step.kind,
        "handed_over_at": handed_over_at,
        "due_at": _due_at(chance, step, handed_over_at),
        "responded_at": responded_at if is_answered else None,
        "response": response if is_answered else None,
        "response_reason": reason if is_answered else None,
    }


def _delay(chance: Chance, chain: Chain, step: Step, handed_over_at: datetime, pace: float) -> timedelta:
    if chance.happens(_FORGOTTEN):
        return chance.days_between(30, 75)
    is_late = chain.now - handed_over_at < _LATELY
    return chance.days(step.delay, times=pace * (_SLOWER_LATELY.get(step.receiver, 1) if is_late else 1))


def _due_at(chance: Chance, step: Step, handed_over_at: datetime) -> datetime | None:
    """The time that the sender sets: with some steps always, with others now and then."""
    if step.due_days:
        return handed_over_at + timedelta(days=step.due_days)
    return handed_over_at + timedelta(days=chance.one_of({3: 1, 10: 1, 14: 2})) if chance.happens(0.15) else None


def _accept(chain: Chain, step: Step, receiver: str, moment: datetime) -> None:
    """The receiver joins; with the case itself it becomes the lead, and who led before leads no more."""
    if step.kind == "case":
        for led in chain.involvements:
            if led["role"] == "lead" and led["ended_at"] is None:
                led["ended_at"] = moment
    if step.kind == "case" or step.receiver not in chain.joined:
        role = {"case": "lead", "information": "consulted"}.get(step.kind, "partner")
        chain.join(step.receiver, receiver, role, moment)
    if step.kind == "case" or step.receiver == "NAS":
        chain.responsible_agency = receiver


def _end_involvements(chance: Chance, chain: Chain) -> None:
    """Some partners leave after a while, and most involvements end with the case."""
    for row in _still_running(chain):
        left_at = chance.office_time(row["started_at"] + chance.days(Delay(150)))
        if row["role"] != "lead" and chance.happens(0.2) and left_at < chain.horizon:
            row["ended_at"] = left_at
        elif chain.case.closed_at and chance.happens(0.9):
            row["ended_at"] = chain.case.closed_at


def _still_running(chain: Chain) -> Iterator[dict[str, Any]]:
    return (row for row in chain.involvements if row["ended_at"] is None)
