"""What a control chart says in words, and the small chart in a tile."""

import math
import pickle
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest

from charts.sparkline import HEIGHT, SHOWN, Point, Spark, picture
from documents.sheet import Phrase
from indicators.over_time.changes import Charted
from measures.control_chart import ChartDesign, control_chart
from screen.sections.shared import changes

STEADY = [10, 12, 9, 11, 10, 13, 8, 11, 9, 12, 10, 11, 9, 12, 10, 11]


def charted(values: Sequence[float], direction: Any = "increase", weeks: Any = 1) -> Charted:
    starts = tuple(date(2026, 1, 5) + timedelta(weeks=weeks * n) for n in range(len(values)))
    design = ChartDesign(direction, floor=0)
    return Charted(weeks, starts, control_chart(np.array(values, dtype=float), design))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (STEADY, Phrase("Within its usual range", "usual")),
        (STEADY[:9], Phrase("Trial limits, 9 weeks", "usual")),
        ([10.0] * 20, Phrase("No change: always the same", "usual")),
        ([*STEADY, 40], Phrase("Above its usual range 7–18", "better")),
        ([*STEADY, 5.5, 5.5, 5.5], Phrase("Two of three near lower limit", "attention")),
        ([*STEADY, 9, 9.5, 9, 9.5, 9, 9.5, 9, 9.5], Phrase("Below its mean for 8 weeks", "attention")),
        ([*STEADY, 7, 8, 9, 10, 11, 12, 13], Phrase("Rising for 7 weeks", "better")),
    ],
)
def test_a_flag_says_why_and_nothing_says_that_nothing_changed(values: Sequence[float], said: Phrase) -> None:
    assert changes.flag("opened", charted(values)) == said


def test_a_flag_that_is_neither_better_nor_worse_has_a_mark_of_its_own() -> None:
    assert changes.flag("opened", charted([*STEADY, 40], "neutral")).tone == "flagged"


def test_four_week_windows_are_told_in_weeks() -> None:
    values = [*STEADY, 9, 9.5, 9, 9.5, 9, 9.5, 9, 9.5]
    assert changes.flag("opened", charted(values, weeks=4)).text == "Below its mean for 32 weeks"


def test_too_few_are_said_to_be_too_few_and_are_not_drawn() -> None:
    assert changes.flag("opened", None) == Phrase("Too few for a control chart")
    assert changes.spark("opened", None) is None


def test_a_share_outside_its_range_is_told_in_percent() -> None:
    values = [0.5, 0.55, 0.45, 0.5] * 5 + [0.9]
    assert changes.flag("answered_share_by_week", charted(values)).text.startswith("Above its usual range 3")


def test_a_stock_speaks_of_its_net_change() -> None:
    assert changes.net_flag(charted(STEADY, "neutral")) == Phrase("Net change as usual", "usual")
    assert changes.net_flag(charted([*STEADY, 40], "neutral")).text == "Net change: above its usual range 7–18"


def test_the_picture_says_what_is_to_be_seen_and_shows_half_a_year() -> None:
    points = tuple(Point(float(n % 5), "", (0, 4)) for n in range(60))
    html = picture(Spark(points, 2, 'Within "its" range'), "light")
    assert 'alt="Within &quot;its&quot; range"' in html
    assert html.count("%2C") >= SHOWN or html.count(",") >= SHOWN


def test_a_small_change_of_a_stock_stays_small() -> None:
    stock = picture(Spark((Point(1480), Point(1502)), None, ""), "light")
    low, high = (float(y) for y in re.findall(r"%2C([\d.]+)|,([\d.]+)", stock) for y in y if y)
    assert low - high < HEIGHT / 5


def test_what_is_missing_breaks_the_line_and_nothing_at_all_draws_nothing() -> None:
    html = picture(Spark((Point(1), Point(None), Point(2), Point(3)), None, ""), "dark")
    assert html.count("polyline") == 2
    assert picture(Spark((Point(None),), None, ""), "light") == ""


