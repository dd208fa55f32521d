"""A line between processes of one machine and one user: a call goes over a Unix socket, and its answer comes back.

What is sent is pickled, so both ends hold the same key and are of the same version.
"""

import logging
import os
import pickle
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from hashlib import sha256
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Any

from store.errors import FactsAway

ANSWER_SECONDS = 10.0
WAITING = 64  # calls that wait to be taken
AFTER_FAILURE_SECONDS = 0.05  # so that what is wrong for long does not take a core
_log = logging.getLogger(__name__)


def line_key(secret: str) -> bytes:
    """The key of both ends, of the secret that all processes of an installation hold."""
    return sha256(f"facts {secret}".encode()).digest()


class Line:
    """Calls to the process that answers at a socket. Several threads may call at once; connections that are `idle` are
    used again.
    """

    def __init__(self, path: Path, key: bytes, seconds: float = ANSWER_SECONDS) -> None:
        """An answer that does not come within so many seconds is given up."""
        self._path, self._key, self._seconds = path, key, seconds
        self.idle: list[Connection[Any, Any]] = []

    def call(self, what: str, *arguments: object) -> Any:
        """The answer, or what it raised. Raises FactsAway where none comes."""
        try:
            # an idle connection may be to a process that has ended
            with suppress(IndexError, EOFError, ConnectionError):
                return self._asked(self.idle.pop(), what, arguments)
            return self._asked(self._connected(), what, arguments)
        except (OSError, EOFError, AuthenticationError) as error:
            raise FactsAway(f"the process that keeps the facts does not answer at {self._path}: {error}") from error

    def _connected(self) -> "Connection[Any, Any]":
        """A connection on which nothing takes longer than an answer may."""
        limit = struct.pack("ll", int(self._seconds), int(self._seconds % 1 * 1_000_000))
        with socket.socket(socket.AF_UNIX) as made:
            for which in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                made.setsockopt(socket.SOL_SOCKET, which, limit)
            made.connect(str(self._path))
            connection: Connection[Any, Any] = Connection(made.detach())
        try:
            answer_challenge(connection, self._key)
            deliver_challenge(connection, self._key)
        except BaseException:
            connection.close()
            raise
        return connection

    def _asked(self, connection: "Connection[Any, Any]", what: str, arguments: tuple[object, ...]) -> Any:
        try:
            connection.send((what, arguments))
            answer, error = connection.recv()
        except BlockingIOError as waited:
            connection.close()
            raise TimeoutError(f"no answer within {self._seconds:g} seconds") from waited
        except BaseException:
            connection.close()
            raise
        self.idle.append(connection)
        if error is not None:
            raise error
        return answer


def answer(path: Path, key: bytes, answers: Mapping[str, Callable[..., object]]) -> None:
    """Answer calls at a socket from now on, in threads of their own. Raises OSError where it cannot be made."""
    path.unlink(missing_ok=True)
    before = os.umask(0o177)
    try:
        listener = Listener(str(path), "AF_UNIX", backlog=WAITING)
    finally:
        os.umask(before)
    threading.Thread(target=_accept, args=(listener, key, answers), name="line", daemon=True).start()


def _accept(listener: Listener, key: bytes, answers: Mapping[str, Callable[..., object]]) -> None:
    while True:
        try:
            connection = listener.accept()
        except OSError as error:
            _log.warning("a call could not be taken: %s", error)
            time.sleep(AFTER_FAILURE_SECONDS)
            continue
        threading.Thread(target=_answer, args=(connection, key, answers), daemon=True).start()


def _answer(connection: "Connection[Any, Any]", key: bytes, answers: Mapping[str, Callable[..., object]]) -> None:
    """Answer the calls of one connection to who holds the key, until the other side hangs up."""
    with connection, suppress(EOFError, OSError):
        try:
            deliver_challenge(connection, key)
            answer_challenge(connection, key)
        except AuthenticationError as error:
            _log.warning("a call was refused: %s", error)
            return
        while True:
            what, arguments = connection.recv()
            _send(connection, partial(_answered, answers, what, arguments))


def _answered(answers: Mapping[str, Callable[..., object]], what: str, arguments: tuple[object, ...]) -> object:
    return answers[what](*arguments)


def _send(connection: "Connection[Any, Any]", answered: Callable[[], object]) -> None:
    """Send the answer, or what is raised instead: it is raised again where the call came from."""
    try:
        said = pickle.dumps((answered(), None), pickle.HIGHEST_PROTOCOL)
    except Exception as raised:
        said = pickle.dumps((None, _sendable(raised)), pickle.HIGHEST_PROTOCOL)
    connection.send_bytes(said)


def _sendable(raised: Exception) -> Exception:
    """What was raised, or, where it cannot be sent, what says so."""
    try:
        pickle.loads(pickle.dumps(raised))  # noqa: S301 (our own)
    except Exception:
        return FactsAway(f"{type(raised).__name__}: {raised}")
    return raised
