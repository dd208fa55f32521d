"""Headers that say who somebody is: read of the proxy alone, as federations send them, and of nobody twice."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from screen.frame.origin import PEER
from screen.sign_in import proxy
from screen.sign_in.arrivals import SAID_COOKIE
from screen.sign_in.session import COOKIE
from store.own import sessions, tries
from store.own.users import find_user
from tests.screen.visits import Installation

SETTINGS = """
[proxy]
label = "Virtu"
addresses = "10.1.2.3"
subject = "Remote-Subject"
[[proxy.roles]]
claim = "Remote-Groups"
value = "saumaton-agency"
role = "agency"
agency_claim = "Remote-Organisation"
"""
AINO = {
    "Remote-Subject": "1f2e",
    "Remote-User": "Aino@example.fi",
    "Remote-Name": "Äijö".encode(),
    "Remote-Groups": "staff; saumaton-agency",
    "Remote-Organisation": "SYL",
}


@pytest.fixture
def peer(installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The address of who sends the requests, which a test may change."""
    assert installation
    (tmp_path / "sign_in.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("SAUMATON_SIGN_IN_FILE", str(tmp_path / "sign_in.toml"))
    return ["10.1.2.3"]


@pytest.fixture
def browser(peer: list[str]) -> Iterator[TestClient]:
    app = Starlette(routes=proxy.ROUTES)

    async def from_peer(scope: Scope, receive: Receive, send: Send) -> None:
        await app(proxy.without_foreign_names({**scope, PEER: peer[0]}) if "headers" in scope else scope, receive, send)

    with TestClient(from_peer, follow_redirects=False) as client:
        yield client


def test_whom_the_proxy_names_gets_in(browser: TestClient, installation: Installation) -> None:
    found = browser.get(f"{proxy.BEGIN}?to=/handovers", headers=AINO)  # type: ignore[arg-type]
    assert (found.status_code, found.headers["location"]) == (303, "/handovers")
    assert COOKIE in browser.cookies
    user = find_user(installation.own, "aino@example.fi")
    assert user
    assert (user.name, user.role, user.agency) == ("Äijö", "agency", "SYL")
    assert installation.log("sign_in") == [("aino@example.fi", "proxy header")]


def test_whose_session_holds_is_led_on_in_it_and_nobody_else_is(
    browser: TestClient, installation: Installation
) -> None:
    for method in ("GET", "GET", "HEAD"):
        found = browser.request(method, f"{proxy.BEGIN}?to=/handovers", headers=AINO)  # type: ignore[arg-type]
        assert found.headers["location"] == "/handovers"
    assert len(installation.log("sign_in")) == len(sessions.read_open(installation.own)) == 1
    browser.get(proxy.BEGIN, headers={**AINO, "Remote-Subject": "2", "Remote-User": "olli"})  # type: ignore[arg-type]
    assert {user for user, _way in installation.log("sign_in")} == {"aino@example.fi", "olli"}
    sessions.end_all(installation.own, "olli", datetime.now(UTC))
    browser.get(proxy.BEGIN, headers={**AINO, "Remote-Subject": "2", "Remote-User": "olli"})  # type: ignore[arg-type]
    assert len(installation.log("sign_in")) == 3


@pytest.mark.parametrize(
    ("site", "mode", "dest", "may"),
    [
        ("cross-site", "no-cors", "image", False),
        ("cross-site", "cors", "empty", False),
        ("cross-site", "navigate", "iframe", False),
        ("cross-site", "navigate", "document", True),  # as from the page of a federation on which people sign in
        ("same-origin", "navigate", "document", True),
    ],
)
def test_what_the_page_of_another_site_loads_begins_nothing(
    browser: TestClient, installation: Installation, site: str, mode: str, dest: str, may: bool
) -> None:
    asked = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    browser.get(proxy.BEGIN, headers=AINO | asked)  # type: ignore[arg-type]
    assert browser.cookies.get(SAID_COOKIE) == (None if may else "again")
    assert bool(sessions.read_open(installation.own)) is may


@pytest.mark.parametrize("address", ["10.1.2.4", "127.0.0.1", "", "nonsense"])
def test_nobody_else_is_believed(
    browser: TestClient, peer: list[str], installation: Installation, address: str
) -> None:
    peer[0] = address
    browser.get(proxy.BEGIN, headers={**AINO, "X-Forwarded-For": "10.1.2.3"})  # type: ignore[arg-type]
    assert browser.cookies.get(SAID_COOKIE) == "elsewhere"
    assert sessions.read_open(installation.own) == {}
    assert installation.log("sign_in_failed") == [("unknown", "proxy header: elsewhere")]


def test_who_fails_here_again_and_again_holds_no_password_back(browser: TestClient, installation: Installation) -> None:
    for _try in range(25):
        browser.get(proxy.BEGIN)
    assert len(installation.log("sign_in_failed")) == 20
    tries.take(installation.own, tries.counters("guest", "testclient", None), datetime.now(UTC))


@pytest.mark.parametrize("header", ["Remote-Subject", "Remote-User"])
def test_a_header_that_stands_there_twice_says_nothing(browser: TestClient, header: str) -> None:
    twice = [*AINO.items(), (header, AINO[header])]
    browser.get(proxy.BEGIN, headers=twice)  # type: ignore[arg-type]
    assert browser.cookies.get(SAID_COOKIE) == "no_name"
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("left_out", [*AINO])
def test_what_is_not_said_is_not_guessed(browser: TestClient, left_out: str) -> None:
    browser.get(proxy.BEGIN, headers={name: value for name, value in AINO.items() if name != left_out})  # type: ignore[arg-type]
    said = {"Remote-Subject": "no_name", "Remote-User": "no_name", "Remote-Name": None}
    assert browser.cookies.get(SAID_COOKIE) == said.get(left_out, "no_role")


def test_without_a_proxy_in_the_settings_there_is_nothing(installation: Installation) -> None:
    assert installation
    with TestClient(Starlette(routes=proxy.ROUTES)) as client:
        assert client.get(proxy.BEGIN).status_code == 404


def test_who_sends_such_headers_again_and_again_fills_no_log(
    installation: Installation, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installation
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(proxy, "told", 0.0)
    monkeypatch.setattr(proxy, "untold", 0)
    scope = {"type": "http", "headers": [(b"remote-user", b"aino"), (b"host", b"a")]}
    for _request in range(500):
        assert proxy.without_foreign_names(scope)["headers"] == [(b"host", b"a")]
    assert len(caplog.records) == 1
    now[0] += proxy.TELL_SECONDS
    proxy.without_foreign_names(scope)
    assert "499 more since the last" in caplog.records[-1].getMessage()
    assert len(caplog.records) == 2
