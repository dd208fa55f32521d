"""News for open tabs: who gets them, what they say, and when they end."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest
from sqlalchemy import insert
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from config.edited import Kind, content_of
from queries.access import Grant
from queries.filters import Filters
from screen.frame import news, services
from screen.frame.operations import ROUTES
from screen.frame.server import lifespan
from screen.sign_in import gate
from screen.sign_in.session import COOKIE, Limits, session_of, signed
from screen.view.view import wanted_by
from store.case import tables
from store.facts.changes import ALL_CASES
from store.own import sessions
from store.own.sessions import Session
from store.own.setting_changes import FILES, NewChange, add
from store.source import engine
from tests.made_cases import fill
from tests.rows import a_case
from tests.screen.sign_in.cookies import cookie
from tests.screen.visits import Installation
from tests.store.own.faults import gone

HOST = "http://testserver"
NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
REGIONS = ("01", "02")
BEATS = 10
GRANT = Grant("coordination", NOW)


@pytest.fixture
def client(installation: Installation, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser at a server whose facts are loaded."""
    assert installation
    names = ("code", "name_en", "name_fi", "name_sv")
    fill(sqlite_url, {"regions": [dict.fromkeys(names, code) for code in REGIONS]})
    monkeypatch.setattr(news, "SIGN_IN_SECONDS", 0.1)
    routes = [*ROUTES, WebSocketRoute("/news", news.news)]
    with TestClient(Starlette(routes=routes, lifespan=lifespan), base_url=HOST) as client:  # type: ignore[arg-type]
        while client.get("/readyz").status_code != 200:
            pass
        yield client


@contextmanager
def listening(
    client: TestClient, user_name: str = "coordination", key: str = "", about: str = "", **headers: str
) -> Iterator[Any]:
    made = datetime.now(UTC) - timedelta(seconds=5)
    client.cookies.set(COOKIE, cookie(services.own(), user_name, made, key or services.key()))
    with client.websocket_connect("/news", headers=headers) as socket:
        socket.send_text(about)
        yield socket


def told(socket: WebSocketTestSession) -> Any:
    message = next(filter(None, (socket.receive_text() for _beat in range(BEATS))))
    return json.loads(message) if message != news.ENDED else message


def test_it_begins_with_what_the_figures_are_of_and_goes_on_with_each_change(client: TestClient) -> None:
    with listening(client) as socket:
        first = told(socket)
        state = news.state_of(services.replica())
        assert (first["figures"], first["moment"]) == (state.figures, state.moment)
        services.replica().refresh()
        change("01")
        assert told(socket)["figures"] != first["figures"]


def change(region: str) -> None:
    """Open a case in a region, and read it."""
    replica = services.replica()
    with engine(replica.settings.database_url).begin() as connection:
        connection.execute(insert(tables.cases).values(a_case(f"new-{uuid4()}", region_code=region)))
    before = replica.version
    while replica.version == before:
        replica.refresh()


def test_a_page_of_some_cases_hears_of_changes_to_them_alone(client: TestClient) -> None:
    change("02")
    of_one, of_another = (news.about(wanted_by(Filters(GRANT, NOW, regions=(code,)))) for code in REGIONS)
    with listening(client, about=of_one) as one, listening(client, about=of_another) as another:
        first = [told(socket) for socket in (one, another)]
        assert [message["about"] for message in first] == [of_one, of_another]
        change("01")
        assert told(one)["figures"] != first[0]["figures"]
        change("02")
        assert told(another)["figures"] != first[1]["figures"]
        assert services.replica().seen(news.wanted_of(of_one)).version != services.replica().version
        assert [news.people(news.wanted_of(about)) for about in (of_one, of_another)] == [1, 1]
        another.send_text(of_one)  # another page in the same tab
        assert told(another)["about"] == of_one
        assert news.people(news.wanted_of(of_one)) == 2


