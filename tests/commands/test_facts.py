"""The process that keeps the facts for the screens of a machine: started, killed, and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

import pytest

from config.settings import FACTS_URL, read_settings
from config.toml_file import HOME
from screen.sign_in.session import cookie_key
from store.facts import following
from store.facts.line import Line, line_key
from store.facts.mirror import Mirror
from store.facts.replica import Replica
from store.source import engine
from tests.commands.door import manage
from tests.store.facts.watched import open_a_case, until

PATIENCE = 30.0
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def socket(own_place: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the process answers, which is set in the environment; with databases that are empty."""
    path = tmp_path / "facts.sock"
    monkeypatch.setenv(FACTS_URL, f"unix:{path}")
    assert manage("init").exit_code == 0
    return path


@pytest.fixture
def start(socket: Path) -> Iterator[Start]:
    """What starts the process, which ends with the test."""
    with ExitStack() as stack:

        def begin() -> "subprocess.Popen[bytes]":
            command = [sys.executable, "manage.py", "facts"]
            process = subprocess.Popen(command, cwd=HOME, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        yield begin


@pytest.fixture
def line(socket: Path) -> Line:
    return Line(socket, line_key(cookie_key(read_settings())))


def test_screens_keep_their_figures_while_it_is_away_and_follow_it_when_it_is_back(
    start: Start, line: Line, socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "STALE_SECONDS", 1.5)
    process = start()
    until(socket.exists, PATIENCE)
    settings = read_settings()
    screen = Replica(settings, follower=Mirror(line))
    screen.start_watching()
    before = screen.version
    open_a_case(engine(settings.database_url), "C1")
    until(lambda: screen.version != before and not screen.stale_since, PATIENCE)

    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    until(lambda: screen.stale_since, PATIENCE)
    known = screen.version
    start()
    until(lambda: screen.version != known and not screen.stale_since, PATIENCE)
    later = screen.version
    open_a_case(engine(settings.database_url), "C2")
    until(lambda: screen.version != later, PATIENCE)
    screen.stop_watching()


def test_it_ends_when_it_is_asked_to_and_takes_its_socket_away(start: Start, line: Line, socket: Path) -> None:
    process = start()
    until(socket.exists, PATIENCE)
    Mirror(line)
    process.terminate()
    assert process.wait(PATIENCE) == 0
    assert not socket.exists()


def test_it_asks_for_the_place_where_it_is_to_answer(own_place: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FACTS_URL, raising=False)
    assert manage("init").exit_code == 0
    refused = manage("facts")
    assert refused.exit_code
    assert FACTS_URL in refused.stderr
    for wrong in ("/run/facts.sock", "unix:facts.sock", f"unix:/{'x' * 120}"):
        monkeypatch.setenv(FACTS_URL, wrong)
        refused = manage("facts")
        assert refused.exit_code
        assert wrong in refused.stderr.replace("\n", "")


def test_it_does_not_follow_itself(socket: Path) -> None:
    with mock.patch("os.execve") as server, mock.patch("os.chdir"):
        assert manage("facts").exit_code == 0
    [(_program, command, environment)] = [call.args for call in server.call_args_list]
    assert command[-1] == str(socket)
    assert FACTS_URL in os.environ
    assert FACTS_URL not in environment
