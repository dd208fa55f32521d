"""the access log is a chain, and says from where, in which role, why and for whom"""

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import SQLITE_TRIGGERS, TEXT

revision = "0005"
down_revision = "0004"

SAID = ("role", "address", "cases", "reason", "recipient")
MADE = ("outcome", "previous", "hash")
EVENT = "event IN ('sign_in', 'sign_in_failed', 'sign_in_locked', 'sign_out', 'rows_shown', 'export')"
OUTCOME = "outcome IN ('success', 'refusal')"
AT = {
    "sqlite": "replace(at, ' ', 'T') || 'Z'",
    "postgresql": """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
}


def upgrade() -> None:
    _open()
    with op.batch_alter_table("access_log") as table:
        for name in SAID:
            table.add_column(sa.Column(name, TEXT, server_default="", nullable=False))
        for name in MADE:
            table.add_column(sa.Column(name, TEXT, nullable=True))
        table.drop_constraint(op.f("ck_access_log_event_code"), type_="check")
    _chain()
    with op.batch_alter_table("access_log") as table:
        for name in MADE:
            table.alter_column(name, existing_type=TEXT, nullable=False)
        table.create_check_constraint(op.f("ck_access_log_outcome_code"), OUTCOME)
        table.create_unique_constraint(op.f("uq_access_log_previous"), ["previous"])
    _close()


def downgrade() -> None:
    _open()
    with op.batch_alter_table("access_log") as table:
        table.drop_constraint(op.f("ck_access_log_outcome_code"), type_="check")
        table.drop_constraint(op.f("uq_access_log_previous"), type_="unique")
        for name in (*SAID, *MADE):
            table.drop_column(name)
        table.create_check_constraint(op.f("ck_access_log_event_code"), EVENT)
    if op.get_bind().dialect.name == "postgresql":
        # the version before lets the server number its entries
        op.execute("SELECT setval(pg_get_serial_sequence('access_log', 'entry'), max(entry)) FROM access_log")
    _close()


def _chain() -> None:
    """Number the entries anew, in their order, and let each hold the hash of the one before."""
    connection = op.get_bind()
    at = AT[connection.dialect.name]
    found = connection.execute(
        sa.text(f"SELECT entry, {at} AS at, user_name, event, scope FROM access_log ORDER BY entry")
    ).all()
    # rows go up to smaller numbers alone, so that none meets another
    change = sa.text(
        "UPDATE access_log SET entry = :new, outcome = :outcome, previous = :previous, hash = :hash WHERE entry = :old"
    )
    previous = "0" * 64
    for number, (old, moment, user_name, event, scope) in enumerate(found, start=1):
        outcome = "refusal" if event in ("sign_in_failed", "sign_in_locked") else "success"
        values = [number, moment, user_name, "", "", event, scope, "", "", "", outcome, previous]
        written = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        made = {"new": number, "outcome": outcome, "previous": previous, "hash": sha256(written).hexdigest()}
        connection.execute(change, {**made, "old": old})
        previous = made["hash"]


def _open() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE access_log DISABLE TRIGGER access_log_append_only")
    else:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER access_log_no_{verb}")


def _close() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE access_log ENABLE TRIGGER access_log_append_only")
    else:
        for statement in SQLITE_TRIGGERS:
            op.execute(statement)
