"""The way to the dashboard's own database: its engine, a transaction in it, and what was read last for as long as it
cannot be read.

Somebody waits for every answer, so nothing here waits long. SQLite would make an empty database where the file has
gone; this engine never does.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoneFree

from store.errors import DatabaseForeign, DatabaseMissing, DatabaseOutdated, DatabaseTooNew, OwnDatabaseUnusable
from store.schema import OWN_DATABASE, must_be_current
from store.source import database_url

CONNECT_SECONDS = 2  # libpq allows no less
WAIT_SECONDS = 1.5  # for a lock
ANSWER_SECONDS = 2  # for the answer to a statement, with such a wait
REST_SECONDS = 5  # after a wait in vain nobody else waits, so that no click waits twice
TELL_SECONDS = 60  # the log says the same again only after so long
MOST_ANSWERS = 100

P = ParamSpec("P")
T = TypeVar("T")
Own = Engine | Connection  # the own database, or a transaction in it that is to be joined

_NOT_OURS = (DatabaseMissing, DatabaseForeign, DatabaseOutdated, DatabaseTooNew)
_SERVER = f"-c timezone=UTC -c lock_timeout={WAIT_SECONDS}s -c statement_timeout={2 * ANSWER_SECONDS}s"


@dataclass(frozen=True)
class _Trouble:
    words: str
    rests_until: float


_troubles: dict[Engine, _Trouble] = {}
_told: dict[str, float] = {}
_memories: list[dict[Any, Any]] = []


class _Impatient(psycopg.Connection[Any]):
    """Gives up a server, or a line to it, that does not answer: no limit that the server itself keeps helps then."""

    def wait(self, gen: Any, *_given: Any, **_more: Any) -> Any:
        ends = time.monotonic() + ANSWER_SECONDS
        try:
            return super().wait(gen, timeout=ANSWER_SECONDS)
        except psycopg.OperationalError as error:
            if time.monotonic() < ends:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError("the server does not answer") from error


@cache
def own_engine(given: str) -> Engine:
    """The one engine of this process for the own database at a URL. A database that is not there is not made."""
    url = database_url(given)
    if url.get_backend_name() != "sqlite":
        options = {"connect_timeout": CONNECT_SECONDS, "options": _SERVER}
        on_server = create_engine(
            url, pool_pre_ping=True, pool_timeout=WAIT_SECONDS, connect_args=options, hide_parameters=True
        )
        event.listen(on_server, "do_connect", lambda _dialect, _record, _args, given: _Impatient.connect(**given))
        return on_server
    place = Path(url.database or "").absolute().as_uri() + "?mode=rw"
    # each transaction opens the file anew: one kept open would go on writing to a file that was deleted or replaced
    made = create_engine(url, creator=lambda: _opened(place), poolclass=NullPool, hide_parameters=True)
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return made


def own_database(given: str) -> Engine:
    """The engine of the own database, which is there and of this program's version. Raises OwnDatabaseUnusable."""
    own = own_engine(given)
    with _usable(own):
        must_be_current(own, OWN_DATABASE)
    return own


@contextmanager
def transaction(own: Own) -> Iterator[Connection]:
    """A connection whose statements are kept together at the end, or not at all; of one that is joined, at its end.

    Raises OwnDatabaseUnusable, at the latest after ANSWER_SECONDS and CONNECT_SECONDS.
    """
    if isinstance(own, Connection):
        yield own
        return
    with _usable(own), own.begin() as connection:
        yield connection


@contextmanager
def change(own: Engine) -> Iterator[Connection]:
    """A transaction that changes a meeting, so that what was remembered of meetings is forgotten.

    Raises OwnDatabaseUnusable.
    """
    with transaction(own) as connection:
        yield connection
    for answers in _memories:
        answers.clear()


def is_troubled(own: Engine) -> bool:
    """Whether the last use of the database failed."""
    return own in _troubles


def remembered(read: Callable[Concatenate[Engine, P], T]) -> Callable[Concatenate[Engine, P], T]:
    """The same function, which gives its last answer again for as long as the database cannot be read.

    A meeting goes on meanwhile, and what somebody is typing keeps its place on the page. A change by this process makes
    it forget; one by another process, made after the last read, is seen once the database can be read again.
    """
    answers: dict[Any, T] = {}
    _memories.append(answers)

    @wraps(read)
    def answered(own: Engine, /, *args: P.args, **kwargs: P.kwargs) -> T:
        asked = (own, args, tuple(kwargs.items()))
        try:
            found = read(own, *args, **kwargs)
        except OwnDatabaseUnusable:
            with suppress(KeyError):
                return answers[asked]
            raise
        if len(answers) >= MOST_ANSWERS:
            answers.clear()
        answers[asked] = found
        return found

    return answered


def _opened(place: str) -> sqlite3.Connection:
    connection = sqlite3.connect(place, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


@contextmanager
def _usable(own: Engine) -> Iterator[None]:
    """Within it, whatever keeps the database from being used raises OwnDatabaseUnusable, and is told in the log."""
    trouble, began = _troubles.get(own), time.monotonic()
    if trouble and began < trouble.rests_until:
        raise OwnDatabaseUnusable(trouble.words)
    try:
        yield
    except IntegrityError:
        raise  # the database does what it should
    except (DBAPIError, NoneFree, *_NOT_OURS) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        words, now = f"{own.url.render_as_string()} cannot be used: {reason}", time.monotonic()
        _troubles[own] = _Trouble(words, now + REST_SECONDS if now - began >= WAIT_SECONDS / 2 else now)
        _tell(words, now)
        raise OwnDatabaseUnusable(words) from error
    _troubles.pop(own, None)


def _tell(words: str, now: float) -> None:
    if now - _told.get(words, -TELL_SECONDS) >= TELL_SECONDS:
        _told[words] = now
        logging.getLogger(__name__).error("the dashboard's own database: %s", words)
