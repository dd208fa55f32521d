"""The head of the access log in a file that the administrator names, for another system to collect: with it even a log
that was written anew from its beginning, or an older backup, is found out.

The file is one line of fixed width: the number of the last entry, its hash, and when it was written. It is written over
in place, so that whoever reads it never finds half a line. A head that the log does not know is never written over.
"""

import fcntl
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, select

from store.errors import OwnDatabaseUnusable, StoreError
from store.own.chain import GENESIS, Head
from store.own.database import transaction
from store.own.tables import access_log

_files: dict[Engine, Path] = {}


class HeadUnreadable(StoreError):
    """A file of heads that is none."""


def keep_in(own: Engine, file: Path | None) -> None:
    """Write every new head of this log to the file from now on; None ends that."""
    if file:
        _files[own] = file
    else:
        _files.pop(own, None)


def keep(own: Engine, head: Head) -> None:
    """Write the head of the log to its file, if it has one, unless a later one stands there. What keeps it from being
    written is told in the server's log, and holds up nobody.
    """
    if not (file := _files.get(own)):
        return
    try:
        with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o640), "r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            [written] = _heads(held.read(), file) or [Head(0, GENESIS)]
            if not _knows(own, written, head):
                raise HeadUnreadable(f"{file} has a head that this log never had: run python manage.py log verify")
            if written.entry < head.entry:
                os.pwrite(held.fileno(), line(head).encode(), 0)
    except (OSError, ValueError, HeadUnreadable, OwnDatabaseUnusable) as error:
        logging.getLogger(__name__).error("the head of the access log is not written: %s", error)


def line(head: Head) -> str:
    """A head as a line of its file."""
    return f"{head.entry:012d} {head.hash} {datetime.now(UTC).isoformat(timespec='seconds')}\n"


def read(file: Path) -> list[Head]:
    """The heads in a file: one, or several that were collected, a line each. Raises HeadUnreadable."""
    try:
        return _heads(file.read_text(encoding="ascii"), file)
    except (OSError, UnicodeDecodeError) as error:
        raise HeadUnreadable(f"{file} cannot be read: {error}") from error


def _heads(text: str, file: Path) -> list[Head]:
    found = []
    for one in text.splitlines():
        number, _space, rest = one.partition(" ")
        hash_of_entry, _space, at = rest.partition(" ")
        try:
            if len(hash_of_entry) != len(GENESIS):
                raise ValueError
            found.append(Head(int(number), hash_of_entry, datetime.fromisoformat(at).astimezone(UTC)))
        except ValueError as error:
            words = f"{file} is not a head of the access log: each line is a number, a hash and a moment"
            raise HeadUnreadable(words) from error
    return found


def _knows(own: Engine, written: Head, latest: Head) -> bool:
    """Whether the log had this head: no other transaction has to look where it is the last or the one before."""
    if written.entry in (0, latest.entry):
        return written in (Head(0, GENESIS), latest)
    one = select(access_log.c.hash).where(access_log.c.entry == written.entry)
    with transaction(own) as connection:
        return connection.execute(one).scalar() == written.hash
