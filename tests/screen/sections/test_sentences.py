"""What is said where a target was changed within the period that is shown."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from config.targets import Targets, TargetsChanged
from pages import regions, yearly
from screen.language.formats import day
from screen.sections.shared.sentences import how_delays_count, of_a_period_over
from tests.asking import SHIPPED
from tests.pages.drawing import NOW, html
from tests.pages.made_overview import Look, figures

CLOCK = "Delays are counted in calendar days."
SEVEN, TEN = Targets(7), Targets(10)
EARLY, LATE = datetime(2026, 6, 12, 9, 0, tzinfo=UTC), datetime(2026, 8, 12, 9, 0, tzinfo=UTC)


def said(*changes: TargetsChanged, from_day: date | None = date(2026, 7, 1)) -> str:
    settings = replace(SHIPPED, targets_changed=changes)
    return how_delays_count(Look(figures(), settings=settings, from_day=from_day).view)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (TEN, "The target was changed from 7 days to 10 days on 12 Aug 2026; all periods are counted with 10 days."),
        (
            Targets(7, {"police": 2.5}),
            "The target for Police was changed from 7 days to 2.5 days on 12 Aug 2026; "
            "all periods are counted with 2.5 days.",
        ),
        (
            Targets(10, {"police": 14}),
            "2 targets were changed, the last on 12 Aug 2026; all periods are counted with the new ones.",
        ),
        (Targets(7, {"police": 7}), ""),
    ],
)
def test_a_target_that_was_changed_in_the_period_is_told_in_a_sentence(after: Targets, words: str) -> None:
    assert said(TargetsChanged(LATE, SEVEN, after)) == f"{CLOCK} {words}".strip()


def test_what_was_changed_before_the_period_or_changed_back_is_not_told() -> None:
    assert said() == CLOCK
    assert said(TargetsChanged(EARLY, SEVEN, TEN)) == CLOCK
    assert said(TargetsChanged(LATE, SEVEN, TEN), TargetsChanged(LATE, TEN, SEVEN)) == CLOCK
    assert "from 7 days to 10 days" in said(TargetsChanged(EARLY, SEVEN, TEN), from_day=None)


def test_the_day_is_that_of_the_last_edit_of_a_target_that_differs_now() -> None:
    police, social = Targets(7, {"police": 3}), Targets(7, {"police": 3, "social": 6})
    edits = (
        TargetsChanged(EARLY, SEVEN, police),
        TargetsChanged(LATE, police, social),
        TargetsChanged(LATE, social, police),
    )
    assert f"to 3 days on {day(EARLY.date())};" in said(*edits, from_day=None)


def test_overview_says_it_below_its_headline() -> None:
    settings = replace(SHIPPED, targets_changed=(TargetsChanged(LATE, SEVEN, TEN),))
    assert "The target was changed from 7 days to 10 days" in html(Look(figures(), settings=settings).page())


def test_regions_and_the_yearly_report_say_it_too_and_the_report_of_all_its_years() -> None:
    view = Look(figures(), settings=replace(SHIPPED, targets_changed=(TargetsChanged(LATE, SEVEN, TEN),))).view
    changed = "The target was changed from 7 days to 10 days on 12 Aug 2026; all periods are counted with 10 days."
    compared: Any = {key: {"regions": []} for key in ("opened", "in_target", "three_plus_90")}
    assert regions.below(compared, view).endswith(changed)
    later = replace(view, address=replace(view.address, filters=replace(view.filters, from_day=date(2026, 9, 1))))
    assert changed not in regions.below(compared, later)
    assert yearly.below(date(2024, 3, 5), 3, later).endswith(changed)


def test_what_is_of_a_period_that_is_over_and_what_is_not() -> None:
    august: dict[str, Any] = {"from_day": date(2026, 8, 1), "to_day": date(2026, 8, 31)}
    of_august, now = (
        "Handovers sent and cases opened or closed are those of 1 Aug – 31 Aug 2026.",
        "What is open, waiting or answered is counted now, on 14 Sep 2026.",
    )
    look = Look(figures(), **august)
    assert of_a_period_over(look.view) == f"{of_august} {now}"
    assert f"{of_august} {now}" in html(look.page())
    earlier = Look(figures(), as_of=NOW - timedelta(days=1), **august).view
    assert of_a_period_over(earlier) == f"{of_august} What is open, waiting or answered is counted as of 13 Sep 2026."


@pytest.mark.parametrize("days", [{}, {"from_day": date(2026, 8, 1)}, {"to_day": date(2026, 9, 14)}])
def test_of_a_period_that_goes_on_it_says_nothing(days: dict[str, Any]) -> None:
    assert of_a_period_over(Look(figures(), **days).view) == ""
