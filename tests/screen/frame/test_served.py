"""Files are served for a minute to the browser of the session that asked for them, and to no other."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from screen.frame import served, services
from screen.frame.strangers import Guard
from screen.sign_in.session import COOKIE, signed
from store.own import sessions
from store.own.sessions import Session
from store.own.users import change_user, find_user
from tests.screen.sign_in.cookies import signed_in
from tests.screen.visits import Installation
from tests.store.own.faults import gone

FILE, LOGO, CONTENT = "/media/abc123.csv", "/media/logo.svg", b"K-1,K-2"


async def streamlit(scope: Scope, _receive: Receive, send: Send) -> None:
    """What Streamlit answers: everything to everybody."""
    taken = [(b"content-disposition", b"attachment")] if scope["path"] != LOGO else []
    await send({"type": "http.response.start", "status": 200, "headers": taken})
    await send({"type": "http.response.body", "body": CONTENT})


def fetched(path: str = FILE, cookies: str = "", client: str = "10.1.2.3") -> tuple[int, bytes]:
    """Status and content of the answer to a browser with these cookies at an address."""
    said: list[Message] = []
    headers = [(b"cookie", cookies.encode())] if cookies else []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "client": (client, 1234),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(Guard(streamlit)(scope, receive, send))
    return said[0]["status"], b"".join(message.get("body", b"") for message in said[1:])


def of(user_name: str) -> str:
    """The cookie of a new session."""
    return cookies_of(signed_in(services.own(), user_name, datetime.now(UTC)))


def cookies_of(session: Session) -> str:
    return f"{COOKIE}={signed('session', session, services.key())}"


def asked_by(installation: Installation, user_name: str) -> Session:
    """A new session for which a file was made just now."""
    session, user = signed_in(installation.own, user_name, datetime.now(UTC)), find_user(installation.own, user_name)
    assert user
    served.give(FILE, session, user, "lists/open", "10.1.2.3")
    return session


@pytest.fixture
def cookies(installation: Installation) -> str:
    """The cookie of a session for which a file was made just now."""
    return cookies_of(asked_by(installation, "agency"))


def test_the_browser_that_asked_gets_the_file_and_the_log_has_it_once(installation: Installation, cookies: str) -> None:
    assert fetched(cookies=cookies) == (200, CONTENT)
    assert installation.entries("file_fetched") == [], "that it was made is logged before it is given"


def test_a_fetch_from_another_address_is_logged_as_well(installation: Installation, cookies: str) -> None:
    assert fetched(cookies=cookies, client="10.9.9.9") == (200, CONTENT)
    [entry] = installation.entries("file_fetched")
    said = [entry[name] for name in ("user_name", "role", "address", "scope", "outcome")]
    assert said == ["agency", "agency", "10.9.9.9", "lists/open", "success"]


@pytest.mark.usefixtures("cookies")
@pytest.mark.parametrize("other", ["", "saumaton=", "saumaton=a.b.c", "other=1"])
def test_without_a_sign_in_there_is_no_file(installation: Installation, other: str) -> None:
    status, content = fetched(cookies=other)
    assert (status, CONTENT in content) == (404, False)
    assert installation.log("refused") == [], "strangers fill no log"


@pytest.mark.parametrize("user", ["coordination", "agency"])
def test_another_session_gets_nothing_also_of_the_same_user_and_that_is_logged(
    installation: Installation, cookies: str, user: str
) -> None:
    status, content = fetched(cookies=of(user))
    assert (status, CONTENT in content) == (404, False)
    assert installation.log("refused") == [(user, "a file of another session")]
    assert fetched(cookies=cookies)[0] == 200


def test_a_session_that_has_ended_gets_nothing(installation: Installation, cookies: str) -> None:
    sessions.end_all(installation.own, "agency", datetime.now(UTC))
    assert fetched(cookies=cookies)[0] == 404


def test_a_user_who_was_removed_gets_nothing(installation: Installation, cookies: str) -> None:
    installation.remove("agency")
    assert fetched(cookies=cookies)[0] == 404


def test_a_user_whose_role_has_changed_since_gets_nothing(installation: Installation, cookies: str) -> None:
    change_user(installation.own, "agency", agency="health")
    assert fetched(cookies=cookies)[0] == 404


def test_after_a_minute_nobody_gets_it(cookies: str, monkeypatch: pytest.MonkeyPatch) -> None:
    late = time.monotonic() + served.SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: late - 1)
    assert fetched(cookies=cookies)[0] == 200
    monkeypatch.setattr(time, "monotonic", lambda: late + 1)
    assert fetched(cookies=cookies)[0] == 404


@pytest.mark.usefixtures("installation")
def test_a_file_that_was_made_elsewhere_is_nobodys() -> None:
    assert fetched("/media/unknown.csv", of("agency"))[0] == 404


def test_the_same_file_for_two_sessions_is_both_of_theirs(installation: Installation, cookies: str) -> None:
    other = cookies_of(asked_by(installation, "coordination"))
    assert [fetched(cookies=one)[0] for one in (cookies, other, of("ministry"))] == [200, 200, 404]


def test_what_cannot_be_logged_is_not_served(cookies: str, tmp_path: Path) -> None:
    with gone(tmp_path / "own.sqlite"):
        assert fetched(cookies=cookies)[0] == 404
    assert fetched(cookies=cookies)[0] == 200


@pytest.mark.usefixtures("installation")
def test_the_look_of_the_page_is_for_everybody() -> None:
    assert fetched(LOGO) == (200, CONTENT)
