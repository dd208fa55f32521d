"""News for open tabs: who gets them, what they say, and when they end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from screen.frame import news, services
from screen.frame.server import lifespan, ready
from screen.sign_in.session import COOKIE
from store.own import access_log
from tests.screen.sign_in.cookies import cookie
from tests.screen.visits import Installation

HOST = "http://testserver"


@pytest.fixture
def client(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser at a server whose facts are loaded."""
    assert installation
    monkeypatch.setattr(news, "SIGN_IN_SECONDS", 0.1)
    routes = [Route("/ready", ready), WebSocketRoute("/news", news.news)]
    with TestClient(Starlette(routes=routes, lifespan=lifespan), base_url=HOST) as client:  # type: ignore[arg-type]
        while client.get("/ready").status_code != 200:
            pass
        yield client


@contextmanager
def listening(client: TestClient, user_name: str = "coordination", key: str = "", **headers: str) -> Iterator[Any]:
    made = datetime.now(UTC) - timedelta(seconds=5)
    client.cookies.set(COOKIE, cookie(user_name, made, key or services.key()))
    with client.websocket_connect("/news", headers=headers) as socket:
        yield socket


def told(socket: WebSocketTestSession) -> Any:
    while not (message := socket.receive_text()):
        pass
    return json.loads(message) if message != news.ENDED else message


def test_it_begins_with_what_the_figures_are_of_and_goes_on_with_each_change(client: TestClient) -> None:
    with listening(client) as socket:
        first = told(socket)
        state = news.state_of(services.replica())
        assert (first["figures"], first["moment"]) == (state.figures, state.moment)
        services.replica().refresh()
        object.__setattr__(services.replica().copy, "version", "another")
        assert told(socket)["figures"].startswith("another")


@pytest.mark.parametrize("user_name", ["nobody", "coordination"])
def test_without_a_sign_in_there_are_none(client: TestClient, user_name: str) -> None:
    key = "x" * 64 if user_name == "coordination" else ""
    with pytest.raises(WebSocketDisconnect), listening(client, user_name, key) as socket:
        told(socket)


def test_a_page_of_another_host_gets_none(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), listening(client, origin="http://elsewhere.example") as socket:
        told(socket)
    with listening(client, origin=HOST) as socket:
        assert told(socket)["figures"]


def test_they_end_with_the_sign_in(client: TestClient, installation: Installation) -> None:
    with listening(client) as socket:
        told(socket)
        access_log.write(installation.own, "coordination", "sign_out", datetime.now(UTC))
        assert told(socket) == news.ENDED


def test_they_end_when_the_user_is_removed(client: TestClient, installation: Installation) -> None:
    with listening(client) as socket:
        told(socket)
        installation.remove("coordination")
        assert told(socket) == news.ENDED
