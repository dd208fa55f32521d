"""What is counted under each indicator: how many cases, handovers or deadlines a figure rests on."""

from collections.abc import Callable
from typing import Any, Literal

from indicators import deadlines, handovers, meeting_since, open_cases
from indicators.indicator import Ask
from queries.filters import Filters

Computes = Callable[[Ask, Filters], Any]
Base = Literal[
    "open",
    "in_scope",
    "opened",
    "closed",
    "sent",
    "waiting",
    "answered",
    "closed_unanswered",
    "answered_in_a_week",
    "unmet",
    "fell_due",
    "ending",
    "referrals",
]


def rests_on(base: Base) -> Computes:
    """How many cases, handovers or deadlines there are of what an indicator counts, as an indicator of its own."""
    return _BASES[base]


def _of_cases(name: str) -> Computes:
    def count(ask: Ask, filters: Filters) -> int:
        return open_cases.counts(ask, filters)[name]

    return _named(count, f"cases {name}")


def _of_handovers(name: str) -> Computes:
    def count(ask: Ask, filters: Filters) -> int:
        return int(handovers.summary(ask, filters)[name])

    return _named(count, f"handovers {name}")


def _of_deadlines(*names: str) -> Computes:
    def count(ask: Ask, filters: Filters) -> int:
        return sum(int(kind[name]) for kind in deadlines.by_kind(ask, filters) for name in names)

    return _named(count, f"deadlines {names}")


def _ending(ask: Ask, filters: Filters) -> int:
    return sum(int(period["ending"]) for period in deadlines.periods(ask, filters))


def _referrals(ask: Ask, filters: Filters) -> int:
    return int(deadlines.referral(ask, filters)["total"])


def _answered_in_a_week(ask: Ask, filters: Filters) -> int:
    return meeting_since.answers_in_a_week(ask, filters)["answered"]


def _named(count: Computes, name: str) -> Computes:
    """Figures are kept by the name of what computes them."""
    count.__qualname__ = f"rests_on {name}"
    return count


_BASES: dict[Base, Computes] = {
    "open": _of_cases("open"),
    "in_scope": _of_cases("in_scope"),
    "opened": _of_cases("opened"),
    "closed": _of_cases("closed"),
    "sent": _of_handovers("total"),
    "waiting": _of_handovers("pending"),
    "answered": _of_handovers("answered"),
    "closed_unanswered": _of_handovers("closed_unanswered"),
    "answered_in_a_week": _answered_in_a_week,
    "unmet": _of_deadlines("overdue", "due_soon", "due_later"),
    "fell_due": _of_deadlines("ended"),
    "ending": _ending,
    "referrals": _referrals,
}
