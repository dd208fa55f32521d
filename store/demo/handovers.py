"""The life of a made-up case among agencies: its involvements and handovers, as they are known now."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from sqlalchemy import Table

from config.finland import County, agencies
from store.case.tables import handovers, involvements
from store.demo.cases import DemoCase
from store.demo.chance import PLAUSIBLE, SHARES, Chance

_SENT_AGAIN, _DAYS_BEFORE_SENT_AGAIN, _MOST_TIMES = 0.7, 5, 6
_ALONE, _WITH_NOBODY, _ALONE_AT_MOST = 0.05, 0.3, timedelta(days=120)
_FIRST_REVIEW = timedelta(days=150)
# Changes that a chart should find: health care joins more of the cases that were opened in the last year, and social
# services became slower half a year ago.
_RARER_BEFORE, _LAST_YEAR = {"HVATER": 0.45}, timedelta(days=365)
_SLOWER_LATELY, _LATELY = {"HVASOS": 1.6}, timedelta(days=180)
# Regions that really differ: answers in their cases take so many times the usual time.
PACES_OF_REGIONS: Mapping[str, float] = PLAUSIBLE["paces_of_regions"]
_FORGOTTEN, _LONGEST, _SPREAD_OF_PACES = 0.016, 80, 0.15
# in which the receiver of a handover joins; otherwise as a partner
_ROLES = {"case": "lead", "information": "consulted"}
_NOTICED = timedelta(days=240)
_PARTNERS = (("RIKU", {"RIKU", "NAS", "JVOK", "PROTUKI", "MONIKA", "PAKNE", "IOM", "SPR"}),)
_PARTNERS_OF_CHILDREN = (*_PARTNERS, ("HVALS", {"HVALS", "HVASOS", "HVAPAI", "TURVA"}), ("OIP", {"OIP"}))


@dataclass(frozen=True)
class Step:
    """A handover that a case may see; what its fields mean stands in config/demo.toml."""

    senders: str
    receiver: str
    kind: str
    share: float
    gap: float
    delay: float
    spread: float = 0.65
    due_days: int | None = None
    fits: str = ""
    unless: str = ""
    until_accepted: bool = False


_STEPS = [Step(**step) for step in PLAUSIBLE["steps"]]
_LATER_STEPS = [Step(**step) for step in PLAUSIBLE["later_steps"]]
_SHARES_OF_LATER_STEPS = list(accumulate(step.share for step in _LATER_STEPS))


@dataclass
class Life:
    """What one case has seen so far. `joined` tells by agency type which agency has been in it since when; `paces`, by
    agency, how many times the usual delays its answers take.
    """

    chance: Chance
    case: DemoCase
    now: datetime
    paces: dict[str, float]
    joined: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    responsible_agency: str | None = None

    @property
    def horizon(self) -> datetime:
        """Nothing happens in the case after this."""
        return self.case.closed_at or self.now

    def join(self, kind: str, agency: str, role: str, moment: datetime) -> None:
        self.joined.setdefault(kind, (agency, moment))
        self.add(involvements, agency_code=agency, role=role, started_at=moment, ended_at=None)

    def add(self, table: Table, **values: Any) -> dict[str, Any]:
        row = {"case_id": self.case.case_id, **values}
        self.rows[table].append(row)
        return row


@cache
def serving(kind: str, home: County) -> str:
    """Code of the agency of type `kind` for cases of `home`. Raises LookupError where none serves it."""
    for agency in agencies():
        if agency.serves(kind, home):
            return agency.code
    raise LookupError(f"no agency of type {kind} serves {home.name_en}")


def draw_paces(chance: Chance) -> dict[str, float]:
    """How slow each agency answers: its delays are so many times the usual ones."""
    return {agency.code: chance.lognormvariate(0, _SPREAD_OF_PACES) for agency in agencies()}


def draw_handovers(chance: Chance, case: DemoCase, now: datetime, paces: dict[str, float]) -> Life:
    """The involvements and handovers of a case; a few young ones stay with whoever met the victim, or with nobody."""
    life = Life(chance, case, now, paces)
    alone = life.horizon - case.opened_at < _ALONE_AT_MOST and chance.happens(_ALONE)
    if alone and chance.happens(_WITH_NOBODY):
        return life
    life.responsible_agency = serving(case.first_kind, case.home)
    life.join(case.first_kind, life.responsible_agency, "lead", case.opened_at)
    if not alone:
        _take_steps(life)
        _notice_who_lacks(life)
        _take_later_steps(life)
    _end_involvements(life)
    if chance.happens(0.03):
        life.responsible_agency = None
    return life


def _take_steps(life: Life) -> None:
    is_new = life.now - life.case.opened_at < _LAST_YEAR
    for step in _STEPS:
        sender = _sender_of(life, step)
        share = step.share * (1 if is_new else _RARER_BEFORE.get(step.receiver, 1))
        if sender and life.chance.happens(share):
            agency, since = life.joined[sender]
            _hand_over(life, step, agency, life.chance.later(since, step.gap))


def _notice_who_lacks(life: Life) -> None:
    """Whoever looks a case through after months calls in the partners that nobody has asked."""
    if life.horizon - life.case.opened_at < _NOTICED:
        return
    for needed, enough in _PARTNERS_OF_CHILDREN if life.case.is_child else _PARTNERS:
        if not life.joined.keys() & enough:
            moment = life.chance.office_time(life.case.opened_at + _NOTICED - life.chance.days_between(1, 60))
            life.join(needed, serving(needed, life.case.home), "partner", moment)


def _take_later_steps(life: Life) -> None:
    """As long as the case stays open, its agencies turn to each other again and again: mostly with word to one that is
    in the case already, so that cases do not gather agencies with the years. What does not fit is passed over.
    """
    moment = life.case.opened_at + _FIRST_REVIEW
    while moment < life.horizon:
        [step] = life.chance.choices(_LATER_STEPS, cum_weights=_SHARES_OF_LATER_STEPS)
        moment += life.chance.days(step.gap)
        sender = _sender_of(life, step)
        told = (step.receiver,) if step.kind == "information" else ()
        if sender and all(kind in life.joined and life.joined[kind][1] <= moment for kind in (sender, *told)):
            _hand_over(life, step, life.joined[sender][0], life.chance.office_time(moment))


def _sender_of(life: Life, step: Step) -> str | None:
    """The type of agency that would hand over by `step` now; None where that makes no sense: a receiver that is in the
    case already is passed only the case itself, or word of it.
    """
    kinds = [life.case.first_kind] if step.senders == "first" else step.senders.split()
    sender = next((kind for kind in kinds if kind in life.joined), None)
    is_needless = step.receiver in life.joined and step.kind not in ("case", "information")
    is_taken_care_of = not life.joined.keys().isdisjoint(step.unless.split())
    if sender is None or is_needless or is_taken_care_of or step.fits not in life.case.traits:
        return None
    return sender if serving(sender, life.case.home) != serving(step.receiver, life.case.home) else None


def _hand_over(life: Life, step: Step, sender: str, at: datetime) -> None:
    """Hand over by a step, and again after a return, until it is accepted, given up or not yet answered."""
    receiver = serving(step.receiver, life.case.home)
    for _time in range(_MOST_TIMES):
        if at >= life.horizon:
            return
        handover = _handover(life, step, sender, receiver, at)
        response, responded_at = handover["response"], handover["responded_at"]
        if response == "accepted":
            _accept(life, step, receiver, responded_at)
        if response in (None, "accepted"):
            return
        if not step.until_accepted and (response != "returned" or not life.chance.happens(_SENT_AGAIN)):
            return
        at = life.chance.later(responded_at, _DAYS_BEFORE_SENT_AGAIN)


def _handover(life: Life, step: Step, sender: str, receiver: str, at: datetime) -> dict[str, Any]:
    """One handover, answered if the answer has come by the horizon; a few are forgotten for months. The sender sets a
    due time with some steps always, with others now and then.
    """
    chance = life.chance
    slower = _SLOWER_LATELY.get(step.receiver, 1) if life.now - at < _LATELY else 1
    pace = life.paces[receiver] * PACES_OF_REGIONS.get(life.case.home.region_code, 1) * slower
    delay = chance.days(step.delay * pace, step.spread)
    if chance.happens(_FORGOTTEN) or delay > timedelta(days=_LONGEST):
        delay = chance.days_between(30, _LONGEST)
    responded_at = chance.office_time(at + delay)
    response = chance.one_of(SHARES["responses"])
    reason = chance.one_of(SHARES[f"reasons_{response}"]) or None
    due_days = step.due_days or (chance.one_of({3: 1, 10: 1, 14: 2}) if chance.happens(0.15) else None)
    is_answered = responded_at <= life.horizon
    return life.add(
        handovers,
        from_agency=sender,
        to_agency=receiver,
        kind=step.kind,
        handed_over_at=at,
        due_at=at + timedelta(days=due_days) if due_days else None,
        responded_at=responded_at if is_answered else None,
        response=response if is_answered else None,
        response_reason=reason if is_answered else None,
    )


def _accept(life: Life, step: Step, receiver: str, moment: datetime) -> None:
    """The receiver joins; with the case itself it becomes the lead, and who led before leads no more."""
    if step.kind == "case":
        for led in life.rows[involvements]:
            if led["role"] == "lead" and led["ended_at"] is None:
                led["ended_at"] = moment
    if step.kind == "case" or step.receiver not in life.joined:
        life.join(step.receiver, receiver, _ROLES.get(step.kind, "partner"), moment)
    if step.kind == "case" or step.receiver == "NAS":
        life.responsible_agency = receiver


def _end_involvements(life: Life) -> None:
    """Some partners leave after a while, and most involvements end with the case."""
    for row in life.rows[involvements]:
        if row["ended_at"] is None:
            left_at = life.chance.later(row["started_at"], 150)
            if row["role"] != "lead" and life.chance.happens(0.2) and left_at < life.horizon:
                row["ended_at"] = left_at
            elif life.case.closed_at and life.chance.happens(0.9):
                row["ended_at"] = life.case.closed_at
