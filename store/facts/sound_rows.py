"""What becomes of a table as it was read: what breaks its contract is counted, and the sound rows stay.

The statements read `read_<table>` and leave `raw.sound_<table>`, on which the facts rest, and `raw.contents_<table>`.
Tables are sifted in the order of `IN_ORDER`, because a sound row refers to sound rows.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
from sqlalchemy import Table

from store.case.contract import Kind
from store.case.tables import CONTRACTS, key_of, referred_to
from store.facts.memory import parsed

Rule = tuple[Kind, str]


@dataclass(frozen=True)
class Sifted:
    """What was read of a table: rows found, rows that break any rule by themselves, sound rows, and breaches by rule. A
    key that is there more than once is one breach.
    """

    table: str
    found: int
    broken: int
    sound: int
    breaches: Mapping[Rule, int]


def sift(memory: duckdb.DuckDBPyConnection, table: Table, *, others_are_whole: bool = False) -> Sifted:
    """Make the sound rows of a table that was read, and count what breaks its contract. Where no row of it does, and no
    row of the tables before was left out (`others_are_whole`), all rows are sound, which need not be asked again.
    """
    if table.name in referred_to():
        [key] = key_of(table)
        keys = f"SELECT DISTINCT {key} FROM read_{table.name} WHERE {key} IS NOT NULL"
        memory.execute(parsed(f"CREATE TABLE raw.keys_{table.name} AS {keys}")).fetchall()
    several = _keys_with_several_rows(table, f"read_{table.name}")
    asked = {"any": " OR ".join(broken_by(table).values())}
    [(found, broken, twice)] = memory.execute(
        parsed(_counts(table, asked, f"(SELECT count(*) FROM ({several}))"))
    ).fetchall()
    counts = (
        memory.execute(parsed(_counts(table, broken_by(table)))).fetchall()[0][1:]
        if broken
        else [0] * len(broken_by(table))
    )
    contents = part_of_contents(table, look_for_breaches=bool(broken or twice))
    memory.execute(parsed(f"CREATE TABLE raw.contents_{table.name} AS {contents}")).fetchall()
    sound = found
    if broken or twice or not others_are_whole:
        for statement in (_rows_that_keep_the_contract(table), _without_rows_of_the_same_key(table)):
            memory.execute(parsed(statement)).fetchall()
        [(sound,)] = memory.execute(parsed(f"SELECT count(*) FROM raw.sound_{table.name}")).fetchall()
    else:
        memory.execute(parsed(f"CREATE TABLE raw.sound_{table.name} AS FROM read_{table.name}")).fetchall()
    breaches: dict[Rule, int] = dict(zip(broken_by(table), counts, strict=True))
    breaches["duplicate", ", ".join(key_of(table))] = twice
    return Sifted(table.name, found, broken, sound, breaches)


@cache
def part_of_contents(table: Table, *, look_for_breaches: bool = False) -> str:
    """SQL for what was read of each case: how many rows, how many of them break any rule or share their key, and all as
    one number. The same rows have the same number in each load; what belongs to no case goes without a case.
    """
    case_id = "case_id" if "case_id" in table.columns else "NULL"
    several = f"({', '.join(key_of(table))}) IN ({_keys_with_several_rows(table, f'read_{table.name}')})"
    broken = " OR ".join([*broken_by(table).values(), several]) if look_for_breaches else "false"
    return f"""{_with_other_tables(table, "keys") if look_for_breaches else ""}
        SELECT '{table.name}' AS of, case_id, count(*) AS found, count(*) FILTER (broken) AS broken,
            sum(row_hash) AS rows_hash
        FROM (SELECT {case_id} AS case_id, hash(t) AS row_hash, {broken} AS broken FROM read_{table.name} t)
        GROUP BY case_id"""


@cache
def broken_by(table: Table) -> Mapping[Rule, str]:
    """SQL for the rows that break each rule; a rule is all that constraints of one kind ask of a column.

    A value that is empty or out of range is a breach of its own, so it is not judged in other ways.
    """
    constraints = CONTRACTS[table.name].constraints
    found: dict[Rule, list[str]] = defaultdict(list)
    for one in constraints:
        before = [of for of in constraints if of.is_of_value and of.columns[0] in one.columns]
        conditions = [f"NOT ({one.sql})", *(f"({of.sql}) IS NOT FALSE" for of in before if not one.is_of_value)]
        found[one.kind, one.columns[0]].append(" AND ".join(conditions))
    return {rule: " OR ".join(any_of) for rule, any_of in found.items()}


def _counts(table: Table, rules: Mapping[Any, str], *more: str) -> str:
    counts = ", ".join([*(f"count(*) FILTER ({rule})" for rule in rules.values()), *more])
    return f"{_with_other_tables(table, 'keys')} SELECT count(*), {counts} FROM read_{table.name}"


def _rows_that_keep_the_contract(table: Table) -> str:
    contract = CONTRACTS[table.name]
    kept = [one.sql for one in contract.constraints if one.leaves_out and contract.rest_on.issuperset(one.columns)]
    conditions = " AND ".join(f"({condition}) IS NOT FALSE" for condition in kept)
    return f"""CREATE TABLE raw.sound_{table.name} AS {_with_other_tables(table, "sound")}
        SELECT * FROM read_{table.name} WHERE {conditions}"""


def _with_other_tables(table: Table, rows: str) -> str:
    """The tables that the contract of a table refers to by name: all their `keys`, or their `sound` rows."""
    others = {one.table for one in CONTRACTS[table.name].references}
    return "WITH " + ", ".join(f"{name} AS (FROM raw.{rows}_{name})" for name in sorted(others)) if others else ""


def _without_rows_of_the_same_key(table: Table) -> str:
    key, name = ", ".join(key_of(table)), f"raw.sound_{table.name}"
    return f"""DELETE FROM {name} WHERE rowid IN (
        SELECT rowid FROM {name} WHERE ({key}) IN ({_keys_with_several_rows(table, name)})
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {", ".join(CONTRACTS[table.name].first_by)}) > 1)"""


def _keys_with_several_rows(table: Table, rows: str) -> str:
    key = ", ".join(key_of(table))
    return f"SELECT {key} FROM {rows} GROUP BY {key} HAVING count(*) > 1"
