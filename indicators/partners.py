"""Missing partners: open cases that lack a sector which a rule asks for, and how soon it joins."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from config.partner_rules import PartnerRule, partner_rules
from indicators.indicator import Ask, Indicator, records
from measures.local_time import DAY_US
from measures.survival import kaplan_meier, probability_within
from queries import partners as questions
from queries.filters import Filters

REACHED_IN_DAYS = 14

INDICATORS = (
    Indicator(
        "missing_partner",
        "Missing partner",
        "Open cases that the rule concerns and that are at least its number of days old, in which no agency of its "
        "sector is involved by the as-of moment. Cases with an open consent pause are left out and counted where the "
        "rule says so",
        "cases per rule",
        "lower is better",
        "involvements.started_at; agencies.sector; pauses.reason; cases.victim_age_group, investigation_phase, "
        "offence; partner rules",
    ),
    Indicator(
        "without_partner_for",
        "Without the partner for",
        "Elapsed time from opening to the as-of moment, of the open cases that lack the partner: half of them have "
        "been without it for longer",
        "days",
        "lower is better",
        "cases.opened_at; involvements.started_at; partner rules",
    ),
    Indicator(
        "reached_in_14_days",
        "Reached in 14 days",
        "Share of the cases in scope that the rule concerns in which its sector joined within 14 days of opening, or "
        "before; a case in which it has not joined counts until it closed or until the as-of moment",
        "share",
        "higher is better",
        "cases.opened_at, closed_at; involvements.started_at; partner rules; Kaplan & Meier 1958; interval: Greenwood "
        "1926 on the log(−log) scale",
    ),
)


def missing(ask: Ask, filters: Filters, rules: Sequence[PartnerRule] | None = None) -> list[dict[str, Any]]:
    """Per rule, children's first: rule (its code), strength, basis, after_days, of, missing, left_out (open cases), and
    median_days and longest_days since opening of those missing (None: none is). `rules`: those of the installation.
    """
    return [_of_rule(ask, filters, rule) for rule in _in_use(rules)]


def by_region(ask: Ask, filters: Filters, rules: Sequence[PartnerRule] | None = None) -> list[dict[str, Any]]:
    """Per rule and region with any such case, in order of code: rule, region, of, missing, left_out (open cases)."""
    return [
        {"rule": rule.code, "region": row["region"], **_counts(row)}
        for rule in _in_use(rules)
        for row in records(ask(questions.missing_by_region(filters, rule)).sort_values("region"))
    ]


def missing_rows(ask: Ask, filters: Filters, rules: Sequence[PartnerRule] | None = None) -> pd.DataFrame:
    """Case rows that lack a partner, by rule, the oldest first: rule, case_id, region, responsible_agency (`unknown`:
    none is recorded), days since opening.

    Raises NoAccess unless the grant opens case rows.
    """
    found = [ask(questions.missing_rows(filters, rule)).assign(rule=rule.code) for rule in _in_use(rules)]
    columns = ["rule", "case_id", "region", "responsible_agency", "days"]
    if not found:
        return pd.DataFrame(columns=columns)
    rows = pd.concat(found, ignore_index=True)
    return rows.assign(days=rows["age"] / DAY_US)[columns]


def reached(ask: Ask, filters: Filters, rules: Sequence[PartnerRule] | None = None) -> list[dict[str, Any]]:
    """Per rule: rule, cases (in scope, that it concerns), share joined within REACHED_IN_DAYS of opening with its 95 %
    interval (None: no data, or undefined), beyond_last_observation ("at least").
    """
    return [_reached(ask, filters, rule) for rule in _in_use(rules)]


def figures(ask: Ask, filters: Filters, rules: Sequence[PartnerRule] | None = None) -> list[dict[str, Any]]:
    """What `missing` gives, and by_region: per region what `by_region` gives of the rule."""
    regions = by_region(ask, filters, rules)
    return [{**found, "by_region": _regions(regions, found["rule"])} for found in missing(ask, filters, rules)]


def _in_use(rules: Sequence[PartnerRule] | None) -> Sequence[PartnerRule]:
    return partner_rules() if rules is None else rules


def _of_rule(ask: Ask, filters: Filters, rule: PartnerRule) -> dict[str, Any]:
    [row] = records(ask(questions.missing(filters, rule)))
    return {
        "rule": rule.code,
        **{name: getattr(rule, name) for name in ("strength", "basis", "after_days")},
        **_counts(row),
        "median_days": _days(row["median_age"]),
        "longest_days": _days(row["longest_age"]),
    }


def _counts(row: dict[str, Any]) -> dict[str, int]:
    return {name: int(row[name]) for name in ("of", "missing", "left_out")}


def _regions(found: Sequence[dict[str, Any]], rule: str) -> list[dict[str, Any]]:
    return [{name: row[name] for name in row if name != "rule"} for row in found if row["rule"] == rule]


def _reached(ask: Ask, filters: Filters, rule: PartnerRule) -> dict[str, Any]:
    joined = ask(questions.joined(filters, rule))
    curve = kaplan_meier(*(joined[name].to_numpy() for name in ("time", "events", "censored")))
    within = probability_within(curve, REACHED_IN_DAYS * DAY_US)
    return {
        "rule": rule.code,
        "cases": int(joined[["events", "censored"]].to_numpy().sum()),
        "share": within.probability,
        "interval": [within.lower, within.upper],
        "beyond_last_observation": within.beyond_last_observation,
    }


def _days(us: Any) -> float | None:
    return None if pd.isna(us) else float(us) / DAY_US
