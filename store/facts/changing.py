"""Changes instead of whole loads: the facts of cases that changed are made anew, and take the place of the old ones.

They are made by what makes all facts, of the rows of these cases alone. All facts of a case are made of its own rows
and of places and agencies, so those of other cases stay. Where more than that has changed, all facts are made anew.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from config.settings import Settings
from store.case.tables import BY_CASE, IN_ORDER
from store.facts.changes import MOST_CASES, Changed, Codes, codes_of_cases, numbers_of_cases
from store.facts.copy import Copy, Rows, version_of
from store.facts.load import make_cases, make_places
from store.facts.memory import new_memory
from store.facts.sound_rows import Sifted, part_of_contents
from store.facts.statements import contents_of
from store.facts.tables import metadata

SINCE_WHOLE = 0.05  # of all cases: where the rows of more are out of order, questions take a fifth longer
ALWAYS = 50  # cases, however few there are
FEW = 1000  # cases, of whose few rows the facts are made sooner than a better plan for making them
PACKED_EVERY = 2000  # cases, whose replaced rows take more memory than they did
WHOLE_EVERY = timedelta(hours=24)

_DIFFERENT = f"""
    SELECT coalesce(now.case_id, before.case_id), coalesce(now.broken, 0) + coalesce(before.broken, 0)
    FROM ({contents_of(map(part_of_contents, IN_ORDER))}) now
    FULL JOIN before ON now.case_id IS NOT DISTINCT FROM before.case_id
    WHERE now.rows_hash IS DISTINCT FROM before.rows_hash
"""
_OF_CASES = {name: table for name, table in metadata.tables.items() if "case_no" in table.columns}
_GIVEN_IN = {"case_no": "fact_cases", "handover_no": "fact_handovers"}  # where each number is given once
# the same key in two cases is one row too many in one of them, which only a look at all rows finds; a key that these
# cases had before is in no other
_SAME_KEYS = " UNION ALL ".join(
    f"""SELECT {key} FROM {fact} WHERE case_no NOT IN (SELECT unnest($1)) AND {key} IN (SELECT {key} FROM new_{fact}
        EXCEPT SELECT {key} FROM {fact} WHERE case_no IN (SELECT unnest($1)))"""
    for fact, key in (("fact_handovers", "handover_id"), ("fact_deadlines", "deadline_id"))
)
# apart, because with OR the values would not be looked for while the rows are read
_KNOWN = "FROM fact_contents WHERE case_id IS NULL UNION ALL FROM fact_contents WHERE {} IN (SELECT unnest($1::text[]))"
_ROWS = f"SELECT sum({' + '.join(BY_CASE)}) FROM fact_contents"
_HIDDEN = "SELECT sum(left_out) FROM fact_tables WHERE table_name IN ('handovers', 'deadlines')"
# Rows are replaced and not updated: what an update replaced cannot be packed while somebody reads it.
_FOUND = f"""
    SELECT before.* REPLACE (now.found AS found) FROM fact_tables before
    JOIN (UNPIVOT (SELECT {", ".join(f"coalesce(sum({one}), 0) AS {one}" for one in BY_CASE)} FROM fact_contents)
        ON {", ".join(BY_CASE)} INTO NAME table_name VALUE found) now
    ON before.table_name = now.table_name AND before.found <> now.found
