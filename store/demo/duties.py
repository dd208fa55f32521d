"""The deadlines and pauses of a made-up case, as they are known now."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from measures.local_time import local_day, to_us
from store.demo.chance import Chance, Delay
from store.demo.handovers import Chain, serving

_MET = {"in time": 0.91, "late": 0.06, "forgotten": 0.03}
# What was missed is found in the end: nothing stays overdue for longer.
_OVERDUE_AT_MOST = timedelta(days=45)
_REFLECTION_DAYS = {30: 0.35, 60: 0.2, 90: 0.25, 180: 0.2}
_RECOVERY_DAYS = {30: 0.75, 90: 0.25}
_BEFORE_A_PERIOD = Delay(35)
# Those who treat the victim ask for a recovery period.
_RECOVERY_WITH_HEALTH_CARE, _RECOVERY_WITHOUT = 0.4, 0.12
_YOUNG = timedelta(days=240)
_CONSENT_DELAY, _OTHER_DELAY = Delay(22), Delay(25)


@dataclass
class Duties:
    """Deadline and pause rows of one case."""

    chain: Chain
    deadlines: list[dict[str, Any]] = field(default_factory=list)
    pauses: list[dict[str, Any]] = field(default_factory=list)


def draw_duties(chance: Chance, chain: Chain) -> Duties:
    """Periods, permit application, assistance decision, follow-ups and pauses; none reaches beyond the case."""
    duties = Duties(chain)
    _reflection_period(chance, duties)
    _recovery_period(chance, duties)
    _permit_application(chance, duties)
    _assistance_decision(chance, duties)
    if chance.happens(0.93):
        _follow_ups(chance, duties)
    opened_at = chain.case.opened_at
    if chance.happens(0.12):
        _pause(chance, duties, "consent", opened_at, _CONSENT_DELAY)
    if chance.happens(0.1):
        _pause(chance, duties, "other", opened_at + chance.days_between(20, 800), _OTHER_DELAY)
    return duties


def _reflection_period(chance: Chance, duties: Duties) -> None:
    """Only for victims without legal stay, so most cases have none."""
    for kind in ("POL", "RAJA", "MIGRI"):
        if kind in duties.chain.joined and chance.happens(0.36):
            _period(chance, duties, "reflection_period_end", kind, _REFLECTION_DAYS)
            return


def _recovery_period(chance: Chance, duties: Duties) -> None:
    """A right of the assistance system's clients; while it runs, the investigators' clocks stand still."""
    joined = duties.chain.joined
    is_young = duties.chain.horizon - duties.chain.case.opened_at < _YOUNG
    share = _RECOVERY_WITH_HEALTH_CARE if "HVATER" in joined else _RECOVERY_WITHOUT if is_young else 0
    if "NAS" in joined and chance.happens(share):
        started_at, length = _period(chance, duties, "recovery_period_end", "NAS", _RECOVERY_DAYS)
        _add_pause(duties, "recovery", started_at, started_at + length)


def _period(
    chance: Chance, duties: Duties, kind: str, giver: str, lengths: dict[int, float]
) -> tuple[datetime, timedelta]:
    """Add the end of a period that an agency in the case gives; returns when it begins and how long it is."""
    agency, since = duties.chain.joined[giver]
    started_at = chance.office_time(since + chance.days(_BEFORE_A_PERIOD))
    length = timedelta(days=chance.one_of(lengths))
    started_on = _day(started_at)
    due_on = started_on + length
    met_on = due_on if chance.happens(0.97) else due_on + _OVERDUE_AT_MOST
    _add_deadline(chance, duties, kind, (started_on, due_on, met_on), agency)
    return started_at, length


def _permit_application(chance: Chance, duties: Duties) -> None:
    if "MIGRI" in duties.chain.joined and chance.happens(0.6):
        agency, since = duties.chain.joined["MIGRI"]
        due_on = _day(since) + timedelta(days=chance.whole_number(30, 90))
        _add_deadline(chance, duties, "permit_application", _with_outcome(chance, _day(since), due_on), agency)


def _assistance_decision(chance: Chance, duties: Duties) -> None:
    """Due two weeks after the referral; met on the day on which the assistance system accepted it."""
    nas = serving("NAS", duties.chain.case.home)
    referrals = [row for row in duties.chain.handovers if row["kind"] == "assistance_referral"]
    if referrals:
        referred_on = _day(referrals[0]["handed_over_at"])
        decided = next((row["responded_at"] for row in referrals if row["response"] in ("accepted", "rejected")), None)
        days = (referred_on, referred_on + timedelta(days=14), _day(decided) if decided else None)
        withdrawn = referrals[-1]["response"] in ("withdrawn", "returned")
        if not withdrawn:
            _add_deadline(chance, duties, "assistance_decision", days, nas)


def _follow_ups(chance: Chance, duties: Duties) -> None:
    """One after another until the case closes; the last of an open case lies ahead, or was forgotten."""
    started_on = _day(duties.chain.case.opened_at)
    while started_on <= _day(duties.chain.horizon):
        due_on = started_on + timedelta(days=chance.whole_number(60, 150))
        days = _with_outcome(chance, started_on, due_on)
        _add_deadline(chance, duties, "follow_up", days, duties.chain.responsible_agency)
        started_on = days[2]


def _with_outcome(chance: Chance, started_on: date, due_on: date) -> tuple[date, date, date]:
    """A deadline's start and due day, with the day on which it is met if the case lives so long."""
    outcome = chance.one_of(_MET)
    if outcome == "forgotten":
        return started_on, due_on, due_on + _OVERDUE_AT_MOST
    shift = chance.whole_number(1, 14) if outcome == "late" else -chance.whole_number(0, 10)
    return started_on, due_on, due_on + timedelta(days=shift)


def _add_deadline(
    chance: Chance, duties: Duties, kind: str, days: tuple[date, date, date | None], agency: str | None
) -> None:
    """Add a deadline that began by now; one of a closed case that closing made needless is left out."""
    started_on, due_on, met_on = days
    last_day = _day(duties.chain.horizon)
    if met_on and met_on > last_day:
        met_on = None
    needless = duties.chain.case.closed_at is not None and met_on is None and due_on >= last_day
    if started_on <= last_day and not needless:
        duties.deadlines.append(
            {
                "case_id": duties.chain.case.case_id,
                "kind": kind,
                "started_on": started_on,
                "due_on": due_on,
                "met_on": met_on,
                "responsible_agency": None if chance.happens(0.03) else agency,
            }
        )


def _pause(chance: Chance, duties: Duties, reason: str, about: datetime, length: Delay) -> None:
    started_at = chance.office_time(about + chance.days_between(1, 15))
    _add_pause(duties, reason, started_at, chance.office_time(started_at + chance.days(length)))


def _add_pause(duties: Duties, reason: str, started_at: datetime, ended_at: datetime) -> None:
    """Add a pause that began by now; it is open while its end is to come, and ends with the case at the latest."""
    chain = duties.chain
    if started_at <= chain.horizon:
        known_end = min(ended_at, chain.horizon) if chain.case.closed_at or ended_at <= chain.now else None
        row = {"case_id": chain.case.case_id, "reason": reason, "started_at": started_at, "ended_at": known_end}
        duties.pauses.append(row)


def _day(moment: datetime) -> date:
    return local_day(to_us(moment))
