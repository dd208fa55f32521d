"""What needs attention: the oldest waits by name, the rest as a number, and every other kind whatever waits."""

from datetime import UTC, datetime

from indicators import deadlines
from indicators.attention import USUAL_ITEMS, attention
from indicators.handovers import Between, summary
from indicators.open_cases import counts
from queries.access import Grant
from queries.filters import Filters
from store.demo.cases import DemoScale
from store.demo.making import demo_rows
from tests.asking import RULES, asker
from tests.naive.world import World

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
BUSY = DemoScale(months=6, opened_a_month=150, median_days_open=90)
FILTERS = Filters(Grant("coordination", NOW), NOW)


def busy() -> World:
    rows = demo_rows(seed=1, now=NOW, scale=BUSY)
    return World({table.name: found for table, found in rows.items()}, "calendar", 7, {})


def test_where_much_waits_the_rest_is_counted_and_no_other_kind_is_left_out() -> None:
    ask = asker(busy())
    items = attention(ask, FILTERS, RULES)
    late = summary(ask, FILTERS, Between())["overdue"]
    numbers = {item.kind: item.n for item in items}
    [others] = [item for item in items if item.kind == "others_past_target"]
    assert sum(item.n for item in items if item.kind in ("past_target", "others_past_target")) == late == others.of
    overdue = sum(row["overdue"] for row in deadlines.by_kind(ask, FILTERS))
    assert overdue > 0
    assert numbers["deadlines_overdue"] == overdue
    cases = counts(ask, FILTERS)
    assert numbers["no_responsible_agency"] == cases["without_responsible_agency"] > 0
    assert numbers["no_next_step"] == cases["without_next_step"] > 0
    assert len(items) <= USUAL_ITEMS + 4
