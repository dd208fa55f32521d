"""Numbers, dates and durations read as people say them."""

import re
from collections.abc import Callable
from contextvars import copy_context
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screen.language import formats, words

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
        (1512, "4.1 years"),
        (3635, "10 years"),
        (5000, "14 years"),
    ],
)
def test_durations(days: float, said: str) -> None:
    assert formats.duration_words(days) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "under an hour"),
        (0.999, "23 hours"),
        (1.99, "1 day"),
        (13.7, "13 days"),
        (49.9, "49 days"),
        (999.9, "999 days"),
        (3635, "10 years"),
    ],
)
def test_time_that_has_passed_is_rounded_down(days: float, said: str) -> None:
    assert formats.elapsed_words(days) == said


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


@given(st.floats(min_value=0, max_value=1))
def test_only_nothing_is_nought_and_only_all_is_all(share: float) -> None:
    assert (formats.percent(share) == "0%") == (share == 0)
    assert (formats.percent(share) == "100%") == (share == 1)


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


SENT = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)

SAID: list[tuple[Callable[[], str], str, str, str]] = [
    (lambda: formats.count(1512), "1,512", "1 512", "1 512"),
    (lambda: formats.count(-7), "-7", "-7", "-7"),
    (lambda: formats.decimal(1234.56), "1,234.6", "1 234,6", "1 234,6"),
    (lambda: formats.duration_words(5.83), "5.8 days", "5,8 päivää", "5,8 dagar"),
    (lambda: formats.duration_words(1 / 24), "1 hour", "1 tunti", "1 timme"),
    (lambda: formats.duration_words(0), "under an hour", "alle tunti", "mindre än en timme"),
    (lambda: formats.day_of_year(date(2026, 9, 4)), "4 Sep", "4.9.", "4.9"),
    (lambda: formats.whole_days(1), "1 day", "1 päivä", "1 dag"),
    (lambda: formats.whole_days(1512), "1,512 days", "1 512 päivää", "1 512 dagar"),
    (lambda: formats.days_cell(0.01), "< 0.1", "< 0,1", "< 0,1"),
    (lambda: formats.percent(0.61), "61%", "61 %", "61 %"),
    (lambda: formats.percent(0.001), "under 1%", "alle 1 %", "under 1 %"),
    (lambda: formats.part(5 / 19, 19), "5 of 19", "5/19", "5 av 19"),
    (lambda: formats.moment(SENT, SENT), "Mon 14 Sep, 09:12", "ma 14.9. klo 9.12", "må 14.9 kl. 9.12"),
    (
        lambda: formats.moment(SENT, SENT.replace(year=2027)),
        "Mon 14 Sep 2026, 09:12",
        "ma 14.9.2026 klo 9.12",
        "må 14.9.2026 kl. 9.12",
    ),
    (lambda: formats.clock(SENT), "09:12", "9.12", "9.12"),
    (lambda: formats.day(date(2026, 9, 4)), "4 Sep 2026", "4.9.2026", "4.9.2026"),
]


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_each_language_has_its_own_marks(language: str) -> None:
    said = copy_context().run(_said_in, language)
    expected = [dict(zip(("en", "fi", "sv"), row[1:], strict=True))[language] for row in SAID]
    assert [one.replace("\xa0", " ") for one in said] == expected
    if language != "en":
        assert not [one for one in said if re.search(r"\d [\d%pdt]", one)], "a number is torn from what belongs to it"


def _said_in(language: str) -> list[str]:
    words.speak(language)
    return [row[0]() for row in SAID]


@given(st.floats(min_value=0, max_value=1e6))
def test_a_number_is_rounded_alike_in_every_language(value: float) -> None:
    english, *others = (copy_context().run(_decimal_in, language, value) for language in ("en", "fi", "sv"))
    assert {one.replace("\xa0", "").replace(",", ".") for one in others} == {english.replace(",", "")}


def _decimal_in(language: str, value: float) -> str:
    words.speak(language)
    return formats.decimal(value)


@pytest.mark.parametrize(
    ("days", "said"), [(999.4, "999 days"), (999.5, "2.7 years"), (1461, "4.0 years"), (3287, "9.0 years")]
)
def test_days_that_run_into_thousands_are_years(days: float, said: str) -> None:
    assert formats.duration_words(days) == said


@pytest.mark.parametrize(("language", "form"), [("en", "DD/MM/YYYY"), ("fi", "DD.MM.YYYY"), ("sv", "DD.MM.YYYY")])
def test_a_field_for_a_day_is_in_the_language_of_the_viewer(language: str, form: str) -> None:
    words.speak(language)
    assert formats.date_form() == form
    words.speak("en")
