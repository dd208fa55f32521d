"""Without the own database: figures stay, nobody gets in, no case is shown and no file given unlogged; all in words."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from screen.frame import own_trouble, served
from screen.frame.forged import NotTheirs
from screen.sign_in import form
from store.case import tables
from store.errors import OwnDatabaseUnusable
from store.own import database, sessions
from store.own.sessions import Session
from store.source import engine
from tests.rows import a_case, an_agency
from tests.screen.sign_in.cookies import cookie
from tests.screen.sign_in.test_form import KEY, bring_cookie
from tests.screen.visits import USERS, Installation, Visitor
from tests.store.own.faults import FAULTS, UNREADABLE, gone, junk, locked, read_only, rested

SENT = datetime(2026, 1, 5, 9, tzinfo=UTC)
LONGEST_CLICK = 5
LIMITS = {name: getattr(database, name) for name in ("WAIT_SECONDS", "REST_SECONDS")}
NOT_SHOWN = "You cannot see these cases now, because your look at them cannot be logged."
NO_SIGN_IN = "Nobody can sign in now, because it cannot be logged."
SIGN_IN_OTHERWISE = {"fi": "Kirjautuminen ei nyt onnistu", "sv": "Det går inte att logga in just nu"}
ROWS_OTHERWISE = {"fi": "Näitä tapauksia ei näytetä", "sv": "De här ärendena visas inte"}


class OfOneCase(Visitor):
    """A visitor to the page of one case."""

    @staticmethod
    def door() -> None:
        from pages import case
        from screen.frame import shell
        from screen.frame.visit import Place

        shell.dress()
        shell.enter(shell.viewer(), [Place(case.page, "Case", "case", reads="rows")], [])


class Leaving(Visitor):
    """A visitor who signs out at the run that is told so."""

    @staticmethod
    def door() -> None:
        from datetime import UTC, datetime

        import streamlit as st

        from dashboard import main
        from screen.sign_in import form

        user = form.viewer(datetime.now(UTC))
        if user and st.session_state.pop("leaves", False):
            form.sign_out(user)
        main()


@pytest.fixture
def file(installation: Installation, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The own database of an installation with a handover that waits for the receiver."""
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.5)
    monkeypatch.setattr(database, "REST_SECONDS", 0.3)
    handover = {"handover_id": "h1", "case_id": "K-2", "kind": "case", "handed_over_at": SENT}
    with engine(sqlite_url).begin() as connection:
        connection.execute(insert(tables.agencies), [an_agency(code) for code in ("police", "social", "health")])
        connection.execute(insert(tables.cases), [a_case("K-2", SENT)])
        connection.execute(insert(tables.handovers), [handover | {"from_agency": "social", "to_agency": "health"}])
    installation.own.dispose()
    return Path(str(installation.own.url.database))


def at_another_view(visitor: Visitor, **parameters: str) -> str:
    """What the page says at a view that was not logged before."""
    for name, value in parameters.items():
        visitor.app.query_params[name] = value
    return visitor.again().html


@pytest.mark.parametrize("fault", FAULTS)
def test_nobody_gets_in_unlogged(fault: str, file: Path, installation: Installation) -> None:
    Visitor().sign_in("coordination")
    with FAULTS[fault](file):
        visitor = Visitor()
        began = time.monotonic()
        right = visitor.sign_in("receiver").html
        assert time.monotonic() - began < LONGEST_CLICK
        assert NO_SIGN_IN in right
        assert NO_SIGN_IN in visitor.sign_in("receiver", "wrong horse battery").html
        assert visitor.sees_form
        assert not visitor.sees_figures
    installation.own.dispose()
    assert installation.log("sign_in") == [("coordination", "password")]
    rested()
    assert not visitor.sign_in("receiver").sees_form


@pytest.mark.parametrize("fault", FAULTS)
def test_figures_stay_and_case_rows_that_cannot_be_logged_are_replaced_by_words(fault: str, file: Path) -> None:
    visitor = Visitor(period="all").sign_in("receiver").say_why()
    assert "K-2" in visitor.html
    with FAULTS[fault](file):
        began = time.monotonic()
        html = at_another_view(visitor, region="unknown")
        assert time.monotonic() - began < LONGEST_CLICK
        assert NOT_SHOWN in html
        assert "K-2" not in html
        assert visitor.sees_figures
        assert "Waiting handovers" in html
    rested()
    html = visitor.again().html
    assert "K-2" in html
    assert NOT_SHOWN not in html


def test_a_case_that_cannot_be_logged_is_not_told_of_in_its_headline_either(file: Path) -> None:
    visitor = OfOneCase(period="all").sign_in("receiver").say_why()
    visitor.app.query_params["case"] = "K-2"
    with junk(file):
        html = visitor.again().html
    assert NOT_SHOWN in html
    assert "Opened on" not in html
    assert "K-2" not in html
    assert "K-2" in visitor.again().html


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_it_is_said_in_the_viewers_language(language: str, file: Path) -> None:
    visitor = Visitor(period="all", lang=language).sign_in("receiver").say_why()
    with gone(file):
        assert ROWS_OTHERWISE[language] in at_another_view(visitor, region="unknown")
        assert SIGN_IN_OTHERWISE[language] in Visitor(lang=language).sign_in("receiver").html


