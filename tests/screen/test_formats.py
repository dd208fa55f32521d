"""Numbers, dates and durations read as people say them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screen import formats

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "under an hour"),
        (0.9 / 24, "under an hour"),
        (1 / 24, "1 hour"),
        (3.2 / 24, "3 hours"),
        (23.4 / 24, "23 hours"),
        (23.9 / 24, "1.0 days"),
        (1.0, "1.0 days"),
        (5.83, "5.8 days"),
        (9.94, "9.9 days"),
        (9.96, "10 days"),
        (10.0, "10 days"),
        (41.2, "41 days"),
        (1512, "1,512 days"),
    ],
)
def test_durations(days: float, said: str) -> None:
    assert formats.duration_words(days) == said


@given(st.floats(min_value=0, max_value=1e5))
def test_a_duration_never_ends_in_ten_with_a_decimal(days: float) -> None:
    figure, _ = formats.duration(days)
    assert figure != "10.0"
    assert figure == "under an hour" or float(figure.replace(",", "")) > 0


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0%"),
        (0.001, "under 1%"),
        (0.0049, "under 1%"),
        (0.005, "under 1%"),
        (0.61, "61%"),
        (0.994, "99%"),
        (0.996, "over 99%"),
        (1, "100%"),
    ],
)
def test_shares(share: float, said: str) -> None:
    assert formats.percent(share) == said


@given(st.fractions(min_value=0, max_value=1))
def test_only_nothing_is_nought_and_only_all_is_all(share: float) -> None:
    assert (formats.percent(float(share)) == "0%") == (share == 0)
    assert (formats.percent(float(share)) == "100%") == (share == 1)


def test_under_twenty_cases_a_share_is_said_as_counts() -> None:
    assert formats.part(5 / 19, 19) == "5 of 19"
    assert formats.part(5 / 20, 20) == "25%"


@given(st.integers(1, 19), st.data())
def test_a_share_said_as_counts_is_exact(base: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, base))
    assert formats.part(hits / base, base) == f"{hits} of {base}"


def test_moments_are_said_in_helsinki_time() -> None:
    assert formats.moment(datetime(2026, 9, 14, 6, 12, tzinfo=UTC), NOW) == "Mon 14 Sep, 09:12"
    assert formats.moment(datetime(2026, 9, 13, 21, 0, tzinfo=UTC), NOW) == "Mon 14 Sep, 00:00"
    assert formats.clock(datetime(2026, 1, 14, 12, 5, tzinfo=UTC)) == "14:05"


def test_a_moment_of_another_year_says_so() -> None:
    assert formats.moment(datetime(2025, 12, 31, 21, 59, tzinfo=UTC), NOW) == "Wed 31 Dec 2025, 23:59"
    assert formats.moment(datetime(2025, 12, 31, 22, 0, tzinfo=UTC), NOW) == "Thu 1 Jan, 00:00"


def test_days_counts_and_cells() -> None:
    assert formats.day(date(2026, 9, 4)) == "4 Sep 2026"
    assert (formats.whole_days(1), formats.whole_days(41)) == ("1 day", "41 days")
    assert (formats.count(1512), formats.days_cell(41), formats.days_cell(5.849)) == ("1,512", "41.0", "5.8")
    assert (formats.days_cell(0.04), formats.days_cell(0)) == ("< 0.1", "0.0")


def test_names_sort_as_in_finnish() -> None:
    names = ["Åland", "Päijät-Häme", "Uusimaa", "Pirkanmaa", "Satakunta", "Österbotten", "åbo"]
    sorted_names = ["Pirkanmaa", "Päijät-Häme", "Satakunta", "Uusimaa", "åbo", "Åland", "Österbotten"]
    assert sorted(names, key=formats.in_order) == sorted_names
