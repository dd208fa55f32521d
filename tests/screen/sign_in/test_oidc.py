"""What the callback believes: an ID token that the provider signed, for us, now, in answer to this question, once."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.testclient import TestClient

from screen.frame import services
from screen.sign_in import oidc
from screen.sign_in.arrivals import SAID_COOKIE
from screen.sign_in.session import COOKIE, DEVICE_COOKIE, unsealed
from store.own import sessions, users
from tests.providers import SECRET, SETTINGS
from tests.screen.visits import Installation
from tests.store.own.faults import gone

KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
ADDRESS = "http://localhost:1"


@dataclass
class Liar:
    """A provider that gives for every code, however often, the ID token that a test wants."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode(claims, KEY, "RS256", headers={"kid": "1"})
    algorithms: tuple[str, ...] = ("RS256",)
    nonce: str = ""
    verifier: str = ""

    def metadata(self) -> dict[str, Any]:
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        found: dict[str, Any] = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in ends.items()}
        algorithms = {"id_token_signing_alg_values_supported": list(self.algorithms)}
        return {**found, **algorithms, "issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}

    def token(self) -> dict[str, Any]:
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": "saumaton", "sub": "1", "iat": now, "exp": now + 60, "nonce": self.nonce}
        usual |= {"preferred_username": "aino", "name": "Aino", "groups": "coordination"}
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.sign(claims)}


