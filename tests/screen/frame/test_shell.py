"""The frame around a page: address and widgets set each other, and looks at case rows are written down."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from screen.address.pending import HEARD, PENDING, Pending
from store.case import tables
from store.facts.replica import Replica
from store.source import engine
from tests.rows import a_case, an_agency
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
        connection.execute(insert(tables.agencies), [an_agency(code) for code in ("police", "social", "health")])
        connection.execute(insert(tables.cases), [a_case("K-1", SENT), a_case("K-2", SENT)])
        connection.execute(insert(tables.handovers), [handover])
    return database


def widget(widgets: Iterable[Any], name: str) -> Any:
    """The one of this name, whose key ends with a number where something else than a viewer changed what it shows."""
    [found] = [one for one in widgets if re.fullmatch(rf"{name}(-\d+)?", str(one.key))]
    return found


@pytest.mark.usefixtures("installation")
def test_the_address_sets_the_widgets() -> None:
    app = Visitor(region="unknown", form=["labour", "sexual"], period="all").sign_in("coordination").app
    assert widget(app.multiselect, "filter_region").value == ["unknown"]
    assert widget(app.multiselect, "filter_form").value == ["labour", "sexual"]
    assert widget(app.selectbox, "filter_period").value == "all"


@pytest.mark.usefixtures("installation")
def test_another_address_in_the_same_session_sets_them_anew() -> None:
    visitor = Visitor(region="unknown", period="all").sign_in("coordination")
    visitor.app.query_params.clear()
    visitor.again()
    assert widget(visitor.app.multiselect, "filter_region").value == []
    assert widget(visitor.app.selectbox, "filter_period").value == "12m"


@pytest.mark.usefixtures("installation")
def test_the_widgets_set_the_address() -> None:
    visitor = Visitor().sign_in("coordination")
    app = visitor.app
    widget(app.multiselect, "filter_region").set_value(["unknown"]).run()
    widget(app.selectbox, "filter_period").set_value("3m").run()
    widget(app.multiselect, "filter_age_group").set_value(["adult", "child"]).run()
    assert visitor.address == {"region": ["unknown"], "period": ["3m"], "age_group": ["adult", "child"]}
    widget(app.multiselect, "filter_age_group").set_value([]).run()
    widget(app.selectbox, "filter_period").set_value("12m").run()
    assert visitor.address == {"region": ["unknown"]}


@pytest.mark.usefixtures("installation")
def test_one_button_clears_all_filters() -> None:
    visitor = Visitor(region="unknown", form=["labour"], period="3m").sign_in("coordination")
    visitor.app.button(key="filters-clear").click().run()
    assert visitor.address == {}
    assert "filters-clear" not in {button.key for button in visitor.app.button}


@pytest.mark.usefixtures("installation")
def test_own_days_take_the_place_of_a_preset_and_the_other_way_round() -> None:
    visitor = Visitor(period="all").sign_in("coordination")
    app = visitor.app
    widget(app.date_input, "filter_from").set_value(datetime(2026, 1, 2).date()).run()  # noqa: DTZ001
    assert visitor.address == {"from": ["2026-01-02"]}
    assert widget(app.selectbox, "filter_period").value == "days"
    widget(app.selectbox, "filter_period").set_value("3m").run()
    assert visitor.address == {"period": ["3m"]}


@pytest.mark.usefixtures("installation")
def test_a_choice_outlives_the_browsers_older_address() -> None:
    visitor = Visitor(period="all").sign_in("coordination")
    visitor.app.session_state[PENDING] = {"region": Pending(["unknown"]), "period": Pending([])}
    visitor.again()
    assert visitor.address == {"region": ["unknown"]}
    assert widget(visitor.app.multiselect, "filter_region").value == ["unknown"]
    visitor.app.query_params.clear()
    visitor.app.session_state[HEARD] = True
    assert visitor.again().address == {"region": ["unknown"]}
    visitor.app.query_params.clear()
    assert visitor.again().address == {}


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
    assert "‘&lt;b&gt;99&lt;/b&gt;’ is not a known region" in visitor.html
    assert "‘yesterday’ is not a valid moment" in visitor.html
    assert "<b>" not in visitor.html


@pytest.mark.usefixtures("installation")
def test_old_figures_say_since_when_and_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor().sign_in("coordination")
    monkeypatch.setattr(Replica, "stale_since", datetime(2026, 1, 5, 12, 5, tzinfo=UTC))
    assert "Not updated since 14:05 · trying again" in visitor.again().html
    assert "The figures below are from then." in visitor.html


@pytest.mark.usefixtures("installation")
def test_a_case_database_that_is_gone_before_it_was_read_is_told_of_and_read_once_it_is_back(sqlite_url: str) -> None:
    file = Path(str(engine(sqlite_url).url.database))
    away = file.rename(file.with_suffix(".away"))
    visitor = Visitor().sign_in("coordination")
    assert "Saumaton is not ready." in visitor.html
    assert not visitor.sees_figures
    assert str(file) not in visitor.html
    away.rename(file)
    assert visitor.again().sees_figures
    assert "Saumaton is not ready." not in visitor.html


@pytest.mark.usefixtures("a_waiting_handover")
def test_a_look_at_case_rows_is_written_down_once_for_each_view(installation: Installation) -> None:
    visitor = Visitor(period="all").sign_in("receiver").say_why()
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
    receiver.say_why()
    for _ in range(2):
        assert "K-2" in receiver.again().html
        assert "K-2" not in police.again().html


@pytest.mark.usefixtures("installation")
def test_a_page_with_nothing_to_take_away_offers_nothing() -> None:
    visitor = Visitor().sign_in("coordination")
    assert "No cases in this period" in visitor.html
    assert not list(visitor.app.get("download_button"))


def _door_to_lists() -> None:
    import dashboard
    from screen.frame import shell

    shell.dress()
    shell.enter(shell.viewer(), [place for place in dashboard.more() if place.url_path == "lists"], [])


@pytest.mark.usefixtures("installation")
def test_who_may_not_see_a_page_is_told_so_without_filters_or_what_stands_for_figures_to_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Visitor, "door", staticmethod(_door_to_lists))
    visitor = Visitor().sign_in("ministry")
    assert '<h1 class="s-headline">You do not have access to this view</h1>' in visitor.html
    assert "ask whoever administers Saumaton for you" in visitor.html
    assert "s-skeleton" not in visitor.html
    assert not list(visitor.app.multiselect)
