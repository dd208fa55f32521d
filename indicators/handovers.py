"""Handover delays: how long an agency waits for another's answer. Those who still wait count."""

from datetime import date
from functools import partial
from typing import Literal, TypedDict

import pandas as pd

from indicators import notation
from indicators.delays.clusters import Key
from indicators.delays.curves import Delays, OfSome, Sent, grouped, read
from indicators.delays.truly import Truly, truly
from indicators.indicator import Ask, Base, Indicator, part_of, rows_as
from indicators.intervals import Interval, intervals_of_parts
from indicators.over_time.weeks import AnsweredWeek, answered_weeks
from measures.local_time import DAY_US, local_days
from measures.working_time import off_clock
from queries import handovers as questions
from queries.filters import Filters
from queries.handovers import ANYONE, Between

__all__ = ["Between"]  # pages and sections name a pair by it


class Summary(Delays, Truly):
    """All handovers."""


class OfReceiver(Delays):
    agency: str


_Sides = TypedDict("_Sides", {"from": str, "to": str})


class Pair(_Sides, OfSome):
    """Handovers from one sector or agency to another: `count` of them, and their `share` of all with its interval."""

    count: int
    share: float | None
    share_interval: Interval


class Returned(TypedDict):
    reason: str
    handovers: int


class WaitingAge(TypedDict):
    """Handovers by whole days of waiting (42: or more), within or past due; `own_day` if their due day is recorded."""

    to_sector: str
    to_agency: str
    target_days: float
    days: int
    within: int
    past: int
    within_own_day: int
    past_own_day: int


class Figures(Summary):
    returned_by_reason: list[Returned]
    by_sector_pair: list[Pair]
    by_receiver: list[OfReceiver]
    weeks: list[AnsweredWeek]
    waiting_ages: list[WaitingAge]
    pairs: list[Pair]


def summary(ask: Ask, filters: Filters, between: Between = ANYONE) -> Summary:
    """The figures of all handovers between two sides."""
    sent = read(ask, filters, (), between)
    return {**grouped(sent, ())[()], **truly(sent)}


def by_place(ask: Ask, filters: Filters, place: Literal["region", "county"]) -> dict[str, Delays]:
    """The figures of each region or county that has any handover."""
    return {code: values for (code,), values in grouped(read(ask, filters, (place,)), (place,)).items()}


def by_sector_pair(ask: Ask, filters: Filters) -> list[Pair]:
    """The figures of each pair of sectors, in order of code."""
    return _as_pairs(read(ask, filters, questions.SECTOR_PAIR), questions.SECTOR_PAIR)


def pairs(ask: Ask, filters: Filters, between: Between = ANYONE) -> list[Pair]:
    """The figures of each pair of agencies, in order of code; shares are of all handovers `between`."""
    return _as_pairs(read(ask, filters, questions.PAIR, between), questions.PAIR)


def returned_by_reason(ask: Ask, filters: Filters, between: Between = ANYONE) -> list[Returned]:
    """The reasons for which any handover was rejected or returned, in order of code."""
    found = ask(questions.returned_by_reason(filters, between)).rename(columns={"response_reason": "reason"})
    return rows_as(Returned, found.sort_values("reason"))


def waiting_ages(ask: Ask, filters: Filters, between: Between = ANYONE) -> list[WaitingAge]:
    """Waiting handovers per receiver and whole day of waiting, in order."""
    found = ask(questions.waiting_ages(filters, between)).sort_values(["to_sector", "to_agency", "days"])
    found.insert(2, "target_days", found.pop("target") / DAY_US)
    return rows_as(WaitingAge, found)


def waiting(ask: Ask, filters: Filters, between: Between = ANYONE) -> pd.DataFrame:
    """Case rows of waiting handovers, the longest wait first: handover_id, case_id, region, from_agency, to_agency,
    handed_over_at (µs), overdue, waited_days, stopped_days, due_day (a Helsinki date), days_until_due. Raises NoAccess.
    """
    rows = ask(questions.waiting_rows(filters, between))
    due = due_days(rows, filters)
    return rows.assign(
        waited_days=rows["waited"] / DAY_US,
        stopped_days=rows["stopped"] / DAY_US,
        due_day=pd.Series(due, dtype=object),
        days_until_due=[(day - filters.today).days for day in due],
    ).drop(columns=["waited", "stopped", "due_at", "target", "sent_on_clock"])


