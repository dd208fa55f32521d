"""Calls between processes over a socket: answers and errors come back, and only from who holds the key."""

import os
import socket
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store.errors import DatabaseMissing, FactsAway
from store.facts.line import Line, answer, line_key

KEY = line_key("a secret of this installation")


class Demanding(Exception):
    """An error that is not made of its words alone."""

    def __init__(self, words: str, _more: object) -> None:
        super().__init__(words)


def demand() -> None:
    raise Demanding("seven", 7)


def refuse(words: str) -> None:
    raise DatabaseMissing(words)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facts.sock"


@pytest.fixture
def line(path: Path) -> Line:
    def unpicklable() -> object:
        return lambda: 1

    answer(
        path,
        KEY,
        {"sum": lambda *numbers: sum(numbers), "refuse": refuse, "demand": demand, "unpicklable": unpicklable},
    )
    return Line(path, KEY)


def test_an_answer_comes_back(line: Line) -> None:
    assert line.call("sum", 1, 2, 3) == 6


def test_several_threads_call_at_once_and_each_has_its_own_answer(line: Line) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda number: line.call("sum", number, 1), range(400))) == [*range(1, 401)]


def test_what_was_raised_there_is_raised_here_and_the_line_still_serves(line: Line) -> None:
    with pytest.raises(DatabaseMissing, match="gone"):
        line.call("refuse", "gone")
    assert line.call("sum", 1) == 1


def test_an_answer_that_cannot_be_sent_is_an_error_and_the_line_still_serves(line: Line) -> None:
    with pytest.raises(AttributeError, match="pickle"):
        line.call("unpicklable")
    assert line.call("sum", 1) == 1


def test_nobody_answers_who_does_not_hold_the_key(line: Line, path: Path) -> None:
    assert line.call("sum", 1) == 1
    with pytest.raises(FactsAway):
        Line(path, line_key("another secret")).call("sum", 1)
    assert Line(path, KEY).call("sum", 1) == 1


def test_only_the_user_of_the_process_can_open_the_socket(line: Line, path: Path) -> None:
    assert line.call("sum", 1) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_where_nobody_answers_it_says_so(path: Path) -> None:
    with pytest.raises(FactsAway, match="does not answer"):
        Line(path, KEY).call("sum", 1)


def test_an_answer_that_does_not_come_is_given_up(tmp_path: Path) -> None:
    slow = tmp_path / "slow.sock"
    answer(slow, KEY, {"wait": lambda: time.sleep(1)})
    with pytest.raises(FactsAway, match="no answer within"):
        Line(slow, KEY, 0.1).call("wait")


def test_a_process_that_is_stopped_is_given_up_too(tmp_path: Path) -> None:
    """It takes connections, and says nothing on them."""
    with socket.socket(socket.AF_UNIX) as stopped:
        stopped.bind(str(tmp_path / "stopped.sock"))
        stopped.listen()
        began = time.monotonic()
        with pytest.raises(FactsAway):
            Line(tmp_path / "stopped.sock", KEY, 0.2).call("sum", 1)
        assert time.monotonic() - began < 5


def test_what_is_raised_and_cannot_be_sent_is_said_in_words(line: Line) -> None:
    with pytest.raises(FactsAway, match="Demanding: seven"):
        line.call("demand")
    with pytest.raises(KeyError):
        line.call("nothing of that name")
    assert line.call("sum", 1) == 1


def test_a_process_that_was_started_again_is_called_anew(line: Line, path: Path) -> None:
    """The connections to the one before are still there, and closed."""
    assert line.call("sum", 1) == 1
    [connection] = line.idle
    with socket.socket(fileno=os.dup(connection.fileno())) as other_end:
        other_end.shutdown(socket.SHUT_RDWR)
    assert line.call("sum", 2) == 2


def test_who_connects_and_says_nothing_keeps_nobody_waiting_for_ever(line: Line, path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(path))
        assert line.call("sum", 1) == 1
