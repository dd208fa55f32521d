"""A meeting through the real door: who may open, fix, add and close it, and what is said where that cannot be."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from config.agenda import ITEMS
from screen.sections.meeting.agreed import usual_day
from screen.sections.meeting.deck import ASKED, SHOWN
from store.own import meetings
from store.own.actions import agreed_in
from store.own.meetings import Opening
from store.own.minutes import read
from tests.screen.visits import PASSWORD, Installation


def visit(user: str = "coordination") -> AppTest:
    """The meeting as a user sees it, who came in through the sign-in form."""
    app = AppTest.from_function(_door, default_timeout=60).run()
    assert not app.exception, app.exception
    app.text_input[0].set_value(user)
    app.text_input[1].set_value(PASSWORD)
    app.button[0].click().run()
    assert not app.exception, app.exception
    return app


def _door() -> None:
    """The real door, where the meeting is the only page."""
    from pages import meeting
    from screen.frame import shell
    from screen.frame.visit import Place

    shell.dress()
    place = Place(meeting.page, "Meeting", "meeting", kept=False, fixed=meeting.fixed, has_its_own=meeting.runs)
    shell.enter(shell.viewer(), [place], [])


def html(app: AppTest) -> str:
    assert not app.exception, app.exception
    return "\n".join(part.proto.body for part in app.get("html"))


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def keys(app: AppTest) -> set[str | None]:
    return {button.key for button in app.button}


def opened(installation: Installation, room: meetings.Room = "officials") -> int:
    opening = Opening("coordination", room, {}, ITEMS)
    return meetings.open_meeting(installation.own, opening, datetime.now(UTC)).number


def decks(app: AppTest) -> list[Any]:
    return [one for one in app.get("bidi_component") if one.proto.component_name == "saumaton.deck"]


def deck(app: AppTest) -> Mapping[str, Any]:
    [component] = decks(app)
    found: Mapping[str, Any] = json.loads(component.proto.json)
    return found


def test_the_coordination_opens_a_meeting_after_it_said_who_is_in_the_room(installation: Installation) -> None:
    app = visit()
    assert "No meeting runs now" in html(app)
    assert app.radio(key="meeting-room").value == "officials"
    press(app, "meeting-open")
    assert "Coordination meeting, " in html(app)
    running = meetings.running(installation.own)
    assert running is not None
    assert running.opened_by == "coordination"
    assert running.agenda == ITEMS


def test_other_officials_look_on(installation: Installation) -> None:
    assert "meeting-open" not in keys(visit("agency"))
    opened(installation)
    app = visit("agency")
    assert "meeting-start" in keys(app)
    assert not keys(app) & {"meeting-fix", "meeting-close", "meeting-done"}
    assert not app.text_area


@pytest.mark.parametrize("role", ["guest", "administration"])
def test_whoever_sees_no_figures_sees_no_meeting(role: str, installation: Installation) -> None:
    opened(installation)
    assert "You do not have access to this view" in html(visit(role))


def test_with_guests_in_the_room_nothing_is_shown(installation: Installation) -> None:
    number = opened(installation, "guests")
    app = visit()
    assert "Guests are in the room, so this meeting shows nothing." in html(app)
    assert "the coordination shows them again" in html(app)
    assert "The figures are live" not in html(app)
    assert "release" not in html(app)
    assert "meeting-start" not in keys(app)
    app.session_state[SHOWN] = number
    app.run()
    assert not decks(app)
    press(app, "meeting-now-officials")
    assert decks(app)


def test_the_filters_are_offered_only_until_a_meeting_is_opened_with_them(installation: Installation) -> None:
    app = visit()
    assert len(filters(app)) > 1
    press(app, "meeting-open")
    assert filters(app) == []
    assert "It covers: " in html(app)
    meetings.close(installation.own, 1, datetime.now(UTC))
    assert len(filters(app.run())) > 1


def filters(app: AppTest) -> list[str]:
    return [one.key for one in (*app.multiselect, *app.selectbox) if str(one.key).startswith("filter_")]


def test_opening_for_guests_narrows_a_meeting_that_runs(installation: Installation) -> None:
    app = visit()
    app.radio(key="meeting-room").set_value("guests").run()
    number = opened(installation)
    app.run()
    assert read(installation.own, number).meeting.room == "officials"
    press(app, "meeting-now-guests")
    assert read(installation.own, number).meeting.room == "guests"


def test_the_deck_gets_a_slide_for_each_item_and_all_its_words(installation: Installation) -> None:
    opened(installation)
    shown = deck(press(visit(), "meeting-start"))
    assert [slide["name"] for slide in shown["slides"]] == list(ITEMS)
    assert all(slide["html"].startswith("<h1>") for slide in shown["slides"])
    assert "live" in shown["status"]
    assert 'name="what"' in shown["form"]
    assert all(shown["words"].values())


def test_who_looks_on_gets_no_form(installation: Installation) -> None:
    opened(installation)
    assert deck(press(visit("agency"), "meeting-start"))["form"] == ""


def test_fixed_figures_are_kept_for_every_item_and_shown_from_then_on(installation: Installation) -> None:
    number = opened(installation)
    app = visit()
    assert "Once the figures are locked" in html(app)
    press(app, "meeting-fix")
    kept = read(installation.own, number)
    assert set(kept.figures) == set(ITEMS)
    assert kept.meeting.as_of is not None
    assert "The figures are locked" in html(app)
    assert "locked for this meeting" in html(app)
    assert "· live" not in html(app)
    assert "locked for this meeting" in deck(press(app, "meeting-start"))["status"]


def test_the_agenda_changes_until_the_figures_are_fixed(installation: Installation) -> None:
    number = opened(installation)
    app = visit()
    app.multiselect(key=f"meeting-agenda-{number}-{'-'.join(ITEMS)}").set_value(["regions", "agreed_actions"])
    [change] = [button for button in app.button if button.label == "Change the agenda"]
    change.click().run()
    assert read(installation.own, number).meeting.agenda == ("regions", "agreed_actions")
    press(app, "meeting-fix")
    assert not [one for one in app.multiselect if str(one.key).startswith("meeting-agenda")]


def test_an_action_is_added_and_a_wrong_one_is_refused_with_what_was_typed(installation: Installation) -> None:
    number = opened(installation)
    app = visit()
    add(app, what="Call them")
    assert "Say who does it" in html(app)
    assert app.text_area(key="meeting-what-0").value == "Call them"
    app.text_input(key="meeting-who-0").set_value("Everybody")
    add(app, what="Call them " + "again" * 100)
    assert "Say it in at most 300 characters." in html(app)
    add(app, what="Call them")
    [agreed] = agreed_in(installation.own, number)
    assert (agreed.what, agreed.who, agreed.entered_by) == ("Call them", "Everybody", "coordination")
    assert app.text_area(key="meeting-what-1").value == ""


def add(app: AppTest, what: str) -> None:
    [area] = [area for area in app.text_area if str(area.key).startswith("meeting-what")]
    area.set_value(what)
    [button] = [button for button in app.button if button.label == "Add the action"]
    button.click().run()


def test_what_was_said_of_an_act_stays_while_the_page_is_drawn_anew(installation: Installation) -> None:
    opened(installation)
    app = visit()
    app.text_area[0].set_value("Begin with thanks.")
    [keep] = [button for button in app.button if button.label == "Save the notes"]
    keep.click().run()
    assert "The notes are saved." in html(app)
    assert "The notes are saved." in html(app.run())
    [add] = [button for button in app.button if button.label == "Add the action"]
    add.click().run()
    assert "Say what is to be done." in html(app.run())
    assert "The notes are saved." not in html(app)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Wednesday 13 Jan 2027"), ("fi", "keskiviikko 13.1.2027"), ("sv", "onsdag 13.1.2027")],
)
def test_the_day_of_an_action_is_said_in_the_viewers_language(
    language: str, words: str, installation: Installation
) -> None:
    opened(installation)
    app = visit()
    app.query_params["lang"] = language
    app.run().date_input(key="meeting-by-0").set_value(date(2027, 1, 13)).run()
    assert words in html(app)


def test_an_action_about_nothing_is_settled_by_hand(installation: Installation) -> None:
    number = opened(installation)
    app = visit()
    app.text_input(key="meeting-who-0").set_value("Everybody")
    add(app, what="Call them")
    press(app, "meeting-done")
    [agreed] = agreed_in(installation.own, number)
    assert agreed.settled_as == "done"
    assert "✓ Done: said so" in html(app)
    press(app, "meeting-fix")
    kept = read(installation.own, number).figures["agreed_actions"]
    assert kept["counts"] == {"done": 1, "late": 0, "under_way": 0, "gone": 0, "dropped": 0}
    assert [(one["number"], one["what"], one["state"]) for one in kept["actions"]] == [
        (agreed.number, "Call them", "done")
    ]


def test_a_role_that_is_lost_meets_the_gate_with_the_next_act(installation: Installation) -> None:
    number = opened(installation)
    app = visit()
    installation.make("coordination", "guest")
    app.button(key="meeting-close").click().run()
    assert read(installation.own, number).meeting.state == "live"
    assert "meeting-close" not in keys(app)


def test_a_meeting_that_another_browser_closed_says_so(installation: Installation) -> None:
    number = opened(installation)
    app = visit()
    meetings.close(installation.own, number, datetime.now(UTC))
    app.run()
    assert "No meeting runs now" in html(app)


@pytest.mark.parametrize(("fixed", "lost"), [(True, "are kept; nothing more"), (False, "there will be no minutes")])
def test_closing_asks_first_and_says_what_is_lost(fixed: bool, lost: str, installation: Installation) -> None:
    opened(installation)
    app = visit()
    if fixed:
        press(app, "meeting-fix")
    asked = next(part for part in app.get("popover") if part.proto.popover.label == "Close the meeting")
    words = "\n".join(part.proto.body for part in asked.get("html"))
    assert lost in words
    assert "You can open it again for a day." in words
    assert [button.key for button in asked.get("button")] == ["meeting-close"]


def test_no_button_of_the_row_goes_away_or_is_pushed_by_words(installation: Installation) -> None:
    number = opened(installation)
    app = visit()
    row = [button.key for button in app.button][:4]
    press(app, "meeting-fix")
    assert [button.key for button in app.button][:4] == row
    assert app.button(key="meeting-fix").disabled
    meetings.close(installation.own, number, datetime.now(UTC))


@pytest.mark.parametrize("fixed", [True, False])
def test_after_closing_what_was_agreed_is_seen_and_closing_can_be_undone(
    fixed: bool, installation: Installation
) -> None:
    number = opened(installation)
    app = visit()
    app.text_input(key="meeting-who-0").set_value("Everybody")
    add(app, what="Call them")
    if fixed:
        press(app, "meeting-fix")
    press(app, "meeting-close")
    assert "Call them" in html(app)
    assert "Everybody" in html(app)
    assert ("no minutes" in html(app)) is not fixed
    assert "meeting-reopen" not in keys(visit("agency"))
    press(app, "meeting-reopen")
    running = meetings.running(installation.own)
    assert running is not None
    assert running.number == number


def test_a_closed_meeting_is_shown_again_with_its_figures(installation: Installation) -> None:
    number = opened(installation)
    app = visit()
    press(press(app, "meeting-fix"), "meeting-close")
    assert "Earlier meetings" in html(app)
    shown = deck(press(app, "meeting-again"))
    assert shown["key"] == f"saumaton-meeting-{number}"
    assert shown["form"] == ""


@pytest.mark.parametrize(
    ("today", "by"),
    [
        (date(2026, 11, 30), date(2026, 12, 7)),
        (date(2026, 11, 29), date(2026, 12, 7)),  # seven days later is Independence Day, a Sunday
        (date(2026, 12, 18), date(2026, 12, 28)),
        (date(2026, 12, 25), date(2027, 1, 4)),
    ],
)
def test_an_action_is_due_on_a_working_day(today: date, by: date) -> None:
    assert usual_day(today) == by


def test_what_is_done_in_a_meeting_is_logged_and_so_is_what_was_refused(installation: Installation) -> None:
    app = press(visit(), "meeting-open")
    for key in ("meeting-now-guests", "meeting-now-officials", "meeting-fix"):
        press(app, key)
    number = meetings.running(installation.own).number  # type: ignore[union-attr]
    meetings.close(installation.own, number, datetime.now(UTC))
    assert [installation.log(event) for event in ("meeting_opened", "meeting_room", "meeting_fixed")] == [
        [("coordination", "meeting/open")],
        [("coordination", f"meeting-{number}/now-guests"), ("coordination", f"meeting-{number}/now-officials")],
        [("coordination", f"meeting-{number}/fix")],
    ]


def test_cases_that_an_action_can_be_about_are_listed_and_logged_only_when_asked_for(
    installation: Installation,
) -> None:
    app = press(visit(), "meeting-open")
    assert installation.entries("rows_shown") == []
    app.toggle(key="meeting-rows-listed").set_value(True).run()
    [looked] = installation.entries("rows_shown")
    assert looked["reason"] == "meeting", "who holds a meeting is not asked why"


def test_the_wall_lists_cases_in_its_form_only_when_asked_for(installation: Installation) -> None:
    app = press(press(visit(), "meeting-open"), "meeting-start")
    assert 'class="rows"' in deck(app)["form"]
    assert installation.entries("rows_shown") == []
    app.session_state[ASKED] = {"kind": "rows", "at": 1}
    app.run()
    assert 'class="rows"' not in deck(app)["form"]
    assert len(installation.entries("rows_shown")) == 1
