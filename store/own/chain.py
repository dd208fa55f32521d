"""The chain of the access log: each entry holds the hash of the one before, so that no entry can be changed, taken out,
put in or moved without all later hashes changing too. What was written of its head elsewhere then shows even that.

The hash of an entry is SHA-256, in hexadecimal, of its FIELDS as a JSON array in the form of RFC 8785, in UTF-8: the
number of the entry as a number, everything else as text, the moment in UTC with microseconds, such as
2026-09-14T06:12:30.123456Z. The entry before the first one has the hash GENESIS.

Entries whose retention period has ended are taken off the beginning by an entry that seals what is left: its scope
begins with the number and hash of the last entry that went, and the moment before which all of these were written.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, Text, func, insert, literal, select, type_coerce

from store.own.database import transaction
from store.own.tables import access_log

FIELDS = (
    *("entry", "at", "user_name", "role", "address", "event", "scope"),
    *("cases", "reason", "recipient", "outcome", "previous"),
)
GENESIS = "0" * 64
LOCK = 0x5A756D61746F6E  # of all who append, within one database on PostgreSQL; any number that nobody else takes
MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


SEALED = "retention"
LEAST_KEPT = timedelta(days=365)
LATE = timedelta(minutes=1)  # after its entry, at most, a head is written


@dataclass(frozen=True)
class Head:
    """The last entry, at the moment when this was written: its number (0 for none) and its hash; `at` where known."""

    entry: int
    hash: str
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Seal:
    """That all entries up to `last` were written before a moment (aware) and are gone."""

    last: Head
    before: datetime

    def __str__(self) -> str:
        return f"{self.last.entry} {self.last.hash} {_text(self.before)}"


@dataclass(frozen=True)
class Finding:
    """Where the log is not as it was written. `kind` is changed, missing, out_of_order, cut_off, too_soon or
    another.
    """

    kind: str
    words: str


def hash_of(entry: Mapping[str, Any] | RowMapping) -> str:
    """The hash of an entry, whose `at` is aware or already text. Other keys than FIELDS do not count."""
    values = [_text(entry[name]) if name == "at" else entry[name] for name in FIELDS]
    # what is no text, as somebody may have put it into an SQLite file, is something else than what was written
    written = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=repr)
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def append(connection: Connection, entry: Mapping[str, Any]) -> Head:
    """Put an entry at the end of the chain, with its number and hashes; nobody else can until the transaction ends.
    The new head.
    """
    lock(connection)
    before = head(connection)
    made = {**entry, "entry": before.entry + 1, "previous": before.hash}
    made["hash"] = hash_of(made)
    connection.execute(insert(access_log).values(made))
    return Head(made["entry"], made["hash"])


def head(connection: Connection) -> Head:
    """The last entry."""
    rows = access_log.c
    last = connection.execute(select(rows.entry, rows.hash).order_by(rows.entry.desc()).limit(1)).first()
    return Head(*last) if last else Head(0, GENESIS)


def verify(own: Engine, heads: Collection[Head] = ()) -> Iterator[Finding]:
    """Where the log is not as it was written, and where it is not the one that had these heads; nothing where all is
    well. Raises OwnDatabaseUnusable.
    """
    wanted = {one.entry: one.hash for one in heads}
    if len(wanted) < len(set(heads)):
        yield Finding("another", "The heads contradict each other: they are of two logs.")
    with transaction(own) as connection:
        made, seals = connection.execute(_as_written(own.dialect.name, SEALED)).mappings().all(), []
        for row in made:
            if seal := seal_of(row["scope"]):
                seals.append(seal)
            yield from _unsealed(row, seal)
        yield from _gone(heads, seals)
        rows = connection.execution_options(yield_per=1000).execute(_as_written(own.dialect.name)).mappings()
        yield from _followed(rows, wanted, seals[-1].last if seals else Head(0, GENESIS))
        last = head(connection).entry
    for entry in sorted(entry for entry in wanted if entry > last):
        words = f"The log ends with entry {last}, but had an entry {entry}: entries were taken off its end, or this is "
        yield Finding("cut_off", words + "an older backup or another database.")


def beginning(connection: Connection) -> Head:
    """The last entry that went because its retention period had ended, as the latest seal says."""
    rows = access_log.c
    latest = select(rows.scope).where(rows.event == SEALED).order_by(rows.entry.desc()).limit(1)
    seal = seal_of(connection.execute(latest).scalar() or "")
    return seal.last if seal else Head(0, GENESIS)


def seal_of(scope: object) -> Seal | None:
    """The seal that the scope of an entry begins with; None where it does not."""
    with suppress(ValueError, TypeError):
        number, hash_of_last, before, *_others = str(scope).split(" ")
        moment = datetime.fromisoformat(before)
        return Seal(Head(int(number), hash_of_last), moment) if moment.tzinfo else None
    return None


def _unsealed(row: RowMapping, seal: Seal | None) -> Iterator[Finding]:
    """What is wrong with what an entry says of entries that are gone."""
    with suppress(ValueError, TypeError):
        if seal and seal.before <= datetime.fromisoformat(row["at"]) - LEAST_KEPT:
            return
    words = f"Entry {row['entry']} says that entries were taken off the beginning, but not that they were old enough."
    yield Finding("too_soon", words)


def _gone(heads: Iterable[Head], seals: Iterable[Seal]) -> Iterator[Finding]:
    """The heads of entries that are gone and were too young for that."""
    for one in heads:
        seal = next((seal for seal in seals if one.entry <= seal.last.entry), None)
        if seal and one.entry and one.at and one.at > seal.before + LATE:
            words = f"Entry {one.entry} was written on {one.at:%Y-%m-%d}, which is too late for it to be gone."
            yield Finding("too_soon", words)
        if seal and one.entry == seal.last.entry and one.hash != seal.last.hash:
            yield Finding("another", f"Entry {one.entry}, which is gone, is not the one that was the head.")


def _followed(rows: Iterable[RowMapping], wanted: Mapping[int, str], begins: Head) -> Iterator[Finding]:
    """What is wrong with each entry."""
    before, hash_before = begins.entry, begins.hash
    for row in rows:
        entry = row["entry"]
        if entry != before + 1:
            yield Finding("missing", f"Entries are missing between {before} and {entry}.")
        if hash_of(row) != row["hash"]:
            yield Finding("changed", f"Entry {entry} was changed.")
        if entry == before + 1 and row["previous"] != hash_before:
            words = f"Entry {entry} was not written after entry {before}: one of them was changed, put in or moved."
            yield Finding("out_of_order", words)
        if wanted.get(entry, row["hash"]) != row["hash"]:
            words = f"Entry {entry} is not the one that was the head: this log was written anew, or is another one."
            yield Finding("another", words)
        before, hash_before = entry, row["hash"]


def _as_written(dialect: str, event: str = "") -> Select[Any]:
    """All entries in order, or those of one event. The moment is text: one that is none any more must be found, not
    stumbled over.
    """
    at = access_log.c.at
    text = (
        func.replace(type_coerce(at, Text), " ", "T").concat("Z")
        if dialect == "sqlite"
        else func.to_char(func.timezone("UTC", at), MOMENT)
    )
    others = (column for column in access_log.c if column is not at)
    wanted = (access_log.c.event == event,) if event else ()
    return select(*others, text.label("at")).where(*wanted).order_by(access_log.c.entry)


def _text(at: datetime | str) -> str:
    if isinstance(at, str):
        return at
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def lock(connection: Connection) -> None:
    """Let one transaction at a time append, until it ends. The account of the dashboard may not lock a table that it
    may not change, so on PostgreSQL the lock is one that all who append agree on. SQLite's is taken by whoever begins
    to write.
    """
    if connection.dialect.name == "sqlite":
        connection.execute(
            insert(access_log).from_select(list(access_log.c.keys()), select(access_log).where(literal(False)))
        )
    else:
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
