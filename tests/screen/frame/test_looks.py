"""Case rows are shown to who has said why, once a session, and the access log keeps who saw which cases and why."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from documents.screen import File
from store.case import tables
from store.source import engine
from tests.rows import a_case, a_deadline, an_agency
from tests.screen.visits import Installation, Visitor
from tests.store.own.faults import gone

SENT = datetime(2026, 1, 5, 9, tzinfo=UTC)
QUESTION = "Why do you look at cases?"


@pytest.fixture(autouse=True)
def waiting(sqlite_url: str) -> Engine:
    """Two handovers that wait for an agency."""
    database = engine(sqlite_url)
    sent = {"from_agency": "social", "to_agency": "health", "kind": "case", "handed_over_at": SENT}
    with database.begin() as connection:
        connection.execute(insert(tables.agencies), [an_agency(code) for code in ("police", "social", "health")])
        connection.execute(insert(tables.cases), [a_case("K-1", SENT), a_case("K-2", SENT)])
        handovers = [{"handover_id": f"h{n}", "case_id": f"K-{n}", **sent} for n in (1, 2)]
        connection.execute(insert(tables.handovers), handovers)
    return database


@pytest.fixture(autouse=True)
def case_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest opens / alone: there stands the page that the parameter `page` names."""
    monkeypatch.setattr(Visitor, "door", staticmethod(_door))


def _door() -> None:
    import streamlit as st

    import dashboard
    from screen.frame import shell

    places = [*dashboard.places(), *dashboard.more()]
    wanted = st.session_state.setdefault("place", st.query_params.pop("page", "overview"))
    places.sort(key=lambda place: place.url_path != wanted)
    shell.dress()
    shell.enter(shell.viewer(), places, [])


def opened(page: str, user: str = "coordination", **parameters: str) -> Visitor:
    return Visitor(page=page, period="all", **parameters).sign_in(user)


@pytest.mark.parametrize(
    ("page", "parameters"),
    [
        ("case", {"case": "K-1"}),
        ("lists", {"list": "waiting"}),
        ("explain", {"indicator": "pending_handovers"}),
        ("handovers", {}),
        ("open_cases", {}),
    ],
)
def test_no_row_is_shown_before_a_reason_and_all_after_it(
    installation: Installation, page: str, parameters: dict[str, str]
) -> None:
    visitor = opened(page, **parameters)
    assert visitor.html.count(QUESTION) == 1
    assert "K-1" not in visitor.html.replace("case=K-1", "")
    assert installation.log("rows_shown") == []
    visitor.say_why("request", "  VN/12/2026  ")
    assert "K-1" in visitor.html
    assert QUESTION not in visitor.html
    [given] = installation.entries("reason_given")
    assert (given["user_name"], given["role"], given["reason"]) == (
        "coordination",
        "coordination",
        "request: VN/12/2026",
    )
    looked = installation.entries("rows_shown")
    assert looked
    assert all(one["reason"] == "request: VN/12/2026" and "K-1" in one["cases"] for one in looked)
    assert all(one["address"] == "localhost" and one["role"] == "coordination" for one in looked)


@pytest.mark.parametrize(
    ("page", "user"), [("overview", "coordination"), ("handovers", "ministry"), ("regions", "coordination")]
)
def test_figures_without_rows_need_no_reason(installation: Installation, page: str, user: str) -> None:
    visitor = opened(page, user)
    assert QUESTION not in visitor.html
    assert visitor.sees_figures
    assert installation.log("rows_shown") == []


def test_where_rows_stand_beside_the_question_they_do_not_point_above(
    installation: Installation, waiting: Engine
) -> None:
    assert installation
    today = datetime.now(UTC).date()
    late = a_deadline("K-3", "follow_up", today - timedelta(days=9))
    ending = a_deadline("K-3", "reflection_period_end", today + timedelta(days=5))
    with waiting.begin() as connection:
        connection.execute(insert(tables.cases), [a_case("K-3", SENT)])
        connection.execute(insert(tables.deadlines), [late, ending])
    html = opened("deadlines").html
    assert html.count(QUESTION) == 1
    assert "These cases are shown once you have said on this page why you look at them." in html
    assert "above why you look" not in html


def test_it_is_asked_once_in_all_tabs_of_a_sign_in(installation: Installation) -> None:
    visitor = opened("case", case="K-1").say_why()
    other = Visitor(page="lists", list="waiting")
    other.app.session_state["session"] = visitor.app.session_state["session"]
    other.again()
    assert "K-2" in other.html
    assert len(installation.log("reason_given")) == 1
    assert QUESTION in opened("case", case="K-1").html, "a new sign-in is asked anew"


def test_a_reason_has_to_be_chosen_and_another_has_to_be_named(installation: Installation) -> None:
    visitor = opened("case", case="K-1")
    visitor.app.button(key="reason-show").click().run()
    assert "Choose a reason." in visitor.html
    visitor.say_why("other", " ")
    assert "Say in the reference what the reason is." in visitor.html
    assert "Opened on" not in visitor.html
    assert installation.log("reason_given") == []
    assert "Opened on" in visitor.say_why("other", "x").html


def test_a_reason_that_cannot_be_logged_opens_nothing(installation: Installation, tmp_path: Path) -> None:
    visitor = opened("case", case="K-1")
    with gone(tmp_path / "own.sqlite"):
        visitor.say_why()
        assert "your look at them cannot be logged" in visitor.html
        assert "Opened on" not in visitor.html
    visitor.say_why()
    assert "Opened on" in visitor.html


def test_cases_that_come_into_a_view_later_are_logged_then_and_only_they(
    installation: Installation, waiting: Engine
) -> None:
    visitor = opened("lists", list="open").say_why()
    with waiting.begin() as connection:
        connection.execute(insert(tables.cases), [a_case("K-3", SENT)])
    looks_at = [one["cases"] for one in installation.entries("rows_shown")]
    assert looks_at == ['["K-1", "K-2"]']
    for _again in range(100):
        if "K-3" in visitor.again().html:
            break
    assert [one["cases"] for one in installation.entries("rows_shown")] == ['["K-1", "K-2"]', '["K-3"]']


def test_a_file_with_rows_is_given_to_who_says_who_receives_it(installation: Installation) -> None:
    visitor = opened("case", case="K-1").say_why()
    buttons = visitor.app.get("download_button")
    assert buttons
    assert all(one.proto.disabled for one in buttons)
    field = visitor.app.text_input(key="recipient-case.pdf")
    assert field.label == "Who receives it?"
    field.set_value(" the prosecutor ").run()
    able = [one for one in visitor.app.get("download_button") if not one.proto.disabled]
    assert [one.proto.label for one in able] == ["Download"]


def test_a_file_without_rows_asks_nothing() -> None:
    assert not File("a", "b.csv", bytes).rows


def test_before_a_reason_the_pdf_of_a_page_holds_its_figures_alone(installation: Installation) -> None:
    visitor = opened("open_cases")
    [pdf] = [one for one in visitor.app.get("download_button") if one.proto.label == "This page as PDF"]
    assert not pdf.proto.disabled
    visitor.say_why()
    assert "recipient-open-cases.pdf" in {one.key for one in visitor.app.text_input}


def test_a_list_is_named_above_the_question(installation: Installation) -> None:
    visitor = opened("lists", list="past_target")
    assert visitor.html.index("Handovers past target") < visitor.html.index(QUESTION)
    assert "K-1" not in visitor.html
