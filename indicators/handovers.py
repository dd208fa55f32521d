"""Handover delays: how long an agency waits for another's answer. Those who still wait count."""

from typing import Any

import numpy as np
import pandas as pd

from indicators.indicator import Ask, Indicator, records
from measures.local_time import DAY_US, local_day
from measures.survival import ProbabilityWithin, by_group, kaplan_meier, median, median_interval, probability_within
from measures.working_time import off_clock
from queries import handovers as questions
from queries.filters import Filters

KAPLAN_MEIER = "Kaplan & Meier 1958; interval: Greenwood 1926 on the log(−log) scale"

INDICATORS = (
    Indicator(
        "handovers",
        "Handovers",
        "Handovers sent within the period",
        "handovers",
        "neither",
        "handovers.handed_over_at",
    ),
    Indicator(
        "pending_handovers",
        "Waiting handovers",
        "Handovers sent by the as-of moment, not answered or withdrawn by then, whose case is not closed by then",
        "handovers",
        "neither",
        "handovers.handed_over_at, responded_at; cases.closed_at",
    ),
    Indicator(
        "closed_unanswered",
        "Closed unanswered",
        "Handovers whose case closed while they waited; counted apart, right-censored at the closing",
        "handovers",
        "lower is better",
        "handovers.responded_at; cases.closed_at",
    ),
    Indicator(
        "waiting_time",
        "Waiting time",
        "From sending to the as-of moment on the delay clock, less the time stopped by pauses that bind the receiver",
        "days",
        "lower is better",
        "handovers.handed_over_at; pauses",
    ),
    Indicator(
        "overdue",
        "Past target",
        "Waiting handovers whose due day is before the as-of day. Where no due time is recorded, it is the day "
        "of sending plus the receiver's target on the delay clock, plus stopped time",
        "handovers",
        "lower is better",
        "handovers.due_at, handed_over_at; targets; pauses",
    ),
    Indicator(
        "due_soon",
        "Due soon",
        "Waiting handovers whose due day is the as-of day or one of the seven days after it",
        "handovers",
        "neither",
        "handovers.due_at, handed_over_at; targets; pauses",
    ),
    Indicator(
        "median_response_delay",
        "Median response delay",
        "The time within which half of the handovers are answered, from the first moment at which the share still "
        "unanswered is one half or less. Waiting handovers count as waiting until the as-of moment, withdrawn ones "
        "until withdrawal; “not reached” while fewer than half are answered",
        "days",
        "lower is better",
        f"handovers.handed_over_at, responded_at; {KAPLAN_MEIER}",
    ),
    Indicator(
        "answered_within_target",
        "Answered within target",
        "Share answered within the receiver's own target, if not withdrawn; an answer exactly at the target counts, "
        "and those that still wait count for as long as they have waited",
        "share",
        "higher is better",
        f"handovers; targets; {KAPLAN_MEIER}",
    ),
    Indicator(
        "returned_share",
        "Returned share",
        "Rejected or returned of all answered handovers",
        "share",
        "lower is better",
        "handovers.response, response_reason",
    ),
    Indicator(
        "handover_share",
        "Handover share",
        "Handovers of this pair of all handovers between different agencies",
        "share",
        "neither",
        "handovers.from_agency, to_agency",
    ),
)

NOTHING_KNOWN: dict[str, Any] = {
    "median_response_days": None,
    "median_interval_days": [None, None],
    "answered_within_target": None,
    "answered_within_target_interval": [None, None],
    "beyond_last_observation": None,
}


def summary(ask: Ask, filters: Filters) -> dict[str, Any]:
    """total, pending, overdue, due_soon, closed_unanswered, answered, withdrawn (handovers), median_response_days and
    its 95 % interval, answered_within_target and its interval, target_days, returned_share; None: cannot be told.
    """
    return _grouped(ask, filters, ())[()]


def by_region(ask: Ask, filters: Filters) -> dict[str, dict[str, Any]]:
    """What `summary` gives, per region that has any handover."""
    return {str(key[0]): values for key, values in _grouped(ask, filters, questions.REGION).items()}


