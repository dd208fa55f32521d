"""Engines of the two databases, consistent reads of the case database, and whether it changed since."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from store.case.tables import IN_ORDER
from store.errors import DatabaseMissing

DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "sqlite": "sqlite"}
KINDS = text(
    "SELECT relname, relkind FROM pg_class WHERE relname = ANY(:names) AND pg_table_is_visible(oid) "
    "AND relkind IN ('r', 'p', 'v', 'm', 'f')"
)


def database_url(given: str) -> URL:
    """The SQLAlchemy URL of `given` with this product's drivers (psycopg, sqlite).

    Raises DatabaseMissing when it names no PostgreSQL and no SQLite database.
    """
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise DatabaseMissing(f"'{given}' is no database URL; write postgresql://… or sqlite:///…") from error
    backend = url.get_backend_name()
    if backend not in DRIVERS:
        raise DatabaseMissing(f"'{backend}' is not supported; write postgresql://… or sqlite:///…")
    return url.set(drivername=DRIVERS[backend])


@cache
def engine(given: str) -> Engine:
    """The one engine of this process for a database URL."""
    url = database_url(given)
    is_sqlite = url.get_backend_name() == "sqlite"
    options = {"timeout": 30} if is_sqlite else {"connect_timeout": 10, "options": "-c timezone=UTC"}
    try:
        made = create_engine(url, pool_pre_ping=True, connect_args=options)
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseMissing(f"'{given}' is no usable database URL: {error}") from error
    if is_sqlite:
        _mend_sqlite(made)
    return made


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
        raise DatabaseMissing(f"{source.url.render_as_string()} cannot be used: {error.orig}") from error


@contextmanager
def consistent_read(source: Engine) -> Iterator[Connection]:
    """A connection whose reads all see the same commits. Raises DatabaseMissing."""
    must_exist(source)
    with usable(source):
        connection = source.connect()
    with connection:
        if source.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def must_exist(source: Engine) -> None:
    """Raises DatabaseMissing when an SQLite file is not there: connecting would silently make an empty one."""
    file = source.url.database
    if source.dialect.name == "sqlite" and file not in (None, "", ":memory:") and not Path(str(file)).is_file():
        raise DatabaseMissing(f"{file} does not exist; make it with: python manage.py init")


class Watch:
    """Notices changes of the case database, on a connection of its own that stays open."""

    def __init__(self, source: Engine) -> None:
        self._source = source
        self._connection: Connection | None = None
        self._file: object = None
        self._transactions = ""
        self._contents = ""
        self._next_look = 0.0

    def fingerprint(self) -> str:
        """A text that differs once another connection has committed a change to the case tables.

        Raises DatabaseMissing; the next call connects again.
        """
        try:
            with usable(self._source):
                must_exist(self._source)
                return self._sqlite() if self._source.dialect.name == "sqlite" else self._postgresql()
        except DatabaseMissing:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
        self._connection = None

    def _sqlite(self) -> str:
        """SQLite counts the commits of other connections, for each connection while it is open."""
        file = Path(str(self._source.url.database)).stat()
        if self._file != (file.st_dev, file.st_ino):
            self.close()
            self._file = (file.st_dev, file.st_ino)
        return f"{self._file} {self._scalar('PRAGMA data_version')}"

    def _postgresql(self) -> str:
        """Equal visible transactions mean equal contents. Writes elsewhere in the server change them too, so when they
        have changed, the contents are compared, for at most a twentieth of the time.
        """
        transactions = self._scalar("SELECT pg_current_snapshot()::text")
        if transactions != self._transactions and time.monotonic() >= self._next_look:
            began = time.monotonic()
            self._contents = contents_fingerprint(self._open())
            self._transactions = transactions
            self._next_look = time.monotonic() + 20 * (time.monotonic() - began)
        return self._contents

    def _scalar(self, question: str) -> str:
        return str(self._open().execute(text(question)).scalar_one())

    def _open(self) -> Connection:
        if self._connection is None:
            # without a transaction, because one that stays open would keep writers waiting
            self._connection = self._source.connect().execution_options(isolation_level="AUTOCOMMIT")
        return self._connection


def contents_fingerprint(connection: Connection) -> str:
    """Count and hash of the case tables on PostgreSQL: of row versions for tables, of whole rows for views."""
    hashed = {
        name: "ctid::text || xmin::text" if kind in ("r", "p") else "t::text"
        for name, kind in connection.execute(KINDS, {"names": [table.name for table in IN_ORDER]})
    }
    parts = [
        f"SELECT '{name}', count(*), sum(hashtextextended({row}, 0)) FROM {name} t" for name, row in hashed.items()
    ]
    return str(connection.execute(text(" UNION ALL ".join(sorted(parts)))).all()) if parts else ""
