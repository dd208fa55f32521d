"""Overview: its sentences and states, from made figures; what a grant does not open is not even asked for."""

import math
from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from documents.page import Button, Key, Link
from documents.sheet import Figures, text_of
from indicators.delays import curves
from indicators.delays.curves import Curve
from indicators.over_time.changes import Charted, tile_charts
from indicators.over_time.medians import median_windows
from indicators.over_time.weeks import weeks
from measures.control_chart import ChartDesign, control_chart
from measures.local_time import monday_of
from pages import overview
from queries.access import Grant
from screen.sections.overview.tiles import Trends, tiles
from tests.pages.drawing import NOW, every, links, tile_html
from tests.pages.made_overview import UNKNOWN_DELAYS, WEEK_BEFORE, Look, empty, figures, sentence, tile


def test_the_headline_says_how_many_are_past_target_and_whom_most_wait_for() -> None:
    assert sentence(figures()) == (
        "27 of 126 waiting handovers are past their target; 15 of them wait for social services"
    )


@pytest.mark.parametrize("late", [{"social": 9, "police": 9, "health": 9}, {**dict.fromkeys("abcdefg", 3), "h": 6}])
def test_the_headline_names_nobody_when_many_have_as_many_or_few_of_them(late: dict[str, int]) -> None:
    assert sentence(figures(), Counter(late)) == "27 of 126 waiting handovers are past their target"


def test_the_headline_names_whom_most_wait_for_without_half_of_them() -> None:
    late = Counter({"social": 11, "police": 9, "health": 7})
    assert sentence(figures(), late).endswith("; 11 of them wait for social services")


def test_the_headline_names_a_sector_with_its_article() -> None:
    late = Counter({"assistance_system": 11, "police": 9, "health": 7})
    assert sentence(figures(), late).endswith("; 11 of them wait for the assistance system")


def test_one_line_above_the_tiles_says_what_band_line_and_mark_are() -> None:
    look = Look(figures())
    chart = control_chart(np.array([*[5.0, 8] * 49, 90, np.nan]), ChartDesign())
    weekly = Charted(1, tuple(monday_of(week) for week in range(100)), chart)
    # of a stock only the line is drawn, so its flags are not counted
    look.known[tile_charts] = {"queue": weekly, "net_change": weekly, "answered_share_by_week": weekly}
    first, second = look.page().parts[:2]
    assert isinstance(first, Key)
    # of the last half year, in which one is missing
    flagged = "flagged: 1 of 25 points; by chance alone, about 2"
    assert [words for _mark, words in first.marks] == [
        *("usual range: nearly all points lie in it while nothing changes", "mean"),
        *("worse", "better", flagged),
        *("95% range of a median", "median of which some still wait"),
    ]
    assert isinstance(second, Figures)


def test_a_role_of_the_whole_country_sees_more_than_tiles() -> None:
    look = Look(figures(), Grant("rapporteur", NOW))
    look.known[weeks] = []
    look.known[curves.curve] = Curve(pd.DataFrame({"pending": []}), {"total": 0})  # type: ignore[typeddict-item]
    look.known[curves.curve_before] = None
    html = look.drawn()
    assert "Open cases over time" in html
    assert "Share answered" in html
    assert Link("yearly", "Yearly report") in links(look.page())


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"overdue": 0}, "Nothing is past its target; 126 handovers wait"),
        ({"overdue": 0, "pending": 1}, "Nothing is past its target; 1 handover waits"),
        ({"overdue": 0, "pending": 0}, "No handover waits for an answer"),
    ],
)
def test_the_headline_where_little_or_nothing_waits(sent: dict[str, Any], said: str) -> None:
    assert sentence(figures(**sent)) == said


def test_below_stand_the_base_and_the_clock() -> None:
    assert text_of(overview.below(figures(), Look(figures()).view)) == (
        "Last 12 months: 1,640 cases, 168 handovers. Delays are counted in calendar days."
    )
    assert "in working days" in text_of(overview.below(figures(), Look(figures(), delay_clock="working").view))


