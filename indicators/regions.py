"""Each region's figures side by side: in order of code, never of performance."""

from typing import Any

from indicators import handovers, involvement, open_cases
from indicators.indicator import Ask
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
    cases = open_cases.by_region(ask, filters).set_index("region").to_dict("index")
    sent = handovers.by_region(ask, filters)
    involved = involvement.by_region(ask, filters)
    return [
        {
            "region": region,
            "open": cases.get(region, {}).get("open", 0),
            "opened": cases.get(region, {}).get("opened", 0),
            "handovers": sent.get(region, NO_HANDOVERS)["total"],
            **{name: sent.get(region, NO_HANDOVERS)[name] for name in SENT},
            "in_scope": involved.get(region, {}).get("cases", 0),
            **{name: involved.get(region, NO_CASES)[name] for name in NO_CASES},
        }
        for region in ask(questions.codes(filters))["region"]
    ]
