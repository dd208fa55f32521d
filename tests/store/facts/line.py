"""A line to a PostgreSQL server that can be held, as half-open connections are, or cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import make_url


class Line:
    """Listens on a port and passes on what comes, unless it is held: then sockets stay open and nothing passes."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._passes = threading.Event()
        self._passes.set()
        self._sockets: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def hold(self) -> None:
        self._passes.clear()

    def let_go(self) -> None:
        self._passes.set()

    def cut(self) -> None:
        """Close what is open; new connections are accepted."""
        while self._sockets:
            with suppress(OSError):
                self._sockets.pop().shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._door.close()
        self.let_go()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _address = self._door.accept()
                self._connect(here)

    def _connect(self, here: socket.socket) -> None:
        there = socket.socket(socket.AF_UNIX)
        try:
            there.connect(self._server)
        except OSError:  # no server is there
            here.close()
            there.close()
            return
        self._sockets += [here, there]
        for ends in ((here, there), (there, here)):
            threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, giver: socket.socket, taker: socket.socket) -> None:
        with suppress(OSError):
            while found := giver.recv(65536):
                self._passes.wait()
                taker.sendall(found)
        for end in (giver, taker):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(url: str) -> Iterator[tuple[Line, str]]:
    """A line to a server behind a socket of this machine, and the URL of the same database at its other end."""
    direct = make_url(url)
    line = Line(f"{direct.query['host']}/.s.PGSQL.{direct.port or 5432}")
    try:
        over = direct.set(host="127.0.0.1", port=line.port, query={})
        yield line, over.render_as_string(hide_password=False)
    finally:
        line.close()
