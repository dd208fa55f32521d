"""An edition of the facts in PostgreSQL, as a screen asks it: every question sees the same commits.

One transaction stays open for as long as the edition may be asked, and hands its snapshot to those of the questions.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import finalize

import pandas as pd
import pyarrow as pa
from adbc_driver_postgresql import dbapi
from sqlalchemy import PoolProxiedConnection, QueuePool, make_url

from config.settings import Settings
from store.errors import FactsAway
from store.facts.copy import Way
from store.source import for_libpq

QUESTIONS_AT_ONCE = 8
ANSWER_SECONDS = 30
# while a snapshot is handed out, no limit of the server's administrator may end the transaction that has it; the one of
# PostgreSQL 17 is unknown to older servers
_HELD = "SET LOCAL idle_in_transaction_session_timeout = 0"
_HELD_TOO = "SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout'"
# in one statement, because each is a way to the server and back
_ASKED = f"""SELECT set_config('search_path', '{{}}', true), set_config('statement_timeout', '{ANSWER_SECONDS}s', true),
    set_config('jit', 'off', true)"""


def name_of(url: str) -> str:
    """What messages call a database: its URL without any secret."""
    return make_url(url).set(query={}).render_as_string()


class Server:
    """Connections to the database with the facts, which are used again. Several threads may ask at once."""

    def __init__(self, url: str) -> None:
        self.name, given = name_of(url), for_libpq(make_url(url))
        self._pool = QueuePool(
            lambda: dbapi.connect(given, autocommit=True), pool_size=QUESTIONS_AT_ONCE, max_overflow=-1
        )

    @contextmanager
    def cursor(self, *first: str) -> Iterator[Any]:
        """A cursor in a transaction that sees one moment, whose first statements are these. Raises FactsAway."""
        connection = self.begun(*first)
        try:
            with closing(connection.cursor()) as cursor:
                yield cursor
                cursor.execute("COMMIT")
        except dbapi.Error as error:
            connection.invalidate()
            raise FactsAway(f"the facts in {self.name} cannot be asked: {error}") from error
        except BaseException:
            connection.invalidate()
            raise
        connection.close()

    def begun(self, *first: str) -> PoolProxiedConnection:
        """A connection in such a transaction, which stays open. Raises FactsAway."""
        try:
            try:
                return self._begun(first)
            except dbapi.Error:
                self._pool.dispose()  # those that are kept may have been cut since
            return self._begun(first)
        except dbapi.Error as error:
            raise FactsAway(f"the facts in {self.name} cannot be asked: {error}") from error

    def _begun(self, first: tuple[str, ...]) -> PoolProxiedConnection:
        connection = self._pool.connect()
        try:
            with closing(connection.cursor()) as cursor:
                for statement in ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", *first):
                    cursor.execute(statement)
        except BaseException:
            connection.invalidate()
            raise
        return connection

    def close(self) -> None:
        """Close the connections that nobody uses."""
        self._pool.dispose()


class HeldFacts:
    """The facts of an edition as a transaction sees them, which stays open until nobody asks any more. Once no answer
    came, that transaction may be lost.
    """

    def __init__(self, server: Server, edition: str, seen_by: Any) -> None:
        """The facts that the transaction of a cursor sees. The transaction that stays open reads no table, and so keeps
        nobody from changing one. Raises FactsAway.
        """
        self._server, self._edition = server, edition
        self.is_lost = False
        seen_by.execute("SELECT pg_export_snapshot()")
        [(snapshot,)] = seen_by.fetchall()
        transaction = server.begun(f"SET TRANSACTION SNAPSHOT '{snapshot}'", _HELD, _HELD_TOO)
        finalize(self, transaction.invalidate)
        try:
            with closing(transaction.cursor()) as cursor:
                cursor.execute("SELECT pg_export_snapshot()")
                [(self._snapshot,)] = cursor.fetchall()
        except dbapi.Error as error:
            raise FactsAway(f"the facts in {server.name} cannot be asked: {error}") from error

    def answer(self, text: str, values: tuple[Any, ...]) -> pa.Table:
        """The rows of a question. Raises FactsAway, also once the server was started again since."""
        try:
            with self._server.cursor(
                f"SET TRANSACTION SNAPSHOT '{self._snapshot}'", _ASKED.format(self._edition)
            ) as cursor:
                cursor.execute(text, list(values) or None)
                found: pa.Table = cursor.fetch_arrow_table()
                return found
        except FactsAway:
            self.is_lost = True
            raise


@dataclass(frozen=True)
class Served:
    """An edition of the facts that lies in PostgreSQL."""

    facts: HeldFacts
    codes: pd.CategoricalDtype
    version: str
    read_at: datetime
    demo: bool
    way: Way
    settings: Settings

    @property
    def whole(self) -> str:
        """Each edition may have other names: it does not say."""
        return self.version
