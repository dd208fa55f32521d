"""Handover delays: how long an agency waits for another's answer. Those who still wait count."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from indicators.handover_delays import NOTHING_KNOWN, Key, grouped, read, truly_within_target
from indicators.handover_weeks import weeks
from indicators.indicator import Ask, Indicator, records
from measures.local_time import DAY_US, local_day
from measures.working_time import off_clock
from queries import handovers as questions
from queries.filters import Filters
from queries.handovers import ANYONE, Between

__all__ = ["INDICATORS", "NOTHING_KNOWN", "Between"]

Figures = dict[str, Any]

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
        "truly_answered_within_target",
        "Truly answered within target",
        "Share answered within the receiver's own target where a withdrawal may forestall the answer; shown where any "
        "handover was withdrawn",
        "share",
        "higher is better",
        "handovers; targets; Aalen & Johansen 1978, withdrawal as a competing event",
    ),
    Indicator(
        "answered_share_by_week",
        "Answered share by week",
        "Of the handovers sent in a Helsinki week, Monday to Sunday, those answered within the receiver's target. A "
        "week enters once the longest of its targets has passed after its end; later ones are “not yet”",
        "share",
        "higher is better",
        "handovers.handed_over_at, responded_at; targets",
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


def summary(ask: Ask, filters: Filters, between: Between = ANYONE) -> Figures:
    """total, pending, overdue, due_soon, closed_unanswered, answered, withdrawn (handovers), median_response_days and
    its 95 % interval, answered_within_target and its interval, truly_answered_within_target (None unless any were
    withdrawn), target_days, returned_share; None: cannot be told.
    """
    sent = read(ask, filters, (), between)
    return {**grouped(sent, ())[()], "truly_answered_within_target": truly_within_target(sent)}


def by_region(ask: Ask, filters: Filters) -> dict[str, Figures]:
    """The counts and delays of `summary`, per region that has any handover."""
    return _by_code(ask, filters, questions.REGION)


def by_county(ask: Ask, filters: Filters) -> dict[str, Figures]:
    """The counts and delays of `summary`, per county that has any handover."""
    return _by_code(ask, filters, questions.COUNTY)


def by_receiver(ask: Ask, filters: Filters) -> list[Figures]:
    """Per receiving agency, in order of code: agency, and the counts and delays of `summary`."""
    return _as_receivers(grouped(read(ask, filters, questions.RECEIVER), questions.RECEIVER))


def by_sector_pair(ask: Ask, filters: Filters) -> list[Figures]:
    """Per pair of sectors, in order of code: from, to, count, share of all, and the other figures of `summary`."""
    return _as_pairs(grouped(read(ask, filters, questions.SECTOR_PAIR), questions.SECTOR_PAIR))


def pairs(ask: Ask, filters: Filters, between: Between = ANYONE) -> list[Figures]:
    """Per pair of agencies, in order of code: from, to, count, share of all those `between`, and the other figures of
    `summary`.
    """
    return _as_pairs(grouped(read(ask, filters, questions.PAIR, between), questions.PAIR))


def returned_by_reason(ask: Ask, filters: Filters, between: Between = ANYONE) -> list[Figures]:
    """Rejected or returned handovers per reason, in order of code: reason, handovers."""
    found = ask(questions.returned_by_reason(filters, between)).rename(columns={"response_reason": "reason"})
    return records(found.sort_values("reason"))


def waiting_ages(ask: Ask, filters: Filters, between: Between = ANYONE) -> list[Figures]:
    """Pending handovers per receiver and whole day of waiting, in order: to_sector, to_agency, target_days (the
    receiver's), days (42: or more), within, past (handovers within, or past, their due day).
    """
    found = ask(questions.waiting_ages(filters, between)).sort_values(["to_sector", "to_agency", "days"])
    found.insert(2, "target_days", found.pop("target") / DAY_US)
    return records(found)


def waiting(ask: Ask, filters: Filters, between: Between = ANYONE) -> pd.DataFrame:
    """Case rows of pending handovers, the longest wait first: handover_id, case_id, region, from_agency, to_agency,
    handed_over_at (µs), overdue, waited_days, stopped_days, due_day (a Helsinki date), days_until_due.

    Raises NoAccess unless the grant opens case rows.
    """
    rows = ask(questions.waiting_rows(filters, between))
    by_target = off_clock((rows["sent_on_clock"] + rows["target"] + rows["stopped"]).to_numpy(), filters.delay_clock)
    due_at = rows["due_at"].where(rows["due_at"].notna(), by_target)
    due_days = [local_day(int(us)) for us in due_at]
    return rows.assign(
        waited_days=rows["waited"] / DAY_US,
        stopped_days=rows["stopped"] / DAY_US,
        due_day=pd.Series(due_days, dtype=object),
        days_until_due=[(day - filters.today).days for day in due_days],
    ).drop(columns=["waited", "stopped", "due_at", "target", "sent_on_clock"])


def overdue(ask: Ask, filters: Filters, between: Between = ANYONE) -> pd.DataFrame:
    """The rows of `waiting` that are past their due day. Raises NoAccess unless the grant opens case rows."""
    rows = waiting(ask, filters, between)
    return rows[rows["overdue"].astype(bool)].reset_index(drop=True)


def sectors_of_agencies(ask: Ask, filters: Filters) -> dict[str, str]:
    """The sector of each agency by code, whether or not it has any handover."""
    found = ask(questions.sectors(filters))
    return dict(zip(found["agency"], found["sector"], strict=True))


def figures(ask: Ask, filters: Filters) -> Figures:
    """All of the above but the rows, places and sectors of agencies, as plain values."""
    sent = read(ask, filters, (*questions.SECTOR_PAIR, *questions.PAIR))
    return {
        **grouped(sent, ())[()],
        "truly_answered_within_target": truly_within_target(sent),
        "returned_by_reason": returned_by_reason(ask, filters),
        "by_sector_pair": _as_pairs(grouped(sent, questions.SECTOR_PAIR)),
        "by_receiver": _as_receivers(grouped(sent, questions.RECEIVER)),
        "weeks": weeks(ask, filters),
        "waiting_ages": waiting_ages(ask, filters),
        "pairs": _as_pairs(grouped(sent, questions.PAIR)),
    }


def of(indicator: Callable[[Ask, Filters, Between], Any], between: Between) -> Callable[[Ask, Filters], Any]:
    """An indicator of one pair, as an indicator of its own: it bears a name of its own, by which figures are kept."""

    def of_pair(ask: Ask, filters: Filters) -> Any:
        return indicator(ask, filters, between)

    of_pair.__module__, of_pair.__qualname__ = indicator.__module__, f"{indicator.__qualname__} of {between}"
    return of_pair


def _by_code(ask: Ask, filters: Filters, by: tuple[str]) -> dict[str, Figures]:
    return {key[0]: values for key, values in grouped(read(ask, filters, by), by).items()}


def _as_receivers(found: dict[Key, Figures]) -> list[Figures]:
    return [{"agency": key[0], **values} for key, values in sorted(found.items())]


def _as_pairs(found: dict[Key, Figures]) -> list[Figures]:
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
