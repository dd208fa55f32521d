"""What happens to an own database on SQLite while the dashboard runs, and how it ends."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import event

from store.own import database
from store.own.database import own_engine

# rows that take the pages which are free, then rows as small as one can be, so that what follows does not fit either
FILLERS = (
    "INSERT INTO crumbs VALUES (zeroblob(4000))",
    """INSERT INTO access_log (at, user_name, event, outcome, previous, hash)
    SELECT '2026-01-01 00:00:00.000000', '', 'export', 'success', printf('%08d', coalesce(max(entry), 0)), ''
    FROM access_log""",
)


def rested() -> None:
    """Wait until nobody is spared a wait any more because one was in vain before."""
    time.sleep(database.REST_SECONDS + 0.05)


@contextmanager
def gone(file: Path) -> Iterator[None]:
    kept = file.rename(file.with_suffix(".kept"))
    yield
    assert not file.exists(), "nothing made another one"
    kept.rename(file)


@contextmanager
def junk(file: Path) -> Iterator[None]:
    kept = file.rename(file.with_suffix(".kept"))
    file.write_bytes(b"This is no database, however long one reads. " * 500)
    before = file.read_bytes()
    yield
    assert file.read_bytes() == before
    kept.rename(file)


@contextmanager
def empty(file: Path) -> Iterator[None]:
    kept = file.rename(file.with_suffix(".kept"))
    file.touch()
    yield
    assert file.stat().st_size == 0
    kept.rename(file)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.close()


@contextmanager
def read_only(file: Path) -> Iterator[None]:
    """As SQLite says it of a file that may not be written; tests may run as root, who may write every file."""
    with _each_connection(file, "PRAGMA query_only = ON"):
        yield


@contextmanager
def full(file: Path) -> Iterator[None]:
    kept = shutil.copy(file, file.with_suffix(".kept"))
    filling = sqlite3.connect(file, isolation_level=None)
    filling.execute("CREATE TABLE crumbs (crumb)")
    [pages] = filling.execute("PRAGMA page_count").fetchone()
    filling.execute(f"PRAGMA max_page_count = {pages}")
    for filler in FILLERS:
        with suppress(sqlite3.OperationalError):
            while True:
                filling.execute(filler)
    filling.close()
    with _each_connection(file, f"PRAGMA max_page_count = {pages}"):
        yield
    Path(kept).replace(file)


@contextmanager
def _each_connection(file: Path, statement: str) -> Iterator[None]:
    own = own_engine(f"sqlite:///{file}")

    def said(connection: Any, _record: object) -> None:
        connection.execute(statement)

    event.listen(own, "connect", said)
    yield
    event.remove(own, "connect", said)


UNREADABLE: Mapping[str, Callable[[Path], AbstractContextManager[None]]] = {
    "gone": gone,
    "junk": junk,
    "empty": empty,
    "locked": locked,
}
FAULTS = {**UNREADABLE, "read-only": read_only, "full": full}
