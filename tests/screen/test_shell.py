"""The frame around a page: address and widgets set each other, and looks at case rows are written down."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, insert
from streamlit.testing.v1 import AppTest

from screen import data
from screen.written import WAITING, Choice
from store import tables
from store.source import engine
from tests.made_cases import agency, case
from tests.screen.visits import Installation, Visitor

SENT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def a_waiting_handover(sqlite_url: str) -> Engine:
    """Two agencies, a case of each, and a handover of the second's case that waits; the first has no part in it."""
    database = engine(sqlite_url)
    handover = {
        "handover_id": "h1",
        "case_id": "K-2",
        "from_agency": "social",
        "to_agency": "health",
        "kind": "case",
        "handed_over_at": SENT,
    }
    with database.begin() as connection:
        connection.execute(insert(tables.agencies), [agency(code) for code in ("police", "social", "health")])
        connection.execute(insert(tables.cases), [case("K-1", SENT), case("K-2", SENT)])
        connection.execute(insert(tables.handovers), [handover])
    return database


@pytest.mark.usefixtures("installation")
def test_the_address_sets_the_widgets() -> None:
    app = Visitor(region="unknown", form=["labour", "sexual"], period="all").sign_in("coordination").app
    assert app.multiselect(key="filter_region").value == ["unknown"]
    assert app.multiselect(key="filter_form").value == ["labour", "sexual"]
    assert app.selectbox(key="filter_period").value == "all"


@pytest.mark.usefixtures("installation")
def test_another_address_in_the_same_session_sets_them_anew() -> None:
    visitor = Visitor(region="unknown", period="all").sign_in("coordination")
    visitor.app.query_params.clear()
    visitor.again()
    assert visitor.app.multiselect(key="filter_region-1").value == []
    assert visitor.app.selectbox(key="filter_period-1").value == "12m"


@pytest.mark.usefixtures("installation")
def test_the_widgets_set_the_address() -> None:
    visitor = Visitor().sign_in("coordination")
    app = visitor.app
    app.multiselect(key="filter_region").set_value(["unknown"]).run()
    app.selectbox(key="filter_period").set_value("3m").run()
    app.multiselect(key="filter_age_group").set_value(["adult", "child"]).run()
    assert visitor.address == {"region": ["unknown"], "period": ["3m"], "age_group": ["adult", "child"]}
    app.multiselect(key="filter_age_group").set_value([]).run()
    app.selectbox(key="filter_period").set_value("12m").run()
    assert visitor.address == {"region": ["unknown"]}


@pytest.mark.usefixtures("installation")
def test_own_days_take_the_place_of_a_preset_and_the_other_way_round() -> None:
    visitor = Visitor(period="all").sign_in("coordination")
    app = visitor.app
    app.date_input(key="filter_from").set_value(datetime(2026, 1, 2).date()).run()  # noqa: DTZ001
    assert visitor.address == {"from": ["2026-01-02"]}
    assert app.selectbox(key="filter_period-1").value == "days"
    app.selectbox(key="filter_period-1").set_value("3m").run()
    assert visitor.address == {"period": ["3m"]}


@pytest.mark.usefixtures("installation")
def test_a_choice_outlives_the_browsers_older_address_until_the_browser_has_it() -> None:
    visitor = Visitor(period="all").sign_in("coordination")
    visitor.app.session_state[WAITING] = {"region": Choice(["unknown"]), "period": Choice([])}
    for _request_before_the_browser_knew in range(2):
        visitor.app.query_params.clear()
        visitor.app.query_params["period"] = "all"
        visitor.again()
        assert visitor.address == {"region": ["unknown"]}
    assert next(widget for widget in visitor.app.multiselect if widget.label == "Region").value == ["unknown"]


def _heard() -> None:
    from screen import written

    written.settle(moved=False)
    written.hear()


def _moved() -> None:
    from screen import written

    written.settle(moved=True)


