"""The stream of changes of a case database on PostgreSQL: by logical decoding, where its administrator grants that.

A temporary replication slot of the publication `saumaton` tells the cases of each commit; their rows are then read. So
no value is taken from the stream, and nothing is left on the server once the connection ends. Which commits a reading
transaction sees is asked of its snapshot, because a commit may be in the stream before others can see it.
"""

import select
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count

import psycopg
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import Connection, Engine, text

from store.case.pgoutput import Begin, Change, Decoder, Emptied, End
from store.case.publication import PUBLICATION, Published, published
from store.case.reading import Part
from store.case.tables import BY_CASE, BY_NAME, key_of
from store.errors import DatabaseMissing
from store.source import CANCEL_SECONDS, for_libpq

SLOT_SECONDS = 3.0  # making a slot waits for transactions that write
CATCH_UP_SECONDS = 2.0
SAME_ANSWERS = 4  # of which one may come unasked
# within which the server writes out what was committed without waiting for that (three times `wal_writer_delay`)
ASYNCHRONOUS_SECONDS = 0.6
ASK_AGAIN_SECONDS = 0.005
FEEDBACK_SECONDS = 5.0
SILENT_SECONDS = 10.0  # without any word, although asked
MOST = 100_000  # rows of a commit, beyond which all rows are read
_SERVER_SECONDS = 600  # for which the server waits for a word while all rows are read
_NO_KEYS = frozenset[str]()
_SERVER = "SELECT pg_postmaster_start_time()::text"
_NOW = text("SELECT pg_current_snapshot()::text, (pg_current_wal_insert_lsn() - '0/0')::bigint")
_numbers = count(1)


class NoStream(Exception):
    """There is no stream of changes; the text says why, and nothing where nobody has made the publication."""


@dataclass(frozen=True)
class Streamed:
    """Of what was read, the stream that tells all changes since, and a text that differs when the tables do."""

    number: int
    shape: str
    of_cases: None = None  # how many rows cases have is not counted


@dataclass
class Commit:
    """What a committed transaction changed: cases, keys of rows whose case is not told, or more than that (`whole`)."""

    transaction: int
    cases: set[str] = field(default_factory=set)
    keys: dict[str, set[str]] = field(default_factory=dict)
    whole: bool = False
    rows: int = 0


class Stream:
    """The changes since it began. One thread at a time may use it."""

    def __init__(self, line: psycopg.Connection, told: Published) -> None:
        self.number = next(_numbers)
        self.told = told
        self.commits = 0  # that concern the case tables; one that nobody could see yet counts anew
        self._line = line
        self._decoder = Decoder()
        self._commit = Commit(0)
        self._pending: list[Commit] = []
        self._position = self._answers = self._messages_of_changes = 0
        self._told_at = time.monotonic()
        self._silent_since: float | None = None  # when it was first asked without any word since

    def close(self) -> None:
        self._line.close()

    def told_all(self) -> bool:
        """Whether all is told that was written out until now; False if it does not come in time.

        The server is asked how far it is until it answers some times that it got no further. It looks for more after
        each answer. Raises DatabaseMissing when the stream has ended.
        """
        ends, same = time.monotonic() + CATCH_UP_SECONDS, 0
        while same < SAME_ANSWERS:
            before = self._position, self._messages_of_changes
            if not self._answers_before(ends):
                if self._silent_since and time.monotonic() - self._silent_since > SILENT_SECONDS:
                    raise DatabaseMissing("the stream of changes is silent")
                return False
            same = same + 1 if (self._position, self._messages_of_changes) == before else 0
        return True

    def caught_up(self, connection: Connection) -> str | None:
        """The snapshot of a transaction all of whose commits are now told; None if they do not come in time.

        Raises DatabaseMissing when the stream has ended.
        """
        snapshot, inserted = connection.execute(_NOW).one()
        ends = time.monotonic() + ASYNCHRONOUS_SECONDS
        while self.told_all():
            # what was committed without waiting is seen before it is written out, and told only then
            if self._position >= inserted or time.monotonic() > ends:
                return str(snapshot)
            time.sleep(ASK_AGAIN_SECONDS)
        return None

    def part(self, snapshot: str, cases_of: Callable[[str, set[str], set[str]], set[str]]) -> Part | None:
        """The cases that this snapshot shows with other rows than the part before; None for all. `cases_of` tells
        the cases to which rows of a table with some keys belonged then, other than some that are known.
        """
        seen, unseen = list[Commit](), list[Commit]()
        for one in self._pending:
            (seen if sees(snapshot, one.transaction) else unseen).append(one)
        self._pending = unseen
        self.commits += len(self._pending)
        if any(one.whole for one in seen):
            return None
        cases = set[str]().union(*(one.cases for one in seen))
        for table in self.told.without_case:
            cases |= cases_of(table, set[str]().union(*(one.keys.get(table, _NO_KEYS) for one in seen)), cases)
        return Part("case_id", sorted(cases))

    def listen(self) -> None:
        """Take what has come, and say so from time to time, without waiting. Raises DatabaseMissing."""
        with _line_that_may_end():
            for message in self._messages():
                self._take(message)
            if time.monotonic() - self._told_at > FEEDBACK_SECONDS:
                self._tell(ask=False)

    def _answers_before(self, ends: float) -> bool:
        """Whether the server answers how far it is."""
        answers = self._answers + 1
        with _line_that_may_end():
            self._tell(ask=True)
            while self._answers < answers and (seconds := ends - time.monotonic()) > 0:
                select.select([self._line.fileno()], [], [], seconds)
                self.listen()
        return self._answers >= answers

    def _messages(self) -> Iterator[bytes]:
        server = self._line.pgconn
        server.consume_input()
        while True:
            length, message = server.get_copy_data(1)
            if length < 0:
                raise DatabaseMissing("the case database ended the stream of its changes")
            if not length:
                return
            yield bytes(message)

    def _tell(self, *, ask: bool) -> None:
        told = struct.pack("!cQQQQ?", b"r", self._position, self._position, self._position, 0, ask)
        self._line.pgconn.put_copy_data(told)
        self._line.pgconn.flush()
        self._told_at = time.monotonic()
        if ask and self._silent_since is None:
            self._silent_since = self._told_at

    def _take(self, message: bytes) -> None:
        self._silent_since = None
        if message[:1] == b"k":
            [self._position] = struct.unpack_from("!Q", message, 1)
            self._answers += 1
            return
        self._messages_of_changes += 1
        match self._decoder.decoded(message[25:]):
            case Begin(transaction):
                self._commit = Commit(transaction)
            case Change() as change if change.relation in self.told.tables:
                self._note(self.told.tables[change.relation], change)
            case Emptied(relations):
                self._commit.whole |= not self.told.tables.keys().isdisjoint(relations)
            case End() if self._commit.whole or self._commit.rows:
                self._pending.append(self._commit)
                self.commits += 1

    def _note(self, table: str, change: Change) -> None:
        commit = self._commit
        commit.rows += 1
        if table not in BY_CASE or commit.rows > MOST:
            commit.whole, commit.cases, commit.keys = True, set(), {}
        if commit.whole:
            return
        cases = {case for row in change.rows if (case := row.get("case_id")) is not None}
        keys = set[str]()
        if table in self.told.without_case and not change.is_new:
            [key] = key_of(BY_NAME[table])
            keys = {one for row in change.rows if (one := row.get(key)) is not None}
            commit.keys.setdefault(table, set()).update(keys)
        commit.cases |= cases
        commit.whole = not cases and not keys


