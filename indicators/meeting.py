"""What a meeting looks at, item by item of its agenda: exact figures and codes, as plain values that JSON can hold."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from config.codes import UNKNOWN
from config.partner_rules import partner_rules
from indicators import deadlines, handovers, open_cases, partners, region_comparison
from indicators.indicator import Ask, records
from indicators.meeting_actions import Agreed, agreed_actions
from indicators.meeting_since import since_last_meeting
from queries import handovers as handover_questions
from queries import regions as region_questions
from queries.filters import Filters

Figures = dict[str, Any]
WAITING = ("pending", "overdue", "due_soon")
COMPARED = ("opened", "in_target", "three_plus_90")


@dataclass(frozen=True)
class Asking:
    """What a meeting asks with besides its filters: since when (the last meeting), and which actions it looks at."""

    since: datetime
    actions: tuple[Agreed, ...] = ()


def figures_of(item: str, asking: Asking) -> Callable[[Ask, Filters], Figures]:
    """The figures of an item of the agenda (config.agenda.ITEMS) as an indicator of its own: it bears a name of its
    own, by which figures are kept.
    """
    find = _ITEMS[item]

    def of_item(ask: Ask, filters: Filters) -> Figures:
        return find(ask, filters, asking)

    rests_on = {
        "since_last_meeting": asking.since,
        "childrens_cases": asking.since,
        "agreed_actions": asking.actions,
    }
    of_item.__qualname__ = f"{item} of {rests_on.get(item)!r}"
    return of_item


def waiting_by_agency(ask: Ask, filters: Filters) -> Figures:
    """pending, overdue, due_soon (handovers at as-of, whenever sent) in all, and the same per receiver: agencies
    (agency, sector) and sectors (sector), in order of code, those for which any waits.
    """
    found = records(ask(handover_questions.waiting(filters, ("to_sector", "to_agency"))))
    agencies = [{"agency": row["to_agency"], "sector": row["to_sector"], **_waiting(row)} for row in found]
    return {
        **_sums(agencies, WAITING),
        "agencies": sorted(agencies, key=lambda row: row["agency"]),
        "sectors": _by("sector", agencies, WAITING),
    }


def periods_and_deadlines(ask: Ask, filters: Filters) -> Figures:
    """periods (as `deadlines.periods` gives them); overdue, due_soon (within 14 days; deadlines of open cases, not met)
    in all, and the same per responsible agency: agencies (agency, sector) and sectors (sector), in order of code, those
    that have any; `unknown` where no agency is recorded. referral: as `deadlines.referral` gives it.
    """
    sectors = handovers.sectors_of_agencies(ask, filters)
    counted = ("overdue", "due_soon")
    agencies = [
        {
            "agency": row["responsible_agency"],
            "sector": sectors.get(row["responsible_agency"], UNKNOWN),
            **{name: row[name] for name in counted},
        }
        for row in deadlines.by_agency(ask, filters)
        if row["overdue"] or row["due_soon"]
    ]
    return {
        "periods": deadlines.periods(ask, filters),
        **_sums(agencies, counted),
        "agencies": agencies,
        "sectors": _by("sector", agencies, counted),
        "referral": deadlines.referral(ask, filters),
    }


def childrens_cases(ask: Ask, filters: Filters, since: datetime) -> Figures:
    """rules: per rule that is about children: what `partners.missing` gives, and missing_then (cases, at `since`)."""
    rules = [rule for rule in partner_rules() if rule.is_about_children]
    now, then = (partners.missing(ask, at, rules) for at in (filters, replace(filters.without_period(), as_of=since)))
    return {"rules": [{**one, "missing_then": before["missing"]} for one, before in zip(now, then, strict=True)]}


def regions(ask: Ask, filters: Filters) -> Figures:
    """regions: per region that passes the filter, in order of code: region, open (cases), pending, overdue, due_soon
    (handovers), and per comparison of COMPARED where it stands among all regions (`region_comparison.figures`; None:
    no data): value, stands, few. pending, overdue, due_soon in all.
    """
    opened = {row["region"]: int(row["open"]) for row in records(open_cases.by_region(ask, filters))}
    asked = ask(handover_questions.waiting(filters, handover_questions.REGION))
    waiting = {row["region"]: _waiting(row) for row in records(asked)}
    compared = region_comparison.figures(ask, filters)
    stands = {name: {row["region"]: row for row in compared[name]["regions"]} for name in COMPARED}
    none = dict.fromkeys(WAITING, 0)
    rows = [
        {
            "region": code,
            "open": opened.get(code, 0),
            **waiting.get(code, none),
            **{name: _standing(stands[name].get(code)) for name in COMPARED},
        }
        for code in ask(region_questions.codes(filters))["region"]
    ]
    return {**_sums(rows, WAITING), "regions": rows}


_ITEMS: Mapping[str, Callable[[Ask, Filters, Asking], Figures]] = {
    "since_last_meeting": lambda ask, filters, asking: since_last_meeting(ask, filters, asking.since),
    "waiting_by_agency": lambda ask, filters, _asking: waiting_by_agency(ask, filters),
    "periods_and_deadlines": lambda ask, filters, _asking: periods_and_deadlines(ask, filters),
    "childrens_cases": lambda ask, filters, asking: childrens_cases(ask, filters, asking.since),
    "regions": lambda ask, filters, _asking: regions(ask, filters),
    "agreed_actions": lambda ask, filters, asking: agreed_actions(ask, filters, asking.actions),
}


def _waiting(row: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(row[name]) for name in WAITING}


def _sums(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, int]:
    return {name: sum(row[name] for row in rows) for name in names}


def _by(group: str, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[Figures]:
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row[group], Counter()).update({name: row[name] for name in names})
    return [{group: code, **{name: counts[code][name] for name in names}} for code in sorted(counts)]


def _standing(row: Mapping[str, Any] | None) -> Figures | None:
    if row is None or row["stands"] is None:
        return None
    return {"value": float(row["value"]), "stands": row["stands"], "few": bool(row["few"])}
