"""What the case tables of PostgreSQL hold, in few words: whether it changed since, and which cases it may be about."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, text

from store.case.reading import ENDING, Part
from store.case.tables import BY_CASE, IN_ORDER

NAMES = [table.name for table in IN_ORDER]
# Relations whose rows all lie in this database have row versions: tables, and materialized views, which only a commit
# makes anew. Rows of views and of foreign tables, also of those that are parts of a table, can change without one.
RELATIONS = text(
    """
    WITH RECURSIVE part AS (
        SELECT oid AS whole, oid FROM pg_class
        WHERE relname = ANY(:names) AND pg_table_is_visible(oid) AND relkind IN ('r', 'p', 'v', 'm', 'f')
        UNION SELECT whole, inhrelid FROM part JOIN pg_inherits ON inhparent = part.oid)
    SELECT whole::regclass::text AS name, bool_and(relkind IN ('p', 'm') OR relkind = 'r' AND amname = 'heap') AS here
    FROM part JOIN pg_class ON pg_class.oid = part.oid LEFT JOIN pg_am ON pg_am.oid = relam GROUP BY whole
    """
)
# What changes values without a new version of any row: columns that are added with a default, renamed or worked out,
# and values of enumerations that are renamed.
SHAPES = text(
    """
    SELECT concat_ws(' ', attrelid, attnum, attname, atttypid, atttypmod, attmissingval, pg_get_expr(adbin, adrelid))
    FROM pg_attribute LEFT JOIN pg_attrdef ON attrelid = adrelid AND attnum = adnum
    WHERE attnum > 0 AND attrelid = ANY(CAST(:names AS regclass[]))
    UNION ALL SELECT concat_ws(' ', enumtypid, enumsortorder, enumlabel) FROM pg_enum
    """
)
STARTED = text("SELECT pg_postmaster_start_time()")
WHOLE = "the_row::text"  # a name that no column has
VERSION = "concat_ws(' ', tableoid, ctid, xmin)"


@dataclass(frozen=True)
class Contents:
    """What the case tables held: how many rows, and their hash, by the ending of case numbers, and by name for other
    tables; a text for the shape of all that differs when it changes; and whether each change is a commit here.
    """

    by_ending: Mapping[str, str]
    others: Mapping[str, str]
    shape: str
    here: bool

    @property
    def of_cases(self) -> int | None:
        """How many rows cases have, where that is known."""
        return sum(int(said.split()[0]) for said in self.by_ending.values()) if self.here else None

    @cached_property
    def fingerprint(self) -> str:
        """A text that differs when anything changes."""
        return f"{self.shape} {sorted(self.others.items())} {sorted(self.by_ending.items())}"

    def part_since(self, before: "Contents") -> Part | None:
        """The cases that may have changed since, by the endings of their numbers; None where nobody knows."""
        if not (self.here and before.here) or (self.others, self.shape) != (before.others, before.shape):
            return None
        every = self.by_ending.keys() | before.by_ending.keys()
        return Part(ENDING, [one for one in every if self.by_ending.get(one) != before.by_ending.get(one)])


def contents(connection: Connection) -> Contents:
    """Count and hash of the case tables on PostgreSQL, of row versions where they have a meaning, else of whole rows;
    and their shape.
    """
    here = _here(connection)
    rows: dict[bool, list[str]] = {True: [], False: []}
    for name, is_here in here.items():
        by_case = is_here and name in BY_CASE
        part = ENDING if by_case else f"'{name}'"
        rows[by_case].append(
            f"SELECT {part} AS part, count(*) AS found, "
            f"sum(hashtextextended({VERSION if is_here else WHOLE}, 0)) AS hashes FROM {name} the_row GROUP BY 1"
        )
    by_ending, others = (_sums(connection, of) for of in rows.values())
    return Contents(by_ending, others, _shape(connection, here), all(here.values()))


def shape(connection: Connection) -> str:
    """A text that differs when the case tables on PostgreSQL are others: their columns, codes and defaults; and when
    the server started, because one that was restored counts transactions again.
    """
    return _shape(connection, _here(connection))


def _shape(connection: Connection, here: Mapping[str, bool]) -> str:
    shapes = [connection.execute(SHAPES, {"names": list(here)}).all(), connection.execute(STARTED).all()]
    # sorted, because PostgreSQL answers in any order
    return str([sorted(here.items()), *(sorted(map(str, one)) for one in shapes)])


def _here(connection: Connection) -> dict[str, bool]:
    """The case tables that there are, and whether all their rows have row versions in this database."""
    return {name: is_here for name, is_here in connection.execute(RELATIONS, {"names": NAMES})}


def _sums(connection: Connection, rows: list[str]) -> dict[str, str]:
    if not rows:
        return {}
    sums = f"SELECT part, concat_ws(' ', sum(found), sum(hashes)) FROM ({' UNION ALL '.join(rows)}) each GROUP BY part"
    return {part: said for part, said in connection.execute(text(sums)).all()}
