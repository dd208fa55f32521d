"""Keeping the facts of a copy in PostgreSQL: all of them after each whole load, and then the cases that change.

What is written becomes visible in one transaction, together with the row that names its version.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any, cast

import duckdb
import pyarrow as pa
from adbc_driver_postgresql import dbapi
from sqlalchemy import Text, make_url

from store.errors import FactsAway
from store.facts.changes import Renewed
from store.facts.copy import Copy
from store.facts.following import Newest
from store.facts.postgresql import layout
from store.facts.postgresql.announcement import say, say_age
from store.facts.postgresql.layout import CONTROL, CURRENT
from store.facts.postgresql.served import name_of
from store.facts.replica import Replica
from store.facts.tables import metadata
from store.source import for_libpq

WAIT_SECONDS = 0.5  # for a change; then the age of the facts is written
RETRY_SECONDS = 2.0
KEPT_SECONDS = 120  # an edition whose facts nobody follows any more
_ONLY_ONE = 7283_4416  # the lock of PostgreSQL that the process holds which keeps the facts
# a server that no longer hears of this process lets another one take over; a whole load takes its time
_SESSION = (
    *(f"SET tcp_keepalives_{name}" for name in ("idle = 5", "interval = 5", "count = 2")),
    *(f"SET {name} = 0" for name in ("statement_timeout", "idle_in_transaction_session_timeout")),
    "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout'",  # of PostgreSQL 17
)
_OF_CASES = [table for table in metadata.sorted_tables if "case_no" in table.columns]
_log = logging.getLogger(__name__)


@dataclass
class Published:
    """What lies in PostgreSQL: the copy that was published last, where, and as which number. Editions that nobody needs
    any more are `old`, each with the second from which on nobody follows it.
    """

    copy: Copy | None = None
    edition: str = ""
    number: int = 0
    old: dict[str, float] = field(default_factory=dict)


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """A connection to the database with the facts, which nobody else keeps. Raises FactsAway."""
    try:
        with dbapi.connect(for_libpq(make_url(url))) as connection:
            with connection.cursor() as cursor:
                for statement in _SESSION:
                    cursor.execute(statement)
                cursor.execute(f"SELECT pg_try_advisory_lock({_ONLY_ONE})")
                if cursor.fetchall() != [(True,)]:
                    raise FactsAway(f"another process keeps the facts in {name_of(url)}")
                for statement in layout.CONTROL_TABLES:
                    cursor.execute(statement)
            connection.commit()
            yield connection
    except dbapi.Error as error:
        raise FactsAway(f"facts cannot be kept in {name_of(url)}: {error}") from error


def keep(replica: Replica, url: str, look: Callable[[], None], ends: Event) -> None:
    """Keep the facts of a replica in a database until it `ends`, and `look` every time whether it is to be renewed."""
    said = ""
    while not ends.is_set():
        try:
            with connected(url) as connection:
                said = ""
                _log.warning("the facts are kept in PostgreSQL")
                _keep(replica, connection, look, ends)
        except FactsAway as error:
            if str(error) != said:
                _log.warning("%s", error)
                said = str(error)
        except Exception:  # whatever it is, all facts are put there anew
            _log.exception("the facts could not be kept in PostgreSQL")
        ends.wait(RETRY_SECONDS)


def _keep(replica: Replica, connection: Any, look: Callable[[], None], ends: Event) -> None:
    published, version = begun(connection), ""
    while not ends.is_set():
        newest, renewed = replica.since(version, WAIT_SECONDS)
        if newest.copy.version != version:
            publish(connection, published, cast(Newest[Copy], newest), renewed)
            version = newest.copy.version
        with connection.cursor() as cursor:
            say_age(cursor, newest)
        connection.commit()
        forget(connection, published)
        look()


def begun(connection: Any) -> Published:
    """What is known of a database when a process begins to keep the facts there: editions that others left."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nspname::text FROM pg_namespace WHERE nspname ~ '^{layout.EDITION}$'")
        old = {edition: time.monotonic() + KEPT_SECONDS for (edition,) in cursor.fetchall()}
        cursor.execute(f"SELECT number FROM {CURRENT}")
        numbers = [number for (number,) in cursor.fetchall()]
    connection.commit()
    return Published(number=max(numbers, default=0), old=old)


def publish(connection: Any, published: Published, newest: Newest[Copy], renewed: tuple[Renewed, ...] | None) -> None:
    """Have the facts of the newest copy be those that count, of which the versions `renewed` are new; None for all."""
    before, copy = published.copy, newest.copy
    cases = _cases(renewed)
    published.copy = None  # a failure leaves open what is there
    if before and copy.facts is before.facts:
        edition, renewed = published.edition, None
    elif before and before.whole_at == copy.whole_at and cases is not None:
        edition = published.edition
        _replace(connection, edition, copy, sorted(cases))
    else:
        edition, renewed = _load(connection, published, copy), None
    versions = renewed or (Renewed(copy.version, copy.read_at, None),)
    with connection.cursor() as cursor:
        say(cursor, edition, newest, published.number, versions)
    connection.commit()
    if published.edition and edition != published.edition:
        published.old[published.edition] = time.monotonic() + KEPT_SECONDS
    published.copy, published.edition = copy, edition
    published.number += len(versions)


