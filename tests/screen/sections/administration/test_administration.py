"""The pages of the administration: the access log is searched and taken away, and nobody else sees either."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.vocabulary import codes
from store.own import access_log
from store.own.access_log import Details
from store.own.tables import EVENTS
from tests.screen.visits import Installation, Visitor
from tests.store.own.faults import gone

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def any_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest opens / alone: there stands the page that the parameter `at` names."""
    monkeypatch.setattr(Visitor, "door", staticmethod(_door))


def _door() -> None:
    import streamlit as st

    import dashboard
    from screen.frame import shell

    wanted = st.session_state.setdefault("place", st.query_params.pop("at", "overview"))
    shown = {"administration": ("administration", "users", "sessions", "settings", "imports", "access_log")}.get(
        wanted, (wanted,)
    )
    places = [place for place in (*dashboard.places(), *dashboard.more()) if place.url_path in shown]
    shell.dress()
    shell.enter(shell.viewer(), places, [])


@pytest.fixture
def log(installation: Installation) -> Installation:
    """A log in which two users looked at cases."""
    for n in range(60):
        details = Details("agency", "10.1.2.3", ("K-1", f"K-{n}"), "other: <b>note</b> 7")
        access_log.write(
            installation.own, "aino", "rows_shown", NOW - timedelta(days=2, minutes=-n), "lists/open", details
        )
    export = Details("coordination", "10.9.9.9", tuple(f"M-{n}" for n in range(5)), "request", "the prosecutor")
    access_log.write(installation.own, "olli", "export", NOW - timedelta(days=1), "lists/open", export)
    return installation


def opened(**parameters: str) -> Visitor:
    return Visitor(at="access_log", **parameters).sign_in("administration")


def test_every_event_of_the_log_has_its_words() -> None:
    assert set(codes("log_events")) == set(EVENTS)


def test_the_administration_sees_who_did_what_when_from_where_why_and_for_whom(log: Installation) -> None:
    html = opened().html
    assert "62 entries in the access log" in html, "with its own sign-in"
    said = ("olli", "10.9.9.9", "Downloaded a file", "M-0, M-1, M-2 and 2 more", "the prosecutor", "aino", "10.1.2.3")
    assert all(one in html for one in said)
    assert "A request for information or supervision" in html
    assert "Something else, as the reference says: &lt;b&gt;note&lt;/b&gt; 7" in html
    assert "1–50 of 62" in html


@pytest.mark.parametrize(
    ("parameters", "n"),
    [
        ({"user": "olli"}, 1),
        ({"user": " AINO "}, 60),
        ({"event": "export"}, 1),
        ({"event": "sign_in"}, 1),
        ({"event": "no such event", "user": "olli"}, 1),
        ({"case": "K-7"}, 1),
        ({"case": "K-1"}, 60),
        ({"from": (NOW - timedelta(days=1, hours=3)).date().isoformat(), "user": "olli"}, 1),
        ({"to": (NOW - timedelta(days=5)).date().isoformat()}, 0),
    ],
)
def test_a_search_finds_the_entries_of_a_user_an_event_a_case_and_of_days(
    log: Installation, parameters: dict[str, str], n: int
) -> None:
    html = opened(**parameters).html
    assert ("1 entry in" if n == 1 else f"{n} entries in") in html
    assert ("No entry matches this search." in html) == (n == 0)


@pytest.mark.parametrize(("language", "form"), [("en", "DD/MM/YYYY"), ("fi", "DD.MM.YYYY")])
def test_its_days_are_chosen_as_on_other_forms(log: Installation, language: str, form: str) -> None:
    fields = opened(lang=language).app.date_input
    assert [field.proto.format for field in fields] == [form, form]


def test_all_entries_are_reached_page_by_page(log: Installation) -> None:
    assert "51–60 of 60" in opened(user="aino", page="2").html
    assert "51–60 of 60" in opened(user="aino", page="99").html
    assert "1–50 of 60" in opened(user="aino", page="nonsense").html


def test_reading_the_log_is_logged_with_the_case_that_was_sought(log: Installation) -> None:
    opened(event="export").again()
    opened(case="K-7")
    read = log.entries("log_read")
    assert [(one["user_name"], one["role"], one["cases"]) for one in read] == [
        ("administration", "administration", ""),
        ("administration", "administration", '["K-7"]'),
    ]
    assert read[0]["scope"].startswith("access-log/event=export?")


def test_a_file_of_the_log_is_given_to_who_says_who_receives_it(log: Installation) -> None:
    visitor = opened(user="olli")
    assert visitor.app.text_input(key="recipient-access-log.csv").label == "Who receives it?"
    assert all(one.proto.disabled for one in visitor.app.get("download_button"))


@pytest.mark.parametrize("user", ["coordination", "agency", "ministry", "guest"])
@pytest.mark.parametrize("at", ["access_log", "administration"])
def test_nobody_else_sees_the_log_or_the_installation(log: Installation, user: str, at: str) -> None:
    html = Visitor(at=at).sign_in(user).html
    assert "You do not have access to this view" in html
    assert "10.9.9.9" not in html
    assert "entries in the access log" not in html
    assert log.log("log_read") == []


def test_the_administration_finds_what_it_can_do_and_how_the_data_is(installation: Installation) -> None:
    visitor = Visitor(at="administration").sign_in("administration")
    assert "python manage.py log verify" in visitor.html
    assert "No row is left out." in visitor.html
    assert "up to date" in visitor.html
    assert "Changes are found by the change table of the case database" in visitor.html
    assert re.search(r"same as the database \d\.\d seconds ago", visitor.html)
    assert not visitor.app.multiselect, "no filters, as there are no figures"


def test_a_log_that_cannot_be_read_is_said_not_to_be(log: Installation, tmp_path: Path) -> None:
    visitor = opened()
    with gone(tmp_path / "own.sqlite"):
        assert "The access log cannot be read now." in visitor.again().html
    assert "entries in the access log" in visitor.again().html
