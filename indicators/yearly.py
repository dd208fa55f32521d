"""The yearly report: the figures of each calendar year as of its end, those of the last one as of now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypedDict

import pandas as pd

from config.codes import EXPLOITATION_FORMS, VICTIM_AGE_GROUPS
from config.partner_rules import PartnerRule
from indicators import deadlines, handovers, involvement, open_cases, partners
from indicators.indicator import Ask, part_of
from measures.local_time import from_us, local_day, start_of_day
from queries import cases as questions
from queries.filters import Filters


class FellDue(TypedDict):
    """Deadlines that fell due in a year; `met_share` is None where none did."""

    ended: int
    met_in_time: int
    met_share: float | None


class OfRule(partners.Counts):
    """Children's cases that a rule concerns, as of the end of a year."""

    rule: str


class OfYear(TypedDict):
    """The figures of one year: what is open or waits does so at its end; cases opened are by code."""

    year: int
    complete: bool
    cases: open_cases.Counts
    opened_by_form: dict[str, int]
    opened_by_age_group: dict[str, int]
    handovers: handovers.Summary
    involvement: involvement.Summary
    deadlines: FellDue
    children: list[OfRule]


class Report(TypedDict):
    """The years in order, and the day of the first case (YYYY-MM-DD; None: no case)."""

    record_begins: str | None
    years: list[OfYear]


@dataclass(frozen=True)
class Year:
    """A calendar year of Helsinki. `stood`: its figures, known by its last moment; `over`: known once its last day is
    over, for what falls due on a day. Of the year that still runs, both are known by as-of.
    """

    year: int
    complete: bool
    stood: Filters
    over: Filters


def report(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> Report:
    """The yearly report: every year since the first case, whatever the period of the filters."""
    opened = ask(questions.first_opened(filters.without_period()))["first_opened"].iloc[0]
    if pd.isna(opened):
        return {"record_begins": None, "years": []}
    first = local_day(int(opened))
    years = (_year(filters, year) for year in range(first.year, filters.today.year + 1))
    return {"record_begins": first.isoformat(), "years": [_figures(ask, year, rules) for year in years]}


def _year(filters: Filters, year: int) -> Year:
    ends = from_us(start_of_day(date(year + 1, 1, 1)))
    whole = replace(filters, from_day=date(year, 1, 1), to_day=date(year, 12, 31))
    stood, over = (replace(whole, as_of=min(at, filters.as_of)) for at in (ends - timedelta(microseconds=1), ends))
    return Year(year, ends <= filters.as_of, stood, over)


def _figures(ask: Ask, year: Year, rules: Sequence[PartnerRule]) -> OfYear:
    return {
        "year": year.year,
        "complete": year.complete,
        "cases": open_cases.counts(ask, year.stood),
        "opened_by_form": _opened(ask, year, "form", EXPLOITATION_FORMS),
        "opened_by_age_group": _opened(ask, year, "age_group", VICTIM_AGE_GROUPS),
        "handovers": handovers.summary(ask, year.stood),
        "involvement": involvement.summary(ask, year.stood),
        "deadlines": _deadlines(ask, year),
        "children": _children(ask, year, rules),
    }


def _opened(ask: Ask, year: Year, by: str, codes: tuple[str, ...]) -> dict[str, int]:
    found = ask(questions.opened(year.stood, (by,)))
    counted = dict(zip(found[by].astype(str), found["cases"], strict=True))
    return {code: int(counted.get(code, 0)) for code in codes}


def _deadlines(ask: Ask, year: Year) -> FellDue:
    kinds = deadlines.by_kind(ask, year.over)
    ended, met = sum(kind["ended"] for kind in kinds), sum(kind["met_in_time"] for kind in kinds)
    return {"ended": ended, "met_in_time": met, "met_share": met / ended if ended else None}


def _children(ask: Ask, year: Year, rules: Sequence[PartnerRule]) -> list[OfRule]:
    found = partners.missing(ask, year.stood, [rule for rule in rules if rule.is_about_children])
    return [part_of(OfRule, one) for one in found]
