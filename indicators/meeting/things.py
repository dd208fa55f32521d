"""What an action can be about, as of a moment: a handover, a deadline, a region, or a rule about partners."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

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
