"""The life of a made-up case among agencies: its involvements and handovers, as they are known now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from config.finland import County, agencies
from store.demo.cases import DemoCase
from store.demo.chance import Chance, Delay
from store.demo.responses import draw_delay, draw_due_at, draw_response
from store.demo.steps import FIRST, LATER, STEPS, Step

_SENT_AGAIN = 0.7
_BEFORE_SENT_AGAIN = Delay(5)
_MOST_TIMES = 6
_ALONE, _WITH_NOBODY = 0.05, 0.4
_ALONE_AT_MOST = timedelta(days=120)
_FIRST_REVIEW = timedelta(days=210)
# A change that a chart should find: health care joins more of the cases that were opened in the last year.
_RARER_BEFORE = {"HVATER": 0.55}
_LAST_YEAR = timedelta(days=365)
# in which the receiver of a handover joins; otherwise as a partner
_ROLES = {"case": "lead", "information": "consulted"}
_NOTICED = timedelta(days=240)
_PARTNERS = (("RIKU", {"RIKU", "NAS", "JVOK", "PROTUKI", "MONIKA", "PAKNE", "IOM", "SPR"}),)
_PARTNERS_OF_CHILDREN = (*_PARTNERS, ("HVALS", {"HVALS", "HVASOS", "HVAPAI", "TURVA"}), ("OIP", {"OIP"}))


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
            {"case_id": self.case.case_id, "agency_code": agency, "role": role, "started_at": moment, "ended_at": None}
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
    """The involvements and handovers of a case; a few young ones stay with whoever met the victim, or with nobody."""
    chain = Chain(case, now)
    alone = chain.horizon - case.opened_at < _ALONE_AT_MOST and chance.happens(_ALONE)
    if alone and chance.happens(_WITH_NOBODY):
        return chain
    first = serving(case.first_kind, case.home)
    chain.join(case.first_kind, first, "lead", case.opened_at)
    chain.responsible_agency = first
    if not alone:
        _take_steps(chance, chain, paces)
        _notice_who_lacks(chance, chain)
        _take_later_steps(chance, chain, paces)
    _end_involvements(chance, chain)
    if chance.happens(0.03):
        chain.responsible_agency = None
    return chain


def _take_steps(chance: Chance, chain: Chain, paces: dict[str, float]) -> None:
    is_new = chain.now - chain.case.opened_at < _LAST_YEAR
    for step in STEPS:
        sender = _sender_of(chain.case, chain.joined, step)
        share = step.share * (1 if is_new else _RARER_BEFORE.get(step.receiver, 1))
        if sender and chance.happens(share):
            agency, since = chain.joined[sender]
            _hand_over(chance, chain, (agency, step), chance.office_time(since + chance.days(step.gap)), paces)


def _notice_who_lacks(chance: Chance, chain: Chain) -> None:
    """Whoever looks a case through after months calls in the partners that nobody has asked."""
    if chain.horizon - chain.case.opened_at < _NOTICED:
        return
    for needed, enough in _PARTNERS_OF_CHILDREN if chain.case.is_child else _PARTNERS:
        if not chain.joined.keys() & enough:
            moment = chance.office_time(chain.case.opened_at + _NOTICED - chance.days_between(1, 60))
            chain.join(needed, serving(needed, chain.case.home), "partner", moment)


def _take_later_steps(chance: Chance, chain: Chain, paces: dict[str, float]) -> None:
    """As long as the case stays open, its agencies turn to each other again and again."""
    moment = chain.case.opened_at + _FIRST_REVIEW
    while moment < chain.horizon:
        senders = {step: sender for step in LATER if (sender := _sender_of(chain.case, chain.joined, step))}
        if not senders:
            return
        step = chance.one_of({step: step.share for step in senders})
        moment = chance.office_time(moment + chance.days(step.gap))
        agency, _ = chain.joined[senders[step]]
        _hand_over(chance, chain, (agency, step), moment, paces)


def _hand_over(
    chance: Chance, chain: Chain, taken: tuple[str, Step], handed_over_at: datetime, paces: dict[str, float]
) -> None:
    """Hand over by a step, and again after a return, until it is accepted, given up or not yet answered."""
    agency, step = taken
    receiver = serving(step.receiver, chain.case.home)
    for _time in range(_MOST_TIMES):
        if handed_over_at >= chain.horizon:
            return
        handover = _handover(chance, chain, step, handed_over_at, paces[receiver])
        chain.handovers.append(handover | {"from_agency": agency, "to_agency": receiver})
        if handover["response"] == "accepted":
            _accept(chain, step, receiver, handover["responded_at"])
        if not _is_sent_again(chance, step, handover["response"]):
            return
        handed_over_at = chance.office_time(handover["responded_at"] + chance.days(_BEFORE_SENT_AGAIN))


def _is_sent_again(chance: Chance, step: Step, response: str | None) -> bool:
    if step.until_accepted:
        return response not in (None, "accepted")
    return response == "returned" and chance.happens(_SENT_AGAIN)


def _sender_of(case: DemoCase, joined: Mapping[str, object], step: Step) -> str | None:
    """The type of agency that would hand over by `step`, in a case that agencies of the types in `joined` are in.

    None where the step makes no sense: a receiver that is in the case already is passed only the case itself, or
    word of it.
    """
    kinds = (case.first_kind,) if step.senders == (FIRST,) else step.senders
    sender = next((kind for kind in kinds if kind in joined), None)
    is_needless = step.receiver in joined and step.kind not in ("case", "information")
    is_taken_care_of = any(kind in joined for kind in step.unless)
    if sender is None or is_needless or is_taken_care_of or not step.fits(case):
        return None
    return sender if serving(sender, case.home) != serving(step.receiver, case.home) else None


def _handover(chance: Chance, chain: Chain, step: Step, handed_over_at: datetime, pace: float) -> dict[str, Any]:
    """One handover without its two agencies, answered if the answer has come by the chain's horizon."""
    delay = draw_delay(chance, step, chain.now - handed_over_at, pace)
    responded_at = chance.office_time(handed_over_at + delay)
    response, reason = draw_response(chance)
    is_answered = responded_at <= chain.horizon
    return {
        "case_id": chain.case.case_id,
        "kind": step.kind,
        "handed_over_at": handed_over_at,
        "due_at": draw_due_at(chance, step, handed_over_at),
        "responded_at": responded_at if is_answered else None,
        "response": response if is_answered else None,
        "response_reason": reason if is_answered else None,
    }


def _accept(chain: Chain, step: Step, receiver: str, moment: datetime) -> None:
    """The receiver joins; with the case itself it becomes the lead, and who led before leads no more."""
    if step.kind == "case":
        for led in chain.involvements:
            if led["role"] == "lead" and led["ended_at"] is None:
                led["ended_at"] = moment
    if step.kind == "case" or step.receiver not in chain.joined:
        chain.join(step.receiver, receiver, _ROLES.get(step.kind, "partner"), moment)
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
