"""The process that keeps the facts in PostgreSQL: it is killed and started again, and so is the server there."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import Engine, make_url

from commands import serving
from config.settings import FACTS_URL, read_settings
from config.toml_file import HOME
from store.errors import FactsAway
from store.facts.postgresql.subscriber import Subscriber
from store.facts.replica import Replica
from store.source import engine
from tests.commands.door import manage
from tests.commands.door import start as start_screens
from tests.store.facts.watched import open_a_case, open_now, until
from tests.store.servers import BIN, Server, server_of

PATIENCE = 60.0
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def facts_url(own_place: None, monkeypatch: pytest.MonkeyPatch, postgres: Engine) -> Iterator[str]:
    """Where the facts are kept, on a server of their own, which is set in the environment; over empty databases."""
    assert postgres  # which makes the user that servers run as
    with server_of(BIN) as url:
        monkeypatch.setenv(FACTS_URL, url)
        assert manage("init").exit_code == 0
        yield url


@pytest.fixture
def start(facts_url: str) -> Iterator[Start]:
    """What starts the process, which ends with the test."""
    with ExitStack() as stack:

        def begin() -> "subprocess.Popen[bytes]":
            process = subprocess.Popen([sys.executable, "manage.py", "facts"], cwd=HOME, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        yield begin


@pytest.fixture
def screen(start: Start, facts_url: str) -> Iterator[Replica]:
    """What follows them, and shows no case."""
    start()
    found: list[Replica] = []

    def followed() -> bool:
        settings = read_settings()
        with suppress(FactsAway):
            found.append(Replica(settings, follower=Subscriber(str(settings.facts_database), settings)))
        return bool(found)

    until(followed, PATIENCE)
    found[0].start_watching()
    yield found[0]
    found[0].stop_watching()


def opened(case_id: str) -> None:
    open_a_case(engine(read_settings().database_url), case_id)


def test_screens_keep_their_figures_while_the_server_is_away_and_follow_it_when_it_is_back(
    screen: Replica, facts_url: str
) -> None:
    opened("C1")
    until(lambda: open_now(screen) == 1, PATIENCE)
    server = Server(Path(str(make_url(facts_url).query["host"])))
    server.kill()
    until(lambda: screen.stale_since, PATIENCE)
    version = screen.version
    opened("C2")
    server.start()
    until(lambda: screen.version != version and not screen.stale_since, PATIENCE)
    until(lambda: open_now(screen) == 2, PATIENCE)


def test_screens_keep_their_figures_while_the_process_is_away(screen: Replica, start: Start, facts_url: str) -> None:
    opened("C1")
    until(lambda: open_now(screen) == 1, PATIENCE)
    second = start()
    opened("C2")
    until(lambda: open_now(screen) == 2, PATIENCE)
    assert second.poll() is None
    # the first keeps the facts, and the second waits
    subprocess.run(["pkill", "-KILL", "-o", "-P", str(os.getpid()), "-f", "commands.facts_database"], check=True)
    opened("C3")
    until(lambda: open_now(screen) == 3, PATIENCE)
    assert not screen.stale_since
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE) == 0
    until(lambda: screen.stale_since, PATIENCE)
    assert open_now(screen) == 3


def test_only_screens_of_a_machine_ask_at_a_socket(facts_url: str, tmp_path: Path) -> None:
    with mock.patch("os.execve") as server, mock.patch("os.chdir"):
        assert manage("facts").exit_code == 0
    [(_program, command, environment)] = [call.args for call in server.call_args_list]
    assert command == serving.command_of_facts_database()
    assert environment[FACTS_URL] == facts_url
    site = serving.Site({"SAUMATON_VAR": str(tmp_path), FACTS_URL: facts_url}, b"key", facts_url=facts_url)
    with mock.patch("subprocess.Popen") as started:
        site.keep_facts()
        site.start(8601)
    of_facts, of_screens = (call.kwargs["env"][FACTS_URL] for call in started.call_args_list)
    assert (of_facts, of_screens) == (facts_url, f"unix:{tmp_path}/facts-1.sock")


def test_screens_need_no_case_database(own_place: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert manage("init").exit_code == 0
    monkeypatch.setenv("SAUMATON_DATABASE_URL", "sqlite:////nowhere/cases.sqlite")
    assert "does not exist" in start_screens()
    monkeypatch.setenv(FACTS_URL, "postgresql://user@host/facts")
    assert "does not exist" not in start_screens()


def test_a_url_that_makes_no_sense_is_refused_without_its_password(
    own_place: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong in ("mysql://user:secret@host/name", "postgresql://user:secret@host:abc/name"):
        monkeypatch.setenv(FACTS_URL, wrong)
        refused = manage("facts")
        assert refused.exit_code
        assert FACTS_URL in refused.stderr
        assert "secret" not in refused.stderr
