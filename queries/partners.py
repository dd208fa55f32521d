"""Questions about partners: which open cases lack one that a rule asks for, and how soon it joined."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, and_, case, false, func, not_, select, true

from config.partner_rules import PartnerRule
from queries.access import Reads, reads_of
from queries.columns import grouped, median, named, numbers, of_each, total
from queries.filters import Filters, cases_in, open_at, within_period
from queries.question import question
from store.facts import tables as facts


@question
def missing(filters: Filters, rules: tuple[PartnerRule, ...], by: tuple[str, ...] = ()) -> Select[Any]:
    """Per rule (place: its place among them) and group of `by` (region, or none: one row), of open cases that the rule
    concerns and that are at least its `after_days` old: of (all but those left out), missing (of them, without the
    partner by as-of), left_out (a pause `not_while` is open); median_age and longest_age (µs since opening) of those
    missing, null where none is.
    """
    return of_each(_missing(filters, rule, by) for rule in rules)


def _missing(filters: Filters, rule: PartnerRule, by: tuple[str, ...]) -> Select[Any]:
    each = _each_expected(filters, rule, reads_of(*by))
    age = case((each.c.missing, filters.as_of_us - each.c.opened_at))
    ages = median(age).label("median_age"), func.max(age).label("longest_age")
    counted = numbers(of=not_(each.c.left_out), missing=each.c.missing, left_out=each.c.left_out)
    return grouped(named(each, by), *counted, *ages)


@question
def missing_rows(filters: Filters, rule: PartnerRule) -> Select[Any]:
    """Case rows that lack the rule's partner, the oldest first: case_id, region, responsible_agency, age (µs since
    opening).
    """
    c, passes = facts.cases.c, cases_in(filters, facts.cases, reads="rows")
    rows = select(c.case_id, c.region, c.responsible_agency, (filters.as_of_us - c.opened_at).label("age"))
    return rows.where(passes, states(filters, rule)["missing_partner"]).order_by(c.opened_at, c.case_id)


def states(filters: Filters, rule: PartnerRule) -> dict[str, ColumnElement[bool]]:
    """Conditions on fact_cases, by the name under which the cases that meet them are listed: those that the rule
    concerns, of them without its partner, and left out.
    """
    expected, left_out = _expected(filters, rule), _is_left_out(filters, rule)
    concerned = and_(expected, not_(left_out))
    return {
        "partner_expected": concerned,
        "missing_partner": and_(concerned, _without_partner(filters, rule)),
        "left_out_of_rule": and_(expected, left_out),
    }


@question
def joined(filters: Filters, rules: tuple[PartnerRule, ...]) -> Select[Any]:
    """Per rule (place: its place among them), the counts that Aalen and Johansen need, of cases opened in the period
    that the rule concerns; of a rule on a pause, of those whose first such pause began in the period: time (µs from the
    opening, or the pause's beginning, to the first agency of the rule's sectors, 0 if it was there before), events (it
    joined), closed (the case did, without it) and censored (not by as-of). Consent does not matter here.
    """
    return of_each(_joined(filters, rule) for rule in rules)


def _joined(filters: Filters, rule: PartnerRule) -> Select[Any]:
    c, joined_at = facts.cases.c, _joined_at(rule)
    watched = func.least(c.closed_at, filters.as_of_us)
    rows, began = _from_the_beginning(rule)
    time = func.greatest(func.least(joined_at, watched) - began, 0)
    came = case((joined_at <= watched, 1), else_=0)
    forestalled = case((and_(joined_at > watched, c.closed_at <= filters.as_of_us), 1), else_=0)
    passes = cases_in(filters, facts.cases), within_period(filters, began), _concerned(filters, rule)
    each = select(time.label("time"), came.label("event"), forestalled.label("forestalled")).select_from(rows)
    found = each.where(*passes).subquery("each")
    event, closed = found.c.event, found.c.forestalled
    counted = total(event).label("events"), total(closed).label("closed"), total(1 - event - closed).label("censored")
    return grouped([found.c.time], *counted)


def _from_the_beginning(rule: PartnerRule) -> tuple[FromClause, ColumnElement[int]]:
    """fact_cases, and the moment from which on the rule's partner is looked for."""
    c, p = facts.cases.c, facts.pauses.c
    if not rule.pause_reason:
        return facts.cases, c.opened_at
    began = func.min(p.started_at).label("began")
    first = select(p.case_no, began).where(p.reason == rule.pause_reason).group_by(p.case_no).subquery("first_pause")
    return facts.cases.join(first, first.c.case_no == c.case_no), func.greatest(first.c.began, c.opened_at)


def _each_expected(filters: Filters, rule: PartnerRule, reads: Reads) -> Subquery:
    """A row per open case that the rule concerns and whose days are over: region, opened_at, left_out, missing."""
    c, without, paused = facts.cases.c, _without_partner(filters, rule), _is_left_out(filters, rule)
    each = select(c.region, c.opened_at, paused.label("left_out"), and_(not_(paused), without).label("missing"))
    return each.where(cases_in(filters, facts.cases, reads), _expected(filters, rule)).subquery("each")


def _concerned(filters: Filters, rule: PartnerRule) -> ColumnElement[bool]:
    """Condition on fact_cases: the rule is about such cases; a pause of its reason has begun by as-of."""
    c, p = facts.cases.c, facts.pauses.c
    chosen = (
        (c.age_group, rule.age_groups),
        (c.investigation_phase, rule.investigation_phases),
        (c.offence, rule.offences),
    )
    had_pause = select(p.case_no).where(p.reason == rule.pause_reason, p.started_at <= filters.as_of_us)
    attributes = (column.in_(codes) for column, codes in chosen if codes)
    return and_(true(), *attributes, c.case_no.in_(had_pause) if rule.pause_reason else true())


def _expected(filters: Filters, rule: PartnerRule) -> ColumnElement[bool]:
    """The case is open, the rule concerns it, and its days are over."""
    latest = filters.days_before(rule.after_days)
    is_open = open_at(facts.cases, filters.as_of_us)
    return and_(is_open, facts.cases.c.opened_at <= latest, _concerned(filters, rule))


def _is_left_out(filters: Filters, rule: PartnerRule) -> ColumnElement[bool]:
    if rule.not_while is None:
        return false()
    p, as_of = facts.pauses.c, filters.as_of_us
    is_open = and_(p.started_at <= as_of, p.ended_at > as_of)
    return facts.cases.c.case_no.in_(select(p.case_no).where(p.reason == rule.not_while, is_open))


def _without_partner(filters: Filters, rule: PartnerRule) -> ColumnElement[bool]:
    return _joined_at(rule) > filters.as_of_us


def _joined_at(rule: PartnerRule) -> ColumnElement[int]:
    """Of a row of fact_cases, when the first agency of the rule's sectors joined; FOREVER where none has."""
    each = [facts.cases.c[facts.joined(sector)] for sector in rule.sectors]
    return func.least(*each) if len(each) > 1 else each[0]
