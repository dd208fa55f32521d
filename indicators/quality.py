"""Data quality: which rules of the contract are broken, what is unknown, what figures leave out, and how new all is."""

from typing import Any

import pandas as pd

from indicators import partners
from indicators.indicator import Ask, records
from measures.local_time import DAY_US
from queries import quality as questions
from queries.filters import Filters

CHANCE = 0.001
RECORDS = ("opened", "closed", "joined", "sent", "answered")
UNKNOWN_OF_HANDOVERS = {"kind": "handovers", "response_reason": "returned"}
UNKNOWN_OF_DEADLINES = ("kind", "responsible_agency", "started_on")

Figures = dict[str, Any]


def figures(ask: Ask, filters: Filters) -> Figures:
    """contract: what `contract` gives, over all data. unknown: subject, attribute, unknown, of (cases, handovers or
    deadlines), in order. left_out: what, n, of. newest: record, days since the last of them (None: there is none).
    """
    cases, handovers, deadlines = (
        _row(ask, question(filters)) for question in (questions.cases, questions.handovers, questions.deadlines)
    )
    return {
        "contract": contract(ask, filters),
        "in_scope": cases["cases"],
        "unknown": [
            *({"subject": "cases", **_part(name, cases, cases["cases"])} for name in questions.OF_CASES),
            {"subject": "closed", **_closed(ask, filters)},
            *(
                {"subject": "handovers", **_part(name, handovers, handovers[of])}
                for name, of in UNKNOWN_OF_HANDOVERS.items()
            ),
            *(
                {"subject": "deadlines", **_part(name, deadlines, deadlines["deadlines"])}
                for name in UNKNOWN_OF_DEADLINES
            ),
        ],
        "left_out": _left_out(cases, handovers, deadlines, _paused(ask, filters)),
        "newest": _newest(ask, filters),
    }


def contract(ask: Ask, filters: Filters) -> Figures:
    """rules and broken (how many there are, and are broken), found, rows and left_out (rows of all tables: read, that
    break a rule by themselves, and left out of every figure), breaches (table, kind, column, n: of broken rules, by
    table in its order of code) and tables (table, found, broken, left_out).
    """
    rules, tables = records(ask(questions.rules(filters))), records(ask(questions.tables(filters)))
    broken = [rule for rule in rules if rule["breaches"]]
    return {
        "rules": len(rules),
        "broken": len(broken),
        **{name: sum(int(table[of]) for table in tables) for name, of in _SUMS.items()},
        "breaches": [
            {
                "table": rule["table_name"],
                "kind": rule["kind"],
                "column": rule["column_name"],
                "n": int(rule["breaches"]),
            }
            for rule in broken
        ],
        "tables": [
            {"table": table["table_name"], **{name: int(table[name]) for name in ("found", "broken", "left_out")}}
            for table in tables
        ],
    }


def late_agencies(ask: Ask, filters: Filters) -> list[Figures]:
    """Agencies that have joined, sent or answered nothing for longer than chance explains, in order of code: agency,
    days_with_acts (of the last YEAR_DAYS), silent_days (since the last of them).

    If its n days with acts fell anywhere in the year, all of them would lie before the last s days with the probability
    (1 − s ÷ YEAR_DAYS)ⁿ; under CHANCE, the agency is late. None is expected of one that did nothing all year.

    Raises NoAccess unless the grant opens figures of agencies.
    """
    rows = records(ask(questions.last_acts(filters)).sort_values("agency"))
    found = [(row["agency"], int(row["days"]), _days_since(row["newest"], filters) or 0.0) for row in rows]
    return [
        {"agency": agency, "days_with_acts": days, "silent_days": silent}
        for agency, days, silent in found
        if days and max(1 - silent / questions.YEAR_DAYS, 0) ** days < CHANCE
    ]


_SUMS = {"found": "found", "rows": "broken", "left_out": "left_out"}


def _closed(ask: Ask, filters: Filters) -> Figures:
    row = _row(ask, questions.closed(filters))
    return _part("closed_reason", row, row["cases"])


def _left_out(cases: Figures, handovers: Figures, deadlines: Figures, paused: Figures) -> list[Figures]:
    """What is left out of which figures, or counts in them in a way that one should know."""
    return [
        {"what": "no_region", "n": cases["unknown_region"], "of": cases["cases"]},
        {"what": "no_county", "n": cases["unknown_county"], "of": cases["cases"]},
        {"what": "young", "n": cases["young"], "of": cases["cases"]},
        {"what": "without_agency", "n": cases["without_agency"], "of": cases["cases"]},
        {"what": "consent_pause", **paused},
        *(
            {"what": what, "n": handovers[what], "of": handovers["handovers"]}
            for what in ("at_once", "before_opening", "after_closing", "withdrawn")
        ),
        {"what": "closed_first", "n": deadlines["closed_first"], "of": deadlines["deadlines"]},
    ]


def _paused(ask: Ask, filters: Filters) -> Figures:
    """Open cases that the partner rule that leaves out most leaves out for a pause, of those that it concerns."""
    rules = [(rule["left_out"], rule["of"] + rule["left_out"]) for rule in partners.missing(ask, filters)]
    n, of = max(rules, default=(0, 0))
    return {"n": n, "of": of}


def _newest(ask: Ask, filters: Filters) -> list[Figures]:
    found = ask(questions.newest(filters)).set_index("record")["newest"]
    return [{"record": record, "days": _days_since(found.get(record), filters)} for record in RECORDS]


def _days_since(us: Any, filters: Filters) -> float | None:
    return None if us is None or pd.isna(us) else (filters.as_of_us - int(us)) / DAY_US


def _part(attribute: str, counted: Figures, of: int) -> Figures:
    return {"attribute": attribute, "unknown": counted[f"unknown_{attribute}"], "of": of}


def _row(ask: Ask, question: Any) -> Figures:
    [row] = records(ask(question))
    return {name: int(value) for name, value in row.items()}
