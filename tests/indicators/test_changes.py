"""Control charts of flows and ripe shares: their series are those of the twins, windows are as long as they must be."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from config.control_charts import ChartSettings
from indicators.over_time import changes
from measures import control_chart
from measures.local_time import monday_of, week_of
from queries.access import Grant
from queries.columns import NO_WEEK
from queries.filters import Filters
from store.facts.compiling import Question, compiled
from tests import strategies
from tests.asking import CHARTS, asker, filters_of
from tests.naive import cases as cases_twin
from tests.naive import handovers as handovers_twin
from tests.naive import involvement as involvement_twin
from tests.naive.clock import midnight
from tests.naive.handover import seen
from tests.naive.world import DAY, Asked, World

Look = tuple[World, list[Asked]]
WEEK = 7 * DAY
NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
EVERYONE = Filters(Grant("coordination", NOW), NOW)


@settings(max_examples=strategies.examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination",), most=2))
def test_the_series_are_those_of_the_twins(look: Look) -> None:
    world, every_asked = look
    with pytest.MonkeyPatch.context() as patched:
        # so small a database has too few for any chart
        patched.setattr(control_chart, "FEWEST", 0)
        for asked in every_asked:
            same_series(world, asked)


def same_series(world: World, asked: Asked) -> None:
    ask, filters = asker(world), filters_of(world, asked)
    found, whole = changes.figures(ask, filters, CHARTS), handovers_twin.complete_weeks(asked)
    flow = cases_twin.flow(world, asked)
    weeks = recorded(whole, [monday for monday, name in flow if name == "opened_at"])
    opened, closed = ([flow[monday, name] for monday in weeks] for name in ("opened_at", "closed_at"))
    assert values(found["opened"]) == dict(zip(weeks, opened, strict=True))
    assert values(found["closed"]) == dict(zip(weeks, closed, strict=True))
    assert values(found["net_change"]) == {
        monday: come - gone for monday, come, gone in zip(weeks, opened, closed, strict=True)
    }
    same_handovers(found, changes.stocks(ask, filters), world, asked)
    same_jointly(found, world, asked)


def same_handovers(found: Mapping[str, Any], stocks: dict[str, list[int]], world: World, asked: Asked) -> None:
    whole, waited = handovers_twin.complete_weeks(asked), handovers_twin.queue(world, asked)
    weeks = recorded(whole, began_to_wait(world, asked))
    sent = {date.fromisoformat(week["week"]): week for week in handovers_twin.weeks(world, asked)}
    assert values(found["handovers"]) == {monday: sent[monday]["handovers"] for monday in weeks}
    ripe = list(takewhile(lambda monday: sent[monday]["state"] == "ready", weeks))
    assert values(found["answered_share_by_week"]) == {monday: sent[monday]["share"] for monday in ripe}
    assert stocks["pending"] == [waited.get(monday + WEEK, 0) for monday in whole]
    assert values(found["queue"]) == {monday: waited.get(monday + WEEK, 0) - waited.get(monday, 0) for monday in weeks}


def began_to_wait(world: World, asked: Asked) -> list[date]:
    """The Mondays of the weeks in which a handover began to wait."""
    found = []
    for one in handovers_twin.everyone(world, asked):
        begins = max(one.row["handed_over_at"], one.case["opened_at"])
        then = seen(world, one.row, begins)
        if then and then.state == "pending":
            found.append(handovers_twin.monday_of(begins))
    return found


def recorded(weeks: list[date], begun: Sequence[date | None]) -> list[date]:
    """The weeks after the first in which anything began; None is before the period."""
    return [monday for monday in weeks if any(first is None or first < monday for first in begun)]


def same_jointly(found: Mapping[str, Any], world: World, asked: Asked) -> None:
    counted: dict[date, list[int]] = {}
    for case in involvement_twin.in_scope(world, asked):
        monday = handovers_twin.monday_of(case["opened_at"])
        early = {
            world.agency(row["agency_code"])["sector"]
            for row in world.of_case("involvements", case["case_id"])
            if row["started_at"] <= case["opened_at"] + 90 * DAY
        }
        cases, together = counted.get(monday, [0, 0])
        counted[monday] = [cases + 1, together + ({"police", "social", "health"} <= early)]
    ripe = [
        monday for monday in handovers_twin.complete_weeks(asked) if midnight(monday + WEEK) + 90 * DAY <= asked.as_of
    ]
    shares = {monday: counted.get(monday, [0, 0]) for monday in ripe}
    assert values(found["jointly_within_90_days"]) == {
        monday: together / cases if cases else None for monday, (cases, together) in shares.items()
    }


def values(charted: Mapping[str, Any]) -> dict[date, float | None]:
    return {date.fromisoformat(window["starts_on"]): window["value"] for window in charted["windows"]}


def test_with_few_a_week_four_weeks_are_one_window_and_with_fewer_there_is_no_chart() -> None:
    assert changes.control_charts(weekly(opened=2), EVERYONE, ())["opened"].weeks == 4  # type: ignore[union-attr]
    assert changes.control_charts(weekly(opened=1), EVERYONE, ())["opened"] is None
    assert changes.figures(weekly(opened=1), EVERYONE, ())["opened"]["windows"] == []


def test_constant_flows_are_not_flagged_and_have_no_limits() -> None:
    windows = changes.figures(weekly(opened=10), EVERYONE, ())["opened"]["windows"]
    assert {(window["flag"], window["lower"], window["upper"]) for window in windows} == {(None, None, None)}


def test_a_period_without_a_complete_week_has_no_chart() -> None:
    short = Filters(EVERYONE.grant, NOW, from_day=date(2026, 9, 9))
    assert changes.control_charts(weekly(opened=10), short, ())["opened"] is None


def test_limits_count_anew_from_the_day_that_is_set() -> None:
    day = monday_of(week_of(NOW.date()) - 20) + timedelta(days=2)
    set_so = (("opened", ChartSettings((day,), 3.0)),)
    charted = changes.control_charts(weekly(opened=10), EVERYONE, set_so)["opened"]
    assert charted is not None
    assert [charted.starts[at] for at in charted.chart.segments["start"]][1:] == [monday_of(week_of(NOW.date()) - 19)]


def weekly(opened: int) -> Any:
    """Answers as if so many cases were opened every week, and nothing else ever happened."""
    weeks = np.arange(2700, week_of(NOW.date()))

    def ask(question: Question) -> pd.DataFrame:
        names = re.findall(r"(?:\.| AS )(\w+)", compiled(question).text)
        if "closed_week" in names:
            return pd.DataFrame({"opened_week": weeks, "closed_week": NO_WEEK, "cases": opened})
        return pd.DataFrame({name: pd.Series(dtype=np.int64) for name in names})

    return ask