def test_a_small_chart_is_a_plain_value_what_is_missing_too() -> None:
    values = [*STEADY, float("nan"), 40]
    made = changes.spark("opened", charted(values))
    assert made is not None
    assert made == changes.spark("opened", charted(values)) == pickle.loads(pickle.dumps(made))  # noqa: S301
    assert [(point.value, point.flag) for point in made.points[-2:]] == [(None, ""), (40, "better")]
    assert made.points[-1].usual is not None
    assert made != changes.spark("opened", charted([*STEADY, 10, 40]))


def test_a_series_without_any_change_has_no_band() -> None:
    made = changes.spark("opened", charted([10.0] * 20))
    assert made is not None
    assert {point.usual for point in made.points} == {None}
    assert made.mean == 10
    assert "path" not in picture(made, "light")


def test_a_share_of_fewer_has_a_wider_range() -> None:
    bases = np.array([100, 100, 4, 100])
    chart = control_chart(np.array([0.7, 0.8, 0.5, 0.72]), ChartDesign(floor=0, ceiling=1), bases)
    weeks = tuple(date(2026, 1, 5) + timedelta(weeks=n) for n in range(4))
    made = changes.spark("answered_share_by_week", Charted(1, weeks, chart))
    assert made is not None
    widths = [high - low for low, high in (point.usual for point in made.points if point.usual)]
    assert widths[2] > 2 * widths[0] == 2 * widths[3]
    [outline] = re.findall(r"%20d%3D%22(M[^%]*z)%22|d=\"(M[^\"]*z)\"", unquote(picture(made, "light")))
    assert len(set(re.findall(r"V([\d.]+)", "".join(outline)))) == 4


@pytest.mark.parametrize(
    ("verdict", "tone", "said"),
    [
        (
            "later",
            "attention",
            "Slower than in the period before, by more than chance explains: now half answered within 6.1 days (9 "
            "handovers), then fewer than",
        ),
        ("sooner", "better", "Faster than in the period before"),
        (
            "chance",
            "usual",
            "No clear change: now half answered within 6.1 days (9 handovers), in the period before fewer",
        ),
    ],
)
def test_whether_it_changed_is_told_with_both_medians_and_numbers(verdict: str, tone: str, said: str) -> None:
    found = {
        "now": {"handovers": 9, "median_response_days": 6.1},
        "before": {"handovers": 1, "median_response_days": None},
        "share_difference": -0.07,
        "share_difference_interval": [-0.12, -0.02],
        "weeks": 12,
        "horizon_days": 28.0,
        "mean_difference_days": 0.9,
        "mean_difference_interval_days": [-0.04, 1.5],
        "verdict": verdict,
    }
    phrase = changes.since_before(found)
    assert phrase is not None
    assert phrase.tone == tone
    sentence = changes.since_before_sentence(found)
    assert sentence.startswith(said)
    assert sentence.endswith(
        "Share within target: −7 points (95% range −12 to −2). Mean delay, counting at most 28 days: +0.9 days "
        "(0.0 to +1.5). Each period is 12 complete weeks."
    )
    assert changes.since_before(None) is None
    assert changes.since_before_sentence({**found, "verdict": None}) == ""


def test_a_median_stands_over_zero_with_its_interval_and_a_ring_where_some_still_wait() -> None:
    points = (Point(5.0, sure=(4.0, 6.0)), Point(None, sure=(9.0, math.inf)), Point(4.0, sure=(3.0, 60.0), open=True))
    drawn = unquote(picture(Spark(points, None, ""), "light"))
    [upright] = re.findall(r"stroke-width=.1.5. d=.(M[^\"']*)", drawn)
    tops = [float(top) for top in re.findall(r"V([\d.]+)", upright)]
    # a range that is not reached goes on to the top, as does a range far longer than any median
    assert tops[1] == tops[2] == 5 < tops[0]
    assert 'fill="#FFFFFF"' in drawn
    assert drawn.count("<circle") == 1
    lows = [float(low) for low in re.findall(r"M[\d.]+ ([\d.]+)", upright)]
    assert lows[0] == pytest.approx(HEIGHT - 5 - 36 * 4 / 9, abs=0.1)
