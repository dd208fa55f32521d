"""The route that gives the cookies of a sign-in: what they look like, whom it gives them, and when no more."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from screen.frame import services
from screen.sign_in import gate
from screen.sign_in.cookie import PATH, TICKET, give
from screen.sign_in.session import COOKIE, DEVICE_COOKIE, TICKET_LASTS, device_of, session_of, signed
from store.own import sessions
from store.own.sessions import Session
from store.own.users import change_user
from tests.screen.sign_in.cookies import signed_in
from tests.screen.visits import Installation
from tests.store.own.faults import gone

DEVICE = "d" * 32


@pytest.fixture
def client(installation: Installation) -> Iterator[TestClient]:
    """A browser."""
    assert installation
    with TestClient(Starlette(routes=[Route(PATH, give, methods=["POST"])])) as client:
        yield client


@pytest.fixture
def session(installation: Installation) -> Session:
    """Somebody who has just signed in."""
    return signed_in(installation.own, "coordination", datetime.now(UTC))


def ticket(session: Session) -> str:
    return signed("ticket", session, services.key(), DEVICE)


def ask(client: TestClient, brought: str, base: str = "http://testserver") -> httpx2.Response:
    return client.post(base + PATH, headers={TICKET: brought})


def cookies(answer: httpx2.Response) -> SimpleCookie:
    found = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        found.load(header)
    return found


@pytest.mark.parametrize(("base", "secure"), [("http://testserver", ""), ("https://testserver", True)])
def test_no_script_reads_them_no_other_site_sends_them_and_nothing_but_tls_carries_them(
    client: TestClient, session: Session, base: str, secure: bool | str
) -> None:
    given = cookies(ask(client, ticket(session), base))
    assert set(given) == {COOKIE, DEVICE_COOKIE}
    for one in given.values():
        assert (one["httponly"], one["samesite"], one["secure"], one["path"]) == (True, "strict", secure, "/")


def test_they_carry_the_beginning_of_the_session_and_the_device(client: TestClient, installation: Installation) -> None:
    session = signed_in(installation.own, "coordination", datetime.now(UTC) - timedelta(seconds=50))
    given = cookies(ask(client, ticket(session)))
    assert session_of(given[COOKIE].value, services.key()) == session
    assert device_of(given[DEVICE_COOKIE].value, services.key()) == DEVICE
    assert int(given[COOKIE]["max-age"]) == pytest.approx(12 * 3600 - 50, abs=5)


def test_a_ticket_is_good_once(client: TestClient, session: Session) -> None:
    assert ask(client, ticket(session)).status_code == 204
    again = ask(client, ticket(session))
    assert (again.status_code, cookies(again)) == (403, {})


def test_a_ticket_of_a_sign_in_that_is_not_fresh_is_good_for_nothing(
    client: TestClient, installation: Installation
) -> None:
    old = signed_in(installation.own, "coordination", datetime.now(UTC) - TICKET_LASTS)
    assert ask(client, ticket(old)).status_code == 403


@pytest.mark.parametrize("ends", ["sign-out", "removal", "role", "password"])
def test_what_was_due_ends_with_the_session(
    client: TestClient, session: Session, installation: Installation, ends: str
) -> None:
    if ends == "sign-out":
        gate.sign_out("coordination", datetime.now(UTC))
    elif ends == "removal":
        installation.remove("coordination")
    elif ends == "role":
        installation.make("coordination", "guest")
    else:
        change_user(installation.own, "coordination", password_set_at=datetime.now(UTC))
    assert ask(client, ticket(session)).status_code == 403


def test_nothing_else_is_a_ticket(client: TestClient, session: Session) -> None:
    key = services.key()
    for brought in ("nonsense", signed("session", session, key), signed("ticket", session, "x" * 32)):
        assert ask(client, brought).status_code == 403
    assert ask(client, ticket(session)).status_code == 204


def test_a_page_of_another_site_cannot_ask(client: TestClient) -> None:
    """It can send no header of its own unless the server allows it, and the server allows nothing."""
    assert client.post(PATH, content=b"a").status_code == 400


def test_the_cookie_of_a_session_that_has_ended_is_taken_back_and_no_other(
    client: TestClient, session: Session, installation: Installation
) -> None:
    ask(client, ticket(session))
    assert COOKIE in client.cookies
    assert cookies(ask(client, "")) == {}
    sessions.end_all(installation.own, "coordination", datetime.now(UTC))
    taken = cookies(ask(client, ""))
    assert {name: (one.value, one["max-age"]) for name, one in taken.items()} == {COOKIE: ("", "0")}
    assert set(client.cookies) == {DEVICE_COOKIE}


def test_while_nothing_can_be_asked_nothing_is_given(
    client: TestClient, session: Session, installation: Installation
) -> None:
    installation.own.dispose()
    with gone(Path(str(installation.own.url.database))):
        assert ask(client, ticket(session)).status_code == 403
    assert ask(client, ticket(session)).status_code == 204
