"""Nobody but the administration does anything on the page of users, and one of it is always left."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from screen.sections.administration import user_acts
from screen.sign_in import form
from store.errors import OwnDatabaseUnusable
from store.own import chain, sessions
from store.own.users import User, add_users, change_user, find_user, read_users
from tests.screen.sections.administration.users_page import (
    BY_NAME,
    button,
    entries,
    fields,
    opened,
    press,
    typed,
)
from tests.screen.visits import HASH, LONG_AGO, Installation, Visitor

pytestmark = pytest.mark.usefixtures("users_page")
SECOND = User("second", "Second administrator", "administration", HASH, LONG_AGO)


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


@pytest.mark.parametrize("place", ["add", "change", "password", "review", "unlock", "end", "remove"])
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
    assert "You do not have access to this view" in visitor.html
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
    assert entries(installation, "refused") == [], "Streamlit reads it as nothing chosen, or as what was chosen before"