def test_of_the_past_it_says_what_is_not_of_the_past() -> None:
    today = "Region, form, age group and other details without a date are shown as they are recorded today."
    assert today in text_of(overview.below(figures(), Look(figures(), as_of=NOW - timedelta(days=1)).view))
    assert today not in text_of(overview.below(figures(), Look(figures()).view))


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        (0, ["Open cases", ">1,512<", "7 more than last week", "63 opened, 51 closed"]),
        (1, ["Waiting", ">126<", "No change since last week", "27 past target", "s-attention"]),
        (2, ["Median", ">5.8 ", "10 hours longer than last week", "95% range 4.9–7.1 days", "40 of 168 answered"]),
        (3, ["Answered", ">61% ", "in 7 days", "2 points lower than last week", "95% range 50%–70%, 168 sent"]),
        (4, ["Police–social–health", ">38% ", "of cases", "No data last week", "623 of 1,640 in the period"]),
    ],
)
def test_tiles_carry_their_base(number: int, parts: list[str]) -> None:
    assert [part for part in parts if part not in tile(figures(), number)] == []


def test_those_that_can_no_longer_be_answered_are_told_beside_the_answered() -> None:
    assert "answered, 3 were withdrawn or their case closed" in tile(figures(withdrawn=2, closed_unanswered=1), 2)
    assert "withdrawn" not in tile(figures(), 2)


def test_a_median_that_is_not_reached_says_how_many_answered() -> None:
    html = tile(figures(**UNKNOWN_DELAYS, total=11, answered=4), 2)
    assert "Not reached" in html
    assert "4 of 11 answered" in html


def test_few_cases_are_said_to_be_few() -> None:
    assert "few cases" in tile(figures(total=9, answered=9), 2)
    assert "few cases" not in tile(figures(total=10, answered=9), 2)


def test_a_lower_bound_and_an_open_range_say_so() -> None:
    made = figures(beyond_last_observation=True, median_interval_days=[4.94, None])
    assert "at least 61%" in tile(made, 3)
    assert "95% range from 4.9 days up" in tile(made, 2)


def test_nothing_is_no_data_and_never_zero() -> None:
    for shown in map(tile_html, tiles(empty(), Trends({}, {}, (), None), Look(empty()).view).figures):
        assert "No data" in shown
        assert ">0" not in shown
        assert "None" not in shown


def test_regions_stand_in_order_of_name_under_the_whole_country() -> None:
    html = Look(figures(), Grant("ministry", NOW, ministry="m")).drawn()
    names = ["Whole country", "Uusimaa", "Åland", "Unknown"]
    places = [html.index(f'<th scope="row">{name}<') for name in names]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("before", "verdict", "said"),
    [
        (6.4, "later", False),
        (5.4, "later", True),
        (6.4, "sooner", True),
        (5.4, "sooner", False),
        (5.4, "chance", True),
    ],
)
def test_a_tile_never_says_better_and_worse_at_once(before: float, verdict: str, said: bool) -> None:
    made = figures() | {"week_before": {**WEEK_BEFORE, "median_response_days": before}}
    verdicts: Any = {"verdict": verdict}
    shown = tiles(made, Trends({}, {}, (), verdicts), Look(made).view).figures[2]
    assert ("than last week" in shown.note) is said


@pytest.mark.parametrize(
    ("asked", "words", "ways_out"),
    [
        ({"regions": ("21",)}, "No cases and no handovers match these filters", ["Clear the filters"]),
        ({"from_day": date(2026, 1, 1)}, "No cases in this period", ["Show all time"]),
        ({"regions": ("21",), "from_day": date(2026, 1, 1)}, "No cases and no", ["Clear the filters", "Show all time"]),
        ({}, "There are no cases yet", []),
    ],
)
def test_an_empty_view_says_what_is_missing_and_how_to_widen_it(
    asked: dict[str, Any], words: str, ways_out: list[str]
) -> None:
    page = Look(empty(), **asked).page()
    assert [part.label for part in every(page.parts) if isinstance(part, Button)] == ways_out
    assert words in page.title


def test_the_median_has_its_chart_and_what_may_still_change_is_marked() -> None:
    look = Look(figures())
    window = {"weeks": 4, "handovers": 40, "pending": 0, "median_response_days": 5.0, "median_interval_days": [4, 6]}
    of = [{**window, "starts_on": "2026-07-06"}, {**window, "starts_on": "2026-08-03", "pending": 3}]
    look.known[median_windows] = [*of, {**window, "median_response_days": None, "median_interval_days": [9, None]}]
    [shown] = [part for part in look.page().parts if isinstance(part, Figures)]
    spark = shown.figures[2].spark
    assert spark is not None
    assert spark.alt == "By four weeks of sending: half answered within 5.0 days (40 handovers)"
    assert [point.open for point in spark.points] == [False, True, False]
    assert spark.points[-1].sure == (9, math.inf)
    look.known[median_windows] = []
    [shown] = [part for part in look.page().parts if isinstance(part, Figures)]
    assert shown.figures[2].spark is None
