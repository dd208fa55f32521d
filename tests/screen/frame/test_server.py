"""The real server, and what it answers to those who have not signed in."""

import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from commands.serving import CONFIGURATION
from config.settings import FACTS_URL
from screen.frame.server import give_way
from screen.frame.strangers import LONGEST_ADDRESS
from store.schema import OWN_DATABASE, migrate
from store.source import engine
from tests.browser.conftest import HOME, free_port, wait_for

MOST_OF_A_FRAME = 5_000_000
PROXY = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")
ANY_CERTIFICATE = ssl._create_unverified_context()  # noqa: S323 (our own)


@pytest.fixture(scope="module")
def server(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard without a case, which tells a network alone what it measures."""
    place = tmp_path_factory.mktemp("server")
    migrate(engine(f"sqlite:///{place / 'own.sqlite'}"), OWN_DATABASE)
    port = free_port()
    environment = {
        **os.environ,
        "SAUMATON_VAR": str(place),
        "SAUMATON_DATABASE_URL": f"sqlite:///{migrated_sqlite}",
        "SAUMATON_METRICS_FOR": "10.1.0.0/16",
    }
    command = [sys.executable, "-m", "screen.frame.server", str(port), "127.0.0.1"]
    with (place / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=HOME, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def proxy(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of HAProxy before that dashboard, which ends TLS with a certificate of its own."""
    if PROXY is None:
        pytest.skip("there is no HAProxy here")
    place = tmp_path_factory.mktemp("proxy")
    names = ["-keyout", "tls.pem", "-out", "certificate.pem", "-subj", "/CN=localhost"]
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names]
    subprocess.run(making, cwd=place, check=True, capture_output=True)
    with (place / "tls.pem").open("a") as file:
        file.write((place / "certificate.pem").read_text())
    (place / "haproxy.cfg").write_text(CONFIGURATION.read_text().replace("127.0.0.1:8601", server))
    front = f"127.0.0.1:{free_port()}"
    environment = {**os.environ, "SAUMATON_BIND": f"{front} ssl crt {place / 'tls.pem'} alpn http/1.1"}
    with (place / "proxy.log").open("w") as log:
        process = subprocess.Popen([PROXY, "-db", "-f", "haproxy.cfg"], cwd=place, env=environment, stderr=log)
        try:
            while answer(front, "/healthz", scheme="https")[0] != 200:
                assert process.poll() is None
            yield front
        finally:
            process.terminate()
            process.wait(20)