def test_a_choice_is_forgotten_once_the_browsers_address_has_it() -> None:
    app = AppTest.from_function(_heard)
    app.session_state[WAITING] = {"region": Choice(["06"])}
    app.run()
    app.query_params.clear()
    app.run()
    assert not app.query_params


def test_what_is_drawn_on_one_page_is_not_written_to_another_but_what_is_not_is() -> None:
    app = AppTest.from_function(_moved)
    app.session_state[WAITING] = {"region": Choice(["06"], drawn=True), "agency": Choice(["SYL"])}
    app.run()
    assert app.query_params.get("agency") in ("SYL", ["SYL"])
    assert "region" not in app.query_params


def _steered() -> None:
    import streamlit as st

    from screen.steered import is_choice, key_of

    shown = st.session_state.setdefault("address", "a")
    key = key_of("letter", shown)
    st.selectbox("Letter", ["a", "b"], index=["a", "b"].index(shown), key=key)
    st.session_state["late"] = is_choice("letter", "letter")


def test_a_widget_that_something_else_changed_comes_under_a_key_that_no_late_value_has() -> None:
    app = AppTest.from_function(_steered).run()
    assert app.selectbox(key="letter").value == "a"
    assert app.session_state["late"]
    app.session_state["address"] = "b"
    app.run()
    assert app.selectbox(key="letter-1").value == "b"
    assert not app.session_state["late"]


@pytest.mark.usefixtures("installation")
def test_a_fixed_moment_says_so_and_leads_back_to_now() -> None:
    visitor = Visitor(as_of="2026-01-09T07:00Z", region="unknown").sign_in("coordination")
    assert "As of Fri 9 Jan" in visitor.html
    next(button for button in visitor.app.button if button.label == "back to now").click().run()
    assert visitor.address == {"region": ["unknown"]}
    assert "Data as of" in visitor.html
    assert "live" in visitor.html


@pytest.mark.usefixtures("installation")
def test_nonsense_in_the_address_falls_back_with_a_notice() -> None:
    visitor = Visitor(region="<b>99</b>", as_of="yesterday").sign_in("coordination")
    assert "‘&lt;b&gt;99&lt;/b&gt;’ is no region that the data knows" in visitor.html
    assert "‘yesterday’ is no moment" in visitor.html
    assert "<b>" not in visitor.html


@pytest.mark.usefixtures("installation")
def test_old_figures_say_since_when_and_stay() -> None:
    visitor = Visitor().sign_in("coordination")
    data.replica().stale_since = datetime(2026, 1, 5, 12, 5, tzinfo=UTC)
    data.replica().refresh = lambda: None  # type: ignore[method-assign]
    assert "Not updated since 14:05 · trying again" in visitor.again().html
    assert "The figures below are from then." in visitor.html


@pytest.mark.usefixtures("a_waiting_handover")
def test_a_look_at_case_rows_is_written_down_once_for_each_view(installation: Installation) -> None:
    visitor = Visitor(period="all").sign_in("receiver")
    assert "K-2" in visitor.html
    visitor.again().again()
    visitor.app.query_params["region"] = "unknown"
    visitor.again()
    assert installation.log("rows_shown") == [
        ("receiver", "overview/own?period=all"),
        ("receiver", "overview/own?region=unknown&period=all"),
    ]


@pytest.mark.usefixtures("a_waiting_handover")
@pytest.mark.parametrize("role", ["ministry", "agency"])
def test_case_rows_of_others_are_neither_shown_nor_written_down(installation: Installation, role: str) -> None:
    visitor = Visitor(period="all").sign_in(role)
    assert "Waiting handovers" in visitor.html
    assert "K-2" not in visitor.html
    assert installation.log("rows_shown") == []


@pytest.mark.usefixtures("a_waiting_handover", "installation")
def test_viewers_do_not_get_each_others_answers() -> None:
    receiver, police = Visitor(period="all").sign_in("receiver"), Visitor(period="all").sign_in("agency")
    for _ in range(2):
        assert "K-2" in receiver.again().html
        assert "K-2" not in police.again().html
