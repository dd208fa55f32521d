"""Facts as they are between two changes: whoever reads a snapshot sees it until the end, whatever is changed since."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Condition
from typing import Any

import duckdb
import pyarrow as pa

from store.facts.memory import parsed

ROWS_AT_ONCE = 1_000_000
PINS = 4  # readers at once of facts that have changed since; two pages are drawn at once, and others read files


class SnapshotLost(Exception):
    """Facts that have changed since can be read no more, because too many questions about them failed."""


class Snapshot:
    """The facts in a memory as they are now. A transaction of DuckDB sees them so for ever, and each reader has one."""

    def __init__(self, memory: duckdb.DuckDBPyConnection) -> None:
        self._memory = memory
        self._changed = Condition()
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._pins = 0
        self._is_newest = True

    def answer(self, text: str, values: tuple[Any, ...]) -> pa.Table:
        """The rows of a question. Several threads may ask at once. Raises SnapshotLost."""
        with self.reading() as cursor:
            reader: pa.RecordBatchReader = cursor.execute(parsed(text), list(values)).to_arrow_reader(ROWS_AT_ONCE)
            return reader.read_all()

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that sees these facts. Several threads may read at once. Raises SnapshotLost."""
        cursor = self._taken()
        try:
            yield cursor
        except BaseException:  # which ends its transaction
            self._drop(cursor)
            raise
        with self._changed:
            self._idle.append(cursor)
            self._changed.notify()

    def changed(self, change: Callable[[duckdb.DuckDBPyConnection], None]) -> "Snapshot":
        """The facts after a change of the memory as a whole, or not at all; who reads this snapshot does not see it.

        Raises SnapshotLost when they have changed before.
        """
        if not self._is_newest:
            raise SnapshotLost("the facts have changed")
        with closing(self._memory.cursor()) as cursor:
            cursor.execute("BEGIN")
            change(cursor)
            self._keep()
            cursor.execute("COMMIT")
        return Snapshot(self._memory)

    def pack(self) -> bool:
        """Pack what changes have left unpacked, and let go of what they replaced, but for what older snapshots show.
        Whether it could be done: not while one of these shows what was updated since.
        """
        with closing(self._memory.cursor()) as cursor:
            try:
                cursor.execute("CHECKPOINT")
            except duckdb.TransactionException:
                return False
        return True

    def _keep(self) -> None:
        """From now on this is read by transactions that have begun."""
        with self._changed:
            while self._pins < PINS:
                self._idle.append(self._pinned())
            self._is_newest = False
            self._changed.notify_all()

    def _taken(self) -> duckdb.DuckDBPyConnection:
        with self._changed:
            while not self._idle:
                if self._is_newest:
                    return self._pinned()
                if not self._pins:
                    raise SnapshotLost("the facts have changed")
                self._changed.wait()
            return self._idle.pop()

    def _pinned(self) -> duckdb.DuckDBPyConnection:
        cursor = self._memory.cursor()
        cursor.execute("BEGIN TRANSACTION READ ONLY")
        cursor.execute("FROM fact_tables LIMIT 1").fetchall()  # a transaction sees what is there when it first looks
        self._pins += 1
        return cursor

    def _drop(self, cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.close()
        with self._changed:
            self._pins -= 1
            self._changed.notify_all()
