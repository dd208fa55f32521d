"""Engines of the two databases, and consistent reads of the case database. Nothing that PostgreSQL does takes for ever.

What limits a transaction is set inside it, and no statement is prepared, so that PgBouncer may stand in between and
pool transactions: it refuses a connection that begins with other settings, and lends each transaction another server.
"""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from config.database_url import DRIVERS
from store.errors import DatabaseMissing

# libpq's own names: how long a connection may take, how soon one is given up whose other end is gone, and what text
# comes in, whatever the database keeps it in
CONNECTION_LIMITS: dict[str, str] = {
    "connect_timeout": "10",  # seconds
    "keepalives": "1",
    "keepalives_idle": "5",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "15000",  # milliseconds
    "client_encoding": "utf8",
}
STATEMENT_SECONDS = 300  # the largest table of a European load takes a minute on a slow line
# less than the second after which PostgreSQL ends one of those who wait for each other: it is to be this program
READING_LOCK_SECONDS = 0.9
WRITING_LOCK_SECONDS = 30.0
CANCEL_SECONDS, LEAST_CANCEL_SECONDS = 1.0, 0.05
_connections: WeakKeyDictionary[Engine, WeakSet[Any]] = WeakKeyDictionary()


def database_url(checked: str) -> URL:
    """The SQLAlchemy URL of one that the settings checked, with this product's drivers (psycopg, sqlite)."""
    url = make_url(checked)
    return url.set(drivername=DRIVERS[url.get_backend_name()])


@cache
def engine(checked: str) -> Engine:
    """The one engine of this process for a database URL that the settings checked."""
    return engine_of_its_own(checked)


def engine_of_its_own(checked: str) -> Engine:
    """A new engine for a database URL that the settings checked, whose connections nobody else uses."""
    url = database_url(checked)
    is_sqlite = url.get_backend_name() == "sqlite"
    options = {"timeout": 30} if is_sqlite else {**_limits_of(url), "prepare_threshold": None}
    made = create_engine(url, pool_pre_ping=True, connect_args=options)
    if is_sqlite:
        _mend_sqlite(made)
    else:
        _limit_transactions(made)
    return made


def for_libpq(url: URL) -> str:
    """What libpq connects by, of a URL of PostgreSQL, with the limits of a connection: no URL, because libpq reads one
    otherwise than SQLAlchemy writes it.
    """
    of_server = url.translate_connect_args(username="user", database="dbname")
    given = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    return make_conninfo("", **of_server, **_limits_of(url), **given)


def _limits_of(url: URL) -> dict[str, str]:
    """What the URL itself says goes first."""
    return {name: value for name, value in CONNECTION_LIMITS.items() if name not in url.query}


def limits_of_reading() -> tuple[str, ...]:
    """The statements with which a transaction on PostgreSQL begins that only reads."""
    return _limits(READING_LOCK_SECONDS)


def _limits(lock_seconds: float) -> tuple[str, ...]:
    statement_ms, lock_ms = round(1000 * STATEMENT_SECONDS), round(1000 * lock_seconds)
    settings = {"statement_timeout": statement_ms, "lock_timeout": lock_ms, "timezone": "'UTC'"}
    return tuple(f"SET LOCAL {name} = {value}" for name, value in settings.items())


def _limit_transactions(made: Engine) -> None:
    _connections[made] = WeakSet()

    @event.listens_for(made, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        _connections[made].add(connection)

    @event.listens_for(made, "begin")
    def _on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("; ".join(_limits(WRITING_LOCK_SECONDS)))


def hang_up(made: Engine) -> None:
    """End what runs on the connections of an engine to PostgreSQL: whoever waits for an answer gets an error.

    This takes at most about CANCEL_SECONDS, even when nobody answers any more.
    """
    ends = time.monotonic() + CANCEL_SECONDS
    for connection in list(_connections.get(made, ())):
        if connection.closed:
            continue
        with suppress(psycopg.Error, OSError):
            if connection.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                connection.cancel_safe(timeout=max(LEAST_CANCEL_SECONDS, ends - time.monotonic()))
        with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)


def _mend_sqlite(made: Engine) -> None:
    """SQLite checks references only when asked, and Python's driver begins a transaction only before a write."""

    @event.listens_for(made, "connect")
    def _on_connect(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(made, "begin")
    def _on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN")


@contextmanager
def usable(source: Engine) -> Iterator[None]:
    """Within it, whatever a database refuses raises DatabaseMissing."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig).strip()
        mend = ". Set in PgBouncer: pool_mode = transaction" if "statement pooling mode" in said else ""
        raise DatabaseMissing(f"{source.url.render_as_string()} cannot be used: {said}{mend}") from error


@contextmanager
def consistent_read(source: Engine) -> Iterator[Connection]:
    """A connection whose reads all see the same commits, those before the first of them, and that waits for no lock.

    Raises DatabaseMissing.
    """
    must_exist(source)
    with usable(source):
        connection = source.connect()
    with connection:
        if source.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with usable(source):
            transaction = connection.begin()
            if source.dialect.name == "postgresql":
                connection.exec_driver_sql("; ".join(limits_of_reading()))
        with transaction:
            yield connection


def leave_nothing_deleted(target: Engine) -> None:
    """Have an SQLite file hold nothing of rows that were deleted; a server of PostgreSQL sees to that by itself.

    Raises DatabaseMissing.
    """
    if target.dialect.name == "sqlite":
        with usable(target), target.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def must_exist(source: Engine) -> None:
    """Raises DatabaseMissing when an SQLite file is not there: connecting would silently make an empty one."""
    file = source.url.database
    if source.dialect.name == "sqlite" and file not in (None, "", ":memory:") and not Path(str(file)).is_file():
        raise DatabaseMissing(f"{file} does not exist; make it with: python manage.py init")
