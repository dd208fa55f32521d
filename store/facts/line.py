"""A line between processes of one machine and one user: a call goes over a Unix socket, and its answer comes back.

What is sent is pickled, so both ends hold the same key and are of the same version.
"""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from store.errors import FactsAway

ANSWER_SECONDS = 30.0
WAITING = 64  # calls that wait to be taken
_log = logging.getLogger(__name__)


def line_key(secret: str) -> bytes:
    """The key of both ends, of the secret that all processes of an installation hold."""
    return sha256(f"facts {secret}".encode()).digest()


class Line:
    """Calls to the process that answers at a socket. Several threads may call at once."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._idle: list[Connection[Any, Any]] = []

    def call(self, what: str, *arguments: object) -> Any:
        """The answer, or what it raised. Raises FactsAway where none comes."""
        try:
            with suppress(IndexError, EOFError, OSError):  # an idle connection may be to a process that has ended
                return self._asked(self._idle.pop(), what, arguments)
            return self._asked(Client(str(self._path), "AF_UNIX", authkey=self._key), what, arguments)
        except (OSError, EOFError, AuthenticationError) as error:
            raise FactsAway(f"the process that keeps the facts does not answer at {self._path}: {error}") from error

    def _asked(self, connection: "Connection[Any, Any]", what: str, arguments: tuple[object, ...]) -> Any:
        try:
            connection.send((what, arguments))
            if not connection.poll(ANSWER_SECONDS):
                raise TimeoutError(f"no answer within {ANSWER_SECONDS:g} seconds")
            answer, error = connection.recv()
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        if error is not None:
            raise error
        return answer


def answer(path: Path, key: bytes, answers: Mapping[str, Callable[..., object]]) -> None:
    """Answer calls at a socket from now on, in threads of their own. Raises OSError where it cannot be made."""
    path.unlink(missing_ok=True)
    before = os.umask(0o177)
    try:
        listener = Listener(str(path), "AF_UNIX", backlog=WAITING, authkey=key)
    finally:
        os.umask(before)
    threading.Thread(target=_accept, args=(listener, answers), name="line", daemon=True).start()


def _accept(listener: Listener, answers: Mapping[str, Callable[..., object]]) -> None:
    while True:
        try:
            connection = listener.accept()
        except (OSError, EOFError, AuthenticationError) as error:
            _log.warning("a call was refused: %s", error)
            continue
        threading.Thread(target=_answer, args=(connection, answers), daemon=True).start()


def _answer(connection: "Connection[Any, Any]", answers: Mapping[str, Callable[..., object]]) -> None:
    """Answer the calls of one connection, until the other side hangs up."""
    with connection, suppress(EOFError, OSError):
        while True:
            what, arguments = connection.recv()
            try:
                found, error = answers[what](*arguments), None
            except Exception as raised:  # it is raised where the call came from
                found, error = None, raised
            connection.send((found, error))