def pairs(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Per pair of agencies, in order of code: from, to, count and what `summary` gives, and the pair's share of all."""
    found = _grouped(ask, filters, questions.PAIR)
    everything = sum(values["total"] for values in found.values())
    return [
        {
            "from": key[0],
            "to": key[1],
            "count": values["total"],
            "share": values["total"] / everything if everything else None,
            **{name: value for name, value in values.items() if name != "total"},
        }
        for key, values in sorted(found.items())
    ]


def returned_by_reason(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Rejected or returned handovers per reason, in order of code: reason, handovers."""
    found = ask(questions.returned_by_reason(filters)).rename(columns={"response_reason": "reason"})
    return records(found.sort_values("reason"))


def waiting(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Case rows of pending handovers, the longest wait first: handover_id, case_id, region, from_agency, to_agency,
    handed_over_at (µs), overdue, waited_days, stopped_days, due_day (a Helsinki date), days_until_due.

    Raises NoAccess unless the grant opens case rows.
    """
    rows = ask(questions.waiting_rows(filters))
    by_target = off_clock((rows["sent_on_clock"] + rows["target"] + rows["stopped"]).to_numpy(), filters.delay_clock)
    due_at = rows["due_at"].where(rows["due_at"].notna(), by_target)
    due_days = [local_day(int(us)) for us in due_at]
    return rows.assign(
        waited_days=rows["waited"] / DAY_US,
        stopped_days=rows["stopped"] / DAY_US,
        due_day=pd.Series(due_days, dtype=object),
        days_until_due=[(day - filters.today).days for day in due_days],
    ).drop(columns=["waited", "stopped", "due_at", "target", "sent_on_clock"])


def figures(ask: Ask, filters: Filters) -> dict[str, Any]:
    """All of the above but the rows, as plain values."""
    return {
        **summary(ask, filters),
        "returned_by_reason": returned_by_reason(ask, filters),
        "pairs": pairs(ask, filters),
    }


def _grouped(ask: Ask, filters: Filters, by: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, Any]]:
    """What `summary` gives, per group of `by` (columns of fact_handovers; none: all under the empty key)."""
    delays = _delay_figures(ask(questions.delays(filters, by)), by)
    counted = records(ask(questions.counts(filters, by)))
    keys = [tuple(str(row[name]) for name in by) for row in counted]
    return {
        key: {**_count_figures(row), **delays.get(key, NOTHING_KNOWN)} for key, row in zip(keys, counted, strict=True)
    }


def _count_figures(row: dict[str, Any]) -> dict[str, Any]:
    counted = ("total", "pending", "overdue", "due_soon", "closed_unanswered", "answered", "withdrawn")
    one_target = pd.notna(row["target_min"]) and row["target_min"] == row["target_max"]
    return {
        **{name: int(row[name]) for name in counted},
        "target_days": float(row["target_min"]) / DAY_US if one_target else None,
        "returned_share": int(row["returned"]) / int(row["answered"]) if row["answered"] else None,
    }


def _delay_figures(counts: pd.DataFrame, by: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, Any]]:
    """Median and share within target per group, from the counts of answers and censorings at each delay (µs)."""
    group = counts.groupby(list(by), sort=False).ngroup() if by else pd.Series(0, counts.index)
    keys = counts[list(by)].loc[~group.duplicated()].astype(str).itertuples(index=False, name=None)
    curves = by_group(_curves(counts, counts["delay"], group))
    within = _within_target(counts, curves, group)
    return {key: _figures_of(curves[number], within[number]) for number, key in enumerate(keys) if number in curves}


def _figures_of(curve: pd.DataFrame, within: ProbabilityWithin) -> dict[str, Any]:
    return {
        "median_response_days": _days(median(curve)),
        "median_interval_days": [_days(edge) for edge in median_interval(curve)],
        "answered_within_target": within.probability,
        "answered_within_target_interval": [within.lower, within.upper],
        "beyond_last_observation": within.beyond_last_observation,
    }


def _within_target(
    counts: pd.DataFrame, curves: dict[int, pd.DataFrame], group: "pd.Series[int]"
) -> dict[int, ProbabilityWithin]:
    """One target in a group: read its curve there. Several: the curve of delay ÷ own target, at 1."""
    targets = counts["target"].groupby(group).agg(["min", "max"])
    mixed = group.isin(targets.index[targets["min"] != targets["max"]])
    ratios = by_group(_curves(counts[mixed], (counts["delay"] / counts["target"])[mixed], group[mixed]))
    of_own_target = dict(zip(targets.index, targets["min"], strict=True))
    return {
        **{number: probability_within(curve, of_own_target[number]) for number, curve in curves.items()},
        **{number: probability_within(ratio, 1) for number, ratio in ratios.items()},
    }


def _curves(counts: pd.DataFrame, durations: pd.Series, group: "pd.Series[int]") -> pd.DataFrame:
    events, censored = counts["events"].to_numpy(), counts["censored"].to_numpy()
    return kaplan_meier(durations.to_numpy(), events, censored, groups=group.to_numpy().astype(np.int64))


def _days(us: float | None) -> float | None:
    return None if us is None else us / DAY_US
