"""The yearly report from the raw rows: each Helsinki calendar year, asked about as if nothing had happened since."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from config.codes import EXPLOITATION_FORMS, VICTIM_AGE_GROUPS
from config.partner_rules import PartnerRule
from tests.naive import cases, deadlines, handover_figures, involvement, partners, survival
from tests.naive.clock import helsinki_day, midnight
from tests.naive.scope import cases as cases_of
from tests.naive.scope import in_period
from tests.naive.world import MICROSECOND, Asked, World


def report(world: World, asked: Asked, rules: Sequence[PartnerRule]) -> dict[str, Any]:
    found = [case["opened_at"] for case in cases_of(world, asked)]
    if not found:
        return {"record_begins": None, "years": []}
    first = helsinki_day(min(found))
    years = range(first.year, helsinki_day(asked.as_of).year + 1)
    return {"record_begins": first.isoformat(), "years": [of_year(world, asked, year, rules) for year in years]}


def of_year(world: World, asked: Asked, year: int, rules: Sequence[PartnerRule]) -> dict[str, Any]:
    ends = midnight(date(year + 1, 1, 1))
    within = replace(asked, from_day=date(year, 1, 1), to_day=date(year, 12, 31))
    over = ends <= asked.as_of
    stood = replace(within, as_of=ends - MICROSECOND) if over else within
    # a deadline that is due on the year's last day is judged once that day is over
    judged = replace(within, as_of=ends) if over else within
    counted, sent = cases.counts(world, stood), handover_figures.summary(world, stood)
    involved = involvement.shares(involvement.per_case(world, stood)[()])
    due = deadlines.counts(world, judged, "kind").values()
    ended, met = (sum(kind[name] for kind in due) for name in ("ended", "met_in_time"))
    return {
        "year": year,
        "complete": over,
        "cases": {**counted, "net_change": counted["opened"] - counted["closed"]},
        "opened_by_form": _opened(world, stood, "exploitation_form", EXPLOITATION_FORMS),
        "opened_by_age_group": _opened(world, stood, "victim_age_group", VICTIM_AGE_GROUPS),
        "handovers": sent,
        "involvement": involved,
        "deadlines": {
            "ended": ended,
            "met_in_time": met,
            "met_share": met / ended if ended else None,
            "met_share_interval": survival.wilson(met, ended),
        },
        "children": [
            {
                "rule": rule.code,
                **{name: partners.counts(world, stood, rule)[name] for name in ("of", "missing", "left_out")},
            }
            for rule in rules
            if rule.is_about_children
        ],
    }


def _opened(world: World, asked: Asked, column: str, codes: Sequence[str]) -> dict[str, int]:
    counted = Counter(case[column] for case in cases_of(world, asked) if in_period(asked, case["opened_at"]))
    return {code: counted[code] for code in codes}
