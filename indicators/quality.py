"""Data quality: which rules of the contract are broken, what is unknown, what figures leave out, and how new all is."""

from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np

from config.partner_rules import PartnerRule
from indicators import partners
from indicators.indicator import Ask, records, rows_as
from measures.local_time import DAY_US
from measures.working_time import are_on, positions, usual_days
from queries import quality as questions
from queries.filters import Filters
from queries.question import Question

CHANCE = 0.001
RECORDS = ("opened", "closed", "joined", "sent", "answered")
OF_HANDOVERS = ("at_once", "before_opening", "after_closing", "withdrawn")
UNKNOWN_OF_DEADLINES = ("kind", "responsible_agency", "started_on")

Counted = dict[str, int]


class Breach(TypedDict):
    """A broken rule of the data contract, and how many breaches there are."""

    table: str
    kind: str
    column: str
    n: int


class OfTable(TypedDict):
    """Rows of a table that were found, that break a rule by themselves, and that are left out of every figure."""

    table: str
    found: int
    broken: int
    left_out: int


class Contract(TypedDict):
    """How many rules there are and are broken; rows that were found, break a rule by themselves, and are left out."""

    rules: int
    broken: int
    found: int
    rows: int
    left_out: int
    breaches: list[Breach]
    tables: list[OfTable]


class Unknown(TypedDict):
    """Cases, handovers or deadlines of which an attribute is unknown."""

    subject: str
    attribute: str
    unknown: int
    of: int


class LeftOut(TypedDict):
    """What figures leave out, or count in a way that one should know."""

    what: str
    n: int
    of: int


class Newest(TypedDict):
    """Days since the last record of one kind; None: there is none."""

    record: str
    days: float | None


class Figures(TypedDict):
    """All figures of data quality; the contract is over all data."""

    contract: Contract
    in_scope: int
    unknown: list[Unknown]
    left_out: list[LeftOut]
    newest: list[Newest]


class LateAgency(TypedDict):
    """An agency that has been silent for long, and on how many usual days of the last YEAR_DAYS it did anything."""

    agency: str
    days_with_acts: int
    silent_days: float


def figures(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> Figures:
    cases, handovers, deadlines = (
        _row(ask, question(filters)) for question in (questions.cases, questions.handovers, questions.deadlines)
    )
    return {
        "contract": contract(ask, filters),
        "in_scope": cases["cases"],
        "unknown": _unknown(ask, filters, cases, handovers, deadlines),
        "left_out": _left_out(cases, handovers, deadlines, _paused(ask, filters, rules)),
        "newest": _newest(ask, filters),
    }


def contract(ask: Ask, filters: Filters) -> Contract:
    """What the data contract is kept by, over all data; broken rules stand by table."""
    names = {"table_name": "table", "column_name": "column", "breaches": "n"}
    rules, tables = (ask(question(filters)).rename(columns=names) for question in (questions.rules, questions.tables))
    broken = rules[rules["n"] > 0]
    return {
        "rules": len(rules),
        "broken": len(broken),
        "found": int(tables["found"].sum()),
        "rows": int(tables["broken"].sum()),
        "left_out": int(tables["left_out"].sum()),
        "breaches": rows_as(Breach, broken[["table", "kind", "column", "n"]]),
        "tables": rows_as(OfTable, tables),
    }


def late_agencies(ask: Ask, filters: Filters) -> list[LateAgency]:
    """Agencies that have joined, sent or answered nothing for longer than their rhythm explains, in order of code.

    Time counts on usual days: working days but July and those about Christmas. If an agency's n usual days with acts
    fell anywhere in the usual time t of the last year, all of them would lie before the last s of it with the
    probability (1 − s ÷ t)ⁿ; under CHANCE, the agency is late. None is expected of one that did nothing all year.

    Raises NoAccess unless the grant opens figures of agencies.
    """
    acts, usual = ask(questions.acts_by_day(filters)).astype({"agency": object}), usual_days()
    days = acts["day"].to_numpy(dtype=np.int64).astype("datetime64[D]")
    of_agency = acts.assign(usual=are_on(days, usual)).groupby("agency")
    newest, acted = of_agency["newest"].max(), of_agency["usual"].sum()
    edges = np.array([filters.as_of_us - questions.YEAR_DAYS * DAY_US, filters.as_of_us], dtype=np.int64)
    began, now = positions(edges, usual).tolist()
    silent = now - positions(newest.to_numpy(dtype=np.int64), usual)
    return [
        {"agency": agency, "days_with_acts": int(n), "silent_days": (filters.as_of_us - int(at)) / DAY_US}
        for agency, n, at, quiet in zip(newest.index, acted, newest, silent.tolist(), strict=True)
        if (1 - quiet / (now - began)) ** int(n) < CHANCE
    ]


def _unknown(ask: Ask, filters: Filters, cases: Counted, handovers: Counted, deadlines: Counted) -> list[Unknown]:
    closed = _row(ask, questions.closed(filters))
    # subject, attribute, of which it may be unknown, how many of them there are
    rows = [
        *(("cases", name, cases, "cases") for name in questions.OF_CASES),
        ("closed", "closed_reason", closed, "cases"),
        ("handovers", "kind", handovers, "handovers"),
        ("handovers", "response_reason", handovers, "returned"),
        *(("deadlines", name, deadlines, "deadlines") for name in UNKNOWN_OF_DEADLINES),
    ]
    return [
        {"subject": subject, "attribute": name, "unknown": counted[f"unknown_{name}"], "of": counted[of]}
        for subject, name, counted, of in rows
    ]


def _left_out(cases: Counted, handovers: Counted, deadlines: Counted, paused: tuple[int, int]) -> list[LeftOut]:
    rows = [
        ("no_region", cases["unknown_region"], cases["cases"]),
        ("no_county", cases["unknown_county"], cases["cases"]),
        *((what, cases[what], cases["cases"]) for what in ("young", "without_agency")),
        ("consent_pause", *paused),
        *((what, handovers[what], handovers["handovers"]) for what in OF_HANDOVERS),
        ("closed_first", deadlines["closed_first"], deadlines["deadlines"]),
    ]
    return [{"what": what, "n": n, "of": of} for what, n, of in rows]


def _paused(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> tuple[int, int]:
    """Open cases that the partner rule that leaves out most leaves out for a pause, of those that it concerns."""
    found = partners.missing(ask, filters, rules)
    return max(((rule["left_out"], rule["of"] + rule["left_out"]) for rule in found), default=(0, 0))


def _newest(ask: Ask, filters: Filters) -> list[Newest]:
    found = {row["record"]: row["newest"] for row in records(ask(questions.newest(filters)))}
    return [{"record": record, "days": _days_since(found.get(record), filters)} for record in RECORDS]


def _days_since(us: Any, filters: Filters) -> float | None:
    return None if us is None else (filters.as_of_us - int(us)) / DAY_US


def _row(ask: Ask, question: Question) -> Counted:
    [row] = records(ask(question))
    return {name: int(value) for name, value in row.items()}
