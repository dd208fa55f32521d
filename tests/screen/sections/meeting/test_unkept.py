"""A meeting without the own database: it goes on, acts say that they are not kept, and what is typed stays."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from store.own import database, meetings
from store.own.actions import agreed_in
from store.own.minutes import read
from tests.screen.sections.meeting.test_holding import add, deck, html, opened, press, visit
from tests.screen.visits import Installation
from tests.store.own.faults import FAULTS, UNREADABLE, gone, junk, rested

NOT_KEPT = "This could not be saved. What you typed is still here: try again soon."
AS_LAST_READ = "The meeting is shown as it was last read, and nothing new can be saved now."
LONG = "Begin with thanks. " * 400  # more than fits into what is left of a full database


@pytest.fixture
def file(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.5)
    monkeypatch.setattr(database, "REST_SECONDS", 0.3)
    opened(installation)
    installation.own.dispose()
    return Path(str(installation.own.url.database))


@pytest.mark.parametrize("fault", FAULTS)
def test_notes_that_cannot_be_kept_are_told_of_and_stay_typed(
    fault: str, file: Path, installation: Installation
) -> None:
    app = visit()
    with FAULTS[fault](file):
        keep_notes(app, LONG)
        assert NOT_KEPT in html(app)
        assert (AS_LAST_READ in html(app)) == (fault in UNREADABLE)
        app.run()
        assert app.text_area[0].value == LONG
    installation.own.dispose()
    rested()
    keep_notes(app, LONG)
    assert "The notes are saved." in html(app)
    assert AS_LAST_READ not in html(app)
    assert list(read(installation.own, 1).notes.values()) == [LONG.strip()]


def keep_notes(app: AppTest, text: str) -> None:
    app.text_area[0].set_value(text)
    [keep] = [button for button in app.button if button.label == "Save the notes"]
    keep.click().run()


def test_an_action_that_cannot_be_kept_stays_typed(file: Path, installation: Installation) -> None:
    app = visit()
    with junk(file):
        app.text_input(key="meeting-who-0").set_value("Everybody")
        add(app, what="Call them")
        assert NOT_KEPT in html(app)
        assert app.text_area(key="meeting-what-0").value == "Call them"
    add(app, what="Call them")
    installation.own.dispose()
    assert [one.what for one in agreed_in(installation.own, 1)] == ["Call them"]


@pytest.mark.parametrize("fault", UNREADABLE)
def test_the_slides_stay_on_the_wall(fault: str, file: Path) -> None:
    app = visit()
    shown = deck(press(app, "meeting-start"))
    with FAULTS[fault](file):
        assert [one["html"] for one in deck(app.run())["slides"]] == [one["html"] for one in shown["slides"]]


@pytest.mark.parametrize("act", ["meeting-fix", "meeting-close", "meeting-now-guests"])
def test_each_act_says_that_it_was_not_kept(act: str, file: Path) -> None:
    app = visit()
    with gone(file):
        assert NOT_KEPT in html(press(app, act))


def test_a_meeting_that_changed_since_it_was_read_is_said_not_to_be_readable(
    file: Path, installation: Installation
) -> None:
    app = visit("agency")
    meetings.close(installation.own, 1, datetime.now(UTC))
    installation.own.dispose()
    with gone(file):
        assert "The meeting cannot be read now." in html(app.run())
    assert "No meeting runs now" in html(app.run())


def test_cases_that_an_action_could_be_about_are_not_listed_unlogged(file: Path) -> None:
    app = visit()
    app.query_params["region"] = "unknown"
    with gone(file):
        app.toggle(key="meeting-rows-listed").set_value(True)
        options = app.run().selectbox(key="meeting-over-0").options
    assert any("You cannot see these cases now" in option for option in options)
