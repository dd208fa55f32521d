"""Nobody gets in by another system but who it names, to the browser that asked, once: forged headers, foreign and
replayed answers of the provider.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import httpx2
import pytest

from screen.sign_in.arrivals import SAID_COOKIE
from screen.sign_in.oidc import BEGIN, BEGUN_COOKIE, CALLBACK
from screen.sign_in.session import COOKIE, signed
from store.own.sessions import Session
from tests.attacks.conftest import KEY
from tests.attacks.line import a_tab
from tests.browser.conftest import free_port, running
from tests.browser.test_proxy_header import FORGED
from tests.providers import Provider, provider

PROXY = """
[proxy]
label = "Virtu"
addresses = "10.1.2.3"
[[proxy.roles]]
claim = "Remote-Groups"
value = "saumaton-ministry"
role = "ministry"
ministry = "MOI"
"""


@dataclass(frozen=True)
class Open:
    """A dashboard with two other ways in, its provider, and its log."""

    url: str
    login: Provider
    log: Path


@pytest.fixture(scope="module")
def site(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    place, port = tmp_path_factory.mktemp("ways"), free_port()
    with provider() as login:
        login.know("mallory", groups="coordination")
        login.know("victim", groups="coordination")
        settings = login.settings(place, f"http://localhost:{port}") | {"SAUMATON_COOKIE_KEY": KEY}
        with (place / "sign_in.toml").open("a", encoding="utf-8") as file:
            file.write(PROXY)
        with running(f"sqlite:///{migrated_sqlite}", place, settings=settings, port=port) as site:
            yield Open(site.url, login, place / "server.log")


@pytest.fixture
def browser(site: Open) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=site.url, timeout=30) as client:
        yield client


def asked(browser: httpx2.Client, to: str = "/") -> str:
    """The address at the provider to which a browser is sent."""
    found = browser.get(BEGIN, params={"to": to})
    assert found.status_code == 303
    return found.headers["location"]


def answered(address: str, subject: str = "mallory") -> str:
    """The address here to which the provider sends the browser of somebody who signs in there."""
    found = httpx2.post(address, data={"sub": subject}, timeout=30)
    assert found.status_code == 302
    return str(found.headers["location"])


def said(found: httpx2.Response, browser: httpx2.Client) -> str | None:
    """Why nobody is signed in; None where somebody is."""
    assert found.status_code == 303
    assert (COOKIE in browser.cookies) != (SAID_COOKIE in browser.cookies)
    return browser.cookies.get(SAID_COOKIE)


def test_it_lets_in_who_comes_as_they_should(site: Open, browser: httpx2.Client) -> None:
    found = browser.get(answered(asked(browser, "/handovers?region=01")))
    assert said(found, browser) is None
    assert found.headers["location"] == "/handovers?region=01"
    with a_tab(site.url, browser.cookies[COOKIE]) as tab:
        assert not tab.ask().asks_to_sign_in


@pytest.mark.parametrize("to", ["//evil.example", "/\\evil.example", "https://evil.example", "/\tx", "/" + "a" * 2000])
def test_it_leads_nobody_elsewhere(browser: httpx2.Client, to: str) -> None:
    assert browser.get(answered(asked(browser, to))).headers["location"] == "/"


@pytest.mark.parametrize("forwarded", [{}, {"X-Forwarded-For": "10.1.2.3"}, {"X-Forwarded-For": "10.1.2.3, 10.1.2.3"}])
def test_a_forged_header_sent_straight_to_the_server_is_taken_off(
    site: Open, browser: httpx2.Client, forwarded: dict[str, str]
) -> None:
    assert said(browser.get("/proxy/sign-in", headers=FORGED | forwarded), browser) == "elsewhere"
    # it is said once a minute
    assert "taken off: 127.0.0.1 is not the proxy" in site.log.read_text(encoding="utf-8")


def test_an_answer_without_the_browser_that_asked_is_nobodys(site: Open, browser: httpx2.Client) -> None:
    """Who sends a victim the answer to their own sign-in would have the victim work in an account of theirs."""
    answer = answered(asked(browser))
    with httpx2.Client(base_url=site.url, timeout=30) as victim:
        assert said(victim.get(answer), victim) == "again"
        asked(victim)
        victim.cookies.delete(SAID_COOKIE)
        assert said(victim.get(answer), victim) == "again"


def test_an_answer_with_another_state_or_none_is_nobodys(browser: httpx2.Client) -> None:
    code = parse_qs(urlsplit(answered(asked(browser))).query)["code"][0]
    for state in ({"state": "made up"}, {"state": ""}, {}, {"state": "\xe4"}):
        assert said(browser.get(CALLBACK, params={"code": code, **state}), browser) == "again"
        asked(browser)
        browser.cookies.delete(SAID_COOKIE)


def test_an_answer_to_another_question_of_the_same_browser_is_nobodys(browser: httpx2.Client) -> None:
    first = answered(asked(browser))
    asked(browser)
    assert said(browser.get(first), browser) == "again"


def test_an_id_token_with_another_nonce_is_nobodys(browser: httpx2.Client) -> None:
    """Whoever has a code of somebody else puts it into an answer to their own question."""
    mine = asked(browser)
    parts = urlsplit(mine)
    changed = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"nonce": "another"}
    stolen = answered(urlunsplit(parts._replace(query=urlencode(changed))), "victim")
    assert parse_qs(urlsplit(stolen).query)["state"] == parse_qs(parts.query)["state"]
    assert said(browser.get(stolen), browser) == "failed"


def test_an_answer_that_was_used_is_nobodys_even_with_its_cookies(site: Open, browser: httpx2.Client) -> None:
    answer = answered(asked(browser))
    kept = browser.cookies[BEGUN_COOKIE]
    assert said(browser.get(answer), browser) is None
    with httpx2.Client(base_url=site.url, timeout=30, cookies={BEGUN_COOKIE: kept}) as thief:
        assert said(thief.get(answer), thief) in {"again", "failed"}
        assert COOKIE not in thief.cookies


def test_a_code_that_was_made_up_is_nobodys(browser: httpx2.Client) -> None:
    state = parse_qs(urlsplit(asked(browser)).query)["state"][0]
    assert said(browser.get(CALLBACK, params={"code": "made up", "state": state}), browser) == "failed"


def test_what_is_kept_of_a_question_is_no_cookie_of_a_session_and_the_other_way_round(
    site: Open, browser: httpx2.Client
) -> None:
    asked(browser)
    with a_tab(site.url, browser.cookies[BEGUN_COOKIE]) as tab:
        assert tab.ask().asks_to_sign_in
    session = signed("session", Session("a" * 32, "coordination", datetime.now(UTC)), KEY)
    for token in (session, signed("ticket", Session("a" * 32, "coordination", datetime.now(UTC)), KEY)):
        browser.cookies.clear()
        browser.cookies.set(BEGUN_COOKIE, token)
        assert said(browser.get(CALLBACK, params={"code": "x", "state": ""}), browser) == "again"


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/oauth2callback"])
def test_the_sign_in_of_streamlit_itself_is_not_served(browser: httpx2.Client, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("path", [BEGIN, CALLBACK, "/proxy/sign-in", "/oidc/sign-out"])
def test_nothing_is_posted_there(browser: httpx2.Client, path: str) -> None:
    assert browser.post(path).status_code == 405
