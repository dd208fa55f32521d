"""Sign-in through the real door: nobody sees a figure before it, and it ends when it should."""

import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import jwt
import pytest
from sqlalchemy import select, update
from streamlit_authenticator.utilities import Hasher

from screen.sign_in import form
from screen.sign_in import session as session_module
from screen.sign_in.session import COOKIE, signed, signed_device
from store.own import access_log, sessions
from store.own import tables as own_tables
from store.own.passwords import hashed
from store.own.users import change_user
from tests.screen.sign_in.cookies import cookie, signed_in
from tests.screen.visits import HASH, PASSWORD, Installation, Visitor

WRONG = "wrong horse battery"


KEY = "k" * 32


def bring_cookie(monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    """The next visitors' browsers hold this cookie, or have this in its place; the installation's key is KEY."""
    monkeypatch.setenv("SAUMATON_COOKIE_KEY", KEY)
    monkeypatch.setattr(form, "_cookie", lambda name: content if name == COOKIE else "")


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("parameters", [{}, {"region": "01"}, {"region": "nonsense"}])
def test_nobody_sees_the_form_and_no_figure(parameters: dict[str, str]) -> None:
    visitor = Visitor(**parameters)
    assert visitor.sees_form
    assert not visitor.sees_figures


def test_after_sign_in_the_address_is_as_it_was(installation: Installation) -> None:
    visitor = Visitor(region=["unknown"], period="all").sign_in("coordination")
    assert not visitor.sees_form
    assert visitor.address == {"region": ["unknown"], "period": ["all"]}
    assert "All time" in visitor.html
    assert installation.log("sign_in") == [("coordination", "password")]


@pytest.mark.usefixtures("installation")
def test_the_user_name_may_be_typed_in_capitals_and_with_spaces() -> None:
    assert not Visitor().sign_in(" Coordination ").sees_form


def test_a_wrong_password_says_so_and_shows_nothing(installation: Installation) -> None:
    visitor = Visitor().sign_in("coordination", WRONG)
    assert visitor.sees_form
    assert not visitor.sees_figures
    assert "Wrong user name or password." in visitor.html
    assert "Wait" not in visitor.html
    assert installation.log("sign_in_failed") == [("coordination", "password")]


def test_wrong_passwords_are_counted_across_tabs_and_slow_down(installation: Installation) -> None:
    for _ in range(4):
        assert "Wait" not in Visitor().sign_in("coordination", WRONG).html
    assert "Wrong user name or password. Wait 30 s, then try again." in Visitor().sign_in("coordination", WRONG).html
    visitor = Visitor().sign_in("coordination")
    assert visitor.sees_form
    assert re.search(r"Too many wrong passwords\. Wait \d+ s, then try again\.", visitor.html)
    assert not Visitor().sign_in("agency").sees_form
    assert installation.log("sign_in_locked") == [("coordination", "password")]
    assert len(installation.log("sign_in_failed")) == 5


def test_who_comes_with_a_device_that_is_known_need_not_wait_for_others(installation: Installation) -> None:
    known = Visitor().sign_in("coordination")
    for _ in range(6):
        Visitor().sign_in("coordination", WRONG)
    assert Visitor().sign_in("coordination").sees_form
    access_log.write(installation.own, "coordination", "sign_out", datetime.now(UTC))
    sessions.end_all(installation.own, "coordination", datetime.now(UTC))
    assert known.again().sees_form
    assert not known.sign_in("coordination").sees_form


def test_an_unknown_name_is_told_nothing_else_and_not_kept(installation: Installation) -> None:
    said = [Visitor().sign_in(name, WRONG).html for name in ["my secret password"] * 6 + ["coordination"] * 6]
    assert [re.sub(r"\d+ s", "", one) for one in said[:6]] == [re.sub(r"\d+ s", "", one) for one in said[6:]]
    logged = {name for name, _ in installation.log("sign_in_failed")} - {"coordination"}
    [unknown] = logged
    assert unknown.startswith("unknown-")
    with installation.own.connect() as connection:
        kept = [*connection.execute(select(own_tables.tries.c.counted_under)).scalars()]
    assert not any("secret" in name for name in [unknown, *kept])


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("password", ["x" * 73, "ä" * 37, "\x00" * 12, "\ud800" * 12])
def test_a_password_that_bcrypt_cannot_take_is_just_wrong(password: str) -> None:
    if password.startswith("\ud800"):
        password = password.encode(errors="replace").decode()
    for user_name in ("coordination", "nobody"):
        assert "Wrong user name or password" in Visitor().sign_in(user_name, password).html


def test_an_empty_form_counts_as_no_try(installation: Installation) -> None:
    assert "Enter your user name and your password." in Visitor().sign_in("coordination", "").html
    assert installation.log("sign_in_failed") == []


def test_a_removed_user_ends_at_the_gate_at_the_next_run(installation: Installation) -> None:
    visitor = Visitor().sign_in("coordination")
    installation.remove("coordination")
    assert visitor.again().sees_form
    assert not visitor.sees_figures
    assert "You were signed out." in visitor.html


@pytest.mark.parametrize("role", ["guest", "administration"])
def test_a_changed_role_ends_the_session_at_the_next_run(installation: Installation, role: str) -> None:
    visitor = Visitor().sign_in("agency")
    assert visitor.sees_figures
    installation.make("agency", role)
    assert visitor.again().sees_form
    assert not visitor.sees_figures
    visitor.sign_in("agency")
    assert not visitor.sees_figures
    said = {"guest": "You do not have access to this view", "administration": "Your role sees no"}
    assert said[role] in visitor.html


def test_a_new_password_ends_the_session_and_a_new_name_does_not(installation: Installation) -> None:
    visitor = Visitor().sign_in("agency")
    change_user(installation.own, "agency", name="Another name", language="en")
    assert visitor.again().sees_figures
    change_user(installation.own, "agency", password_hash=hashed("another horse battery", "agency"))
    assert visitor.again().sees_form


def test_a_session_ends_when_nobody_clicks_and_when_it_is_old(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAUMATON_IDLE_MINUTES", "30")
    monkeypatch.setenv("SAUMATON_SESSION_HOURS", "2")
    idle, old = Visitor().sign_in("agency"), Visitor().sign_in("coordination")
    now = datetime.now(UTC)
    _set_back(installation, "agency", clicked_at=now - timedelta(minutes=29))
    assert idle.again().sees_figures
    _set_back(installation, "agency", clicked_at=now - timedelta(minutes=31))
    assert idle.again().sees_form
    session = old.app.session_state[form.SESSION]
    monkeypatch.setattr(session_module, "is_of_time", lambda one, *_: one != session)
    assert old.again().sees_form


def _set_back(installation: Installation, user_name: str, **moments: datetime) -> None:
    rows = own_tables.sessions
    with installation.own.begin() as connection:
        connection.execute(update(rows).where(rows.c.user_name == user_name).values(moments))


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("role", ["administration", "guest"])
def test_who_may_see_no_figures_sees_none(role: str) -> None:
    visitor = Visitor(region="unknown").sign_in(role)
    assert not visitor.sees_form
    assert not visitor.sees_figures
    assert not visitor.app.multiselect
    assert ("You do not have access to this view" in visitor.html) == (role == "guest")
    assert "Ask your agency’s administrator" not in visitor.html
    assert {"administration": "manage.py log verify", "guest": "guests see no figures and no meetings"}[
        role
    ] in visitor.html


def test_a_sign_out_elsewhere_ends_this_tab_at_its_next_run(installation: Installation) -> None:
    visitor = Visitor().sign_in("coordination")
    sessions.end_all(installation.own, "agency", datetime.now(UTC))
    assert not visitor.again().sees_form
    sessions.end_all(installation.own, "coordination", datetime.now(UTC))
    assert visitor.again().sees_form
    assert not visitor.sees_figures
    assert not visitor.sign_in("coordination").sees_form


def test_without_an_access_log_nobody_gets_in(installation: Installation) -> None:
    installation.own.dispose()
    os.remove(str(installation.own.url.database))
    visitor = Visitor().sign_in("coordination")
    assert "Nobody can sign in now, because it cannot be logged." in visitor.html
    assert not visitor.sees_figures


def test_a_cookie_signs_in(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_cookie(monkeypatch, cookie(installation.own, "coordination", datetime.now(UTC) - timedelta(minutes=59), KEY))
    assert Visitor().sees_figures


@pytest.mark.parametrize(("hours_ago", "key"), [(13, KEY), (0, "l" * 32), (-1, KEY)], ids=["old", "forged", "to come"])
def test_a_cookie_that_proves_nothing_signs_nobody_in(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, hours_ago: int, key: str
) -> None:
    since = datetime.now(UTC) - timedelta(hours=hours_ago)
    bring_cookie(monkeypatch, cookie(installation.own, "coordination", since, key))
    _set_back(installation, "coordination", clicked_at=datetime.now(UTC))
    visitor = Visitor()
    assert visitor.sees_form
    assert not visitor.sees_figures


def test_a_cookie_of_no_session_signs_nobody_in(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """However well it is signed: of none that ever was, of a user who is not there, of another user or beginning."""
    now = datetime.now(UTC)
    there = signed_in(installation.own, "coordination", now)
    bring_cookie(monkeypatch, signed("session", there, KEY))
    assert Visitor().sees_figures
    for other in (
        replace(there, id="made up"),
        replace(there, user_name="nobody"),
        replace(there, user_name="agency"),
        replace(there, since=now - timedelta(minutes=1)),
    ):
        bring_cookie(monkeypatch, signed("session", other, KEY))
        assert Visitor().sees_form


def test_nothing_else_that_is_signed_is_a_cookie(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    there = signed_in(installation.own, "coordination", datetime.now(UTC))
    for content in (signed("ticket", there, KEY), signed_device(there.id, KEY)):
        bring_cookie(monkeypatch, content)
        assert Visitor().sees_form


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("content", ["", "nonsense", "a.b.c", "é", "\x00"])
def test_a_nonsense_cookie_is_no_cookie(monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    bring_cookie(monkeypatch, content)
    assert Visitor().sees_form


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("token", [{}, {"sub": "coordination"}, {"sub": "agency", "jti": "x", "since": "soon"}])
def test_a_cookie_without_its_parts_is_no_cookie(monkeypatch: pytest.MonkeyPatch, token: dict[str, str]) -> None:
    for told in (token, {**token, "aud": "session"}):
        bring_cookie(monkeypatch, jwt.encode(told, KEY, algorithm="HS256"))
        assert Visitor().sees_form


def test_a_sign_out_ends_the_cookies_from_before_it(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    before, after = (cookie(installation.own, "coordination", now - timedelta(minutes=ago), KEY) for ago in (2, 0))
    sessions.end_all(installation.own, "coordination", now - timedelta(minutes=1))
    bring_cookie(monkeypatch, before)
    assert Visitor().sees_form
    bring_cookie(monkeypatch, after)
    assert Visitor().sees_figures


def test_what_was_due_to_be_issued_ends_with_the_session(installation: Installation) -> None:
    visitor = Visitor().sign_in("coordination")
    assert ticket(visitor)
    sessions.end_all(installation.own, "coordination", datetime.now(UTC))
    assert visitor.again().sees_form
    assert ticket(visitor) == ""


def ticket(visitor: Visitor) -> str:
    """What the page is to bring to the server for a cookie."""
    [component] = [one for one in visitor.app.get("bidi_component") if "cookie" in one.proto.id]
    due: list[str] = json.loads(component.proto.json)["due"]
    return due[0]


@pytest.mark.usefixtures("installation")
def test_the_password_is_checked_once_and_not_at_each_run(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = Mock(side_effect=Hasher.check_pw)
    monkeypatch.setattr(Hasher, "check_pw", checks)
    Visitor().sign_in("coordination").again().again()
    checks.assert_called_once_with(PASSWORD, HASH)


@pytest.mark.usefixtures("installation")
def test_an_unknown_name_takes_as_long_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = Mock(return_value=False)
    monkeypatch.setattr(Hasher, "check_pw", checks)
    Visitor().sign_in("nobody")
    ((_, checked),) = (call.args for call in checks.call_args_list)
    assert checked.split("$")[2] == hashed(PASSWORD, "").split("$")[2]
