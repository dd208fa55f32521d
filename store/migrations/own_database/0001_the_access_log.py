"""the access log"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER access_log_no_{verb} BEFORE {verb.upper()} ON access_log "
        "BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END"
        for verb in ("update", "delete")
    ],
    "postgresql": [
        "CREATE FUNCTION access_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the access log is append-only'; END $$",
        "CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION access_log_is_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("entry", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "event IN ('sign_in', 'sign_in_failed', 'sign_in_locked', 'sign_out', 'rows_shown')",
            name=op.f("ck_access_log_event_code"),
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_user_name_at", "access_log", ["user_name", "at"])
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("access_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION access_log_is_append_only()")
