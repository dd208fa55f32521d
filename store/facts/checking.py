"""Whether a copy held what the case database did: it is compared with the next one that was made as a whole."""

from collections.abc import Iterator

import duckdb

from store.facts.contents import Contents
from store.facts.copy import Copy
from store.facts.tables import Code, metadata

_COMPARED = [name for name in metadata.tables if name not in ("fact_rules", "fact_tables", "fact_contents")]
# cases of which the database held the same rows, none of which breaks a rule, as then the rows of others matter
_SAME = """
    SELECT case_id FROM fact_contents now JOIN held USING (case_id)
    WHERE now.rows_hash = held.rows_hash AND now.broken + held.broken = 0
"""
_OF_NO_CASE = "SELECT rows_hash, broken FROM fact_contents WHERE case_id IS NULL"
_MISSED = """
    SELECT count(*) FROM fact_contents now FULL JOIN held USING (case_id)
    WHERE case_id IS NOT NULL AND now.rows_hash IS DISTINCT FROM held.rows_hash
"""


def differing(before: Copy, whole: Copy) -> list[str]:
    """What differs between a copy and the next: each kind of fact whose counts or checksums do, where the database held
    the same rows; and `cases` where rows of a case differ that had not changed, as far as the database tells.
    """
    if before.settings.of_facts != whole.settings.of_facts:  # which make other facts
        return []
    with before.facts.reading() as then, whole.facts.reading() as now:
        if then.execute(_OF_NO_CASE).fetchall() != now.execute(_OF_NO_CASE).fetchall():
            return []
        held = then.execute("SELECT case_id, rows_hash, broken FROM fact_contents").to_arrow_table()
        now.register("held", held)
        missed = [*_missed(now, before, whole)]
        same = now.execute(_SAME).to_arrow_table()
        now.unregister("held")
        sums = [_sums(cursor, same) for cursor in (then, now)]
    return missed + [name for name in _COMPARED if sums[0][name] != sums[1][name]]


def _missed(cursor: duckdb.DuckDBPyConnection, before: Copy, whole: Copy) -> Iterator[str]:
    if isinstance(before.contents, Contents) and isinstance(whole.contents, Contents):
        part = whole.contents.part_since(before.contents)
        elsewhere = f"{_MISSED} AND {part.of_number} NOT IN (SELECT unnest($1::text[]))" if part else ""
        if part and cursor.execute(elsewhere, [part.values]).fetchall() != [(0,)]:
            yield "cases"


def _sums(cursor: duckdb.DuckDBPyConnection, same: object) -> dict[str, object]:
    """Count and checksum of each kind of fact, of these cases where it is of cases."""
    cursor.register("same", same)
    numbers = "SELECT case_no, case_id AS of_case FROM fact_cases WHERE case_id IN (FROM same)"
    found: dict[str, object] = {}
    for name in _COMPARED:
        # not the numbers that only this copy knows, and of a code its text, as each copy counts its codes anew
        columns = [
            f"{one.name}::text" if isinstance(one.type, Code) else one.name
            for one in metadata.tables[name].columns
            if not one.name.endswith("_no")
        ]
        is_of_case = "case_no" in metadata.tables[name].columns
        rows = f"{name} JOIN ({numbers}) USING (case_no)" if is_of_case else name
        hashed = ", ".join(["of_case", *columns] if is_of_case else columns)
        found[name] = cursor.execute(f"SELECT count(*), sum(hash({hashed})) FROM {rows}").fetchall()
    cursor.unregister("same")
    return found