@pytest.fixture
def liar() -> Iterator[Liar]:
    said = Liar()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys = {"keys": [{**RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "1"}]}
            self.answer({"/keys": keys, "/userinfo": said.userinfo}.get(self.path, said.metadata()))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            said.verifier = parse_qs(body)["code_verifier"][0]
            self.answer(said.token())

        def answer(self, content: dict[str, Any]) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    said.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield said
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser(
    installation: Installation, liar: Liar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    assert installation
    file = tmp_path / "sign_in.toml"
    file.write_text(SETTINGS.format(password="true", userinfo="true", issuer=liar.issuer, address=ADDRESS))
    monkeypatch.setenv("SAUMATON_SIGN_IN_FILE", str(file))
    monkeypatch.setenv("SAUMATON_OIDC_CLIENT_SECRET", SECRET)
    liar.userinfo = {"sub": "1"}
    with TestClient(Starlette(routes=oidc.ROUTES), follow_redirects=False) as client:
        yield client


def answer(browser: TestClient, liar: Liar) -> str:
    """Begin a sign-in, and the address to which the provider sends the browser back."""
    asked = {
        name: one[0] for name, one in parse_qs(urlsplit(browser.get(oidc.BEGIN).headers["location"]).query).items()
    }
    assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == ("saumaton", "code", "S256")
    assert asked["redirect_uri"] == ADDRESS + oidc.CALLBACK
    liar.nonce = asked["nonce"]
    return f"{oidc.CALLBACK}?code=c&state={asked['state']}"


def come(browser: TestClient, liar: Liar) -> httpx2.Response:
    return browser.get(answer(browser, liar))


def test_who_is_named_gets_a_session_of_ours(browser: TestClient, liar: Liar, installation: Installation) -> None:
    found = come(browser, liar)
    assert (found.status_code, found.headers["location"]) == (303, "/")
    assert {COOKIE, DEVICE_COOKIE, oidc.TOKEN_COOKIE} <= set(browser.cookies)
    assert oidc.BEGUN_COOKIE not in browser.cookies
    [open_one] = sessions.read_open(installation.own).values()
    assert (open_one.user.user_name, open_one.user.role) == ("aino", "coordination")
    assert installation.log("sign_in") == [("aino", "OpenID Connect")]
    [(key, _)] = sessions.read_open(installation.own).items()
    since = open_one.clicked_at
    assert not sessions.take_cookie(installation.own, sessions.Session(key, "aino", since))  # it was given
    assert len(liar.verifier) >= 43  # RFC 7636, 4.1


def test_what_is_kept_comes_back_to_the_callback_alone_and_over_tls_alone(browser: TestClient, liar: Liar) -> None:
    """From another site, as the provider sends the browser; what a session is made of never does."""
    kept = SimpleCookie(browser.get(f"https://testserver{oidc.BEGIN}").headers["set-cookie"])[oidc.BEGUN_COOKIE]
    assert (kept["path"], kept["samesite"], kept["httponly"], kept["secure"]) == (oidc.CALLBACK, "lax", True, True)
    browser.cookies.set(oidc.BEGUN_COOKIE, kept.value)
    liar.nonce = unsealed(kept.value, services.key(), "oidc")["nonce"]
    state = unsealed(kept.value, services.key(), "oidc")["state"]
    given: SimpleCookie = SimpleCookie()
    for header in browser.get(f"https://testserver{oidc.CALLBACK}?code=c&state={state}").headers.get_list("set-cookie"):
        given.load(header)
    for name, path in ((COOKIE, "/"), (DEVICE_COOKIE, "/"), (oidc.TOKEN_COOKIE, oidc.END)):
        one = given[name]
        assert (one["path"], one["samesite"], one["httponly"], one["secure"]) == (path, "strict", True, True)


LIES: dict[str, dict[str, Any]] = {
    "of another issuer": {"iss": "https://evil.example"},
    "of no issuer": {"iss": None},
    "for another client": {"aud": "another"},
    "for several, by another": {"aud": ["saumaton", "another"], "azp": "another"},
    "for others, by us": {"aud": ["a", "b"], "azp": "saumaton"},
    "for another, by us": {"aud": "another", "azp": "saumaton"},
    "for nobody": {"aud": None},
    "for an empty list": {"aud": [], "azp": "saumaton"},
    "for an empty name": {"aud": "", "azp": "saumaton"},
    "too old": {"exp": 1},
    "without an end": {"exp": None},
    "of tomorrow": {"iat": 4102444800, "exp": 4102444900},
    "with another nonce": {"nonce": "another"},
    "without a nonce": {"nonce": None},
    "of nobody": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_an_id_token_that_is_not_for_this_is_refused(
    browser: TestClient, liar: Liar, installation: Installation, lie: dict[str, Any]
) -> None:
    liar.claims = lie
    come(browser, liar)
    assert browser.cookies.get(SAID_COOKIE) == "failed"
    assert COOKIE not in browser.cookies
    assert installation.log("sign_in_failed") == [("unknown", "OpenID Connect: failed")]


SIGNED: dict[str, Callable[[dict[str, Any]], str]] = {
    "by another key": lambda claims: jwt.encode(claims, OTHER_KEY, "RS256", headers={"kid": "1"}),
    "by an unknown key": lambda claims: jwt.encode(claims, OTHER_KEY, "RS256", headers={"kid": "2"}),
    "not at all": lambda claims: jwt.encode(claims, "", "none"),
    "by our own secret": lambda claims: jwt.encode(claims, SECRET * 2, "HS256"),
    "as no token": lambda _claims: "nonsense",
}


@pytest.mark.parametrize("sign", SIGNED.values(), ids=SIGNED)
def test_an_id_token_that_the_provider_did_not_sign_is_refused(
    browser: TestClient, liar: Liar, sign: Callable[[dict[str, Any]], str]
) -> None:
    """Also where it says itself that it signs so."""
    liar.sign, liar.algorithms = sign, ("none", "HS256", "RS256")
    come(browser, liar)
    assert browser.cookies.get(SAID_COOKIE) == "failed"
    assert COOKIE not in browser.cookies


def test_an_answer_is_good_once_even_where_the_provider_would_give_more(
    browser: TestClient, liar: Liar, installation: Installation
) -> None:
    address = answer(browser, liar)
    kept = browser.cookies[oidc.BEGUN_COOKIE]
    browser.get(address)
    sessions.end_all(installation.own, "aino", datetime.now(UTC))
    browser.cookies.clear()
    browser.cookies.set(oidc.BEGUN_COOKIE, kept)
    browser.get(address)
    assert browser.cookies.get(SAID_COOKIE) == "again"
    assert COOKIE not in browser.cookies
    assert sessions.read_open(installation.own) == {}


def test_claims_may_come_with_the_access_token_but_of_the_same_user(browser: TestClient, liar: Liar) -> None:
    liar.claims, liar.userinfo = {"groups": None}, {"sub": "1", "groups": ["coordination"]}
    come(browser, liar)
    assert COOKIE in browser.cookies
    browser.cookies.clear()
    liar.userinfo = {"sub": "2", "groups": ["coordination"]}
    come(browser, liar)
    assert browser.cookies.get(SAID_COOKIE) == "failed"


def test_who_has_no_role_any_more_is_refused_and_their_sessions_end(
    browser: TestClient, liar: Liar, installation: Installation
) -> None:
    come(browser, liar)
    liar.claims = {"groups": "none"}
    browser.cookies.clear()
    come(browser, liar)
    assert browser.cookies.get(SAID_COOKIE) == "no_role"
    assert sessions.read_open(installation.own) == {}
    assert installation.log("sign_in_failed") == [("aino", "OpenID Connect: no_role")]


def test_a_role_that_changed_there_changes_here_at_the_next_sign_in_and_is_logged(
    browser: TestClient, liar: Liar, installation: Installation
) -> None:
    come(browser, liar)
    liar.claims = {"groups": "agency", "organisation": "SYL", "preferred_username": "renamed"}
    come(browser, liar)
    user = users.find_user(installation.own, "aino")
    assert user
    assert (user.role, user.agency) == ("agency", "SYL")
    assert len(sessions.read_open(installation.own)) == 1
    assert installation.log("user_changed") == [("aino", "aino: agency SYL, by OpenID Connect")]


def test_a_local_account_of_the_same_name_is_left_alone(
    browser: TestClient, liar: Liar, installation: Installation
) -> None:
    before = users.find_user(installation.own, "guest")
    liar.claims = {"preferred_username": "guest"}
    come(browser, liar)
    assert browser.cookies.get(SAID_COOKIE) == "taken"
    assert users.find_user(installation.own, "guest") == before
    assert installation.log("sign_in_failed") == [("guest", "OpenID Connect: taken")]


def test_what_cannot_be_logged_does_not_happen(browser: TestClient, liar: Liar, installation: Installation) -> None:
    address = answer(browser, liar)
    installation.own.dispose()
    with gone(Path(str(installation.own.url.database))):
        browser.get(address)
    assert browser.cookies.get(SAID_COOKIE) == "not_logged"
    assert COOKIE not in browser.cookies


def test_who_fails_again_and_again_fills_no_log(browser: TestClient, installation: Installation) -> None:
    for _try in range(30):
        browser.get(oidc.CALLBACK)
    assert len(installation.log("sign_in_failed")) == 20


def test_a_provider_that_is_not_there_is_said_in_words(browser: TestClient, liar: Liar) -> None:
    liar.algorithms = ()
    liar.issuer = "http://127.0.0.1:1"  # what its metadata says; the rest is nowhere
    browser.get(oidc.CALLBACK)
    address = answer(browser, liar)
    browser.get(address)
    assert browser.cookies.get(SAID_COOKIE) == "failed"


def test_the_end_leads_back_where_the_provider_has_none(browser: TestClient, liar: Liar) -> None:
    assert liar
    found = browser.get(oidc.END)
    assert (found.status_code, found.headers["location"]) == (303, "/")
    assert browser.cookies.get(SAID_COOKIE) == "signed_out"


@pytest.mark.parametrize("path", [oidc.BEGIN, oidc.CALLBACK, oidc.END, oidc.ENDED])
def test_without_a_provider_there_is_nothing(installation: Installation, path: str) -> None:
    assert installation
    with TestClient(Starlette(routes=oidc.ROUTES), follow_redirects=False) as client:
        assert client.get(path).status_code == 404
