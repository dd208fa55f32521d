"""Overview: its sentences and states, from made figures; what a grant does not open is not even asked for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from indicators.figures import overview as overview_figures
from indicators.handovers import waiting
from pages import overview
from queries.filters import Filters, Grant
from screen.address import Address
from screen.tiles import tiles
from screen.view import View

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
COORDINATION = Grant("coordination", NOW)
NAMES = {
    "region": {"01": "Uusimaa", "06": "Pirkanmaa", "21": "Åland", "unknown": "Unknown"},
    "agency": {"police": "Police", "social": "Social services", "evil": "<b>Evil</b>"},
}
DELAYS = {
    "median_response_days": 5.83,
    "median_interval_days": [4.94, 7.12],
    "answered_within_target": 0.61,
    "answered_within_target_interval": [0.5, 0.7],
    "beyond_last_observation": False,
}
UNKNOWN_DELAYS = {**dict.fromkeys(DELAYS), "median_interval_days": [None, None]}


def pair(sender: str, receiver: str, **changes: Any) -> dict[str, Any]:
    return {"from": sender, "to": receiver, "count": 40, "pending": 20, "overdue": 9, **DELAYS, **changes}


def region(code: str, **changes: Any) -> dict[str, Any]:
    return {
        "region": code,
        "open": 5,
        "handovers": 30,
        "pending": 4,
        "overdue": 1,
        "in_scope": 20,
        "agencies_per_case_mean": 2.4,
        **DELAYS,
        **changes,
    }


def figures(**sent: Any) -> dict[str, Any]:
    """The figures of a view, with changes to those of its handovers."""
    return {
        "cases": {"open": 1512, "in_scope": 1640, "opened": 63, "closed": 51, "without_next_step": 6},
        "handovers": {
            "total": 168,
            "pending": 126,
            "overdue": 27,
            "due_soon": 12,
            "answered": 40,
            "pairs": [pair("police", "social", overdue=15), pair("social", "police", overdue=12)],
            **DELAYS,
            **sent,
        },
        "involvement": {"cases": 1640, "agencies_per_case_mean": 2.44, "share_2_plus": 0.78, "share_3_plus": 0.38},
        "regions": [region("21", open=0, handovers=0, pending=0, overdue=0), region("01"), region("unknown")],
    }


def empty() -> dict[str, Any]:
    """The figures of a view in which nothing is."""
    nothing = {"total": 0, "pending": 0, "overdue": 0, "due_soon": 0, "answered": 0, "pairs": [], **UNKNOWN_DELAYS}
    return {
        "cases": {"open": 0, "in_scope": 0, "opened": 0, "closed": 0, "without_next_step": 0},
        "handovers": nothing,
        "involvement": {"cases": 0, "agencies_per_case_mean": None, "share_2_plus": None, "share_3_plus": None},
        "regions": [],
    }


def view(made: Any = None, grant: Grant = COORDINATION, **filters: Any) -> View:
    asked = Filters(grant, filters.pop("as_of", NOW), **filters)
    return View(lambda _: made, Address(asked, "12m", asked.as_of < NOW, ()), NAMES, NOW, lambda _: None)


def sentence(made: dict[str, Any]) -> str:
    return " ".join(filter(None, overview.headline(made, view())))


def tile(made: dict[str, Any], number: int) -> str:
    return tiles(made)[number]


def test_the_headline_says_how_many_are_past_target_and_whom_most_wait_for() -> None:
    assert sentence(figures()) == (
        "27 of 126 waiting handovers are past their target; 15 of them wait for Social services"
    )


def test_the_headline_names_nobody_when_no_one_has_half_of_them() -> None:
    pairs = [
        pair("police", "social", overdue=9),
        pair("social", "police", overdue=9),
        pair("police", "evil", overdue=9),
    ]
    assert sentence(figures(pairs=pairs)) == "27 of 126 waiting handovers are past their target"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"overdue": 0}, "Nothing is past its target; 126 handovers wait"),
        ({"overdue": 0, "pending": 1}, "Nothing is past its target; 1 handover waits"),
        ({"overdue": 0, "pending": 0}, "No handover waits for an answer"),
        ({"overdue": 1, "pending": 1, "pairs": []}, "1 of 1 waiting handover is past its target"),
    ],
)
def test_the_headline_where_little_or_nothing_waits(sent: dict[str, Any], said: str) -> None:
    assert sentence(figures(**sent)) == said


def test_below_stand_the_base_and_the_clock() -> None:
    assert overview.below(figures(), view()) == (
        "Last 12 months: 1,640 cases, 168 handovers. Delays are counted in calendar days."
    )
    assert "in working days" in overview.below(figures(), view(delay_clock="working"))


def test_of_the_past_it_says_what_is_not_of_the_past() -> None:
    today = "Region, form, age group and other attributes without a time are as they stand today."
    assert today in overview.below(figures(), view(as_of=NOW - timedelta(days=1)))
    assert today not in overview.below(figures(), view())


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        (0, ["Open cases", ">1,512<", "63 opened, 51 closed", "6 without a next step"]),
        (1, ["Waiting handovers", ">126<", "27 past target", "12 due within 7 days", "s-attention"]),
        (
            2,
            [
                "Median response delay",
                ">5.8 ",
                "95% range 4.9–7.1 days",
                "61% answered in target",
                "40 of 168 answered",
            ],
        ),
        (3, ["Agencies per case", ">2.4 ", "78% with two or more", "of 1,640 cases in the period"]),
        (4, ["Three or more agencies", ">38% ", "of cases", "623 of 1,640 in the period"]),
    ],
)
def test_tiles_carry_their_base(number: int, parts: list[str]) -> None:
    assert [part for part in parts if part not in tile(figures(), number)] == []


def test_a_median_that_is_not_reached_says_how_many_answered() -> None:
    html = tile(figures(**UNKNOWN_DELAYS, total=11, answered=4), 2)
    assert "Not reached" in html
    assert "4 of 11 answered" in html


def test_few_cases_are_said_to_be_few() -> None:
    assert "few cases" in tile(figures(total=9, answered=9), 2)
    assert "few cases" not in tile(figures(total=10, answered=9), 2)


def test_a_lower_bound_and_an_open_range_say_so() -> None:
    html = tile(figures(beyond_last_observation=True, median_interval_days=[4.94, None]), 2)
    assert "At least 61% in target" in html
    assert "95% range from 4.9 days up" in html


def test_nothing_is_no_data_and_never_zero() -> None:
    for html in tiles(empty()):
        assert "No data" in html
        assert ">0" not in html
        assert "None" not in html


def drawn(made: View) -> str:
    """All HTML that the page draws for a view."""
    app = AppTest.from_function(_page, default_timeout=30, args=(made,)).run()
    assert not app.exception, app.exception
    return "\n".join(part.proto.body for part in app.get("html"))


def _page(made: object) -> None:
    from pages import overview

    overview.page(made)  # type: ignore[arg-type]


def answering(made: dict[str, Any], rows: pd.DataFrame | None = None) -> Callable[[Any], Any]:
    """A compute that knows the figures, and case rows where there are any."""
    known = {overview_figures: made, waiting: rows}

    def compute(indicator: Any) -> Any:
        assert known[indicator] is not None, "this grant may not even ask for case rows"
        return known[indicator]

    return compute


def waiting_rows(*agencies: str) -> pd.DataFrame:
    """A waiting handover to each of these agencies, the longest wait first; the first is past its target."""
    return pd.DataFrame(
        {
            "case_id": [f"K-{number}" for number in range(len(agencies))],
            "region": "01",
            "from_agency": "police",
            "to_agency": agencies,
            "waited_days": [41.2 - number for number in range(len(agencies))],
            "days_until_due": [-34 + 34 * number for number in range(len(agencies))],
            "overdue": [number == 0 for number in range(len(agencies))],
        }
    )


def with_rows(made: View, rows: pd.DataFrame | None) -> View:
    return View(answering(figures(), rows), made.address, made.names, made.now, made.note_rows_shown)


def test_regions_stand_in_order_of_name_under_the_whole_country() -> None:
    html = drawn(with_rows(view(grant=Grant("ministry", NOW, ministry="m")), None))
    names = ["Whole country", "Uusimaa", "Åland", "Unknown"]
    places = [html.index(f'<th scope="row">{name}<') for name in names]
    assert places == sorted(places)


def test_pairs_stand_in_order_of_flow_and_names_are_text() -> None:
    pairs = [pair("police", "evil", count=1), pair("social", "police", count=7), pair("police", "social", count=90)]
    made = view(figures(pairs=pairs), Grant("ministry", NOW, ministry="m"))
    html = drawn(made)
    heads = ["All pairs", "Police → Social services", "Social services → Police", "Police → &lt;b&gt;Evil&lt;/b&gt;"]
    places = [html.index(f'<th scope="row">{head}<') for head in heads]
    assert places == sorted(places)


def test_many_pairs_are_cut_and_can_be_shown() -> None:
    pairs = [pair("police", f"agency {number}", count=100 - number) for number in range(25)]
    made = view(figures(pairs=pairs), Grant("ministry", NOW, ministry="m"))
    app = AppTest.from_function(_page, default_timeout=30, args=(made,)).run()
    assert "".join(part.proto.body for part in app.get("html")).count("Police → ") == 20
    app.toggle[0].set_value(True).run()
    assert "".join(part.proto.body for part in app.get("html")).count("Police → ") == 25


def test_the_longest_waits_say_how_long_and_when_due() -> None:
    html = drawn(with_rows(view(), waiting_rows("social", "evil", "social")))
    assert "3 of 3, the longest wait first" in html
    assert "41 days" in html
    assert "34 days past" in html
    assert "today" in html
    assert "in 34 days" in html


def test_an_agency_sees_its_own_first() -> None:
    rows = waiting_rows(*["social"] * 11, "police")
    html = drawn(with_rows(view(grant=Grant("agency", NOW, agency="police")), rows))
    assert "10 of 12, those for your agency first" in html
    assert html.index("K-11") < html.index("K-0")
    assert "K-10" not in html


def test_rows_are_noted_when_shown_and_only_then() -> None:
    noted: list[str] = []
    for rows in (waiting_rows("social"), waiting_rows()):
        made = with_rows(view(), rows)
        drawn(View(made.compute, made.address, made.names, made.now, noted.append))
    assert noted == ["overview/waiting"]


@pytest.mark.parametrize("role", ["administration", "guest"])
def test_the_page_asks_the_gate_again(role: Any) -> None:
    html = drawn(with_rows(view(grant=Grant(role, NOW)), None))
    assert "You do not have access to this view." in html
    assert "1,512" not in html


def test_a_ministry_asks_for_no_case_rows() -> None:
    assert "Waiting longest" not in drawn(with_rows(view(grant=Grant("ministry", NOW, ministry="m")), None))


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
    app = AppTest.from_function(_page, default_timeout=30, args=(view(empty(), **asked),)).run()
    assert [button.label for button in app.button] == ways_out
    assert words in app.get("html")[0].proto.body
