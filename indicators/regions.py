"""Each region's or county's figures side by side: in order of code, never of performance."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from indicators import handovers, involvement, open_cases
from indicators.indicator import Ask, records
from queries import regions as questions
from queries.filters import Filters

NO_HANDOVERS: dict[str, Any] = {
    "total": 0,
    "pending": 0,
    "overdue": 0,
    "due_soon": 0,
    "returned_share": None,
    "target_days": None,
    **handovers.NOTHING_KNOWN,
}
NO_CASES: dict[str, Any] = {"agencies_per_case_mean": None, "share_2_plus": None, "share_3_plus": None}
SENT = ("pending", "overdue", "due_soon", *handovers.NOTHING_KNOWN)


def figures(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Per region that passes the filter, with or without cases: region, open, opened, handovers (sent in the period),
    pending, overdue, due_soon, the delay figures of `handovers.summary`, in_scope and agencies per case.
    """
    cases = _by_code(open_cases.by_region(ask, filters), "region")
    sent, involved = handovers.by_region(ask, filters), involvement.by_region(ask, filters)
    codes = ask(questions.codes(filters))["region"]
    return [
        {
            **_of_place("region", code, cases, sent),
            "in_scope": involved.get(code, {}).get("cases", 0),
            **{name: involved.get(code, NO_CASES)[name] for name in NO_CASES},
        }
        for code in codes
    ]


def counties(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """Per county that passes the filter, with or without cases: county, and what `figures` gives up to the delays."""
    cases = _by_code(open_cases.by_county(ask, filters), "county")
    sent = handovers.by_county(ask, filters)
    return [_of_place("county", code, cases, sent) for code in ask(questions.codes(filters, "county"))["county"]]


def _by_code(frame: pd.DataFrame, place: str) -> dict[str, dict[str, Any]]:
    return {row[place]: row for row in records(frame)}


def _of_place(
    place: str, code: str, cases: Mapping[str, Mapping[str, Any]], sent: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        place: code,
        "open": cases.get(code, {}).get("open", 0),
        "opened": cases.get(code, {}).get("opened", 0),
        "handovers": sent.get(code, NO_HANDOVERS)["total"],
        **{name: sent.get(code, NO_HANDOVERS)[name] for name in SENT},
    }
