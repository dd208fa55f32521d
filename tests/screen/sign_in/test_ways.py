"""The sign-in page where there are other ways in, and what those who came by one see."""

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from screen.frame import services
from screen.language.words import speak
from screen.sign_in import form, ways
from screen.sign_in.arrivals import SAID_COOKIE, Said
from screen.sign_in.session import COOKIE
from store.own import identities
from store.own.database import transaction
from store.own.identities import Arrival
from store.own.users import User
from tests.providers import SECRET, SETTINGS
from tests.screen.sign_in.cookies import cookie
from tests.screen.visits import PASSWORD, Installation, Visitor

KEY = "k" * 32
LINK = 'href="/oidc/sign-in?to='
AINO = Arrival("oidc", "https://login.example.fi 1", "aino", "Aino Virtanen", "administration")


@pytest.fixture
def with_provider(installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An installation with a provider of OpenID Connect, and the password beside it."""
    write(tmp_path, password="true")
    monkeypatch.setenv("SAUMATON_SIGN_IN_FILE", str(tmp_path / "sign_in.toml"))
    monkeypatch.setenv("SAUMATON_OIDC_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("SAUMATON_COOKIE_KEY", KEY)
    with transaction(installation.own) as connection:
        identities.add(connection, AINO, datetime.now(UTC))
    return installation


def write(folder: Path, password: str) -> None:
    said = {"issuer": "https://login.example.fi", "address": "https://saumaton.example.fi", "userinfo": "false"}
    (folder / "sign_in.toml").write_text(SETTINGS.format(password=password, **said), encoding="utf-8")


def bring(monkeypatch: pytest.MonkeyPatch, **cookies: str) -> None:
    """What the browsers of the next visitors hold."""
    monkeypatch.setattr(form, "_cookie", lambda name: cookies.get(name, ""))


@pytest.mark.usefixtures("with_provider")
def test_the_way_in_stands_beside_the_password_and_keeps_the_address() -> None:
    visitor = Visitor(region="01", period="all")
    assert visitor.sees_form
    assert f"{LINK}%2F%3Fregion%3D01%26period%3Dall" in visitor.html
    assert "Sign in with the ministry’s sign-in" in visitor.html


def test_the_password_goes_where_the_settings_say_so(with_provider: Installation, tmp_path: Path) -> None:
    assert with_provider
    write(tmp_path, password="false")
    visitor = Visitor()
    assert LINK in visitor.html
    assert not visitor.app.text_input


@pytest.mark.usefixtures("installation")
def test_without_another_way_there_is_no_link() -> None:
    assert "s-way" not in Visitor().html


def test_who_has_no_password_gets_in_with_none(with_provider: Installation) -> None:
    for password in (PASSWORD, "x"):
        visitor = Visitor().sign_in("aino", password)
        assert "Wrong user name or password." in visitor.html
    assert with_provider.log("sign_in_failed") == [("aino", "password")] * 2


@pytest.mark.usefixtures("with_provider")
@pytest.mark.parametrize("said", get_args(Said))
def test_the_page_says_how_a_sign_in_elsewhere_ended(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    speak("en")
    bring(monkeypatch, **{SAID_COOKIE: said})
    words = ways.words_of(said)
    assert words
    assert words in Visitor().html


@pytest.mark.usefixtures("with_provider")
def test_nothing_is_said_that_the_page_has_no_words_for(monkeypatch: pytest.MonkeyPatch) -> None:
    bring(monkeypatch, **{SAID_COOKIE: "<b>anything"})
    assert "anything" not in Visitor().html
    assert "s-notice" not in Visitor().html


def test_who_came_by_another_way_signs_out_there_too(
    with_provider: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user_name, way_out in (("aino", "/oidc/sign-out"), ("coordination", "")):
        bring(monkeypatch, **{COOKIE: cookie(with_provider.own, user_name, datetime.now(UTC), KEY)})
        visitor = Visitor()
        assert not visitor.sees_form
        assert ways.way_out(services.settings().sign_in, identities.way_of(with_provider.own, user_name)) == way_out


def test_who_came_by_another_way_changes_no_password(installation: Installation) -> None:
    with transaction(installation.own) as connection:
        user = identities.add(connection, AINO, datetime.now(UTC))
    assert isinstance(user, User)

    def own_password() -> None:
        from screen.frame import services
        from screen.sign_in import password
        from store.own.users import find_user

        if found := find_user(services.own(), "aino"):
            password.page(found)

    app = AppTest.from_function(own_password).run()
    assert "have no password here" in "".join(part.proto.body for part in app.get("html"))
    assert not app.text_input