"""


class NeedsWholeLoad(Exception):
    """Not only the facts of some cases are others now, or of so many that all are as quickly made."""


@dataclass(frozen=True)
class Workbench:
    """A memory with the facts of `places` and agencies, which stay as they are from one `whole` load to the next; those
    of changed cases are made beside them.
    """

    memory: duckdb.DuckDBPyConnection
    places: Sequence[Sifted]
    whole: str


def workbench(before: Copy, rows: Rows, settings: Settings) -> Workbench:
    """Where the facts of cases are made that change after a copy, with the places and agencies of these rows.

    Raises NeedsWholeLoad.
    """
    memory = new_memory()
    with _known_codes():
        places = make_places(dict(rows.tables), memory, settings, list(before.codes.categories))
    return Workbench(memory, places, before.whole)


def changed_copy(before: Copy, rows: Rows, on: Workbench) -> tuple[Copy, Changed]:
    """The copy of these rows, and which cases differ; `before` where none does. Raises NeedsWholeLoad."""
    shapes = {one.contents.shape for one in (before, rows) if one.contents}
    if len(shapes) > 1 or rows.demo != before.demo or rows.read_at - before.whole_at > WHOLE_EVERY:
        raise NeedsWholeLoad
    with _undone(on.memory) as memory:
        found = _different(before, rows, memory)
        if not found:
            return replace(before, contents=rows.contents), Changed([], [])
        with _known_codes():
            return _changed(before, rows, on, found)


@contextmanager
def _known_codes() -> Iterator[None]:
    """Raises NeedsWholeLoad for a code that no fact had."""
    try:
        yield
    except duckdb.ConversionException as error:
        raise NeedsWholeLoad from error


@contextmanager
def _undone(memory: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """What is made in a memory meanwhile leaves it again."""
    memory.begin()
    try:
        yield memory
    finally:
        memory.rollback()


def _changed(before: Copy, rows: Rows, on: Workbench, found: list[str]) -> tuple[Copy, Changed]:
    """The copy with new facts of the cases found. Raises NeedsWholeLoad; ConversionException for new codes."""
    memory, contents = on.memory, rows.contents
    memory.execute(f"PRAGMA {'disable' if len(found) <= FEW else 'enable'}_optimizer")
    make_cases(_of_cases(rows, found), memory, on.places)
    if _only(memory, "SELECT max(broken) FROM fact_contents WHERE case_id IS NOT NULL"):
        raise NeedsWholeLoad
    changes = before.changes + len(found)
    if changes // PACKED_EVERY > before.changes // PACKED_EVERY:
        before.facts.pack()
    with before.facts.reading() as cursor:
        old = numbers_of_cases(cursor, found)
        codes = _codes(cursor, old, memory) if len(found) <= MOST_CASES else None
    made = {name: memory.sql(f"FROM {name}").to_arrow_table() for name in (*_OF_CASES, "fact_contents")}
    of_cases = contents.of_cases if contents else None
    facts = before.facts.changed(lambda cursor: _replace(cursor, (found, old), made, of_cases))
    version = version_of(rows)
    copy = replace(before, facts=facts, version=version, read_at=rows.read_at, contents=contents, changes=changes)
    return copy, Changed(found, codes)


def _codes(before: duckdb.DuckDBPyConnection, old: list[int], memory: duckdb.DuckDBPyConnection) -> list[Codes]:
    """The codes of each case as it was, and as it is in `memory`, which has no others."""
    made = [number for (number,) in memory.execute("SELECT case_no FROM fact_cases").fetchall()]
    return [*codes_of_cases(before, old), *codes_of_cases(memory, made)]


def _different(before: Copy, rows: Rows, memory: duckdb.DuckDBPyConnection) -> list[str]:
    """The cases whose rows differ. Raises NeedsWholeLoad when other rows do, or rows that break a rule."""
    with before.facts.reading() as cursor:
        if _only(cursor, _HIDDEN):
            raise NeedsWholeLoad
        part = rows.part
        asked = (_KNOWN.format(part.of_number), [part.values]) if part else ("FROM fact_contents", [])
        known: pa.Table = cursor.execute(*asked).to_arrow_table()
        cases = _only(cursor, "SELECT count(*) FROM fact_cases")
    given = {"before": known, **{f"read_{name}": table for name, table in rows.tables.items()}}
    for name, table in given.items():
        memory.register(name, table)
    memory.execute("PRAGMA enable_optimizer")
    found = memory.execute(_DIFFERENT).fetchall()
    for name in given:
        memory.unregister(name)
    many = before.changes + len(found) > max(ALWAYS, SINCE_WHOLE * cases)
    if many or any(case_id is None or broken for case_id, broken in found):
        raise NeedsWholeLoad
    return [case_id for case_id, _broken in found]


def _of_cases(rows: Rows, case_ids: list[str]) -> dict[str, pa.Table]:
    """The rows of these cases."""
    wanted = pa.array(case_ids, pa.string())
    return {name: rows.tables[name].filter(pc.is_in(rows.tables[name]["case_id"], wanted)) for name in BY_CASE}


def _replace(
    cursor: duckdb.DuckDBPyConnection,
    cases: tuple[list[str], list[int]],
    made: dict[str, pa.Table],
    of_cases: int | None,
) -> None:
    """Put facts in the place of those of these cases, named by their ids and by the numbers of those that were there;
    all cases then have so many rows `of_cases`, where that is known.

    Raises NeedsWholeLoad; ConversionException for new codes.
    """
    case_ids, old = cases
    next_ones = {
        column: _only(cursor, f"SELECT max({column}) + 1 FROM {fact}") or 0 for column, fact in _GIVEN_IN.items()
    }
    for name, found in made.items():
        cursor.register(f"new_{name}", found)
    if cursor.execute(f"{_SAME_KEYS} LIMIT 1", [old]).fetchall():
        raise NeedsWholeLoad
    for name, table in _OF_CASES.items():
        cursor.execute(f"DELETE FROM {name} WHERE case_no IN (SELECT unnest($1))", [old])
        moved = ", ".join(f"{one} + {number} AS {one}" for one, number in next_ones.items() if one in table.columns)
        cursor.execute(f"INSERT INTO {name} BY NAME SELECT * REPLACE ({moved}) FROM new_{name}")
    cursor.execute("DELETE FROM fact_contents WHERE case_id IN (SELECT unnest($1))", [case_ids])
    cursor.execute("INSERT INTO fact_contents FROM new_fact_contents WHERE case_id IS NOT NULL")
    cursor.register("new_fact_tables", cursor.execute(_FOUND).to_arrow_table())
    cursor.execute("DELETE FROM fact_tables WHERE table_name IN (SELECT table_name FROM new_fact_tables)")
    cursor.execute("INSERT INTO fact_tables FROM new_fact_tables")
    if of_cases is not None and of_cases != (_only(cursor, _ROWS) or 0):
        raise NeedsWholeLoad  # whatever the reason, not all changes were found


def _only(cursor: duckdb.DuckDBPyConnection, question: str) -> Any:
    """The only value of the answer."""
    [(value,)] = cursor.execute(question).fetchall()
    return value
