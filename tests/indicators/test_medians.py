"""The median of the delays by when handovers were sent: that of the twin, and over windows as long as they must be."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from indicators.over_time import medians
from measures import control_chart
from measures.local_time import DAY_US, week_of
from tests import strategies
from tests.asking import asker, filters_of
from tests.indicators.test_changes import EVERYONE
from tests.naive import handover_figures as twin
from tests.naive.world import Asked, World

Look = tuple[World, list[Asked]]
MONDAY = date(2026, 6, 1)


@settings(max_examples=strategies.examples(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination",), most=2))
def test_the_medians_are_those_of_the_twin(look: Look) -> None:
    world, every_asked = look
    with pytest.MonkeyPatch.context() as patched:
        # so small a database has too few for any chart
        patched.setattr(control_chart, "FEWEST", 0)
        for asked in every_asked:
            found = medians.median_windows(asker(world), filters_of(world, asked))
            mondays = [date.fromisoformat(one["starts_on"]) for one in found]
            expected = twin.medians(world, asked, mondays, 1)
            assert found == [*map(rounded, expected)]


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    """The row of the twin with its interval to within what Greenwood's variance is rounded to."""
    return {**row, "median_interval_days": pytest.approx(row["median_interval_days"])}


def sent(week: int, days: float, answered: bool = True) -> dict[str, Any]:
    """A handover sent in a week after the first, that waited so many days."""
    became = {"events": answered, "censored": not answered, "pending": not answered, "after_closing": False}
    return {"sent_week": week_of(MONDAY) + week, "delay": round(days * DAY_US), **became}


def test_a_window_of_four_weeks_takes_them_together_and_what_waits_counts() -> None:
    rows = [sent(week, days) for week, days in enumerate((1, 2, 3, 4))]
    rows += [sent(4, 1), sent(5, 9, answered=False), sent(6, 9, answered=False)]
    first = week_of(MONDAY)
    early, late = medians.by_window(pd.DataFrame(rows), range(first, first + 8, 4), 1.0)
    assert (early["starts_on"], early["weeks"], early["handovers"], early["pending"]) == ("2026-06-01", 4, 4, 0)
    assert early["median_response_days"] == 2
    # of those answered alone it would be a day
    assert (late["handovers"], late["pending"], late["median_response_days"]) == (3, 2, None)


def test_a_window_in_which_nothing_was_sent_has_no_median() -> None:
    first = week_of(MONDAY)
    _sent, empty = medians.by_window(pd.DataFrame([sent(0, 1)]), range(first, first + 2), 1.0)
    assert (empty["handovers"], empty["median_response_days"], empty["median_interval_days"]) == (0, None, [None, None])


def test_too_few_even_in_four_weeks_are_no_chart() -> None:
    def ask(_question: Any) -> pd.DataFrame:
        return pd.DataFrame([{**sent(0, 1), "case_no": 1, "target": 7 * DAY_US}])

    assert medians.median_windows(ask, EVERYONE) == []


def test_the_interval_is_the_wider_the_more_handovers_of_a_case_resemble_each_other() -> None:
    first, rows = week_of(MONDAY), pd.DataFrame([sent(0, days) for days in range(1, 60)])
    [alone], [alike] = (medians.by_window(rows, range(first, first + 1), effect) for effect in (1.0, 4.0))
    assert alike["median_interval_days"][0] < alone["median_interval_days"][0]  # type: ignore[operator]
    assert alike["median_response_days"] == alone["median_response_days"] == 30