def due_days(rows: pd.DataFrame, filters: Filters) -> list[date]:
    """The Helsinki days on which handovers are due, from their due_at (null: their target says when), sent_on_clock,
    target and stopped (µs).
    """
    by_target = off_clock((rows["sent_on_clock"] + rows["target"] + rows["stopped"]).to_numpy(), filters.delay_clock)
    return local_days(rows["due_at"].where(rows["due_at"].notna(), by_target).to_numpy(dtype="int64"))


def overdue(ask: Ask, filters: Filters, between: Between = ANYONE) -> pd.DataFrame:
    """The rows of `waiting` that are past their due day. Raises NoAccess unless the grant opens case rows."""
    rows = waiting(ask, filters, between)
    return rows[rows["overdue"].astype(bool)].reset_index(drop=True)


def sectors_of_agencies(ask: Ask, filters: Filters) -> dict[str, str]:
    """The sector of each agency by code, whether or not it has any handover."""
    found = ask(questions.sectors(filters))
    return dict(zip(found["agency"], found["sector"], strict=True))


def figures(ask: Ask, filters: Filters) -> Figures:
    """All of the above but the rows, places and sectors of agencies."""
    sent = read(ask, filters, (*questions.SECTOR_PAIR, *questions.PAIR))
    return {
        **grouped(sent, ())[()],
        **truly(sent),
        "returned_by_reason": returned_by_reason(ask, filters),
        "by_sector_pair": _as_pairs(sent, questions.SECTOR_PAIR),
        "by_receiver": [{"agency": code, **values} for (code,), values in grouped(sent, questions.RECEIVER).items()],
        "weeks": answered_weeks(ask, filters),
        "waiting_ages": waiting_ages(ask, filters),
        "pairs": _as_pairs(sent, questions.PAIR),
    }


def _as_pairs(sent: Sent, by: Key) -> list[Pair]:
    found = grouped(sent, by)
    everything = sum(values["total"] for values in found.values())
    shares = intervals_of_parts([values["total"] for values in found.values()], sent.design_effect)
    return [
        {
            "from": sender,
            "to": receiver,
            "count": values["total"],
            "share": values["total"] / everything if everything else None,
            "share_interval": share,
            **part_of(OfSome, values),
        }
        for ((sender, receiver), values), share in zip(found.items(), shares, strict=True)
    ]