def begun(source: Engine, connection: Connection) -> Stream:
    """A stream of changes, before which whatever is not told was committed and can be seen. `connection` is one to the
    same server.

    Raises NoStream.
    """
    found = published(connection)
    if not found.exists:
        raise NoStream
    if found.missing:
        raise NoStream(
            f"publication {PUBLICATION} does not tell the case of each change of {', '.join(found.missing)}; "
            "see “Logical decoding” in docs/operating.md"
        )
    if connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one():
        raise NoStream("this is a standby")
    url = for_libpq(source.url)
    try:
        line = psycopg.connect(url, replication="database", autocommit=True, prepare_threshold=None)
    except psycopg.Error as error:
        raise NoStream(str(error).strip()) from error
    try:
        if _asked(line, _SERVER) != connection.exec_driver_sql(_SERVER).scalar_one():
            raise NoStream("another server answers there")
        _asked(line, f"SET wal_sender_timeout = '{_SERVER_SECONDS}s'")
        slot = f"saumaton_{line.info.backend_pid}"
        _asked(line, f"CREATE_REPLICATION_SLOT {slot} TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT")
        options = f"(proto_version '1', publication_names '{PUBLICATION}')"
        _asked(line, f"START_REPLICATION SLOT {slot} LOGICAL 0/0 {options}")
    except BaseException as error:
        # a server that waits for a transaction does not notice that nobody listens any more
        with suppress(psycopg.Error, OSError):
            line.cancel_safe(timeout=CANCEL_SECONDS)
        line.close()
        if isinstance(error, DatabaseMissing):
            raise NoStream(str(error)) from error
        raise
    return Stream(line, found)


def sees(snapshot: str, transaction: int) -> bool:
    """Whether a snapshot shows a committed transaction, of whose number 32 bits are known."""
    _oldest, next_one, running = snapshot.split(":")
    is_later = (transaction - int(next_one)) % 2**32 < 2**31
    return not is_later and transaction not in {int(one) % 2**32 for one in running.split(",") if one}


def _asked(line: psycopg.Connection, command: str) -> str | None:
    """A value that the server answers within some seconds, in the simple protocol, as replication asks it."""
    with _line_that_may_end():
        line.pgconn.send_query(command.encode())
        line.pgconn.flush()
        ends, value = time.monotonic() + SLOT_SECONDS, None
        while answer := _answer(line, ends):
            if answer.status in (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE):
                raise DatabaseMissing(line.pgconn.get_error_message())
            if answer.status == ExecStatus.COPY_BOTH:
                break
            value = answer.get_value(0, 0) if answer.ntuples else value
        return value.decode() if value is not None else None


def _answer(line: psycopg.Connection, ends: float) -> PGresult | None:
    """The next answer of a line; None after the last one."""
    while line.pgconn.is_busy():
        if not select.select([line.fileno()], [], [], max(0, ends - time.monotonic()))[0]:
            raise DatabaseMissing("it waits, for example for a transaction that does not end")
        line.pgconn.consume_input()
    return line.pgconn.get_result()


@contextmanager
def _line_that_may_end() -> Iterator[None]:
    """Within it, whatever ends the line or comes in another form raises DatabaseMissing."""
    try:
        yield
    except (psycopg.Error, OSError, ValueError, IndexError, KeyError, struct.error) as error:
        raise DatabaseMissing(f"the stream of changes ended: {error}") from error
