"""What an action can be about (a handover, a deadline, a region, or a rule about partners), and what became of agreed
actions: one that is about something in the data shows by itself whether it is done.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol, TypedDict, get_args

import pandas as pd

from config.partner_rules import PartnerRule
from indicators import partners
from indicators.indicator import Ask, records
from measures.local_time import local_day
from queries import handovers, meetings, regions
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
    finders: Mapping[str, Callable[[Ask, Filters, Sequence[str]], dict[str, Thing]]] = {
        "handover": _handovers,
        "deadline": _deadlines,
        "region": _regions,
        "rule": lambda ask, filters, keys: _rules(ask, filters, [rule for rule in rules if rule.code in keys]),
    }
    found: dict[tuple[str, str], Thing] = {}
    for kind, find in finders.items():
        keys = sorted(key for of, key in about if of == kind)
        found |= {(kind, key): thing for key, thing in (find(ask, everything, keys) if keys else {}).items()}
    return found


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
    days = [local_day(int(us)) for us in rows.pop("due_on")]
    return rows.assign(due_day=pd.Series(days, dtype=object))


def _handovers(ask: Ask, filters: Filters, keys: Sequence[str]) -> dict[str, Thing]:
    return {row["handover_id"]: _handover(row) for row in records(ask(meetings.handover_rows(filters, keys)))}


def _handover(row: Mapping[str, Any]) -> Thing:
    if row["waits"]:
        return Thing(1)
    if row["answered"]:
        return Thing(0, "answered")
    return Thing(0, "withdrawn" if row["withdrawn"] else "case_closed")


def _deadlines(ask: Ask, filters: Filters, keys: Sequence[str]) -> dict[str, Thing]:
    return {row["deadline_id"]: _deadline(row) for row in records(ask(meetings.deadline_rows(filters, keys)))}


def _deadline(row: Mapping[str, Any]) -> Thing:
    if row["met"]:
        return Thing(0, "met")
    return Thing(1) if row["is_open"] else Thing(0, "case_closed")


def _regions(ask: Ask, filters: Filters, keys: Sequence[str]) -> dict[str, Thing]:
    waiting = records(ask(handovers.waiting(filters, handovers.REGION)))
    overdue = {row["region"]: int(row["overdue"]) for row in waiting}
    there = set(ask(regions.codes(filters))["region"])
    return {key: _counted(overdue.get(key, 0)) for key in keys if key in there}


def _rules(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> dict[str, Thing]:
    return {row["rule"]: _counted(row["missing"]) for row in partners.missing(ask, filters, rules)}


def _counted(left: int) -> Thing:
    return Thing(left) if left else Thing(0, "none_left")


# done: settled as done, or nothing is left of what was left when it was agreed (see `things`); late: none of the
# others, and its day is before the as-of day; gone: what it is about is not in the data
State = Literal["done", "late", "under_way", "gone", "dropped"]
Shown = How | Literal["settled"]

STATES: tuple[State, ...] = get_args(State)


class Agreed(Protocol):
    """An action as the dashboard's own database keeps it."""

    @property
    def number(self) -> int: ...
    @property
    def meeting(self) -> int: ...
    @property
    def what(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def about_kind(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def figure_then(self) -> int | None: ...
    @property
    def settled_as(self) -> str | None: ...


class Followed(TypedDict):
    """An agreed action and what became of it. `due_on` is YYYY-MM-DD; `figure_now` is None where the action is about
    nothing that is in the data; `how` says why it is done: `settled` is by somebody's word. The state is unknown to
    those who may not be told it.
    """

    number: int
    meeting: int
    what: str
    who: str
    due_on: str
    about_kind: str
    about: str
    figure_then: int | None
    figure_now: int | None
    state: State | Literal["unknown"]
    how: Shown | None


class AgreedActions(TypedDict):
    """The actions in the order given, and how many there are in each state."""

    counts: dict[State, int]
    actions: list[Followed]


def agreed_actions(
    ask: Ask, filters: Filters, actions: Sequence[Agreed], rules: Sequence[PartnerRule]
) -> AgreedActions:
    """What became of the actions. Raises NoAccess as `things` does."""
    found = things(ask, filters, {(one.about_kind, one.about) for one in actions}, rules)
    rows = []
    for one in actions:
        thing = found.get((one.about_kind, one.about))
        rows.append(followed(one, *_stands(one, thing, filters.today), thing))
    return {"counts": {state: sum(row["state"] == state for row in rows) for state in STATES}, "actions": rows}


def followed(
    one: Agreed, state: State | Literal["unknown"], how: Shown | None = None, thing: Thing | None = None
) -> Followed:
    """An action of which that is told."""
    return {
        "number": one.number,
        "meeting": one.meeting,
        "what": one.what,
        "who": one.who,
        "due_on": one.due_on.isoformat(),
        "about_kind": one.about_kind,
        "about": one.about,
        "figure_then": one.figure_then,
        "figure_now": None if thing is None else thing.left,
        "state": state,
        "how": how,
    }


def _stands(one: Agreed, thing: Thing | None, today: date) -> tuple[State, Shown | None]:
    # what was over already when it was agreed cannot show that anybody did anything
    shown = thing.how if thing and one.figure_then else None
    if one.settled_as:
        return ("done", shown or "settled") if one.settled_as == "done" else ("dropped", None)
    if one.about_kind != "none" and thing is None:
        return "gone", None
    if shown:
        return "done", shown
    return "late" if one.due_on < today else "under_way", None
