"""Figures of a meeting as the indicators give them, for tests of the slides."""

from typing import Any

SINCE = {
    "since": "2026-09-09T06:00:00+00:00",
    "as_of": "2026-09-16T06:00:00+00:00",
    "opened": 11,
    "closed": 8,
    "open": 1512,
    "open_then": 1509,
    "answered": 34,
    "returned": 5,
    "pending": 126,
    "overdue": 27,
    "pending_then": 120,
    "overdue_then": 20,
    "newly_overdue": 9,
    "due": 6,
    "without_responsible_agency": 0,
    "flags": [],
    "waiting_by_week": [{"week": f"2026-0{3 + n // 4}-0{1 + n % 4}", "pending": 100 + n} for n in range(20)],
}
NOTHING_SINCE: dict[str, Any] = {
    **{name: 0 for name, value in SINCE.items() if isinstance(value, int)},
    "since": SINCE["since"],
    "as_of": SINCE["as_of"],
    "flags": [],
    "waiting_by_week": [],
}


def waiting(agencies: int, each: int = 3, overdue: int = 1) -> dict[str, Any]:
    """So many agencies, two of each sector, where so many handovers wait."""
    rows: list[dict[str, Any]] = [
        {"agency": f"A{n:02}", "sector": f"s{n // 2:02}", "pending": each, "overdue": overdue, "due_soon": 0}
        for n in range(agencies)
    ]
    sectors: dict[str, dict[str, Any]] = {}
    for row in rows:
        sector = sectors.setdefault(row["sector"], {"sector": row["sector"], "pending": 0, "overdue": 0, "due_soon": 0})
        sector.update({name: sector[name] + row[name] for name in ("pending", "overdue", "due_soon")})
    totals = {name: sum(row[name] for row in rows) for name in ("pending", "overdue", "due_soon")}
    return {**totals, "agencies": rows, "sectors": list(sectors.values())}


def deadlines(agencies: int) -> dict[str, Any]:
    """So many responsible agencies, each of a sector of its own, with two overdue and one due soon."""
    rows = [{"agency": f"A{n:02}", "sector": f"s{n:02}", "overdue": 2, "due_soon": 1} for n in range(agencies)]
    return {
        "periods": [
            {"kind": "reflection_period_end", "ending": 5, "without_step": 3},
            {"kind": "recovery_period_end", "ending": 0, "without_step": 0},
        ],
        "overdue": 2 * agencies,
        "due_soon": agencies,
        "agencies": rows,
        "sectors": [{name: row[name] for name in ("sector", "overdue", "due_soon")} for row in rows],
        "referral": {},
    }


def rule(code: str, missing: int, of: int, strength: str = "missing") -> dict[str, Any]:
    """A rule of which so many of so many cases lack the partner."""
    days = 19.0 if missing else None
    counted = {"of": of, "missing": missing, "left_out": 0, "missing_then": 1}
    return {"rule": code, "strength": strength, "longest_days": days, "median_days": days, **counted}


def regions(**pending: int) -> dict[str, Any]:
    """Waiting handovers by code of the region; codes begin with R, as names of arguments must not be digits."""
    rows = [
        {
            "region": code.removeprefix("R"),
            "open": n,
            "pending": n,
            "overdue": 0,
            "due_soon": 0,
            **dict.fromkeys(("opened", "in_target", "three_plus_90")),
        }
        for code, n in pending.items()
    ]
    return {"pending": sum(pending.values()), "overdue": 0, "due_soon": 0, "regions": rows}


def action(number: int, state: str = "under_way", **given: Any) -> dict[str, Any]:
    """An action agreed in meeting 1 about nothing."""
    return {
        "number": number,
        "meeting": 1,
        "what": "Answer or return the oldest handovers",
        "who": "Police",
        "due_on": "2026-09-23",
        "about_kind": "none",
        "about": "",
        "figure_then": None,
        "figure_now": None,
        "state": state,
        "how": "settled" if state == "done" else None,
        **given,
    }