SENT_HANDOVERS = Base("sent", summary, ("total",))
WAITING_HANDOVERS = Base("waiting", summary, ("pending",))
_record = partial(Indicator, page="handovers", unit="handovers", figures=summary, base=SENT_HANDOVERS)
_waits = partial(_record, source="handovers.due_at, handed_over_at; targets; pauses", base=WAITING_HANDOVERS)
_answered = partial(_record, unit="share", direction="higher is better")
INDICATORS = (
    _record(
        "handovers",
        "Handovers",
        "Handovers sent within the period",
        source="handovers.handed_over_at",
        formula="# {handover : a ≤ handed_over_at < b}",
    ),
    _waits(
        "pending_handovers",
        "Waiting handovers",
        "Handovers sent by the as-of moment, not answered or withdrawn by then, whose case is not closed by then",
        source="handovers.handed_over_at, responded_at; cases.closed_at",
        formula=f"{notation.W}; # W",
        rows=waiting,
    ),
    _record(
        "closed_unanswered",
        "Closed unanswered",
        "Handovers whose case closed while they waited; counted apart, right-censored at the closing",
        direction="lower is better",
        source="handovers.responded_at; cases.closed_at",
        formula="# {handover : a ≤ handed_over_at < b, handed_over_at < closed_at ≤ T, closed_at < responded_at}",
        base=Base("closed_unanswered", summary, ("closed_unanswered",)),
    ),
    _record(
        "sent_after_closing",
        "Sent after closing",
        "Handovers whose case had closed when they were sent: nobody was watching for an answer, so they are in no "
        "delay, share or median, answered or not; counted apart, and named on Data quality",
        direction="lower is better",
        source="handovers.handed_over_at; cases.closed_at",
        formula="# {handover : a ≤ handed_over_at < b, closed_at ≤ handed_over_at}",
    ),
    _waits(
        "waiting_time",
        "Waiting time",
        "From sending to the as-of moment on the delay clock, less the time stopped by pauses that bind the receiver",
        unit="days",
        direction="lower is better",
        source="handovers.handed_over_at; pauses",
        formula=f"clock(T) − clock(handed_over_at) − stops, of W; {notation.W}",
        figures=waiting_ages,
        rows=waiting,
    ),
    _waits(
        "overdue",
        "Past target",
        "Waiting handovers whose due day is before the as-of day. Where no due time is recorded, it is the day of "
        "sending plus the receiver's target on the delay clock, plus stopped time",
        direction="lower is better",
        formula=f"# {{W : due day < day of T}}; {notation.W}",
        rows=overdue,
    ),
    _waits(
        "due_soon",
        "Due soon",
        "Waiting handovers whose due day is the as-of day or one of the seven days after it",
        formula=f"# {{W : 0 ≤ due day − day of T ≤ 7 days}}; {notation.W}",
    ),
    _record(
        "median_response_delay",
        "Median response delay",
        "The time within which half of the handovers are answered, from the first moment at which the share still "
        "unanswered is one half or less. Waiting handovers count as waiting until the as-of moment, withdrawn ones "
        "until withdrawal; “not reached” while fewer than half are answered",
        unit="days",
        direction="lower is better",
        source=f"handovers.handed_over_at, responded_at; {notation.KAPLAN_MEIER_IN_SHORT}",
        formula=f"min {{t : S(t) ≤ ½}}, {notation.S}",
        reference=notation.KAPLAN_MEIER,
    ),
    _answered(
        "answered_within_target",
        "Answered within target",
        "Share answered within the receiver's own target, if not withdrawn; an answer exactly at the target counts, "
        "and those that still wait count for as long as they have waited",
        source=f"handovers; targets; {notation.KAPLAN_MEIER_IN_SHORT}",
        formula=f"1 − S(1), of d ÷ own target; {notation.S}",
        reference=notation.KAPLAN_MEIER,
    ),
    _answered(
        "truly_answered_within_target",
        "Truly answered within target",
        "Share answered within the receiver's own target where a withdrawal or the closing of the case may forestall "
        "the answer; shown where any handover was withdrawn or closed unanswered",
        source="handovers; targets; cases.closed_at; Aalen & Johansen 1978, withdrawal and closing as competing events",
        formula="F(1) = Σ S(just before xᵢ) × answers at xᵢ ÷ waiting just before xᵢ, over x = d ÷ own target ≤ 1;"
        " S counts answers, withdrawals and closings",
        reference=notation.AALEN_JOHANSEN,
    ),
    _answered(
        "answered_share_by_week",
        "Answered share by week",
        "Of the ripe handovers sent in a Helsinki week, Monday to Sunday, those answered within the receiver's target. "
        "A handover is ripe once it is answered, or its own clock (stopped time left out) has passed its target; one "
        "that was withdrawn, or whose case closed, before that is left out and counted beside. A week enters once none"
        " of its handovers waits within its target; later ones are “not yet”",
        source="handovers.handed_over_at, responded_at; targets; pauses",
        formula=f"# {{ripe : answered, d ≤ target}} ÷ # ripe; {notation.RIPE}",
        figures=answered_weeks,
    ),
    _record(
        "returned_share",
        "Returned share",
        "Rejected or returned of all answered handovers",
        unit="share",
        direction="lower is better",
        source="handovers.response, response_reason",
        formula="# {answered : rejected or returned} ÷ # {answered}",
        figures=returned_by_reason,
        base=Base("answered", summary, ("answered",)),
    ),
    _record(
        "handover_share",
        "Handover share",
        "Handovers of this pair of all handovers between different agencies",
        unit="share",
        source="handovers.from_agency, to_agency",
        formula="# {sent from this to that} ÷ # {sent}",
        figures=by_sector_pair,
    ),
)
