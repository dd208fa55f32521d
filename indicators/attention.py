"""What needs attention now: the oldest waits, what is past due or ends soon, and whom a case lacks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from config.partner_rules import PartnerRule
from indicators import deadlines, open_cases, partners
from indicators.indicator import Ask, records
from measures.local_time import DAY_US
from queries import handovers as questions
from queries.filters import Filters

USUAL_ITEMS = 10
LEAST_WAITS = 4

Kind = Literal[
    "past_target",
    "others_past_target",
    "deadlines_overdue",
    "period_ending",
    "missing_partner",
    "no_responsible_agency",
    "no_next_step",
]


@dataclass(frozen=True)
class Item:
    """One thing to look at: `n` handovers, deadlines, periods or cases, for cases that lack a partner and handovers of
    others `of` how many. `what` is a sector, deadline kind or rule; `days` is how long the longest of them waits.
    """

    kind: Kind
    n: int
    what: str = ""
    region: str = ""
    days: float | None = None
    of: int = 0


def attention(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> list[Item]:
    """The oldest waits for an answer and how many more there are; then all that is past due, periods that end,
    children's missing partners first of those missing, and cases that nobody leads.
    """
    waits = list(_past_target(ask, filters))
    others = [*_due(ask, filters), *_partners(ask, filters, rules), *_unled(ask, filters)]
    shown = max(LEAST_WAITS, USUAL_ITEMS - len(others))
    more, late = (sum(item.n for item in items) for items in (waits[shown:], waits))
    return [*waits[:shown], *([Item("others_past_target", more, of=late)] if more else []), *others]


def past_target_by_sector(ask: Ask, filters: Filters) -> Counter[str]:
    """Waiting handovers past their due day per receiving sector."""
    late: Counter[str] = Counter()
    for (sector, _region), (n, _longest) in past_target(ask, filters).items():
        late[sector] += n
    return late


def past_target(ask: Ask, filters: Filters) -> dict[tuple[str, str], tuple[int, int]]:
    """Per receiving sector and region with any: how many waiting handovers are past their due day, and how long the one
    of them has waited that has waited longest (µs of the delay clock).
    """
    found: dict[tuple[str, str], tuple[int, int]] = {}
    waiting = ask(questions.waiting(filters, (*questions.REGION, *questions.SECTOR_PAIR)))
    for row in records(waiting, ("to_sector", "region", "overdue", "longest")):
        if row["overdue"]:
            n, longest = found.get(group := (row["to_sector"], row["region"]), (0, 0))
            found[group] = n + row["overdue"], max(longest, row["longest"])
    return found


def _past_target(ask: Ask, filters: Filters) -> Iterator[Item]:
    late = past_target(ask, filters).items()
    for (sector, region), (n, longest) in sorted(late, key=lambda one: (-one[1][1], one[0])):
        yield Item("past_target", n, sector, region, longest / DAY_US)


def _due(ask: Ask, filters: Filters) -> Iterator[Item]:
    if late := sum(row["overdue"] for row in deadlines.by_kind(ask, filters)):
        yield Item("deadlines_overdue", late)
    for row in deadlines.periods(ask, filters):
        if row["without_step"]:
            yield Item("period_ending", row["without_step"], row["kind"])


def _partners(ask: Ask, filters: Filters, rules: Sequence[PartnerRule]) -> Iterator[Item]:
    for rule in partners.missing(ask, filters, rules):
        if rule["missing"] and rule["strength"] == "missing":
            days, of = rule["longest_days"], rule["of"]
            yield Item("missing_partner", rule["missing"], rule["rule"], days=days, of=of)


def _unled(ask: Ask, filters: Filters) -> Iterator[Item]:
    counted = open_cases.counts(ask, filters)
    if counted["without_responsible_agency"]:
        yield Item("no_responsible_agency", counted["without_responsible_agency"])
    if counted["without_next_step"]:
        yield Item("no_next_step", counted["without_next_step"])
