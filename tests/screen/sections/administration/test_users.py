"""The page of users: what the administration does to them is done whole and logged, or refused in words; nobody else
does anything there.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.codes import USER_ROLES
from config.vocabulary import codes
from screen.sections.administration import user_acts
from screen.sections.administration.users import ROLES
from screen.sign_in import form
from store.errors import OwnDatabaseUnusable
from store.own import chain, identities, sessions, tries
from store.own.database import transaction
from store.own.identities import Arrival
from store.own.users import User, add_users, change_user, find_user, read_users
from tests.made_cases import fill
from tests.rows import an_agency
from tests.screen.sign_in.cookies import signed_in
from tests.screen.visits import HASH, LONG_AGO, PASSWORD, USERS, Installation, Visitor
from tests.store.own.faults import gone

FIRST = "four words of no sense"
SECOND = User("second", "Second administrator", "administration", HASH, LONG_AGO)
BY_NAME = {user.user_name: user for user in USERS}


@pytest.fixture(autouse=True)
def any_page(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    """AppTest opens / alone, and there stands the page of users; the data has two agencies."""
    monkeypatch.setattr(Visitor, "door", staticmethod(_door))
    fill(sqlite_url, {"agencies": [an_agency("police"), an_agency("border")]})


def _door() -> None:
    import dashboard
    from screen.frame import shell

    shell.dress()
    shell.enter(shell.viewer(), [place for place in dashboard.more() if place.url_path == "users"], [])


def opened(user: str = "") -> Visitor:
    """The page as the administration sees it, with a user chosen."""
    return Visitor(**({"user": user} if user else {})).sign_in("administration")


def fields(visitor: Visitor, start: str) -> dict[str, Any]:
    """The fields whose key begins so, by the end of their key."""
    found = (*visitor.app.text_input, *visitor.app.selectbox)
    return {one.key.rpartition("-")[2]: one for one in found if one.key and one.key.startswith(start)}


def typed(visitor: Visitor, start: str, values: Mapping[str, str]) -> Visitor:
    """Type or choose values; the role first, because other fields follow from it."""
    for name in sorted(values, key=lambda name: name != "role"):
        fields(visitor, start)[name].set_value(values[name])
        visitor.again()
    return visitor


def press(visitor: Visitor, place: str) -> str:
    button(visitor, place).click().run()
    return visitor.html


def button(visitor: Visitor, place: str) -> Any:
    """The button of an act, on whichever user."""
    [found] = [one for one in visitor.app.button if str(one.key).startswith(f"users-{place}-")]
    return found


def add(visitor: Visitor, user_name: str = "aino", **given: str) -> str:
    """Add a user by the form."""
    values = {"role": "guest", "name": "Aino", "password": FIRST} | given
    start = "new-user-"
    next(one for one in visitor.app.text_input if str(one.key).endswith("user-name")).set_value(user_name)
    password = values.pop("password")
    typed(visitor, start, values)
    fields(visitor, start)["password"].set_value(password)
    return press(visitor, "add")


def entries(installation: Installation, event: str) -> list[tuple[str, str, str]]:
    found = installation.entries(event)
    assert all(one["address"] for one in found)
    return [(one["user_name"], one["role"], one["scope"]) for one in found]


def by_administration(scope: str) -> list[tuple[str, str, str]]:
    return [("administration", "administration", scope)]


def test_every_role_has_its_words() -> None:
    assert codes(ROLES) == USER_ROLES


def test_what_was_asked_for_is_not_done_to_another_who_is_chosen_meanwhile(installation: Installation) -> None:
    visitor = opened("agency")
    visitor.app.session_state["users-asked"] = "remove-receiver"  # as a run leaves it that another broke off
    assert "s-notice" not in visitor.again().html
    assert read_users(installation.own) == BY_NAME
    assert "users-asked" not in visitor.app.session_state


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
    assert (added.language, added.must_change) == ("sv", True)
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
    assert entries(installation, "refused") == by_administration("users/add")
    if given.get("name") != " ":
        assert fields(visitor, "new-user-")["name"].value == "Aino", "what was typed stays"


def test_without_a_role_nobody_is_added(installation: Installation) -> None:
    visitor = opened()
    next(one for one in visitor.app.text_input if str(one.key).endswith("user-name")).set_value("aino")
    fields(visitor, "new-user-")["name"].set_value("Aino")
    fields(visitor, "new-user-")["password"].set_value(FIRST)
    assert "Choose a role." in press(visitor, "add")
    assert find_user(installation.own, "aino") is None


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


@pytest.mark.parametrize("place", ["change", "password", "unlock", "end", "remove"])
def test_a_user_who_is_gone_meanwhile_can_be_given_nothing(installation: Installation, place: str) -> None:
    visitor = opened("agency")
    installation.remove("agency")
    button(visitor, place).click().run()
    assert not visitor.app.exception
    assert "Choose a user here or in the table." in visitor.html
    assert find_user(installation.own, "agency") is None


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
    assert entries(installation, "refused") == by_administration("users/password")


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


def test_the_last_of_the_administration_neither_goes_nor_gets_another_role(installation: Installation) -> None:
    visitor = opened("administration")
    assert "the last user of the administration" in press(visitor, "remove")
    assert "the last user of the administration" in press(
        typed(visitor, "user-administration-", {"role": "coordination"}), "change"
    )
    assert find_user(installation.own, "administration") == BY_NAME["administration"]
    assert entries(installation, "user_removed") == entries(installation, "user_changed") == []
    assert [scope for *_who, scope in entries(installation, "refused")] == ["users/remove", "users/change"]
    add_users(installation.own, [SECOND])
    assert "may no longer sign in" in press(opened("second"), "remove")
    add_users(installation.own, [SECOND])
    press(visitor, "remove")
    assert visitor.sees_form, "who removes themselves is out"


def demoted(installation: Installation) -> None:
    add_users(installation.own, [SECOND])
    change_user(installation.own, "administration", role="coordination")


def signed_out(installation: Installation) -> None:
    sessions.end_all(installation.own, "administration", datetime.now(UTC))


@pytest.mark.parametrize("place", ["add", "change", "password", "unlock", "end", "remove"])
@pytest.mark.parametrize("meanwhile", [demoted, signed_out])
def test_who_is_no_longer_of_the_administration_does_nothing(
    installation: Installation, meanwhile: Callable[[Installation], None], place: str
) -> None:
    visitor = typed(opened("agency"), "user-agency-", {"name": "Aino"})
    meanwhile(installation)
    before = read_users(installation.own)
    button(visitor, place).click().run()
    assert visitor.sees_form
    assert read_users(installation.own) == before


@pytest.mark.parametrize("role", ["coordination", "agency", "ministry", "guest"])
def test_another_role_sees_no_users_and_can_act_on_none(
    installation: Installation, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(user="receiver").sign_in(role)
    assert "You do not have access to this view." in visitor.html
    assert "Receiving agency" not in visitor.html
    assert not [one for one in visitor.app.button if str(one.key).startswith("users-")]
    visitor.app.session_state["users-asked"] = "remove-receiver"
    visitor.again()
    assert find_user(installation.own, "receiver")
    monkeypatch.setattr(form, "viewer", lambda _now: BY_NAME[role])
    words = user_acts.attempt("remove", lambda: user_acts.remove("receiver"))
    assert "Only the administration can do that" in words
    assert find_user(installation.own, "receiver")
    assert entries(installation, "refused") == [(role, role, "users/remove")]


def test_what_cannot_be_logged_is_not_done(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object) -> None:
        raise OwnDatabaseUnusable("full")

    visitor = opened("agency")
    with monkeypatch.context() as broken:
        broken.setattr(chain, "append", fails)
        assert "Nothing was changed" in press(visitor, "remove")
    assert find_user(installation.own, "agency") == BY_NAME["agency"]
    assert "may no longer sign in" in press(visitor, "remove")


@pytest.mark.parametrize(
    "forged", [{"role": "agency", "agency": "made up"}, {"role": "king"}, {"language": "se"}], ids=str
)
def test_what_no_list_has_changes_nothing(installation: Installation, forged: dict[str, str]) -> None:
    visitor = opened("guest")
    for name, value in forged.items():
        field = fields(visitor, "user-guest-")[name]
        sent = f"{value} ({value})" if name == "agency" else value
        field.options.append(sent)  # as a browser can send it
        field.set_value(value)
        visitor.again()
    press(visitor, "change")
    assert find_user(installation.own, "guest") == BY_NAME["guest"]
    assert entries(installation, "user_changed") == []
    assert entries(installation, "refused") == by_administration("users/change")


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


def test_of_a_user_whom_another_system_names_only_the_end_is_decided_here(installation: Installation) -> None:
    with transaction(installation.own) as connection:
        identities.add(connection, Arrival("oidc", "1", "aino", "Aino", "guest"), LONG_AGO)
    visitor = opened("aino")
    assert "Signs in by another system" in visitor.html
    assert "Change them there." in visitor.html
    assert fields(visitor, "user-aino") == {}
    assert "aino comes back with the next sign-in" in visitor.html
    session = signed_in(installation.own, "aino", datetime.now(UTC))
    assert "All sessions of aino are ended." in press(visitor, "end")
    assert sessions.find_open(installation.own, session) is None
    press(visitor, "remove")
    assert find_user(installation.own, "aino") is None
    assert identities.find(installation.own, "oidc", "1") is None
