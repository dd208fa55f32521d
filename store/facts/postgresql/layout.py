"""How facts lie in PostgreSQL: each whole load in a schema of its own, and beside them what is said of the newest.

So readers of an edition never see that another one is being loaded, and one row says which edition counts.
"""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Column, MetaData, Table, Text
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.schema import CreateTable

from store.facts.changes import KINDS
from store.facts.tables import metadata

CONTROL = "saumaton_facts"
CURRENT, RENEWED = f"{CONTROL}.current", f"{CONTROL}.renewed"
EDITION = rf"{CONTROL}_\d+"
_COLUMNS = """number bigint, version text, edition text, read_at bigint, demo boolean, way text, settings text,
    layout text, mark text, true_at timestamptz, failing boolean"""
CONTROL_TABLES = (
    f"CREATE SCHEMA IF NOT EXISTS {CONTROL}",
    # one row at most; its mark is another one each time that facts are put there
    f"CREATE TABLE IF NOT EXISTS {CURRENT} (only_one boolean PRIMARY KEY CHECK (only_one), {_COLUMNS})",
    # in which version which cases were renewed, with their codes as JSON; null for all
    f"CREATE TABLE IF NOT EXISTS {RENEWED} (number bigint PRIMARY KEY, version text, read_at bigint, cases text,"
    " mark text)",
)
# what filters and joins look for
_INDEXED = {
    "cases": ("case_no", "case_id", "region", "closed_at"),
    "involvements": ("agency, started_at, case_no", "case_no", "region"),
    "pairs": ("case_no", "region"),
    "handovers": ("case_no", "from_agency", "to_agency", "region", "ended_at"),
    "handover_stops": ("case_no", "handover_no", "ended_at"),
    "deadlines": ("case_no", "region"),
    "case_pauses": ("case_no",),
    "pauses": ("case_no",),
    "contents": ("case_id",),
}
_CODES = Table("codes", MetaData(), Column("code", Text(collation="C"), primary_key=True))


def _tables() -> Iterator[Table]:
    """The facts, whose texts and codes are compared by code point, as in the copy."""
    there = MetaData()
    for fact in metadata.sorted_tables:
        made = fact.to_metadata(there)
        for column in made.columns:
            if isinstance(column.type, Text):
                column.type = Text(collation="C")
        yield made
    yield _CODES


def _made() -> tuple[str, ...]:
    dialect = PGDialect()  # type: ignore[no-untyped-call]
    return tuple(str(CreateTable(table).compile(dialect=dialect)) for table in _tables())


TABLES = _made()
INDEXES = tuple(
    f"CREATE INDEX fact_{name}_{number} ON fact_{name} ({columns})"
    for name, every in _INDEXED.items()
    for number, columns in enumerate(every)
)
# another text wherever the tables are others, so that programs of two versions do not take each other's
LAYOUT = sha256("".join((*TABLES, *KINDS, _COLUMNS)).encode()).hexdigest()[:16]


def distributed() -> Iterator[str]:
    """The statements that spread the tables over the workers of Citus: the facts of a case lie together, and what is of
    no case lies on each of them.
    """
    for table in _tables():
        if "case_no" in table.columns:
            together = "'none'" if table.name == "fact_cases" else "'fact_cases'"
            yield f"SELECT create_distributed_table('{table.name}', 'case_no', colocate_with => {together})"
        elif table.name not in ("fact_contents",):
            yield f"SELECT create_reference_table('{table.name}')"