@pytest.mark.parametrize(
    ("kind", "content"), [("targets", {"default_days": 20, "days": {}}), ("partner_rules", {}), ("pause_rules", {})]
)
def test_an_edited_setting_reaches_every_tab_whatever_process_kept_it(
    client: TestClient, kind: Kind, content: dict[str, Any]
) -> None:
    of_one = news.about(wanted_by(Filters(GRANT, NOW, regions=REGIONS[:1])))
    with listening(client, about=of_one) as socket:
        first = told(socket)
        keep(NewChange(kind, content, "why", FILES))
        assert told(socket)["figures"] != first["figures"]
        assert content_of(services.replica().settings, kind) == content


def keep(change: NewChange) -> None:
    """Keep an edit as another process does."""
    with services.own().begin() as connection:
        add(connection, change, "aino", NOW)


@pytest.mark.usefixtures("installation")
def test_settings_stay_while_edits_make_no_sense_or_cannot_be_read(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    replica = services.replica()
    before = replica.copy
    keep(NewChange("targets", {"default_days": -1}, "why", FILES))
    for _time in range(2):
        services.renew_settings()
    assert caplog.text.count("the edited targets: default_days is -1") == 1
    (tmp_path / "own.sqlite").rename(tmp_path / "away.sqlite")
    services.renew_settings()
    replica.refresh()
    assert replica.copy is before


def test_what_a_tab_says_of_itself_counts_only_as_the_server_said_it() -> None:
    of_one = wanted_by(Filters(GRANT, NOW, regions=("01",), agencies=("a", "b")))
    assert news.wanted_of(news.about(of_one)) == of_one
    forged = jwt.encode({"region": ["01"]}, "x" * 64, algorithm="HS256")
    strange = jwt.encode({"region": 5}, services.key(), algorithm="HS256")
    assert {news.wanted_of(said) for said in ("", "{}", forged, strange, news.about(ALL_CASES))} == {ALL_CASES}


@pytest.mark.parametrize("key", ["x" * 64, ""])
def test_without_a_sign_in_there_are_none(client: TestClient, key: str) -> None:
    client.cookies.set(COOKIE, signed("session", Session("made up", "coordination", NOW), key or services.key()))
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/news") as socket:
        told(socket)


def test_a_page_of_another_host_gets_none(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), listening(client, origin="http://elsewhere.example") as socket:
        told(socket)
    with listening(client, origin=HOST) as socket:
        assert told(socket)["figures"]


def test_a_tab_goes_on_while_the_own_database_cannot_be_read(client: TestClient, installation: Installation) -> None:
    with listening(client) as socket, gone(Path(str(installation.own.url.database))):
        told(socket)
        change("01")
        assert told(socket)["figures"]
        with client.websocket_connect("/news") as another:
            another.send_text("")
            assert told(another)["figures"]


def test_clicks_keep_a_session_and_without_one_it_ends(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = timedelta(seconds=1)
    monkeypatch.setattr(gate, "limits", lambda: Limits(timedelta(hours=12), idle))
    made = cookie(services.own(), "coordination", datetime.now(UTC), services.key())
    client.cookies.set(COOKIE, made)
    with client.websocket_connect("/news") as socket:
        socket.send_text("")
        told(socket)
        session = session_of(made, services.key())
        assert session
        for _ in range(3):
            time.sleep(0.6)
            socket.send_text(news.CLICKED)
        time.sleep(0.3)
        found = sessions.find_open(services.own(), session)
        assert found
        assert found.clicked_at > session.since + idle
        assert told(socket) == news.ENDED
        assert datetime.now(UTC) > found.clicked_at + idle


def test_they_end_with_the_sign_in(client: TestClient, installation: Installation) -> None:
    with listening(client) as socket:
        told(socket)
        sessions.end_all(installation.own, "coordination", datetime.now(UTC))
        assert told(socket) == news.ENDED


def test_they_end_when_the_user_is_removed(client: TestClient, installation: Installation) -> None:
    with listening(client) as socket:
        told(socket)
        installation.remove("coordination")
        assert told(socket) == news.ENDED
