"""Deadlines that protect the victim. The reflection period and the recovery period are two things with two labels."""

from typing import Any

import pandas as pd

from config.codes import PERIODS
from indicators.indicator import Ask, Indicator, records
from measures.local_time import DAY_US, local_day
from measures.survival import kaplan_meier, median, median_interval
from queries import deadlines as questions
from queries.filters import Filters

COUNTED = ("overdue", "due_soon", "due_later", "ended", "met_in_time")
WITHOUT_STEP = (
    "that end on the as-of day or one of the 14 days after it, in open cases where since the period began (since the "
    "case opened where its beginning is not recorded) no permit application or assistance decision was met and nothing "
    "was handed over; a period counts to its last day, also when its end is recorded as met"
)

INDICATORS = (
    Indicator(
        "reflection_periods_ending",
        "Reflection periods ending without a step",
        f"Reflection periods (Aliens Act; only for victims without legal stay) {WITHOUT_STEP}",
        "periods",
        "lower is better",
        "deadlines.kind, started_on, due_on, met_on; handovers.handed_over_at",
    ),
    Indicator(
        "recovery_periods_ending",
        "Recovery periods ending without a step",
        f"Recovery periods (Reception Act) {WITHOUT_STEP}",
        "periods",
        "lower is better",
        "deadlines.kind, started_on, due_on, met_on; handovers.handed_over_at",
    ),
    Indicator(
        "deadlines_overdue",
        "Past due",
        "Deadlines of open cases, not met, whose due day is before the as-of day; a closed case has no live deadline",
        "deadlines",
        "lower is better",
        "deadlines.due_on, met_on; cases.closed_at",
    ),
    Indicator(
        "deadlines_due_soon",
        "Due within 14 days",
        "Deadlines of open cases, not met, whose due day is the as-of day or one of the 14 days after it",
        "deadlines",
        "neither",
        "deadlines.due_on, met_on; cases.closed_at",
    ),
    Indicator(
        "deadlines_due_later",
        "Due later",
        "Deadlines of open cases, not met, whose due day is more than 14 days after the as-of day",
        "deadlines",
        "neither",
        "deadlines.due_on, met_on; cases.closed_at",
    ),
    Indicator(
        "deadlines_met_in_time",
        "Met in time",
        "Deadlines met on their due day or before, of those whose due day lies in the period and is over; one that was "
        "not met when its case closed before the due day is left out",
        "share",
        "higher is better",
        "deadlines.due_on, met_on; cases.closed_at",
    ),
    Indicator(
        "referral_to_decision",
        "Referral to decision",
        "The time within which half of the referrals to the assistance system sent in the period are answered, on the "
        "delay clock; those that wait count as waiting; “not reached” while fewer than half are answered",
        "days",
        "lower is better",
        "handovers.kind, handed_over_at, responded_at; Kaplan & Meier 1958",
    ),
)


def periods(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Per kind of period, reflection first: kind, ending (periods of open cases within 14 days), without_step."""
    found = {row["kind"]: row for row in records(ask(questions.periods(filters)))}
    counted = ("ending", "without_step")
    return [
        {"kind": kind, **{name: int(found[kind][name]) if kind in found else 0 for name in counted}} for kind in PERIODS
    ]


def by_kind(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Per kind that occurs, in order of code: kind, overdue, due_soon, due_later, ended, met_in_time (deadlines),
    met_share (None where none ended).
    """
    return _counted(ask(questions.counts(filters, questions.KIND)), "kind")


def by_agency(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """What `by_kind` gives, per responsible_agency in order of code; `unknown` where none is recorded."""
    return _counted(ask(questions.counts(filters, questions.RESPONSIBLE)), "responsible_agency")


def due_days(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Unmet deadlines of open cases, overdue or due within 14 days: kind, day (YYYY-MM-DD), days_left (negative when
    overdue), deadlines; by kind and day.
    """
    found = ask(questions.due_days(filters)).sort_values(["kind", "due_on"], ignore_index=True)
    days = [local_day(int(us)) for us in found["due_on"]]
    dated = found.assign(day=[day.isoformat() for day in days], days_left=[(day - filters.today).days for day in days])
    return records(dated[["kind", "day", "days_left", "deadlines"]])


def referral(ask: Ask, filters: Filters) -> dict[str, Any]:
    """Of referrals sent in the period: total, answered, waiting, withdrawn, closed_unanswered, median_days and its
    95 % interval (None: not reached).
    """
    delays = ask(questions.referral_delays(filters))
    names = ("events", "censored", "withdrawn", "pending")
    answered, censored, withdrawn, waiting = (int(delays[name].sum()) for name in names)
    curve = _curve(delays)
    return {
        "total": answered + censored,
        "answered": answered,
        "waiting": waiting,
        "withdrawn": withdrawn,
        "closed_unanswered": censored - withdrawn - waiting,
        "median_days": _days(median(curve)),
        "median_interval_days": [_days(edge) for edge in median_interval(curve)],
    }


def referral_curve(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Share of referrals answered by then, per distinct delay in rising order: days, answered, lower, upper (its 95 %
    band; NaN where undefined), pending (referrals that have waited just so long).
    """
    delays = ask(questions.referral_delays(filters))
    curve = _curve(delays)
    shares = {"answered": 1 - curve["survival"], "lower": 1 - curve["upper"], "upper": 1 - curve["lower"]}
    pending = delays.groupby("delay")["pending"].sum().reindex(curve["time"]).to_numpy()
    return pd.DataFrame({"days": curve["time"] / DAY_US, **shares, "pending": pending})


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


def figures(ask: Ask, filters: Filters) -> dict[str, Any]:
    """All of the above but the rows and the curve, as plain values; overdue and due_soon are those of all kinds."""
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


def _counted(found: pd.DataFrame, group: str) -> list[dict[str, Any]]:
    rows = records(found.sort_values(group))
    counted = [{group: row[group], **{name: int(row[name]) for name in COUNTED}} for row in rows]
    return [{**row, "met_share": row["met_in_time"] / row["ended"] if row["ended"] else None} for row in counted]


def _dated(rows: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    days = [local_day(int(us)) for us in rows.pop("due_on")]
    left = [(day - filters.today).days for day in days]
    return rows.assign(due_day=pd.Series(days, dtype=object), days_left=pd.Series(left, dtype=int))


def _curve(delays: pd.DataFrame) -> pd.DataFrame:
    return kaplan_meier(*(delays[name].to_numpy() for name in ("delay", "events", "censored")))


def _days(us: float | None) -> float | None:
    return None if us is None else us / DAY_US
