"""The deadlines and pauses of a made-up case, as they are known now."""

from datetime import date, datetime, timedelta

from measures.local_time import local_day, to_us
from store.case.tables import deadlines, handovers, pauses
from store.demo.chance import SHARES
from store.demo.handovers import Life, serving

# What was missed is found in the end: nothing stays overdue for longer.
_OVERDUE_AT_MOST = timedelta(days=45)
# Those who treat the victim ask for a recovery period.
_RECOVERY_WITH_HEALTH_CARE, _RECOVERY_WITHOUT = 0.5, 0.08


def add_duties(life: Life) -> None:
    """Add periods, permit application, assistance decision, follow-ups and pauses; none reaches beyond the case."""
    chance = life.chance
    _reflection_period(life)
    _recovery_period(life)
    _permit_application(life)
    _assistance_decision(life)
    if chance.happens(0.91):
        _follow_ups(life)
    if chance.happens(0.12):
        _pause(life, "consent", life.case.opened_at, median=22)
    if chance.happens(0.1):
        _pause(life, "other", life.case.opened_at + chance.days_between(20, 800), median=25)


def _reflection_period(life: Life) -> None:
    """Only for victims without legal stay, so most cases have none."""
    for kind in ("POL", "RAJA", "MIGRI"):
        if kind in life.joined and life.chance.happens(0.55):
            _period(life, "reflection_period_end", kind, "reflection_days")
            return


def _recovery_period(life: Life) -> None:
    """A right of the assistance system's clients; while it runs, the investigators' clocks stand still."""
    is_young = life.horizon - life.case.opened_at < timedelta(days=240)
    share = _RECOVERY_WITH_HEALTH_CARE if "HVATER" in life.joined else _RECOVERY_WITHOUT if is_young else 0
    if "NAS" in life.joined and life.chance.happens(share):
        started_at, length = _period(life, "recovery_period_end", "NAS", "recovery_days")
        _add_pause(life, "recovery", started_at, started_at + length)


def _period(life: Life, kind: str, giver: str, lengths: str) -> tuple[datetime, timedelta]:
    """Add the end of a period that an agency in the case gives; returns when it begins and how long it is."""
    agency, since = life.joined[giver]
    started_at = life.chance.later(since, median=35)
    length = timedelta(days=int(life.chance.one_of(SHARES[lengths])))
    started_on = _day(started_at)
    due_on = started_on + length
    met_on = due_on if life.chance.happens(0.97) else due_on + _OVERDUE_AT_MOST
    _add_deadline(life, kind, (started_on, due_on, met_on), agency)
    return started_at, length


def _permit_application(life: Life) -> None:
    if "MIGRI" in life.joined and life.chance.happens(0.85):
        agency, since = life.joined["MIGRI"]
        _add_deadline(life, "permit_application", _draw_days(life, _day(since), (30, 90)), agency)


def _assistance_decision(life: Life) -> None:
    """Due two weeks after the referral; met on the day on which the assistance system accepted it."""
    referrals = [row for row in life.rows[handovers] if row["kind"] == "assistance_referral"]
    if referrals and referrals[-1]["response"] not in ("withdrawn", "returned"):
        referred_on = _day(referrals[0]["handed_over_at"])
        decided = next((row["responded_at"] for row in referrals if row["response"] in ("accepted", "rejected")), None)
        days = (referred_on, referred_on + timedelta(days=14), _day(decided) if decided else None)
        _add_deadline(life, "assistance_decision", days, serving("NAS", life.case.home))


def _follow_ups(life: Life) -> None:
    """One after another until the case closes; the last of an open case lies ahead, or was forgotten."""
    started_on = _day(life.case.opened_at)
    while started_on <= _day(life.horizon):
        days = _draw_days(life, started_on, (90, 180))
        _add_deadline(life, "follow_up", days, life.responsible_agency)
        started_on = days[2]


def _draw_days(life: Life, started_on: date, limits: tuple[int, int]) -> tuple[date, date, date]:
    """A deadline's start, its due day so many days later, and the day on which it is met if the case lives so long."""
    chance = life.chance
    due_on = started_on + timedelta(days=chance.randint(*limits))
    outcome = chance.one_of(SHARES["met"])
    if outcome == "forgotten":
        return started_on, due_on, due_on + _OVERDUE_AT_MOST
    shift = chance.randint(1, 14) if outcome == "late" else -chance.randint(0, 10)
    return started_on, due_on, due_on + timedelta(days=shift)


def _add_deadline(life: Life, kind: str, days: tuple[date, date, date | None], agency: str | None) -> None:
    """Add a deadline that began by now; one of a closed case that closing made needless is left out."""
    started_on, due_on, met_on = days
    last_day = _day(life.horizon)
    if met_on and met_on > last_day:
        met_on = None
    needless = life.case.closed_at is not None and met_on is None and due_on >= last_day
    if started_on <= last_day and not needless:
        known = None if life.chance.happens(0.03) else agency
        life.add(deadlines, kind=kind, started_on=started_on, due_on=due_on, met_on=met_on, responsible_agency=known)


def _pause(life: Life, reason: str, about: datetime, median: float) -> None:
    started_at = life.chance.office_time(about + life.chance.days_between(1, 15))
    _add_pause(life, reason, started_at, life.chance.later(started_at, median))


def _add_pause(life: Life, reason: str, started_at: datetime, ended_at: datetime) -> None:
    """Add a pause that began by now; it is open while its end is to come, and ends with the case at the latest."""
    if started_at <= life.horizon:
        known_end = min(ended_at, life.horizon) if life.case.closed_at or ended_at <= life.now else None
        life.add(pauses, reason=reason, started_at=started_at, ended_at=known_end)


def _day(moment: datetime) -> date:
    return local_day(to_us(moment))
