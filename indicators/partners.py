"""Missing partners: open cases that lack a sector which a rule asks for, and how soon it joins."""

from collections.abc import Sequence
from functools import partial
from math import isnan
from typing import TypedDict

import pandas as pd

from config.partner_rules import Basis, PartnerRule, Strength
from indicators import notation
from indicators.indicator import Ask, Indicator, part_of, records, rows_as
from indicators.open_cases import OPEN_CASES, OPENED_CASES
from measures.competing_events import cumulative_incidence
from measures.local_time import DAY_US
from queries import partners as questions
from queries.filters import Filters

REACHED_IN_DAYS = 14


class Counts(TypedDict):
    """Open cases that a rule concerns, those of them without the partner, and those left out for a pause."""

    of: int
    missing: int
    left_out: int


class Missing(Counts):
    """What one rule finds; days are since the opening of the cases that lack the partner (None: none does)."""

    rule: str
    strength: Strength
    basis: Basis
    after_days: int
    median_days: float | None
    longest_days: float | None


class OfRegion(Counts):
    region: str


class RuleFigures(Missing):
    by_region: list[OfRegion]


class Reached(TypedDict):
    """Cases opened in the period that a rule concerns (of a rule on a pause: whose pause began in it), and the share
    whose partner joined within REACHED_IN_DAYS of opening (of the pause's beginning) with its 95 % interval (None: no
    data). `beyond_last_observation`: the share is at least that.
    """

    rule: str
    cases: int
    share: float | None
    interval: list[float | None]
    beyond_last_observation: bool | None


def missing(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> list[Missing]:
    if not rules:
        return []
    found = records(ask(questions.missing(filters, tuple(rules))).sort_values("place"))
    return [
        {
            "rule": rule.code,
            "strength": rule.strength,
            "basis": rule.basis,
            "after_days": rule.after_days,
            **part_of(Counts, row),
            "median_days": _days(row["median_age"]),
            "longest_days": _days(row["longest_age"]),
        }
        for rule, row in zip(rules, found, strict=True)
    ]


def missing_rows(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> pd.DataFrame:
    """Case rows that lack a partner, by rule, the oldest first: rule, case_id, region, responsible_agency (`unknown`:
    none is recorded), days since opening.

    Raises NoAccess unless the grant opens case rows.
    """
    found = [ask(questions.missing_rows(filters, rule)).assign(rule=rule.code) for rule in rules]
    columns = ["rule", "case_id", "region", "responsible_agency", "days"]
    if not found:
        return pd.DataFrame(columns=columns)
    rows = pd.concat(found, ignore_index=True)
    return rows.assign(days=rows["age"] / DAY_US)[columns]


def reached(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> list[Reached]:
    if not rules:
        return []
    joined = ask(questions.joined(filters, tuple(rules)))
    return [_reached(rule, joined[joined["place"] == place]) for place, rule in enumerate(rules)]


def figures(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> list[RuleFigures]:
    """What each rule finds, in all and in each region with any case that it concerns, in order of code."""
    if not rules:
        return []
    regions = ask(questions.missing(filters, tuple(rules), ("region",))).sort_values("region")
    return [
        {**found, "by_region": rows_as(OfRegion, regions[regions["place"] == place])}
        for place, found in enumerate(missing(ask, filters, rules))
    ]


def _reached(rule: PartnerRule, joined: pd.DataFrame) -> Reached:
    time, events, closed, censored = (joined[name].to_numpy() for name in ("time", "events", "closed", "censored"))
    found = cumulative_incidence(time, events, closed, censored, time=REACHED_IN_DAYS * DAY_US)
    edges = [None, None] if found is None else [found.lower, found.upper]
    return {
        "rule": rule.code,
        "cases": int((events + closed + censored).sum()),
        "share": None if found is None else found.probability,
        "interval": [None if edge is None or isnan(edge) else edge for edge in edges],
        "beyond_last_observation": None if found is None else found.beyond_last_observation,
    }


def _days(us: float | None) -> float | None:
    return None if us is None else us / DAY_US


_record = partial(Indicator, page="cooperation", figures=missing, base=OPEN_CASES, takes="partner_rules")
INDICATORS = (
    _record(
        "missing_partner",
        "Missing partner",
        "Open cases that the rule concerns and that are at least its number of days old, in which no agency of its "
        "sector is involved by the as-of moment. Cases with an open consent pause are left out and counted where the"
        " rule says so",
        unit="cases per rule",
        direction="lower is better",
        source="involvements.started_at; agencies.sector; pauses.reason; cases.victim_age_group, investigation_phase, "
        "offence; partner rules",
        formula="# {open case : concerned, T − opened_at ≥ days of the rule, no agency of its sectors with "
        "started_at ≤ T}",
        rows=missing_rows,
    ),
    _record(
        "without_partner_for",
        "Without the partner for",
        "Elapsed time from opening to the as-of moment, of the open cases that lack the partner: half of them have "
        "been without it for longer",
        unit="days",
        direction="lower is better",
        source="cases.opened_at; involvements.started_at; partner rules",
        formula="median and maximum of T − opened_at over the cases that lack the partner",
        rows=missing_rows,
    ),
    _record(
        "reached_in_14_days",
        "Reached in 14 days",
        "Share of the cases opened in the period that the rule concerns (of a rule on a pause: whose pause began in it)"
        " in which its sector joined within 14 days of opening (of the pause's beginning), or before; a case in which "
        "it has not joined yet counts until the as-of moment, and the closing of the case forestalls it",
        unit="share",
        direction="higher is better",
        source="cases.opened_at, closed_at; pauses; involvements.started_at; partner rules; Aalen & Johansen 1978, "
        "closing as a competing event",
        formula="F(14 days), of max(started_at − beginning, 0); F as in truly answered within target",
        figures=reached,
        base=OPENED_CASES,
        reference=notation.AALEN_JOHANSEN,
    ),
)