@pytest.mark.parametrize(("facts_url", "expected"), [("unix:///run/facts.sock", [5]), ("", []), ("postgresql://f", [])])
def test_screens_give_way_to_the_process_that_keeps_the_facts(
    facts_url: str, expected: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    monkeypatch.setattr("os.nice", given.append)
    monkeypatch.setenv(FACTS_URL, facts_url)
    give_way()
    assert given == expected


def answer(
    server: str, path: str, method: str = "GET", scheme: str = "http", **headers: str
) -> tuple[int, dict[str, str], str]:
    """Status, headers and text."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    body = b"a" if method in {"PUT", "POST"} else None
    request = Request(f"{scheme}://{server}{path}", body, given, method=method)  # noqa: S310 (our own server)
    try:
        with urlopen(request, timeout=10, context=ANY_CERTIFICATE) as found:  # noqa: S310
            return found.status, dict(found.headers), found.read().decode()
    except HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()
    except URLError:  # a proxy that only starts
        return 0, {}, ""


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/handovers",
        "/_stcore/health",
        "/healthz",
        "/metrics",
        "/media/none",
        "/nothing.js",
        "/component/any/index.html",
    ],
)
def test_every_answer_says_what_a_browser_may_do_with_it(server: str, path: str) -> None:
    _status, headers, _text = answer(server, path)
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_who_came_over_tls_is_to_come_so_again(server: str) -> None:
    headers = answer(server, "/", X_Forwarded_Proto="https")[1]
    assert headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_nothing_is_uploaded(server: str, method: str) -> None:
    assert answer(server, "/_stcore/upload_file/session/file", method)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/_stcore/agent/interact", "/media/file"])
def test_requests_only_ask(server: str, path: str, method: str) -> None:
    assert answer(server, path, method)[0] == 405


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_cookie_is_asked_for_in_one_way(server: str, method: str) -> None:
    assert answer(server, "/session", method)[0] == 405
    assert answer(server, "/session", "POST")[0] == 400
    assert answer(server, "/session", "POST", Saumaton_Ticket="made up")[0] == 403


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/script-health-check"])
def test_what_streamlit_tells_everybody_is_not_told(server: str, path: str) -> None:
    assert answer(server, path)[0] == 404


def test_an_address_has_a_length(server: str) -> None:
    longest = "/?" + "a" * (LONGEST_ADDRESS - 1)
    assert answer(server, longest)[0] == 200
    assert answer(server, longest + "a")[0] == 414
    with pytest.raises(InvalidStatus, match="403"), connect(f"ws://{server}/_stcore/stream{longest[1:]}"):
        pass


@pytest.mark.parametrize(("size", "codes"), [(100, {1002}), (1_000_001, {1009}), (MOST_OF_A_FRAME + 1, {1009, None})])
def test_a_frame_has_a_size(server: str, size: int, codes: set[int | None]) -> None:
    """Who sends nonsense is told so (1002), and who sends too much of it (1009); of the longest nothing more is read,
    so that the line may break before that is said.
    """
    with connect(f"ws://{server}/_stcore/stream", subprotocols=[Subprotocol("streamlit")]) as socket:
        with pytest.raises(ConnectionClosed) as ended:  # noqa: PT012
            socket.send(b"\0" * size)
            while True:
                socket.recv(timeout=5)
        assert (ended.value.rcvd.code if ended.value.rcvd else None) in codes


def test_it_says_that_it_lives_and_is_ready_and_how_old_its_figures_are(server: str) -> None:
    assert answer(server, "/healthz")[::2] == (200, "alive")
    status, _headers, text = answer(server, "/readyz")
    assert status == 200
    assert text == "ready: the copy was found true 0 seconds ago"


def test_what_it_measures_is_for_the_addresses_that_the_settings_name(server: str) -> None:
    assert answer(server, "/metrics")[0] == 403
    assert answer(server, "/metrics", X_Forwarded_For="10.2.0.1")[0] == 403
    status, headers, text = answer(server, "/metrics", X_Forwarded_For="10.1.2.3")
    assert status == 200
    assert headers["content-type"].startswith("text/plain")
    told = dict(line.split(" ") for line in text.splitlines() if line.startswith("saumaton_"))
    assert float(told["saumaton_load_seconds"]) > 0
    assert float(told["saumaton_copy_age_seconds"]) == 0
    assert {"saumaton_questions_total", "saumaton_errors_total", "saumaton_sessions"} <= set(told)


def test_a_session_is_counted_while_it_lasts(server: str) -> None:
    def sessions() -> float:
        text = answer(server, "/metrics", X_Forwarded_For="10.1.2.3")[2]
        [line] = [line for line in text.splitlines() if line.startswith("saumaton_sessions ")]
        return float(line.split(" ")[1])

    before = sessions()
    with connect(f"ws://{server}/_stcore/stream", subprotocols=[Subprotocol("streamlit")]):
        assert sessions() == before + 1


def test_over_tls_the_proxy_says_so_and_its_cookie_never_leaves_it(proxy: str) -> None:
    _status, headers, text = answer(proxy, "/", scheme="https")
    assert "<title>" in text
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["set-cookie"].startswith("NODE=one; ")
    assert {"Secure", "HttpOnly", "SameSite=Strict"} <= set(headers["set-cookie"].split("; "))


def test_through_the_proxy_nobody_reads_what_is_measured(proxy: str) -> None:
    for path in ("/metrics", "/%6Detrics", "//metrics", "/./metrics", "/metrics?a"):
        status, _headers, text = answer(proxy, path, scheme="https", X_Forwarded_For="10.1.2.3")
        assert status != 200 or "saumaton_" not in text
