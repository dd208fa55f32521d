"""The yearly report: the figures of each calendar year as of its end, those of the last one as of now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypedDict

import pandas as pd

from config.codes import EXPLOITATION_FORMS, VICTIM_AGE_GROUPS
from config.partner_rules import PartnerRule
from indicators import deadlines, handovers, involvement, open_cases, partners
from indicators.indicator import Ask, part_of
from indicators.intervals import interval
from measures.local_time import from_us, local_day, start_of_day
from queries import cases as questions
from queries.filters import Filters


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
    deadlines: deadlines.FellDue
    children: list[OfRule]


class Report(TypedDict):
    """The years in order, and the day of the first case (YYYY-MM-DD; None: no case)."""

    record_begins: str | None
    years: list[OfYear]


def report(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> Report:
    """The yearly report: every year since the first case, whatever the period of the filters."""
    opened = ask(questions.first_opened(filters.without_period()))["first_opened"].iloc[0]
    if pd.isna(opened):
        return {"record_begins": None, "years": []}
    first = local_day(int(opened))
    years = range(first.year, filters.today.year + 1)
    return {"record_begins": first.isoformat(), "years": [_figures(ask, filters, year, rules) for year in years]}


def _figures(ask: Ask, filters: Filters, year: int, rules: Sequence[PartnerRule]) -> OfYear:
    """The figures of a year by its last moment, and of what falls due on a day once the last day is over; of the year
    that still runs, both by as-of.
    """
    ends = from_us(start_of_day(date(year + 1, 1, 1)))
    whole = replace(filters, from_day=date(year, 1, 1), to_day=date(year, 12, 31))
    stood, over = (replace(whole, as_of=min(at, filters.as_of)) for at in (ends - timedelta(microseconds=1), ends))
    kinds = deadlines.by_kind(ask, over)
    ended, met = sum(kind["ended"] for kind in kinds), sum(kind["met_in_time"] for kind in kinds)
    of_children = partners.missing(ask, stood, [rule for rule in rules if rule.is_about_children])
    return {
        "year": year,
        "complete": ends <= filters.as_of,
        "cases": open_cases.counts(ask, stood),
        "opened_by_form": _opened(ask, stood, ("form",), EXPLOITATION_FORMS),
        "opened_by_age_group": _opened(ask, stood, ("age_group",), VICTIM_AGE_GROUPS),
        "handovers": handovers.summary(ask, stood),
        "involvement": involvement.summary(ask, stood),
        "deadlines": {
            "ended": ended,
            "met_in_time": met,
            "met_share": met / ended if ended else None,
            "met_share_interval": interval(met, ended),
        },
        "children": [part_of(OfRule, one) for one in of_children],
    }


def _opened(ask: Ask, filters: Filters, by: tuple[str, ...], codes: tuple[str, ...]) -> dict[str, int]:
    counted = ask(questions.opened(filters, by)).astype({by[0]: str}).set_index(by[0])["cases"]
    return {code: int(counted.get(code, 0)) for code in codes}
