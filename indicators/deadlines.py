"""Deadlines that protect the victim. The reflection period and the recovery period are two things with two labels."""

from functools import partial
from typing import TypedDict

import numpy as np
import pandas as pd

from config.codes import PERIODS
from indicators import notation
from indicators.delays.clusters import design_effect
from indicators.delays.curves import of_all, steps
from indicators.indicator import Ask, Base, Indicator, rows_as
from indicators.intervals import Interval, intervals
from measures.local_time import local_day
from queries import deadlines as questions
from queries.filters import Filters
from queries.handovers import delays


class Period(TypedDict):
    """Periods of one kind in open cases that end within 14 days, and those of them without a follow-on step."""

    kind: str
    ending: int
    without_step: int


class FellDue(TypedDict):
    """Deadlines that fell due; `met_share` is None where none did."""

    ended: int
    met_in_time: int
    met_share: float | None
    met_share_interval: Interval


class Counts(FellDue):
    """The same, and live deadlines."""

    overdue: int
    due_soon: int
    due_later: int


class OfKind(Counts):
    kind: str


class OfAgency(Counts):
    """Deadlines of one agency; `unknown` where none is recorded."""

    responsible_agency: str


class DueDay(TypedDict):
    """Live deadlines of one kind and day (YYYY-MM-DD); `days_left` is negative when they are overdue."""

    kind: str
    day: str
    days_left: int
    deadlines: int


class Referral(TypedDict):
    """Referrals sent in the period; the median of their delays with its 95 % interval is None where not reached."""

    total: int
    answered: int
    waiting: int
    withdrawn: int
    closed_unanswered: int
    sent_after_closing: int
    median_days: float | None
    median_interval_days: Interval


class Figures(TypedDict):
    """All figures of deadlines; `overdue` and `due_soon` are those of all kinds."""

    overdue: int
    due_soon: int
    periods: list[Period]
    by_kind: list[OfKind]
    by_agency: list[OfAgency]
    due_days: list[DueDay]
    referral: Referral


def periods(ask: Ask, filters: Filters) -> list[Period]:
    """Both kinds of periods, the reflection period first."""
    found = {row["kind"]: row for row in rows_as(Period, ask(questions.periods(filters)))}
    return [found.get(kind, {"kind": kind, "ending": 0, "without_step": 0}) for kind in PERIODS]


def by_kind(ask: Ask, filters: Filters) -> list[OfKind]:
    """The kinds that occur, in order of code."""
    return rows_as(OfKind, _counted(ask, filters, ("kind",)))


def by_agency(ask: Ask, filters: Filters) -> list[OfAgency]:
    """The responsible agencies, in order of code."""
    return rows_as(OfAgency, _counted(ask, filters, ("responsible_agency",)))


def due_days(ask: Ask, filters: Filters) -> list[DueDay]:
    """Live deadlines that are overdue or due within 14 days, by kind and day."""
    found = _dated(ask(questions.due_days(filters)).sort_values(["kind", "due_on"], ignore_index=True), filters)
    return rows_as(DueDay, found.assign(day=found["due_day"].map(str))[["kind", "day", "days_left", "deadlines"]])


def referral(ask: Ask, filters: Filters) -> Referral:
    """Referrals to the assistance system sent in the period, and how soon they were answered."""
    referrals = _referrals(ask, filters)
    sent, known = of_all(referrals)
    return {
        "total": sent["total"],
        "answered": sent["answered"],
        "waiting": int(referrals["pending"].sum()),
        "withdrawn": sent["withdrawn"],
        "closed_unanswered": sent["closed_unanswered"],
        "sent_after_closing": sent["sent_after_closing"],
        "median_days": known["median_response_days"],
        "median_interval_days": known["median_interval_days"],
    }


def _referrals(ask: Ask, filters: Filters) -> pd.DataFrame:
    """The delays of all, by nothing else, for no other page asks for them."""
    return ask(delays(filters, between=questions.REFERRAL))


def referral_curve(ask: Ask, filters: Filters) -> pd.DataFrame:
    """The share of referrals answered, as in the steps of a `Curve`: days, answered, lower, upper, pending."""
    referrals = _referrals(ask, filters)
    found = steps(referrals, design_effect(referrals))
    return found[["days", "answered", "lower", "upper", "pending"]]