@pytest.mark.parametrize("fault", UNREADABLE)
def test_a_cookie_that_cannot_be_asked_for_signs_nobody_in(
    fault: str, file: Path, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_cookie(monkeypatch, cookie(installation.own, "coordination", datetime.now(UTC), KEY))
    installation.own.dispose()
    with FAULTS[fault](file):
        visitor = Visitor()
        assert visitor.sees_form
        assert NO_SIGN_IN in visitor.html
    rested()
    assert visitor.again().sees_figures


@pytest.mark.parametrize("fault", FAULTS)
def test_a_sign_out_that_cannot_be_logged_ends_every_tab_and_is_logged_later(
    fault: str, file: Path, installation: Installation
) -> None:
    one, other, third = (Leaving().sign_in(name) for name in ("coordination", "coordination", "receiver"))
    with FAULTS[fault](file):
        one.app.session_state["leaves"] = True
        assert one.again().sees_form
        assert "You are signed out." in one.html
        assert other.again().sees_form
        assert not third.again().sees_form
    installation.own.dispose()
    assert installation.log("sign_out") == []
    rested()
    third.again().again()
    assert installation.log("sign_out") == [("coordination", "")]
    [entry] = installation.entries("sign_out")
    assert (entry["role"], entry["address"]) == ("coordination", "localhost"), "as they were when it could not be kept"
    assert [one.user.user_name for one in sessions.read_open(installation.own).values()] == ["receiver"]


def test_a_tab_that_slept_since_a_logged_sign_out_ends_also_where_the_log_cannot_be_read(file: Path) -> None:
    one, other = Leaving().sign_in("coordination"), Leaving().sign_in("coordination")
    one.app.session_state["leaves"] = True
    assert one.again().sees_form
    with gone(file):
        assert other.again().sees_form


def test_the_page_tries_again_by_itself(file: Path) -> None:
    visitor = Visitor(period="all").sign_in("receiver").say_why()
    with read_only(file):
        at_another_view(visitor, region="unknown")
        assert again(visitor) == own_trouble.TRY_AGAIN_SECONDS
    assert "K-2" in visitor.again().html
    assert again(visitor) is None


def again(visitor: Visitor) -> int | None:
    """In how many seconds the browser is to ask for the page again."""
    [component] = [one for one in visitor.app.get("bidi_component") if "news" in one.proto.id]
    again: tuple[int, float] | None = json.loads(component.proto.json)["again"]
    return again[0] if again else None


def test_a_lock_that_stays_holds_up_no_click(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, as_shipped in LIMITS.items():
        monkeypatch.setattr(database, name, as_shipped)
    visitor = Visitor(period="all").sign_in("receiver").say_why()
    with locked(file):
        for filters in ({"form": "unknown"}, {"region": "unknown"}):
            began = time.monotonic()
            assert NOT_SHOWN in at_another_view(visitor, **filters)
            assert time.monotonic() - began < LONGEST_CLICK


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OwnDatabaseUnusable("full"), "You cannot download the file now, because the download cannot be logged."),
        (ValueError("no font"), "The file could not be made."),
    ],
)
def test_a_file_that_cannot_be_logged_or_made_is_told_of_in_its_place(
    error: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    holds = [True]
    monkeypatch.setattr(served, "user_of", lambda _session: USERS[0] if holds[0] else None)
    pressed: list[Callable[[], bytes]] = []
    app = AppTest.from_function(_a_file, args=(pressed, [error]))
    app.session_state[form.SESSION], app.session_state[form.USER] = Session("1", "coordination", SENT), USERS[0]
    app.run()
    assert not app.get("html")
    with pytest.raises(type(error)):
        pressed[-1]()
    app.run()
    [said] = app.get("html")
    assert words in said.proto.body
    with pytest.raises(AssertionError, match="no error is left"):
        pressed[-1]()
    holds[0] = False
    with pytest.raises(NotTheirs):
        pressed[-1]()
    app.run()
    assert "you are signed out or your role has changed" in app.get("html")[0].proto.body


def _a_file(pressed, errors):  # type: ignore[no-untyped-def]
    from unittest import mock

    import streamlit as st

    from documents.screen import File
    from screen.frame import files

    def log(_name, _cases, _recipient):  # type: ignore[no-untyped-def]
        assert errors, "no error is left"
        raise errors.pop()

    with mock.patch.object(st, "download_button", lambda label, made, **_: pressed.append(made)):
        files.button(File("Download", "cases.csv", lambda: b"rows"), log)
