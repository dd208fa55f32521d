"""The address of a view: any text in, valid filters and notices out; what is written is read as the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.access import Grant
from screen.address.address import (
    CODES,
    OWN_DAYS,
    PERIODS,
    Address,
    carried,
    days_of_period,
    read_address,
    write_address,
)

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
CHOICES = {name: ("01", "06", "unknown") for name in CODES}
ASKED = (Grant("coordination", NOW), NOW, CHOICES)

NAMES = st.sampled_from([*CODES, "period", "from", "to", "as_of", "lang", "REGION", ""]) | st.text(max_size=8)
VALUES = (
    st.text(max_size=50)
    | st.sampled_from(["01", "unknown", "12m", "all", "days", "2026-09-14", "0001-01-01", "9999-12-31", "now"])
    | st.dates().map(str)
    | st.datetimes().map(lambda at: at.isoformat())
    | st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat())
)


def read(query: str) -> Address:
    return read_address(parse_qs(query, keep_blank_values=True), *ASKED)


@given(st.dictionaries(NAMES, st.lists(VALUES, max_size=4), max_size=6))
def test_any_text_gives_filters_that_hold(parameters: dict[str, list[str]]) -> None:
    address = read_address(parameters, *ASKED)
    filters = address.filters
    assert filters.grant == ASKED[0]
    assert filters.as_of <= NOW
    assert filters.period[0] is None or filters.period[0] < filters.period[1]
    assert all(set(getattr(filters, field)) <= set(CHOICES[name]) for name, field in CODES.items())
    assert all(notice and len(notice) < 400 for notice in address.notices)


@given(st.dictionaries(NAMES, st.lists(VALUES, max_size=4), max_size=6))
def test_what_is_written_means_the_same_and_needs_no_notice(parameters: dict[str, list[str]]) -> None:
    address = read_address(parameters, *ASKED)
    again = read(urlencode(write_address(address), doseq=True))
    assert (again.filters, again.period, again.fixed) == (address.filters, address.period, address.fixed)
    assert again.notices == ()


def test_without_parameters_it_is_the_last_twelve_months_as_of_now() -> None:
    address = read("")
    assert (address.filters.from_day, address.filters.to_day) == (date(2025, 9, 15), None)
    assert (address.filters.as_of, address.fixed, address.notices) == (NOW, False, ())
    assert write_address(address) == {}


def test_codes_are_known_sorted_and_said_once() -> None:
    address = read("region=06&region=01&region=06&form=unknown")
    assert (address.filters.regions, address.filters.forms) == (("01", "06"), ("unknown",))
    assert address.notices == ()


def test_an_unknown_code_is_left_out_with_a_notice() -> None:
    address = read("region=99&region=01")
    assert address.filters.regions == ("01",)
    assert address.notices == ("‘99’ is not a known region, so it was left out.",)


def test_a_misspelt_filter_is_not_passed_over_in_silence() -> None:
    assert read("regoin=01").notices == ("‘regoin’ is not a filter, so it was left out.",)


def test_a_language_is_no_filter_and_a_wrong_one_is_said() -> None:
    assert replace(read("lang=fi"), language="") == read("")
    assert carried(read("lang=fi")) == {"lang": ["fi"]}
    assert write_address(read("lang=fi")) == carried(read("lang=se")) == {}
    assert read("lang=se").notices == ("‘se’ is not a language of this dashboard; its languages are en, fi, sv.",)


@pytest.mark.parametrize(
    ("period", "first"),
    [("4w", date(2026, 8, 18)), ("3m", date(2026, 6, 15)), ("24m", date(2024, 9, 15)), ("all", None)],
)
def test_periods_end_today(period: str, first: date | None) -> None:
    address = read(f"period={period}")
    assert (address.period, address.filters.from_day, address.filters.to_day) == (period, first, None)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 9, 14), date(2026, 8, 1), date(2026, 8, 31)),
        (date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
        (date(2024, 3, 31), date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_the_last_month_is_the_calendar_month_before(today: date, first: date, last: date) -> None:
    found = read(f"period=month&as_of={today}T12:00Z")
    assert (found.filters.from_day, found.filters.to_day) == (first, last)
    assert write_address(found)["period"] == ["month"]


@given(st.sampled_from([name for name, offset in PERIODS.items() if offset]), st.dates(date(1972, 3, 1), NOW.date()))
def test_a_preset_is_as_long_wherever_it_ends(period: str, day: date) -> None:
    first = read(f"period={period}&as_of={day}T12:00Z").filters.from_day
    assert first is not None
    months = {"4w": 28, "3m": 92, "12m": 366, "24m": 731}
    assert months[period] - 4 <= (day - first).days + 1 <= months[period]


def test_own_days_take_the_place_of_a_preset() -> None:
    address = read("from=2026-06-01&to=2026-06-30")
    assert (address.period, address.filters.from_day, address.filters.to_day) == (
        OWN_DAYS,
        date(2026, 6, 1),
        date(2026, 6, 30),
    )


@pytest.mark.parametrize(
    "query", ["from=2026-06-02&to=2026-06-01", "from=2026-09-15", "from=2026-01-02&as_of=2026-01-01T09:00Z"]
)
def test_a_period_that_ends_before_it_begins_is_the_usual_one(query: str) -> None:
    address = read(query)
    assert address.period == "12m"
    assert address.notices == ("The period ends before it begins, so the usual one is shown.",)


@pytest.mark.parametrize("query", ["from=31.6.2026", "from=1.6.26", "to=2026-02-30", "to=0001-01-01", "to=9999-12-31"])
def test_what_is_no_day_is_left_out(query: str) -> None:
    address = read(query)
    assert address.period == "12m"
    assert "is not a valid day such as 2026-09-14" in address.notices[0]


@pytest.mark.parametrize("text", ["2026-06-01", "1.6.2026", "01.06.2026"])
def test_a_day_may_be_typed_as_people_here_write_it(text: str) -> None:
    address = read(f"from={text}")
    assert (address.filters.from_day, address.notices) == (date(2026, 6, 1), ())


@pytest.mark.parametrize(
    "text", ["2026-09-09T09:00+03:00", "2026-09-09T06:00Z", "2026-09-09 06:00Z", "2026-09-09T09:00 03:00"]
)
def test_a_moment_with_an_offset_fixes_the_view(text: str) -> None:
    address = read_address({"as_of": [text]}, *ASKED)
    assert (address.filters.as_of, address.fixed) == (datetime(2026, 9, 9, 6, tzinfo=UTC), True)
    assert address.filters.from_day == date(2025, 9, 10)
    assert write_address(address) == {"as_of": ["2026-09-09T06:00:00Z"]}


@pytest.mark.parametrize(
    "text", ["2026-09-09T09:00", "2026-09-09", "yesterday", "0001-01-01T00:00+14:00", "1960-01-01T09:00Z"]
)
def test_a_moment_without_an_offset_or_before_delays_are_known_is_no_moment(text: str) -> None:
    address = read_address({"as_of": [text]}, *ASKED)
    assert (address.filters.as_of, address.fixed) == (NOW, False)
    assert "is not a valid moment such as" in address.notices[0]


def test_the_future_is_now() -> None:
    address = read_address({"as_of": [(NOW + timedelta(seconds=1)).isoformat()]}, *ASKED)
    assert (address.filters.as_of, address.fixed) == (NOW, False)
    assert "future" in address.notices[0]


def test_the_last_of_several_holds() -> None:
    address = read("period=all&period=3m")
    assert address.period == "3m"
    assert "more than once" in address.notices[0]


def test_long_nonsense_is_cut_short() -> None:
    assert len(read(f"region={'x' * 10_000}").notices[0]) < 120


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("", "2025-09-15--2026-09-14"),
        ("period=all", ""),
        ("period=month", "2026-08-01--2026-08-31"),
        ("from=2026-09-01", "2026-09-01--2026-09-14"),
        ("to=2026-08-31", "2026-08-31"),
    ],
)
def test_a_file_is_named_after_the_days_of_its_period(query: str, days: str) -> None:
    assert days_of_period(read(query)) == days