def _cases(renewed: tuple[Renewed, ...] | None) -> set[str] | None:
    """The cases that changed in these versions; None where that is not known of all."""
    found: set[str] = set()
    for one in renewed or ():
        if one.case_ids is None:
            return None
        found.update(one.case_ids)
    return None if renewed is None else found


def _load(connection: Any, published: Published, copy: Copy) -> str:
    """Put all facts of a copy into a new schema, and say which."""
    taken = [int(edition.rsplit("_", 1)[1]) for edition in (*published.old, published.edition) if edition]
    edition = f"{CONTROL}_{max(taken, default=0) + 1}"
    with connection.cursor() as cursor, copy.facts.reading() as here:
        cursor.execute(f"CREATE SCHEMA {edition}")
        cursor.execute(f"SET LOCAL search_path = {edition}")
        lay_out(cursor, here, list(copy.codes.categories), edition)
    return edition


def lay_out(cursor: Any, here: duckdb.DuckDBPyConnection, codes: list[str], edition: str) -> None:
    """Make the tables of facts in a schema, which is the search path, and fill them with the rows that are `here`."""
    for statement in layout.TABLES:
        cursor.execute(statement)
    cursor.execute("SELECT to_regproc('create_distributed_table') IS NOT NULL")
    if cursor.fetchall() == [(True,)]:
        for statement in layout.distributed():
            cursor.execute(statement)
    for fact in metadata.sorted_tables:
        put(cursor, edition, fact.name, here.sql(rows_of(fact.name)).to_arrow_reader())
    put(cursor, edition, "codes", pa.table({"code": pa.array(codes, pa.string())}))
    for statement in layout.INDEXES:
        cursor.execute(statement)
    for fact in metadata.sorted_tables:
        cursor.execute(f"ANALYZE {fact.name}")


def put(cursor: Any, edition: str, table: str, rows: pa.Table | pa.RecordBatchReader) -> None:
    """Add rows to a table of an edition, by COPY."""
    cursor.adbc_ingest(table, rows, mode="append", db_schema_name=edition)


def rows_of(name: str) -> str:
    """The question for the rows of a table of facts in the copy, whose codes are texts elsewhere. A text of SQLite may
    hold a null character, which PostgreSQL does not know.
    """
    plain = "replace(CAST({0} AS TEXT), chr(0), '') AS {0}", "CAST({0} AS {1}) AS {0}"
    columns = (plain[type(one.type) is not Text].format(one.name, one.type) for one in metadata.tables[name].columns)
    return f"SELECT {', '.join(columns)} FROM {name}"


def _replace(connection: Any, edition: str, copy: Copy, case_ids: list[str]) -> None:
    """Put the facts of these cases in the place of those that they had."""
    with connection.cursor() as cursor, copy.facts.reading() as here:
        cursor.execute(f"SET LOCAL search_path = {edition}")
        cursor.execute("SELECT case_no FROM fact_cases WHERE case_id = ANY($1)", (case_ids,))
        old = [number for (number,) in cursor.fetchall()]
        found = here.execute("SELECT case_no FROM fact_cases WHERE case_id IN (SELECT unnest($1))", [case_ids])
        new = [number for (number,) in found.fetchall()]
        for table in _OF_CASES:
            if old:
                cursor.execute(f"DELETE FROM {table.name} WHERE case_no = ANY($1)", (old,))
            rows = here.execute(f"{rows_of(table.name)} WHERE case_no IN (SELECT unnest($1))", [new])
            _put_some(cursor, edition, table.name, rows.to_arrow_table())
        cursor.execute("DELETE FROM fact_contents WHERE case_id = ANY($1)", (case_ids,))
        contents = here.execute("FROM fact_contents WHERE case_id IN (SELECT unnest($1))", [case_ids])
        _put_some(cursor, edition, "fact_contents", contents.to_arrow_table())
        cursor.execute("DELETE FROM fact_tables")
        _put_some(cursor, edition, "fact_tables", here.execute("FROM fact_tables").to_arrow_table())


def _put_some(cursor: Any, edition: str, table: str, rows: pa.Table) -> None:
    if rows.num_rows:
        put(cursor, edition, table, rows)


def forget(connection: Any, published: Published) -> None:
    """Drop editions that nobody follows any more."""
    for edition, until in list(published.old.items()):
        if until <= time.monotonic() and edition != published.edition:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '900ms'")
                    cursor.execute(f"DROP SCHEMA {edition} CASCADE")
                connection.commit()
            except dbapi.Error:  # somebody still reads them
                connection.rollback()
                published.old[edition] += KEPT_SECONDS
            else:
                del published.old[edition]
