"""A second factor: turned on with a code, asked for after the password, each code once; wrong ones are counted."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from screen.frame import services
from screen.sign_in import codes, form
from screen.sign_in.attempt import Attempt, Half, Refused, finish, sign_in, turn_factor_on
from store.own import sessions, tries
from store.own.passwords import hashed
from store.own.users import User, change_user, find_user
from tests.screen.sign_in.cookies import signed_in
from tests.screen.visits import PASSWORD, Installation, Visitor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OTHER_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.1"


def code(secret: str = SECRET, steps: int = 0) -> str:
    """The code that an app shows, or will show some steps later."""
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30 * steps))


def wrong(secret: str = SECRET) -> str:
    """A code that is right at none of the steps around now."""
    right = {code(secret, steps) for steps in range(-3, 4)}
    return next(one for one in ("000000", "111111", *map(str, range(222222, 222240))) if one not in right)


def has_factor(installation: Installation, user_name: str = "coordination", secret: str = SECRET) -> None:
    kept = codes.sealed(secret, user_name, services.key())
    change_user(installation.own, user_name, factor_secret=kept, factor_step=0)


def user(installation: Installation, user_name: str = "coordination") -> User:
    found = find_user(installation.own, user_name)
    assert found
    return found


def enter(visitor: Visitor, typed: str) -> Visitor:
    """The second step of a sign-in."""
    visitor.app.text_input(key="code").set_value(typed)
    visitor.app.button[0].click().run()
    return visitor


class OwnPage(Visitor):
    """AppTest opens / alone, and there stands the page of the second factor."""

    @staticmethod
    def door() -> None:
        from datetime import UTC, datetime

        import streamlit as st

        from screen.sign_in import form, second_factor

        st.navigation([st.Page(lambda: None, default=True)], position="hidden")
        user = form.viewer(datetime.now(UTC))
        if user:
            second_factor.page(user)
        elif form.form(""):
            st.rerun()

    def turn(self, place: str, password: str, typed: str) -> str:
        fields = {field.label: field for field in self.app.text_input}
        fields["Password"].set_value(password)
        fields["Code of six digits"].set_value(typed)
        self.app.button(key=f"factor-{place}").click().run()
        return self.html

    @property
    def secret(self) -> str:
        """The key as it stands on the page."""
        [grouped] = re.findall(r"<b>((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})</b>", self.html)
        return str(grouped).replace(" ", "")


def test_a_second_factor_is_turned_on_asked_for_and_turned_off(installation: Installation) -> None:
    visitor = OwnPage().sign_in("coordination")
    other = signed_in(installation.own, "coordination", datetime.now(UTC))
    assert isinstance(visitor, OwnPage)
    secret = visitor.secret
    assert visitor.again().html.count("<img") == 1
    assert visitor.secret == secret, "the key stays until it is used"
    assert "Your second factor is on." in visitor.turn("on", PASSWORD, code(secret))
    assert sessions.find_open(installation.own, other) is None
    assert secret not in str(user(installation).factor_secret)
    assert secret not in visitor.html
    assert installation.log("factor_set") == [("coordination", "")]
    asked = Visitor(period="all").sign_in("coordination")
    assert "Enter the code" in asked.html
    assert not asked.sees_figures
    assert asked.app.text_input[0].proto.autocomplete == "one-time-code"
    assert enter(asked, code(secret, 1)).sees_figures
    assert asked.address == {"period": ["all"]}
    change_user(installation.own, "coordination", factor_step=0)
    visitor = OwnPage().sign_in("coordination")
    assert isinstance(visitor, OwnPage)
    enter(visitor, code(secret))
    assert "Your second factor is off." in visitor.turn("off", PASSWORD, code(secret, 1))
    assert user(installation).factor_secret is None
    assert installation.log("factor_removed") == [("coordination", "")]
    assert Visitor().sign_in("coordination").sees_figures
    assert visitor.secret != secret, "the next key is another"


@pytest.mark.parametrize(
    ("password", "typed", "words"),
    [
        ("", code, "Enter your password and the code."),
        (PASSWORD, lambda _secret: " ", "Enter your password and the code."),
        ("wrong horse", code, "Wrong user name or password."),
        (PASSWORD, wrong, "Wrong code"),
        (PASSWORD, lambda _secret: code(OTHER_SECRET), "Wrong code"),
    ],
)
def test_without_password_and_code_nothing_is_turned_on_or_off(
    installation: Installation, password: str, typed: Callable[[str], str], words: str
) -> None:
    visitor = OwnPage().sign_in("coordination")
    assert isinstance(visitor, OwnPage)
    assert words in visitor.turn("on", password, typed(visitor.secret))
    assert user(installation).factor_secret is None
    has_factor(installation)
    enter(visitor.again().sign_in("coordination"), code())
    before = user(installation).factor_secret
    assert words in visitor.turn("off", password, typed(SECRET))
    assert user(installation).factor_secret == before


def test_one_that_is_on_is_not_replaced_in_another_tab(installation: Installation) -> None:
    has_factor(installation)
    with pytest.raises(Refused):
        turn_factor_on(Attempt("coordination", PASSWORD, HOME, "mine", code(OTHER_SECRET)), OTHER_SECRET)
    assert codes.opened(str(user(installation).factor_secret), "coordination", services.key()) == SECRET


def test_a_code_is_good_once_and_none_before_it_after(installation: Installation) -> None:
    has_factor(installation)
    assert enter(Visitor().sign_in("coordination"), code()).sees_figures
    for typed in (code(), code(steps=-1)):
        visitor = enter(Visitor().sign_in("coordination"), typed)
        assert "Wrong code, or one that was used before." in visitor.html
        assert not visitor.sees_figures
    assert installation.log("code_wrong") == [("coordination", "code")] * 2
    assert enter(Visitor().sign_in("coordination"), code(steps=1)).sees_figures
    assert len(installation.log("sign_in")) == 2


def test_the_code_of_another_user_is_wrong(installation: Installation) -> None:
    has_factor(installation)
    has_factor(installation, "agency", OTHER_SECRET)
    assert "Wrong code" in enter(Visitor().sign_in("coordination"), code(OTHER_SECRET)).html
    taken = user(installation, "agency").factor_secret
    change_user(installation.own, "coordination", factor_secret=taken)
    assert "Wrong code" in enter(Visitor().sign_in("coordination"), code(OTHER_SECRET)).html, "a row that was copied"


def test_wrong_codes_slow_down_and_a_right_password_does_not_forgive_them(installation: Installation) -> None:
    has_factor(installation)
    visitor = Visitor().sign_in("coordination")
    for _ in range(4):
        assert "Wait 30 s" not in enter(visitor, wrong()).html
        visitor = Visitor().sign_in("coordination")
    assert "Wait 30 s" in enter(visitor, wrong()).html
    visitor = enter(Visitor().sign_in("coordination"), code())
    assert "Too many wrong codes. Wait" in visitor.html
    assert not visitor.sees_figures
    assert installation.log("sign_in_locked") == [("coordination", "code")]
    tries.unlock(installation.own, "coordination")
    assert enter(visitor, code()).sees_figures


def test_who_knows_the_password_and_guesses_codes_keeps_nobody_out_who_comes_with_a_known_device(
    installation: Installation,
) -> None:
    own = Attempt("coordination", PASSWORD, HOME, "mine")
    assert not isinstance(sign_in(own), Half)
    has_factor(installation)
    looked_at = 0
    for number in range(30):
        theirs = Attempt("coordination", PASSWORD, ELSEWHERE, f"theirs {number}", wrong())
        half = sign_in(theirs)
        assert isinstance(half, Half)
        with pytest.raises(Refused) as refused:
            finish(half, theirs)
        looked_at += not refused.value.too_soon
    assert 5 <= looked_at <= 7
    half = sign_in(own)
    assert isinstance(half, Half)
    assert finish(half, Attempt("coordination", "", HOME, "mine", code())).user_name == "coordination"


@pytest.mark.parametrize("meanwhile", ["late", "password", "factor", "off", "removed"])
def test_half_a_sign_in_ends_with_its_time_and_its_secrets(
    installation: Installation, meanwhile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_factor(installation)
    visitor = Visitor().sign_in("coordination")
    match meanwhile:
        case "late":
            monkeypatch.setattr("screen.sign_in.attempt.HALF_LASTS", timedelta(0))
        case "password":
            change_user(installation.own, "coordination", password_hash=hashed("another horse battery", ""))
        case "factor":
            has_factor(installation)
        case "off":
            change_user(installation.own, "coordination", factor_secret=None, factor_step=None)
        case "removed":
            installation.remove("coordination")
    assert "The code came too late. Sign in again." in enter(visitor, code()).html
    assert visitor.sees_form
    assert installation.log("sign_in") == []


def test_after_the_password_alone_no_run_shows_anything_and_one_may_begin_anew(installation: Installation) -> None:
    has_factor(installation)
    visitor = Visitor().sign_in("coordination")
    assert not visitor.again().sees_figures
    assert form.SESSION not in visitor.app.session_state
    assert "Enter the code." in enter(visitor, "  ").html
    assert len(installation.log("code_wrong")) == 0
    visitor.app.button[1].click().run()
    assert visitor.sees_form
    assert Visitor().sign_in("agency").sees_figures


def test_with_another_cookie_key_no_code_is_right(installation: Installation, caplog: pytest.LogCaptureFixture) -> None:
    change_user(
        installation.own,
        "coordination",
        factor_secret=codes.sealed(SECRET, "coordination", "another key" * 5),
        factor_step=0,
    )
    assert "Wrong code" in enter(Visitor().sign_in("coordination"), code()).html
    assert "the cookie key is another" in caplog.text


@pytest.mark.parametrize(("required", "asked"), [("coordination, agency", True), ("all", True), ("agency", False)])
def test_who_needs_a_second_factor_sees_nothing_before_it_is_on(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, required: str, asked: bool
) -> None:
    monkeypatch.setenv("SAUMATON_SECOND_FACTOR", required)
    visitor = Visitor(period="all").sign_in("coordination")
    assert visitor.sees_figures != asked
    assert ("Users of your role need one" in visitor.html) == asked
    if asked:
        assert not visitor.again().sees_figures
        assert OwnPage.turn(visitor, "on", PASSWORD, code(OwnPage.secret.fget(visitor)))  # type: ignore
        assert visitor.sees_figures
        assert visitor.address == {"period": ["all"]}
        assert user(installation).factor_secret


def test_a_new_password_comes_before_the_second_factor(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAUMATON_SECOND_FACTOR", "all")
    change_user(installation.own, "coordination", must_change=True)
    html = Visitor().sign_in("coordination").html
    assert "Choose a new password" in html
    assert "<img" not in html
