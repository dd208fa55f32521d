"""Sign-in through the real door: nobody sees a figure before it, and it ends when it should."""

import os
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import jwt
import pytest
from streamlit_authenticator.utilities import Hasher

from screen.sign_in import form
from store.own import access_log
from store.own.users import hashed
from tests.screen.sign_in.cookies import cookie
from tests.screen.visits import HASH, PASSWORD, Installation, Visitor

WRONG = "wrong horse battery"


def bring_cookie(monkeypatch: pytest.MonkeyPatch, user_name: str, made: datetime, key: str = "k" * 32) -> None:
    """The next visitors' browsers hold this cookie; the installation's key is 32 times k."""
    monkeypatch.setenv("SAUMATON_COOKIE_KEY", "k" * 32)
    monkeypatch.setattr(form, "_cookie", lambda: cookie(user_name, made, key))


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
    assert installation.log("sign_in") == [("coordination", "")]


@pytest.mark.usefixtures("installation")
def test_the_user_name_may_be_typed_in_capitals_and_with_spaces() -> None:
    assert not Visitor().sign_in(" Coordination ").sees_form


def test_a_wrong_password_says_so_and_shows_nothing(installation: Installation) -> None:
    visitor = Visitor().sign_in("coordination", WRONG)
    assert visitor.sees_form
    assert not visitor.sees_figures
    assert "Wrong user name or password. Four tries left before the account locks for 15 minutes." in visitor.html
    assert installation.log("sign_in_failed") == [("coordination", "")]


def test_wrong_passwords_are_counted_across_tabs(installation: Installation) -> None:
    for _ in range(2):
        Visitor().sign_in("coordination", WRONG)
    assert "Two tries left" in Visitor().sign_in("coordination", WRONG).html
    visitor = Visitor().sign_in("coordination", WRONG)
    assert "One try left" in visitor.html
    assert "the account is locked until" in visitor.sign_in("coordination", WRONG).html
    assert installation.log("sign_in_locked") == [("coordination", "")]


def test_a_locked_account_takes_not_even_the_right_password(installation: Installation) -> None:
    now = datetime.now(UTC)
    for _ in range(5):
        access_log.sign_in_failed(installation.own, "coordination", now)
    visitor = Visitor().sign_in("coordination")
    assert visitor.sees_form
    assert "the account is locked until" in visitor.html
    assert not Visitor().sign_in("agency").sees_form


def test_an_unknown_name_is_told_nothing_else_and_not_kept(installation: Installation) -> None:
    visitor = Visitor().sign_in("my secret password", WRONG)
    assert "Wrong user name or password. Four tries left" in visitor.html
    assert "Three tries left" in Visitor().sign_in("my secret password", WRONG).html
    ((logged, _), _) = installation.log("sign_in_failed")
    assert logged.startswith("unknown-")
    assert "secret" not in logged


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
def test_a_changed_role_holds_at_the_next_run(installation: Installation, role: str) -> None:
    visitor = Visitor().sign_in("agency")
    assert visitor.sees_figures
    installation.make("agency", role)
    assert not visitor.again().sees_figures
    assert {"guest": "You do not have access to this view.", "administration": "Your role sees no"}[
        role
    ] in visitor.html


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("role", ["administration", "guest"])
def test_who_may_see_no_figures_sees_none(role: str) -> None:
    visitor = Visitor(region="unknown").sign_in(role)
    assert not visitor.sees_form
    assert not visitor.sees_figures
    assert not visitor.app.multiselect
    assert ("You do not have access to this view." in visitor.html) == (role == "guest")
    assert "Ask your agency’s administrator" not in visitor.html
    assert {"administration": "manage.py users", "guest": "follow a meeting"}[role] in visitor.html


def test_a_sign_out_elsewhere_ends_this_tab_at_its_next_run(installation: Installation) -> None:
    visitor = Visitor().sign_in("coordination")
    access_log.write(installation.own, "agency", "sign_out", datetime.now(UTC))
    assert not visitor.again().sees_form
    access_log.write(installation.own, "coordination", "sign_out", datetime.now(UTC))
    assert visitor.again().sees_form
    assert not visitor.sees_figures
    assert not visitor.sign_in("coordination").sees_form


def test_a_nonsense_users_file_lets_nobody_in_or_stay(installation: Installation) -> None:
    visitor = Visitor().sign_in("coordination")
    installation.users_file.write_text("credentials: nonsense", encoding="utf-8")
    assert "Saumaton is not ready." in visitor.again().html
    assert not visitor.sees_figures
    assert str(installation.users_file) not in visitor.html
    assert "Saumaton is not ready." in Visitor().sign_in("coordination").html


def test_without_an_access_log_nobody_gets_in(installation: Installation) -> None:
    installation.own.dispose()
    os.remove(str(installation.own.url.database))
    visitor = Visitor().sign_in("coordination")
    assert "Nobody can sign in now, because it cannot be logged." in visitor.html
    assert not visitor.sees_figures


@pytest.mark.usefixtures("installation")
def test_a_cookie_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    bring_cookie(monkeypatch, "coordination", datetime.now(UTC) - timedelta(hours=11))
    assert Visitor().sees_figures


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize(
    ("user_name", "hours_ago", "key"),
    [
        ("coordination", 13, "k" * 32),
        ("coordination", 1, "l" * 32),
        ("nobody", 1, "k" * 32),
        ("coordination", -1, "k" * 32),
    ],
    ids=["old", "forged", "of nobody", "of the future"],
)
def test_a_cookie_that_proves_nothing_signs_nobody_in(
    monkeypatch: pytest.MonkeyPatch, user_name: str, hours_ago: int, key: str
) -> None:
    bring_cookie(monkeypatch, user_name, datetime.now(UTC) - timedelta(hours=hours_ago), key)
    visitor = Visitor()
    assert visitor.sees_form
    assert not visitor.sees_figures


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("content", ["", "nonsense", "a.b.c", "é"])
def test_a_nonsense_cookie_is_no_cookie(monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    monkeypatch.setattr(form, "_cookie", lambda: content)
    assert Visitor().sees_form


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("token", [{}, {"username": "coordination"}, {"username": "coordination", "exp_date": "soon"}])
def test_a_cookie_without_its_parts_is_no_cookie(monkeypatch: pytest.MonkeyPatch, token: dict[str, str]) -> None:
    monkeypatch.setenv("SAUMATON_COOKIE_KEY", "k" * 32)
    monkeypatch.setattr(form, "_cookie", lambda: jwt.encode(token, "k" * 32, algorithm="HS256"))
    assert Visitor().sees_form


def test_a_sign_out_ends_the_cookies_from_before_it(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    access_log.write(installation.own, "coordination", "sign_out", now - timedelta(minutes=1))
    bring_cookie(monkeypatch, "coordination", now - timedelta(minutes=2))
    assert Visitor().sees_form
    bring_cookie(monkeypatch, "coordination", now)
    assert Visitor().sees_figures


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
    assert checked.split("$")[2] == hashed(PASSWORD).split("$")[2]
