"""The page of users says who may sign in, and adds another whole, or refuses in words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.codes import USER_ROLES
from config.vocabulary import codes
from screen.sections.administration.users import ROLES
from store.own import tries
from store.own.users import change_user, find_user, read_users
from tests.screen.sections.administration.users_page import (
    FIRST,
    add,
    by_administration,
    entries,
    fields,
    opened,
    press,
)
from tests.screen.visits import Installation, Visitor
from tests.store.own.faults import gone

pytestmark = pytest.mark.usefixtures("users_page")


def test_every_role_has_its_words() -> None:
    assert codes(ROLES) == USER_ROLES


def test_the_table_says_who_may_sign_in_as_what_and_what_keeps_them_out(installation: Installation) -> None:
    now = datetime.now(UTC)
    change_user(installation.own, "guest", must_change=True)
    for _ in range(5):
        tries.take(installation.own, tries.counters("ministry", "10.1.1.1", None)[:1], now)
    html = opened().html
    assert "6 users may sign in" in html
    rows = {row.split("</th>")[0]: row for row in html.split('<th scope="row">')[1:]}
    [agency], [guest], [ministry], [own] = (
        [row for name, row in rows.items() if f">{user}<" in name]
        for user in ("agency", "guest", "ministry", "administration")
    )
    assert all(words in agency for words in ("Agency", "police", "Never", ">0<"))
    assert "Has to choose another password" in guest
    assert "Has to wait until" in ministry
    assert "Has to wait until" not in agency
    assert "Never" not in own
    assert ">1<" in own
    assert "$2b$" not in html


def test_a_user_is_added_who_then_has_to_choose_another_password(installation: Installation) -> None:
    visitor = opened()
    assert "aino may sign in" in add(visitor, " Aino ", role="agency", agency="border", language="sv")
    added = find_user(installation.own, "aino")
    assert added
    assert (added.name, added.role, added.agency, added.ministry) == ("Aino", "agency", "border", None)
    assert (added.language, added.must_change, added.reviewed_by) == ("sv", True, "administration")
    assert entries(installation, "user_added") == by_administration("aino: agency border")
    assert "7 users may sign in" in visitor.html
    assert fields(visitor, "new-user-")["name"].value == "", "the form is a new one"
    assert fields(visitor, "new-user-")["password"].value == ""
    assert "Somebody else set" in Visitor(lang="en").sign_in("aino", FIRST).html


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"user_name": "Aino Virtanen"}, "A user name is 1 to 64"),
        ({"user_name": ""}, "A user name is 1 to 64"),
        ({"user_name": "unknown-1"}, "The access log uses this name itself."),
        ({"user_name": "agency"}, "There is a user of this name already."),
        ({"name": " "}, "Enter a name to greet with"),
        ({"role": "agency"}, "Choose the agency."),
        ({"role": "ministry"}, "Choose the ministry."),
        ({"password": "short"}, "needs at least 8 characters"),
        ({"password": "password1"}, "one of the commonest"),
        ({"password": "aino and more words"}, "holds the user name"),
    ],
)
def test_a_user_that_makes_no_sense_is_not_added(installation: Installation, given: dict[str, str], words: str) -> None:
    before = read_users(installation.own)
    visitor = opened()
    assert words in add(visitor, **given)
    assert read_users(installation.own) == before
    assert entries(installation, "user_added") == []
    assert entries(installation, "refused") == [], "a slip is none"
    if given.get("name") != " ":
        assert fields(visitor, "new-user-")["name"].value == "Aino", "what was typed stays"


def test_without_a_role_nobody_is_added(installation: Installation) -> None:
    visitor = opened()
    next(one for one in visitor.app.text_input if str(one.key).endswith("user-name")).set_value("aino")
    fields(visitor, "new-user-")["name"].set_value("Aino")
    fields(visitor, "new-user-")["password"].set_value(FIRST)
    assert "Choose a role." in press(visitor, "add")
    assert find_user(installation.own, "aino") is None


def test_users_that_cannot_be_read_are_said_not_to_be(installation: Installation, tmp_path: Path) -> None:
    visitor = opened()
    with gone(tmp_path / "own.sqlite"):
        assert "The users cannot be read now." in visitor.again().html
    assert "6 users may sign in" in visitor.again().html


@pytest.mark.parametrize(
    ("language", "words"), [("fi", "6 käyttäjää voi kirjautua"), ("sv", "6 användare kan logga in")]
)
def test_the_page_is_there_in_other_languages(installation: Installation, language: str, words: str) -> None:
    assert words in Visitor(lang=language, user="agency").sign_in("administration").html
