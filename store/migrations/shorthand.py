"""Tables as migrations write them down. This file is frozen: what a migration once made never changes."""

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

NAMING = {
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
}
TEXT, NUMBER, DAY, MOMENT = sa.Text(), sa.Integer(), sa.Date(), sa.DateTime(timezone=True)
# a table that SQLite makes anew loses its triggers
SQLITE_TRIGGERS = [
    f"CREATE TRIGGER access_log_no_{verb} BEFORE {verb.upper()} ON access_log "
    "BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END"
    for verb in ("update", "delete")
]


def columns(kind: TypeEngine, *names: str, key: bool = False, to: str = "", nullable: bool = False) -> list[sa.Column]:
    """Columns of a kind: parts of the primary `key`, or that refer `to` a table's column, where it is said so."""
    return [
        sa.Column(name, kind, sa.ForeignKey(to) if to else None, primary_key=key, nullable=nullable) for name in names
    ]


def check(name: str, condition: str) -> sa.CheckConstraint:
    """What each row keeps to."""
    return sa.CheckConstraint(condition, name)


def one_of(column: str, codes: str) -> sa.CheckConstraint:
    """That a column holds one of the codes, which are given with spaces between them."""
    listed = ", ".join(f"'{code}'" for code in codes.split())
    return check(f"{column}_code", f"{column} IN ({listed})")


def in_order(first: str, last: str) -> sa.CheckConstraint:
    """That a moment or day is not before another."""
    return check(f"{last}_after_{first}", f"{last} >= {first}")
