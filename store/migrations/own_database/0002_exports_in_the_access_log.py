"""exports in the access log"""

from alembic import op

from store.migrations.shorthand import SQLITE_TRIGGERS

revision = "0002"
down_revision = "0001"

BEFORE = "event IN ('sign_in', 'sign_in_failed', 'sign_in_locked', 'sign_out', 'rows_shown')"
AFTER = BEFORE.replace("'rows_shown'", "'rows_shown', 'export'")
NAME = "ck_access_log_event_code"


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
