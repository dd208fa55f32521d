"""Whether the case database changed since the last look: asked often, and cheap where nothing happened."""

import logging
import threading
import time
from collections import deque
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, text

from store.case.publication import published
from store.case.reading import arrow_connections
from store.case.stream import NoStream, Stream, begun
from store.errors import DatabaseMissing
from store.facts.contents import Contents, contents, shape
from store.source import STATEMENT_SECONDS, consistent_read, engine_of_its_own, hang_up, must_exist, usable

ANSWER_SECONDS = 5.0
CONNECT_SECONDS = 30.0  # for several hosts, each with its own limit
TIMES_ITS_COST = 10  # so long after a comparison comes the next, so that it takes a tenth of the time at most
LAST_LOOKS = 20  # the shortest of which is what a comparison costs; what others take longer, they wait for this machine
STREAM_AGAIN_SECONDS = 600.0  # after which a stream of changes is asked for again
ELSEWHERE_SECONDS = 1.0  # and so long at least where no commit here announces a change

# Equal texts mean that the same commits are visible on the same server. On a standby the snapshot leaves out what still
# runs on the primary, so how far the log was replayed is part of it.
VISIBLE = text(
    "SELECT concat_ws(' ', pg_current_snapshot(), pg_last_wal_replay_lsn(), pg_is_in_recovery(), "
    "pg_postmaster_start_time())"
)
_opened = count(1)
_log = logging.getLogger(__name__)


class Watch:
    """Notices changes of the case database, on connections of its own. One thread at a time may look."""

    def __init__(self, url: str) -> None:
        self.source = engine_of_its_own(url)
        self.one_at_a_time = threading.Lock()
        self._must_answer_by = float("inf")
        self._connection: Connection | None = None
        self._opened = 0
        self._file: object = None
        self._visible = ""
        self._contents = Contents({}, {}, "", here=True)
        self.stream: Stream | None = None
        self._stream_at = 0.0  # when it may be begun
        self._no_stream = ""  # why there is none
        self._shape = ""
        self._next_look = 0.0
        self._took: deque[float] = deque(maxlen=LAST_LOOKS)

    def fingerprint(self) -> str | None:
        """A text that differs once another connection has committed a change to the case tables, and after each lost
        connection; None when that is known only after a comparison for which it is too early.

        Raises DatabaseMissing; the next call connects again.
        """
        try:
            with usable(self.source):
                must_exist(self.source)
                return self._sqlite() if self.source.dialect.name == "sqlite" else self._postgresql()
        except DatabaseMissing:
            self.close()
            raise

    def allow_a_statement(self) -> None:
        """What is asked next may take as long as the server allows any statement."""
        self._allow(STATEMENT_SECONDS + ANSWER_SECONDS)

    def is_answered(self) -> None:
        """Nothing is asked now."""
        self._must_answer_by = float("inf")

    def is_overdue(self) -> bool:
        """Whether what was asked should have been answered by now. SQLite has limits of its own."""
        return time.monotonic() > self._must_answer_by and self.source.dialect.name == "postgresql"

    def hang_up(self) -> None:
        """Called by another thread: the looking thread gets an error instead of waiting for an answer."""
        hang_up(self.source)

    def close(self) -> None:
        """Close all connections; what comes next connects again."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
        self._connection = None
        self._leave_stream()
        self.source.dispose()
        if self.source.dialect.name == "postgresql":
            arrow_connections(self.source).dispose()

    def _sqlite(self) -> str:
        """SQLite counts the commits of other connections, for each connection while it is open."""
        file = Path(str(self.source.url.database)).stat()
        if self._file != (file.st_dev, file.st_ino):
            self.close()
            self._file = (file.st_dev, file.st_ino)
        commits = self._open().execute(text("PRAGMA data_version")).scalar_one()
        return f"{self._opened} {commits}"

    def _postgresql(self) -> str | None:
        """Writes elsewhere in the server change what is visible too, so then the contents are compared."""
        self._allow(ANSWER_SECONDS if self._connection else CONNECT_SECONDS)
        connection = self._open()
        if self.stream is None and time.monotonic() > self._stream_at:
            self._begin_stream(connection)
        visible = str(connection.execute(VISIBLE).scalar_one())
        if self.stream:
            return self._of_stream(self.stream, connection, visible)
        if visible != self._visible or not self._contents.here:
            if time.monotonic() < self._next_look:
                return None
            self._compare()
            self._visible = visible
        return f"{self._opened} {self._contents.fingerprint}"

    def _of_stream(self, stream: Stream, connection: Connection, visible: str) -> str | None:
        """The stream does not tell when the tables themselves change, or what is published of them."""
        stream.listen()
        if visible != self._visible:
            if published(connection) != stream.told:
                self._leave_stream()
                return None
            self._shape = shape(connection)
            if not stream.told_all():
                return None
            self._visible = visible
        return f"{self._opened} {stream.number} {stream.commits} {self._shape}"

    def _begin_stream(self, connection: Connection) -> None:
        self._stream_at = time.monotonic() + STREAM_AGAIN_SECONDS
        self._allow(CONNECT_SECONDS)
        why = ""
        try:
            self.stream = begun(self.source, connection)
        except NoStream as error:
            why = str(error)
        if why and why != self._no_stream:
            _log.warning("logical decoding cannot be used: %s", why)
        self._no_stream = why
        self._allow(ANSWER_SECONDS)

    def _leave_stream(self) -> None:
        if self.stream:
            self.stream.close()
            self.stream, self._visible, self._stream_at = None, "", 0.0

    def _compare(self) -> None:
        self.allow_a_statement()
        with consistent_read(self.source) as connection:
            began = time.monotonic()
            self._contents = contents(connection)
            self._took.append(time.monotonic() - began)
        pause = min(self._took) * TIMES_ITS_COST
        self._next_look = time.monotonic() + max(pause, 0 if self._contents.here else ELSEWHERE_SECONDS)

    def _allow(self, seconds: float) -> None:
        self._must_answer_by = time.monotonic() + seconds

    def _open(self) -> Connection:
        if self._connection is None:
            # without a transaction, because one that stays open would keep writers waiting
            self._connection = self.source.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._opened, self._visible, self._next_look = next(_opened), "", 0.0
        return self._connection
