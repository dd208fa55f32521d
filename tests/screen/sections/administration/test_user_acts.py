"""What the administration does to one user on the page of users is done whole and logged, or refused in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from store.own import sessions
from store.own.users import change_user, find_user, read_users
from tests.screen.sections.administration.users_page import (
    BY_NAME,
    FIRST,
    button,
    by_administration,
    entries,
    fields,
    opened,
    press,
    typed,
)
from tests.screen.sign_in.cookies import signed_in
from tests.screen.visits import PASSWORD, Installation, Visitor

pytestmark = pytest.mark.usefixtures("users_page")


def test_a_user_is_changed_and_what_they_see_is_too(installation: Installation) -> None:
    session = signed_in(installation.own, "agency", datetime.now(UTC))
    visitor = opened("agency")
    assert fields(visitor, "user-agency-")["agency"].value == "police"
    typed(visitor, "user-agency-", {"role": "coordination", "name": "Aino"})
    assert "agency is changed." in press(visitor, "change")
    expected = replace(BY_NAME["agency"], role="coordination", name="Aino", agency=None)
    assert find_user(installation.own, "agency") == expected
    told = "agency: name Aino, role coordination, agency none"
    assert entries(installation, "user_changed") == by_administration(told)
    assert sessions.find_open(installation.own, session) is None


def test_agency_and_language_are_changed_alone(installation: Installation) -> None:
    visitor = typed(opened("agency"), "user-agency-", {"agency": "border", "language": "fi"})
    assert "agency is changed." in press(visitor, "change")
    assert find_user(installation.own, "agency") == replace(BY_NAME["agency"], agency="border", language="fi")
    assert entries(installation, "user_changed") == by_administration("agency: agency border, language fi")


def test_what_somebody_else_changed_meanwhile_is_not_changed_back(installation: Installation) -> None:
    visitor = typed(opened("agency"), "user-agency-", {"name": "Aino"})
    change_user(installation.own, "agency", role="guest", agency=None)
    assert "nothing differs" in press(visitor, "change")
    user = find_user(installation.own, "agency")
    assert user
    assert (user.role, user.name) == ("guest", "Agency")


@pytest.mark.parametrize("place", ["change", "password", "review", "unlock", "end", "remove"])
def test_a_user_who_is_gone_meanwhile_can_be_given_nothing(installation: Installation, place: str) -> None:
    visitor = opened("agency")
    installation.remove("agency")
    button(visitor, place).click().run()
    assert not visitor.app.exception
    assert "Choose a user here or in the table." in visitor.html
    assert find_user(installation.own, "agency") is None


def test_what_was_asked_for_is_not_done_to_another_who_is_chosen_meanwhile(installation: Installation) -> None:
    visitor = opened("agency")
    visitor.app.session_state["users-asked"] = "remove-receiver"  # as a run leaves it that another broke off
    assert "s-notice" not in visitor.again().html
    assert read_users(installation.own) == BY_NAME
    assert "users-asked" not in visitor.app.session_state


def test_a_new_password_ends_sessions_and_is_to_be_changed(installation: Installation) -> None:
    session = signed_in(installation.own, "agency", datetime.now(UTC))
    visitor = opened("agency")
    fields(visitor, "user-agency-")["password"].set_value(FIRST)
    assert "agency has a new password" in press(visitor, "password")
    assert fields(visitor, "user-agency-")["password"].value == ""
    assert sessions.find_open(installation.own, session) is None
    assert entries(installation, "password_set") == by_administration("agency")
    assert "Wrong user name or password." in Visitor().sign_in("agency", PASSWORD).html
    assert "Somebody else set the password" in Visitor().sign_in("agency", FIRST).html


def test_a_password_that_is_none_is_not_set(installation: Installation) -> None:
    visitor = opened("agency")
    fields(visitor, "user-agency-")["password"].set_value("short")
    assert "needs at least 8 characters" in press(visitor, "password")
    assert find_user(installation.own, "agency") == BY_NAME["agency"]
    assert entries(installation, "password_set") == []
    assert entries(installation, "refused") == [], "a slip is none"


def test_who_is_unlocked_may_try_at_once(installation: Installation) -> None:
    elsewhere = Visitor()
    for _ in range(6):
        elsewhere.sign_in("agency", "wrong horse")
    assert "Too many wrong passwords." in elsewhere.sign_in("agency").html
    assert "agency may try to sign in at once." in press(opened("agency"), "unlock")
    assert entries(installation, "user_unlocked") == by_administration("agency")
    assert not elsewhere.sign_in("agency").sees_form


def test_sessions_are_ended_and_others_go_on(installation: Installation) -> None:
    now = datetime.now(UTC)
    theirs, others = (signed_in(installation.own, name, now) for name in ("agency", "receiver"))
    visitor = opened("agency")
    assert "All sessions of agency are ended." in press(visitor, "end")
    assert sessions.find_open(installation.own, theirs) is None
    assert sessions.find_open(installation.own, others)
    assert entries(installation, "sessions_ended") == by_administration("agency")


def test_a_user_is_removed_after_a_second_press(installation: Installation) -> None:
    session = signed_in(installation.own, "agency", datetime.now(UTC))
    visitor = opened("agency")
    assert "What the access log says of them stays." in visitor.html
    html = press(visitor, "remove")
    assert "agency may no longer sign in." in html
    assert "5 users may sign in" in html
    assert find_user(installation.own, "agency") is None
    assert sessions.find_open(installation.own, session) is None
    assert entries(installation, "user_removed") == by_administration("agency")


def test_a_second_factor_that_was_lost_is_turned_off(installation: Installation) -> None:
    change_user(installation.own, "agency", factor_secret="sealed", factor_step=7)
    session = signed_in(installation.own, "agency", datetime.now(UTC))
    visitor = opened("agency")
    assert ">On<" in visitor.html
    assert "The second factor of agency is off." in press(visitor, "factor")
    assert find_user(installation.own, "agency") == BY_NAME["agency"]
    assert sessions.find_open(installation.own, session) is None
    assert entries(installation, "factor_removed") == by_administration("agency")
    assert ">On<" not in visitor.html
    assert not [one for one in visitor.app.button if str(one.key).startswith("users-factor-")]


def order(html: str) -> list[str]:
    """The user names in the order of the table."""
    return [row.partition(">")[2].partition("<")[0] for row in html.split('<th scope="row">')[1:]]


def test_who_was_not_reviewed_for_a_year_stands_first_until_they_are(installation: Installation) -> None:
    now = datetime.now(UTC)
    for name in BY_NAME:
        change_user(installation.own, name, reviewed_at=now - timedelta(days=364), reviewed_by="olli")
    assert "to be reviewed" not in opened().html
    change_user(installation.own, "receiver", reviewed_at=now - timedelta(days=366))
    change_user(installation.own, "ministry", reviewed_at=None, reviewed_by=None)
    session = signed_in(installation.own, "receiver", now)
    visitor = opened("receiver")
    assert "2 users are to be reviewed." in visitor.html
    assert order(visitor.html) == ["ministry", "receiver", "administration", "agency", "coordination", "guest"]
    assert "Due, never reviewed" in visitor.html
    assert "Due, last on " in visitor.html
    assert "receiver is reviewed." in press(visitor, "review")
    assert "1 user is to be reviewed." in visitor.html
    assert order(visitor.html)[0] == "ministry"
    reviewed = find_user(installation.own, "receiver")
    assert reviewed
    assert reviewed.reviewed_by == "administration"
    assert reviewed.reviewed_at
    assert reviewed.reviewed_at >= now
    assert entries(installation, "user_reviewed") == by_administration("receiver: agency health")
    assert sessions.find_open(installation.own, session), "a review ends no session"
