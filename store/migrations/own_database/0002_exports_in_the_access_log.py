"""exports in the access log"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = "event IN ('sign_in', 'sign_in_failed', 'sign_in_locked', 'sign_out', 'rows_shown')"
AFTER = BEFORE.replace("'rows_shown'", "'rows_shown', 'export'")
NAME = "ck_access_log_event_code"
# a table that SQLite makes anew loses its triggers
SQLITE_TRIGGERS = [
    f"CREATE TRIGGER access_log_no_{verb} BEFORE {verb.upper()} ON access_log "
    "BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END"
    for verb in ("update", "delete")
]


def upgrade() -> None:
    _replace(AFTER)


def downgrade() -> None:
    _replace(BEFORE)


def _replace(condition: str) -> None:
    with op.batch_alter_table("access_log") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), condition)
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_TRIGGERS:
            op.execute(statement)
