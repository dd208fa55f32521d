"""Files are served for a minute to the browser of the user who asked for them, and to nobody else."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from screen.frame import served, services
from screen.frame.strangers import Guard
from screen.sign_in.session import COOKIE
from store.own import sessions
from store.own.users import User, change_user, find_user
from tests.screen.sign_in.cookies import cookie
from tests.screen.visits import Installation
from tests.store.own.faults import gone

FILE, LOGO, CONTENT = "/media/abc123.csv", "/media/logo.svg", b"K-1,K-2"


async def streamlit(scope: Scope, _receive: Receive, send: Send) -> None:
    """What Streamlit answers: everything to everybody."""
    taken = [(b"content-disposition", b"attachment")] if scope["path"] != LOGO else []
    await send({"type": "http.response.start", "status": 200, "headers": taken})
    await send({"type": "http.response.body", "body": CONTENT})


def fetched(path: str = FILE, cookies: str = "") -> tuple[int, bytes]:
    """Status and content of the answer to a browser with these cookies."""
    said: list[Message] = []
    headers = [(b"cookie", cookies.encode())] if cookies else []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "client": ("10.1.2.3", 1234),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(Guard(streamlit)(scope, receive, send))
    return said[0]["status"], b"".join(message.get("body", b"") for message in said[1:])


def of(user_name: str, made: datetime | None = None) -> str:
    return f"{COOKIE}={cookie(services.own(), user_name, made or datetime.now(UTC), services.key())}"


@pytest.fixture
def user(installation: Installation) -> User:
    """A user for whom a file was made just now."""
    found = find_user(installation.own, "agency")
    assert found
    served.give(FILE, found, "lists/open")
    return found


@pytest.mark.usefixtures("user")
def test_the_browser_that_asked_gets_the_file_and_that_is_logged(installation: Installation) -> None:
    assert fetched(cookies=of("agency")) == (200, CONTENT)
    [entry] = installation.entries("file_fetched")
    said = [entry[name] for name in ("user_name", "role", "address", "scope", "outcome")]
    assert said == ["agency", "agency", "10.1.2.3", "lists/open", "success"]


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("cookies", ["", "saumaton=", "saumaton=a.b.c", "other=1"])
def test_without_a_sign_in_there_is_no_file(installation: Installation, cookies: str) -> None:
    status, content = fetched(cookies=cookies)
    assert (status, CONTENT in content) == (404, False)
    assert installation.log("refused") == [], "strangers fill no log"


@pytest.mark.usefixtures("user")
def test_another_user_gets_nothing_and_that_is_logged(installation: Installation) -> None:
    status, content = fetched(cookies=of("coordination"))
    assert (status, CONTENT in content) == (404, False)
    assert installation.log("refused") == [("coordination", "a file of somebody else")]
    assert fetched(cookies=of("agency"))[0] == 200


@pytest.mark.usefixtures("user")
def test_a_user_who_was_removed_or_signed_out_gets_nothing(installation: Installation) -> None:
    old = of("agency")
    sessions.end_all(installation.own, "agency", datetime.now(UTC))
    assert fetched(cookies=old)[0] == 404
    new = of("agency")
    installation.remove("agency")
    assert fetched(cookies=new)[0] == 404


def test_a_user_whose_role_has_changed_since_gets_nothing(installation: Installation, user: User) -> None:
    change_user(installation.own, user.user_name, agency="health")
    assert fetched(cookies=of("agency"))[0] == 404


@pytest.mark.usefixtures("user")
def test_after_a_minute_nobody_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    late = time.monotonic() + served.SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: late - 1)
    assert fetched(cookies=of("agency"))[0] == 200
    monkeypatch.setattr(time, "monotonic", lambda: late + 1)
    assert fetched(cookies=of("agency"))[0] == 404


@pytest.mark.usefixtures("installation")
def test_a_file_that_was_made_elsewhere_is_nobodys() -> None:
    assert fetched("/media/unknown.csv", of("agency"))[0] == 404


def test_the_same_file_for_two_users_is_both_of_theirs(installation: Installation, user: User) -> None:
    other = find_user(installation.own, "coordination")
    assert other
    served.give(FILE, other, "lists/open")
    assert [fetched(cookies=of(name))[0] for name in ("coordination", user.user_name, "ministry")] == [200, 200, 404]


@pytest.mark.usefixtures("user")
def test_what_cannot_be_logged_is_not_served(tmp_path: Path) -> None:
    with gone(tmp_path / "own.sqlite"):
        assert fetched(cookies=of("agency"))[0] == 404
    assert fetched(cookies=of("agency"))[0] == 200


@pytest.mark.usefixtures("installation")
def test_the_look_of_the_page_is_for_everybody() -> None:
    assert fetched(LOGO) == (200, CONTENT)
