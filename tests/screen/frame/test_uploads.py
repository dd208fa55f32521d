"""A file is taken from the session of the page that asks for it, while that is shown, and from nobody else; within
limits.
"""

import asyncio
import gzip
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from screen.frame import server, services, uploads
from screen.frame.uploads import MOST_FILES, PATH, TYPE, Place, Uploaded
from screen.sign_in.session import COOKIE, signed
from store.own import sessions
from store.own.sessions import Session
from store.own.users import change_user, find_user, remove_user
from tests.screen.sign_in.cookies import signed_in
from tests.screen.visits import Installation
from tests.store.own.faults import gone

LIMIT = 20_000
TAB = "tab-1"


class Runtime:
    """What knows which tabs are there."""

    def __init__(self) -> None:
        self.tabs = {TAB}

    def is_active_session(self, tab: str) -> bool:
        return tab in self.tabs


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Runtime:
    made = Runtime()
    monkeypatch.setattr(uploads, "get_instance", lambda: made)
    return made


@pytest.fixture
def session(installation: Installation) -> Session:
    return signed_in(installation.own, "administration", datetime.now(UTC))


@pytest.fixture
def client(
    session: Session, installation: Installation, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """The browser of that session."""
    assert runtime.tabs
    limited = replace(services.settings(), upload_bytes=LIMIT)
    monkeypatch.setattr(services, "settings", lambda: limited)
    assert installation
    with TestClient(Starlette(routes=uploads.ROUTES), cookies={COOKIE: cookie(session)}) as client:
        yield client


@pytest.fixture
def place(client: TestClient, session: Session, installation: Installation) -> Iterator[Place]:
    """The place of a page of that session, which is shown."""
    assert client
    user = find_user(installation.own, session.user_name)
    assert user
    made = Place("m" * 32, TAB, session, user)
    uploads.PLACES[made.mark] = made
    yield made
    made.folder.cleanup()


def cookie(session: Session) -> str:
    return signed("session", session, services.key())


def put(client: TestClient, place: Place | str, name: str = "cases.csv", body: bytes = b"a,b\r\n", **how: str) -> int:
    mark = place if isinstance(place, str) else place.mark
    headers = {"Content-Type": how.get("kind", TYPE)}
    return client.put(f"{PATH}{mark}/{name}", content=body, headers=headers).status_code


def come(place: Place) -> list[str]:
    return sorted(file.name for file in Path(place.folder.name).rglob("*") if file.is_file())


def test_a_file_comes_whole_with_its_checksum(client: TestClient, place: Place) -> None:
    assert put(client, place) == 204
    assert (place.delivery / "cases.csv").read_bytes() == b"a,b\r\n"
    assert place.files == {"cases.csv": Uploaded("cases.csv", 5, 5, sha256(b"a,b\r\n").hexdigest())}
    assert put(client, place, body=b"new") == 204
    assert (place.delivery / "cases.csv").read_bytes() == b"new"
    assert len(place.files) == 1
    place.empty()
    assert (come(place), place.files) == ([], {})


def other_session(installation: Installation, client: TestClient, _place: Place, _runtime: Runtime) -> None:
    of_same_user = signed_in(installation.own, "administration", datetime.now(UTC))
    client.cookies.set(COOKIE, cookie(of_same_user))


def other_user(installation: Installation, client: TestClient, _place: Place, _runtime: Runtime) -> None:
    client.cookies.set(COOKIE, cookie(signed_in(installation.own, "coordination", datetime.now(UTC))))


def no_cookie(_installation: Installation, client: TestClient, _place: Place, _runtime: Runtime) -> None:
    client.cookies.clear()


def forged(_installation: Installation, client: TestClient, place: Place, _runtime: Runtime) -> None:
    client.cookies.set(COOKIE, signed("ticket", place.session, services.key()))


def left(_installation: Installation, _client: TestClient, place: Place, _runtime: Runtime) -> None:
    uploads.PLACES.pop(place.mark)


def tab_closed(_installation: Installation, _client: TestClient, _place: Place, runtime: Runtime) -> None:
    runtime.tabs.clear()


def signed_out(installation: Installation, _client: TestClient, _place: Place, _runtime: Runtime) -> None:
    sessions.end_all(installation.own, "administration", datetime.now(UTC))


def demoted(installation: Installation, client: TestClient, place: Place, _runtime: Runtime) -> None:
    """Somebody who has another role now, and has signed in again."""
    change_user(installation.own, "coordination", role="administration")
    change_user(installation.own, "administration", role="coordination")
    place.session = signed_in(installation.own, "administration", datetime.now(UTC))
    found = find_user(installation.own, "administration")
    assert found
    place.user = found
    client.cookies.set(COOKIE, cookie(place.session))


def removed(installation: Installation, _client: TestClient, _place: Place, _runtime: Runtime) -> None:
    change_user(installation.own, "coordination", role="administration")
    remove_user(installation.own, "administration")


@pytest.mark.parametrize(
    "meanwhile", [other_session, other_user, no_cookie, forged, left, tab_closed, signed_out, demoted, removed]
)
def test_nobody_else_and_nothing_later(
    meanwhile: Callable[[Installation, TestClient, Place, Runtime], None],
    client: TestClient,
    place: Place,
    runtime: Runtime,
    installation: Installation,
) -> None:
    assert put(client, place) == 204
    place.empty()
    meanwhile(installation, client, place, runtime)
    assert put(client, place) == 404
    assert (come(place), place.files) == ([], {})
    is_somebody = meanwhile in (other_session, other_user, left, tab_closed, demoted)
    assert installation.log("refused")[:1] == ([(who(meanwhile), "imports/upload")] if is_somebody else [])


def who(meanwhile: object) -> str:
    return "coordination" if meanwhile is other_user else "administration"


def test_nothing_comes_while_it_cannot_be_asked_who_sends_it(client: TestClient, place: Place, tmp_path: Path) -> None:
    with gone(tmp_path / "own.sqlite"):
        assert put(client, place) == 404
    assert come(place) == []


def chunks() -> Iterator[bytes]:
    yield from [b"a"] * 10


@pytest.mark.parametrize(
    ("name", "body", "kind", "status"),
    [
        ("cases.csv", b"a" * LIMIT, TYPE, 204),
        ("cases.csv", b"a" * (LIMIT + 1), TYPE, 413),
        ("cases.csv", b"a", "multipart/form-data; boundary=a", 415),
        ("cases.csv", b"a", "text/csv", 415),
        ("cases.csv.gz", gzip.compress(bytes(LIMIT), mtime=0), TYPE, 204),
        ("cases.csv.gz", gzip.compress(bytes(100 * LIMIT), mtime=0), TYPE, 413),
        (
            "cases.csv.gz",
            gzip.compress(gzip.compress(bytes(1000 * LIMIT), mtime=0), mtime=0),
            TYPE,
            204,
        ),  # once is all that is unpacked
        ("cases.csv.gz", b"no gzip", TYPE, 422),
        (".hidden", b"a", TYPE, 400),
        ("..%2fcases.csv", b"a", TYPE, 404),
        ("%2e%2e", b"a", TYPE, 400),
        ("a%00.csv", b"a", TYPE, 400),
        ("<b>.csv", b"a", TYPE, 400),
        ("a" * 101, b"a", TYPE, 400),
        ("tapaukset (1) – ä.csv", b"a", TYPE, 400),
        ("tapaukset (1) ä.csv", b"a", TYPE, 204),
        ("log.xes", b"a", TYPE, 204),
        ("log.xes.gz", gzip.compress(b"a", mtime=0), TYPE, 204),
        ("cases.parquet", b"a", TYPE, 400),
        ("cases.csv.parquet", b"a", TYPE, 400),
        ("cases.CSV", b"a", TYPE, 400),
        ("cases.gz", gzip.compress(b"a", mtime=0), TYPE, 400),
        ("cases", b"a", TYPE, 400),
    ],
)
def test_what_may_come(client: TestClient, place: Place, name: str, body: bytes, kind: str, status: int) -> None:
    assert put(client, place, name, body, kind=kind) == status
    assert len(come(place)) == len(place.files) == (status == 204)


def test_a_length_has_to_be_said(client: TestClient, place: Place) -> None:
    answer = client.put(f"{PATH}{place.mark}/cases.csv", content=chunks(), headers={"Content-Type": TYPE})
    assert (answer.status_code, come(place)) == (411, [])


@pytest.mark.parametrize("fault", ["too long", "no session", "another place", "another kind", "a bad name", "Parquet"])
def test_what_is_refused_is_not_read(client: TestClient, place: Place, fault: str) -> None:
    assert client
    length = LIMIT + 1 if fault == "too long" else 1
    headers = {
        "cookie": "" if fault == "no session" else f"{COOKIE}={cookie(place.session)}",
        "content-type": "text/csv" if fault == "another kind" else TYPE,
        "content-length": str(length),
    }
    name = {"a bad name": ".", "Parquet": "cases.parquet"}.get(fault, "cases.csv")
    given = {"mark": "0" * 32 if fault == "another place" else place.mark, "name": name}
    scope = {
        "type": "http",
        "method": "PUT",
        "path_params": given,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("10.1.2.3", 1),
    }

    async def receive() -> Message:
        raise AssertionError("it was read")

    assert asyncio.run(uploads.take(Request(scope, receive))).status_code in (400, 404, 413, 415)


def test_files_together_have_a_size_and_a_number(client: TestClient, place: Place) -> None:
    assert put(client, place, "a.csv", b"a" * (LIMIT // 2)) == 204
    assert put(client, place, "b.csv", b"a" * (LIMIT // 2 + 1)) == 413
    assert put(client, place, "a.csv", b"a" * LIMIT) == 204, "in place of the one of this name"
    assert put(client, place, "a.csv.gz", gzip.compress(b"a")) == 413
    place.empty()
    for n in range(MOST_FILES):
        assert put(client, place, f"{n}.csv") == 204
    assert put(client, place, "one-more.csv") == 400


def test_nothing_is_left_when_the_server_ends(client: TestClient, place: Place) -> None:
    assert put(client, place) == 204
    uploads.end()
    assert not Path(place.folder.name).exists()
    assert put(client, place) == 404


def test_a_place_goes_with_its_page(place: Place) -> None:
    folder = Path(place.folder.name)
    assert folder.stat().st_mode & 0o077 == 0
    place.folder.cleanup()
    assert not folder.exists()


def ended() -> int:
    """The number of a process that has been and is no more."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return gone.pid


def left_by(process: int, place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place with a file in it, that a process of this number made."""
    with monkeypatch.context() as then:
        then.setattr(os, "getpid", lambda: process)
        made = Place("l" * 32, TAB, place.session, place.user)
    (made.delivery / "cases.csv").write_bytes(b"a")
    return made


def test_what_killed_servers_left_goes_when_one_starts(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    places = [left_by(one, place, monkeypatch) for one in (ended(), os.getpid(), os.getppid(), 1)]
    of_ended, of_same_number, *of_running = [Path(one.folder.name) for one in places]
    others = tmp_path / f"other-{of_ended.name}", tmp_path / "saumaton-import-1a2b3c4d"
    for folder in others:
        folder.mkdir()
    link = tmp_path / f"{of_ended.name}link"
    link.symlink_to(others[0])
    kept = {*of_running, *others, link}
    with monkeypatch.context() as of_somebody_else:
        of_somebody_else.setattr(os, "getuid", lambda: os.geteuid() + 1)
        uploads.begin()
    assert {*kept, of_ended, of_same_number} <= set(tmp_path.iterdir())
    uploads.begin()
    there = set(tmp_path.iterdir())
    assert kept <= there
    assert not {of_ended, of_same_number} & there
    for one in places:
        one.folder.cleanup()


def test_a_server_deletes_what_killed_ones_left(
    place: Place, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sqlite_url
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = left_by(ended(), place, monkeypatch)
    with TestClient(Starlette(lifespan=server.lifespan)):  # type: ignore[arg-type]
        assert not Path(left.folder.name).exists()
        while not services.is_ready():  # a thread that still loads would not survive the end of the tests
            time.sleep(0.05)
    left.folder.cleanup()
