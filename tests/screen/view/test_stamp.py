"""The stamp of a file says what it is, when, of whom and for whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from queries.access import Grant
from queries.filters import Filters
from screen.address.address import Address
from screen.language.words import speak
from screen.view.stamp import stamp
from screen.view.view import View
from tests.asking import SHIPPED
from tests.pages.drawing import found_in

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
NAMES = {
    "region": {"06": "Pirkanmaa", "01": "Uusimaa"},
    "county": {},
    "agency": {"A": "Police, Uusimaa"},
    "ministry": {"M": "Ministry of the Interior"},
    "form": {},
    "age_group": {"child": "Children"},
}


def a_view(role: Any = "coordination", fixed: bool = False, **chosen: Any) -> View:
    own = {"agency": {"agency": "A"}, "ministry": {"ministry": "M"}}.get(role, {})
    filters = Filters(Grant(role, NOW, **own), NOW - timedelta(days=7) if fixed else NOW, "calendar", **chosen)
    return View(
        compute=found_in({}),
        address=Address(filters, "12m", fixed),
        names=NAMES,
        now=NOW,
        note=lambda *_given, **_more: None,
        settings=SHIPPED,
    )


def test_the_stamp_says_what_when_of_whom_and_for_whom() -> None:
    made = stamp(a_view(regions=("01", "06"), age_groups=("child",)), "Handovers")
    assert made.what == "Handovers"
    assert made.data == "Data as of 14 Sep 2026, 09:12"
    assert made.filters == "Last 12 months · Region: Uusimaa, Pirkanmaa · Age group: Children"
    assert made.audience == "For officials of the coordination. Exact figures, not for publication."
    assert (made.demo, made.language) == ("", "en")


def test_a_calendar_month_is_named() -> None:
    august = a_view(from_day=date(2026, 8, 1), to_day=date(2026, 8, 31))
    august = replace(august, address=replace(august.address, period="month"))
    assert stamp(august, "").filters == "August 2026 · All cases"


def test_a_moment_that_is_fixed_and_data_that_is_old_are_told() -> None:
    old = replace(a_view(fixed=True), stale_since=NOW, demo=True)
    assert stamp(old, "").data == (
        "As it was on 7 Sep 2026, 09:12, from the data of 14 Sep 2026, 09:12, not updated since 09:12"
    )
    assert stamp(old, "").demo == "Demo data"
    assert stamp(a_view(), "").filters.endswith("All cases")


@pytest.mark.parametrize(
    ("role", "whose"),
    [
        ("agency", "Police, Uusimaa"),
        ("ministry", "Ministry of the Interior"),
        ("rapporteur", "the National Rapporteur"),
    ],
)
def test_the_stamp_names_whose_figures_they_are(role: str, whose: str) -> None:
    assert f"officials of {whose}." in stamp(a_view(role), "").audience


def test_the_stamp_speaks_the_language_of_the_viewer() -> None:
    speak("fi")
    try:
        assert stamp(a_view(), "").language == "fi"
    finally:
        speak("en")