def ending(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Case rows of periods that end within 14 days without a follow-on step, the nearest first: case_id, region, kind,
    responsible_agency, due_day (a Helsinki date), days_left.

    Raises NoAccess unless the grant opens case rows.
    """
    return _dated(ask(questions.ending_rows(filters)), filters)


def overdue(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Case rows of overdue deadlines, the oldest first: columns as of `ending`; days_left is negative.

    Raises NoAccess unless the grant opens case rows.
    """
    return _dated(ask(questions.overdue_rows(filters)), filters)


def ending_reflection_periods(ask: Ask, filters: Filters) -> pd.DataFrame:
    return _of_kind(ending(ask, filters), "reflection_period_end")


def ending_recovery_periods(ask: Ask, filters: Filters) -> pd.DataFrame:
    return _of_kind(ending(ask, filters), "recovery_period_end")


def figures(ask: Ask, filters: Filters) -> Figures:
    """All of the above but the rows and the curve."""
    kinds = by_kind(ask, filters)
    return {
        "overdue": sum(kind["overdue"] for kind in kinds),
        "due_soon": sum(kind["due_soon"] for kind in kinds),
        "periods": periods(ask, filters),
        "by_kind": kinds,
        "by_agency": by_agency(ask, filters),
        "due_days": due_days(ask, filters),
        "referral": referral(ask, filters),
    }


def _of_kind(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    return rows[rows["kind"] == kind].reset_index(drop=True)


def _counted(ask: Ask, filters: Filters, by: tuple[str]) -> pd.DataFrame:
    found = ask(questions.counts(filters, by)).sort_values(list(by))
    met, ended = (found[name].to_numpy(dtype=np.int64) for name in ("met_in_time", "ended"))
    edges = pd.Series(intervals(met, ended), index=found.index, dtype=object)
    return found.assign(met_share=found["met_in_time"] / found["ended"], met_share_interval=edges)


def _dated(rows: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    days = [local_day(int(us)) for us in rows["due_on"]]
    left = [(day - filters.today).days for day in days]
    return rows.drop(columns="due_on").assign(
        due_day=pd.Series(days, dtype=object), days_left=pd.Series(left, dtype=int)
    )


PERIODS_ENDING = Base("ending", periods, ("ending",))
UNMET_DEADLINES = Base("unmet", by_kind, ("overdue", "due_soon", "due_later"))
DEADLINES_FALLEN_DUE = Base("fell_due", by_kind, ("ended",))
REFERRALS = Base("referrals", referral, ("total",))
WITHOUT_STEP = (
    "that end on the as-of day or one of the 14 days after it, in open cases where since the period began (since the "
    "case opened where its beginning is not recorded) no permit application or assistance decision was met and nothing "
    "was handed over; a period counts to its last day, also when its end is recorded as met"
)
_record = partial(
    Indicator,
    page="deadlines",
    unit="deadlines",
    source="deadlines.due_on, met_on; cases.closed_at",
    figures=by_kind,
    base=UNMET_DEADLINES,
)
_ending = partial(
    Indicator,
    page="deadlines",
    unit="periods",
    direction="lower is better",
    source="deadlines.kind, started_on, due_on, met_on; handovers.handed_over_at",
    formula=f"{notation.U} with 0 ≤ due_on − day of T ≤ 14 days; without a step since started_on",
    figures=periods,
    base=PERIODS_ENDING,
)
INDICATORS = (
    _ending(
        "reflection_periods_ending",
        "Reflection periods ending without a step",
        f"Reflection periods (Aliens Act; only for victims without legal stay) {WITHOUT_STEP}",
        rows=ending_reflection_periods,
        reference=notation.ALIENS_ACT,
    ),
    _ending(
        "recovery_periods_ending",
        "Recovery periods ending without a step",
        f"Recovery periods (Reception Act) {WITHOUT_STEP}",
        rows=ending_recovery_periods,
        reference=notation.RECEPTION_ACT,
    ),
    _record(
        "deadlines_overdue",
        "Past due",
        "Deadlines of open cases, not met, whose due day is before the as-of day; a closed case has no live deadline",
        direction="lower is better",
        formula=f"{notation.U}; # {{U : due_on < day of T}}",
        rows=overdue,
    ),
    _record(
        "deadlines_due_soon",
        "Due within 14 days",
        "Deadlines of open cases, not met, whose due day is the as-of day or one of the 14 days after it; a period "
        "counts to its last day",
        formula=f"{notation.U}; # {{U : 0 ≤ due_on − day of T ≤ 14 days}}",
    ),
    _record(
        "deadlines_due_later",
        "Due later",
        "Deadlines of open cases, not met, whose due day is more than 14 days after the as-of day; a period counts to "
        "its last day",
        formula=f"{notation.U}; # {{U : due_on − day of T > 14 days}}",
    ),
    _record(
        "deadlines_met_in_time",
        "Met in time",
        "Deadlines met on their due day or before, of those whose due day lies in the period and is over; one that "
        "was not met when its case closed before the due day is left out",
        unit="share",
        direction="higher is better",
        formula="# {D : met_on ≤ due_on} ÷ # D; D = {deadline : a ≤ due_on < b, due_on < day of T, met in time or "
        "closed_at ≥ due_on}",
        base=DEADLINES_FALLEN_DUE,
    ),
    _record(
        "referral_to_decision",
        "Referral to decision",
        "The time within which half of the referrals to the assistance system sent in the period are answered, on "
        "the delay clock; those that wait count as waiting; “not reached” while fewer than half are answered",
        unit="days",
        direction="lower is better",
        source="handovers.kind, handed_over_at, responded_at; Kaplan & Meier 1958",
        formula=f"min {{t : S(t) ≤ ½}} of referrals; {notation.S}",
        figures=referral,
        base=REFERRALS,
        reference=f"{notation.RECEPTION_ACT}, sections 34–35. {notation.KAPLAN_MEIER}",
    ),
)
