"""the access log"""

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import MOMENT, NAMING, NUMBER, SQLITE_TRIGGERS, TEXT, columns, one_of

revision = "0001"
down_revision = None

tables = sa.MetaData(naming_convention=NAMING)
sa.Table(
    "access_log",
    tables,
    *columns(NUMBER, "entry", key=True),
    *columns(MOMENT, "at"),
    *columns(TEXT, "user_name", "event"),
    sa.Column("scope", TEXT, server_default="", nullable=False),
    one_of("event", "sign_in sign_in_failed sign_in_locked sign_out rows_shown"),
    sa.Index("ix_access_log_user_name_at", "user_name", "at"),
)
APPEND_ONLY = {
    "sqlite": SQLITE_TRIGGERS,
    "postgresql": [
        "CREATE FUNCTION access_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the access log is append-only'; END $$",
        "CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION access_log_is_append_only()",
    ],
}


def upgrade() -> None:
    tables.create_all(op.get_bind(), checkfirst=False)
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("access_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION access_log_is_append_only()")
