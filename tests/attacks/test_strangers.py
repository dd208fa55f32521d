"""Who has not signed in gets a sign-in form, whatever address, page or cookie they name."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from screen.sign_in.session import signed, signed_device
from store.own.sessions import Session
from tests.attacks.conftest import KEY, PROXY, Attacked
from tests.attacks.line import Tab, a_tab, fetched, opened

OTHER_KEY = "another key for tests of thirty-two letters and more"
PAGES = ("", "overview", "open_cases", "handovers", "cooperation", "regions", "deadlines", "meeting", "case", "lists")
MORE_PAGES = (
    "yearly",
    "data_quality",
    "explain",
    "administration",
    "access_log",
    "password",
    "second-factor",
    "sessions",
    "sign-out",
    "users",
    "settings",
    "in-fi",
    "no",
)
STATEMENT = "accessibility"  # which is for everybody
QUERY = "period=all&case=K-1000&list=open&indicator=open_cases&region=01"


def test_nobody_gets_a_form_on_every_page_by_name_and_by_hash(attacked: Attacked) -> None:
    with attacked.tab("coordination") as tab:
        answer = tab.ask()
        assert answer.shows_figures
        pages = [page for one in answer.messages for page in one.navigation.app_pages]
        hashes = [page.page_script_hash for page in pages if page.url_pathname != STATEMENT]
    assert len(hashes) > 15
    with attacked.tab() as stranger:
        for page in (*PAGES, *MORE_PAGES):
            answer = stranger.ask(page, QUERY)
            assert (answer.asks_to_sign_in, answer.shows_figures, answer.cases) == (True, False, set()), page
        for page_hash in hashes:
            answer = stranger.ask("", QUERY, page_hash=page_hash)
            assert (answer.asks_to_sign_in, answer.shows_figures, answer.cases) == (True, False, set()), page_hash


def test_nobody_reads_the_accessibility_statement_and_no_more(attacked: Attacked) -> None:
    with attacked.tab() as stranger:
        answer = stranger.ask(STATEMENT, QUERY)
        assert b"Traficom" in answer.raw
        assert (answer.shows_figures, answer.cases) == (False, set())


def test_what_nobody_fetches_holds_no_case_and_no_figure(attacked: Attacked) -> None:
    for path in ("/", *PAGES, "/_stcore/host-config", "/_stcore/allowed-message-origins", "/media/a.csv", "/metrics"):
        _status, content = fetched(f"{attacked.url}/{path.strip('/')}?{QUERY}")
        assert b"K-1000" not in content
        assert b"s-table" not in content


def test_what_tells_of_the_server_is_not_served(attacked: Attacked) -> None:
    cookie = attacked.cookie("coordination")
    for path in ("/_stcore/metrics", "/_stcore/script-health-check", "/auth/login", "/oauth2callback"):
        assert fetched(attacked.url + path, cookie)[0] == 404, path
    assert fetched(f"{attacked.url}/metrics", cookie)[0] in (403, 404)


def test_the_page_of_another_site_opens_no_line(attacked: Attacked) -> None:
    cookie = attacked.cookie("coordination")
    for path in ("/_stcore/stream", "/news"):
        with (
            pytest.raises((ConnectionClosed, InvalidStatus)),
            opened(attacked.url, cookie, path=path, origin="https://elsewhere.example") as line,
        ):
            Tab(line).ask() if "stream" in path else line.recv(timeout=2)


def unsigned(token: str) -> str:
    """The same claims by the algorithm `none`."""
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}."


def changed(token: str) -> str:
    """The claims of another user under the signature of this one."""
    head, _claims, signature = token.split(".")
    told = jwt.decode(token, options={"verify_signature": False}) | {"sub": "coordination"}
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b'=').decode()}.{signature}"


def of_no_session(_session: Session) -> str:
    return signed("session", Session(uuid4().hex, "coordination", datetime.now(UTC)), KEY)


FORGED: dict[str, Callable[[Session], str]] = {
    "no algorithm": lambda session: unsigned(signed("session", session, KEY)),
    "another key": lambda session: signed("session", session, OTHER_KEY),
    "other claims": lambda session: changed(signed("session", session, KEY)),
    "a ticket": lambda session: signed("ticket", session, KEY),
    "a device": lambda session: signed_device(session.id, KEY),
    "no session": of_no_session,
    "another user": lambda session: signed("session", Session(session.id, "administration", session.since), KEY),
    "old": lambda session: signed(
        "session", Session(session.id, session.user_name, session.since - timedelta(hours=13)), KEY
    ),
    "of tomorrow": lambda session: signed(
        "session", Session(session.id, session.user_name, session.since + timedelta(days=1)), KEY
    ),
    "no purpose": lambda session: jwt.encode(
        {"jti": session.id, "sub": session.user_name, "since": session.since.isoformat()}, KEY, algorithm="HS256"
    ),
    "several purposes": lambda session: jwt.encode(
        {"aud": ["ticket", "device"], "jti": session.id, "sub": session.user_name, "since": session.since.isoformat()},
        KEY,
        algorithm="HS256",
    ),
    "nonsense": lambda _session: "a.b.c",
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_cookie_is_nobodys(attacked: Attacked, forge: Callable[[Session], str]) -> None:
    session = attacked.session("coordination")
    with a_tab(attacked.url, signed("session", session, KEY)) as tab:
        assert tab.ask().shows_figures
    with a_tab(attacked.url, forge(session)) as tab:
        answer = tab.ask()
        assert (answer.asks_to_sign_in, answer.shows_figures) == (True, False)


@pytest.mark.parametrize("token", ["made up", "", "a.b.c"])
def test_a_ticket_cannot_be_made_up(attacked: Attacked, token: str) -> None:
    status, _content = fetched(f"{attacked.url}/session", method="POST", **{"Saumaton-Ticket": token})
    assert status == (403 if token else 204)


def test_a_cookie_is_no_ticket_and_a_ticket_is_good_once(attacked: Attacked) -> None:
    session = attacked.session("coordination")
    for token, expected in ((signed("session", session, KEY), [403]), (signed("ticket", session, KEY), [204, 403])):
        found = [
            fetched(f"{attacked.url}/session", method="POST", **{"Saumaton-Ticket": token})[0] for _try in expected
        ]
        assert found == expected


@pytest.mark.skipif(PROXY is None, reason="there is no HAProxy here")
def test_the_proxy_takes_off_what_visitors_say_of_themselves(attacked: Attacked) -> None:
    with attacked.log() as lines:
        assert fetched(f"{attacked.url}/healthz", **{"Remote-User": "coordination"})[0] == 200
        assert not any("taken off" in line for line in lines())
        assert fetched(f"{attacked.direct}/healthz", **{"Remote-User": "coordination"})[0] == 200
        assert any("taken off" in line for line in lines())
