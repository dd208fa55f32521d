"""What an action can be about (a handover, a deadline, a region, or a rule about partners), and what became of agreed
actions: one that is about something in the data shows by itself whether it is done.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, TypedDict, get_args

import pandas as pd

from config.partner_rules import PartnerRule
from indicators import partners
from indicators.indicator import Ask, records
from measures.local_time import local_day
from queries import cases, handovers, meetings
from queries.filters import Filters

DUE_DAYS = 14

How = Literal["answered", "withdrawn", "met", "case_closed", "none_left"]


@dataclass(frozen=True)
class Thing:
    """`left` is still to be done: 1 for a handover that waits or an unmet deadline of an open case, else 0; of a region
    its handovers past target, of a rule the cases that lack its partner. `how`: why nothing is left.
    """

    left: int
    how: How | None = None


def things(
    ask: Ask, filters: Filters, about: Collection[tuple[str, str]], rules: Sequence[PartnerRule]
) -> dict[tuple[str, str], Thing]:
    """What is in the data of all this, by kind (handover, deadline, region, rule) and key.

    Filters but their grant, moment and delay clock make no difference. Raises NoAccess unless the grant opens case rows
    (of handovers and deadlines), or figures of places (of regions).
    """
    everything = Filters(filters.grant, filters.as_of, filters.delay_clock)
    handover, deadline, region, rule = (
        sorted(key for of, key in about if of == kind) for kind in ("handover", "deadline", "region", "rule")
    )
    found: dict[tuple[str, str], Thing] = {}
    if handover:
        rows = records(ask(meetings.handover_rows(everything, handover)))
        found |= {("handover", row["handover_id"]): _handover(row) for row in rows}
    if deadline:
        rows = records(ask(meetings.deadline_rows(everything, deadline)))
        found |= {("deadline", row["deadline_id"]): _deadline(row) for row in rows}
    if region:
        rows = records(ask(handovers.waiting(everything, handovers.REGION)))
        overdue = {row["region"]: int(row["overdue"]) for row in rows}
        there = set(ask(cases.places(everything))["region"])
        found |= {("region", key): _counted(overdue.get(key, 0)) for key in region if key in there}
    lacking = partners.missing(ask, everything, [one for one in rules if one.code in rule])
    return found | {("rule", row["rule"]): _counted(row["missing"]) for row in lacking}


def left_of(ask: Ask, filters: Filters, kind: str, key: str, rules: Sequence[PartnerRule]) -> int | None:
    """What is left of one thing, to be kept with a new action about it; None: it is not in the data.

    Raises NoAccess as `things` does.
    """
    thing = things(ask, filters, {(kind, key)}, rules).get((kind, key))
    return None if thing is None else thing.left


def deadlines_left(ask: Ask, filters: Filters) -> pd.DataFrame:
    """Case rows of unmet deadlines of open cases that are overdue or due within DUE_DAYS, the nearest day first:
    deadline_id, case_id, region, kind, responsible_agency, due_day (a Helsinki date).

    Raises NoAccess unless the grant opens case rows.
    """
    rows = ask(meetings.deadlines_left(filters, DUE_DAYS))
    days = [local_day(int(us)) for us in rows["due_on"]]
    return rows.drop(columns="due_on").assign(due_day=pd.Series(days, dtype=object))


def _handover(row: Mapping[str, Any]) -> Thing:
    if row["waits"]:
        return Thing(1)
    if row["answered"]:
        return Thing(0, "answered")
    return Thing(0, "withdrawn" if row["withdrawn"] else "case_closed")


def _deadline(row: Mapping[str, Any]) -> Thing:
    if row["met"]:
        return Thing(0, "met")
    return Thing(1) if row["is_open"] else Thing(0, "case_closed")


def _counted(left: int) -> Thing:
    return Thing(left) if left else Thing(0, "none_left")


# done: settled as done, or nothing is left of what was left when it was agreed (see `things`); late: none of the
# others, and its day is before the as-of day; gone: what it is about is not in the data
State = Literal["done", "late", "under_way", "gone", "dropped"]

STATES: tuple[State, ...] = get_args(State)


class Agreed(NamedTuple):
    """What is asked of an action as the dashboard's own database keeps it."""

    about_kind: str
    about: str
    figure_then: int | None
    due_on: date
    settled_as: str | None


class Became(TypedDict):
    """What became of an action. `figure_now` is None where it is about nothing in the data; `how` says why it is done:
    `settled` is by somebody's word.
    """

    figure_now: int | None
    state: State
    how: How | Literal["settled"] | None


def agreed_actions(ask: Ask, filters: Filters, actions: Sequence[Agreed], rules: Sequence[PartnerRule]) -> list[Became]:
    """What became of each of the actions. Raises NoAccess as `things` does."""
    found = things(ask, filters, {(one.about_kind, one.about) for one in actions}, rules)
    return [_became(one, found.get((one.about_kind, one.about)), filters.today) for one in actions]


def _became(one: Agreed, thing: Thing | None, today: date) -> Became:
    # what was over already when it was agreed cannot show that anybody did anything
    shown = thing.how if thing and one.figure_then else None
    left = thing.left if thing else None
    if one.settled_as == "done" or (shown and not one.settled_as):
        return {"figure_now": left, "state": "done", "how": shown or "settled"}
    state: State = "late" if one.due_on < today else "under_way"
    if one.settled_as:
        state = "dropped"
    elif one.about_kind != "none" and thing is None:
        state = "gone"
    return {"figure_now": left, "state": state, "how": None}
