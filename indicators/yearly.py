"""The yearly report: the figures of each calendar year as it stood at its end, the last one as it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from config.codes import EXPLOITATION_FORMS, VICTIM_AGE_GROUPS
from config.partner_rules import partner_rules
from indicators import deadlines, handovers, involvement, open_cases, partners
from indicators.indicator import Ask
from measures.local_time import from_us, local_day, start_of_day
from queries import years as questions
from queries.filters import Filters

Figures = dict[str, Any]

SENT = (
    *("total", "answered", "pending", "overdue", "median_response_days", "median_interval_days"),
    *("answered_within_target", "answered_within_target_interval", "beyond_last_observation"),
)
INVOLVED = ("cases", "agencies_per_case_mean", "police_social_health_share")


@dataclass(frozen=True)
class Year:
    """A calendar year of Helsinki. `stood`: its figures, known by its last moment; `over`: known once its last day is
    over, for what falls due on a day. Of the year that still runs, both are known by as-of.
    """

    year: int
    complete: bool
    stood: Filters
    over: Filters


def years(ask: Ask, filters: Filters) -> list[Year]:
    """The years from the first case on, in order, whatever the period of the filters; none where there is no case."""
    first = ask(questions.began(filters.without_period()))["first_opened"].iloc[0]
    if pd.isna(first):
        return []
    return [_year(filters, year) for year in range(local_day(int(first)).year, filters.today.year + 1)]


def report(ask: Ask, filters: Filters) -> Figures:
    """record_begins (YYYY-MM-DD; None: no case), and years, in order: year, complete, cases (in_scope, opened, closed,
    open), opened_by_form and opened_by_age_group (cases by code), handovers (SENT), involvement (INVOLVED), deadlines
    (ended, met_in_time, met_share) and children (per rule: rule, of, missing, left_out).
    """
    found = years(ask, filters)
    first = ask(questions.began(filters.without_period()))["first_opened"].iloc[0]
    return {
        "record_begins": local_day(int(first)).isoformat() if found else None,
        "years": [_figures(ask, year) for year in found],
    }


def _year(filters: Filters, year: int) -> Year:
    ends = from_us(start_of_day(date(year + 1, 1, 1)))
    whole = replace(filters, from_day=date(year, 1, 1), to_day=date(year, 12, 31))
    stood, over = (replace(whole, as_of=min(at, filters.as_of)) for at in (ends - timedelta(microseconds=1), ends))
    return Year(year, ends <= filters.as_of, stood, over)


def _figures(ask: Ask, year: Year) -> Figures:
    counted, sent = open_cases.counts(ask, year.stood), handovers.summary(ask, year.stood)
    involved = involvement.summary(ask, year.stood)
    return {
        "year": year.year,
        "complete": year.complete,
        "cases": {name: counted[name] for name in ("in_scope", "opened", "closed", "open")},
        "opened_by_form": _opened(ask, year, questions.FORM, EXPLOITATION_FORMS),
        "opened_by_age_group": _opened(ask, year, questions.AGE_GROUP, VICTIM_AGE_GROUPS),
        "handovers": {name: sent[name] for name in SENT},
        "involvement": {name: involved[name] for name in INVOLVED},
        "deadlines": _deadlines(ask, year),
        "children": _children(ask, year),
    }


def _opened(ask: Ask, year: Year, by: tuple[str, ...], codes: tuple[str, ...]) -> dict[str, int]:
    found = ask(questions.opened(year.stood, by))
    counted = dict(zip(found[by[0]].astype(str), found["cases"], strict=True))
    return {code: int(counted.get(code, 0)) for code in codes}


def _deadlines(ask: Ask, year: Year) -> Figures:
    kinds = deadlines.by_kind(ask, year.over)
    ended, met = (sum(kind[name] for kind in kinds) for name in ("ended", "met_in_time"))
    return {"ended": ended, "met_in_time": met, "met_share": met / ended if ended else None}


def _children(ask: Ask, year: Year) -> list[Mapping[str, Any]]:
    rules = [rule for rule in partner_rules() if rule.is_about_children]
    counted = partners.missing(ask, year.stood, rules)
    return [{name: row[name] for name in ("rule", "of", "missing", "left_out")} for row in counted]
