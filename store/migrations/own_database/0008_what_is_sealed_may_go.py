"""entries of the access log may go that its last entry says are past their retention period"""

from alembic import op

from store.migrations.shorthand import SQLITE_TRIGGERS

revision = "0008"
down_revision = "0007"

NO_DELETE = SQLITE_TRIGGERS[1]
SEALED = """CREATE TRIGGER access_log_no_delete BEFORE DELETE ON access_log BEGIN
SELECT RAISE(ABORT, 'the access log is append-only') WHERE NOT coalesce(
    (SELECT event = 'retention' AND OLD.entry <= CAST(scope AS INTEGER) FROM access_log ORDER BY entry DESC LIMIT 1), 0
); END"""
FUNCTION = """CREATE FUNCTION access_log_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF (SELECT event = 'retention' AND OLD.entry <= split_part(scope, ' ', 1)::integer
    FROM access_log ORDER BY entry DESC LIMIT 1) THEN RETURN OLD; END IF;
RAISE EXCEPTION 'the access log is append-only'; END $$"""
APPEND_ONLY = (
    "CREATE TRIGGER access_log_append_only BEFORE {} ON access_log "
    "FOR EACH STATEMENT EXECUTE FUNCTION access_log_is_append_only()"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER access_log_append_only ON access_log")
        op.execute(APPEND_ONLY.format("UPDATE OR TRUNCATE"))
        op.execute(FUNCTION)
        op.execute(
            "CREATE TRIGGER access_log_sealed BEFORE DELETE ON access_log "
            "FOR EACH ROW EXECUTE FUNCTION access_log_is_sealed()"
        )
    else:
        op.execute("DROP TRIGGER access_log_no_delete")
        op.execute(SEALED)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER access_log_sealed ON access_log")
        op.execute("DROP FUNCTION access_log_is_sealed()")
        op.execute("DROP TRIGGER access_log_append_only ON access_log")
        op.execute(APPEND_ONLY.format("UPDATE OR DELETE OR TRUNCATE"))
    else:
        op.execute("DROP TRIGGER access_log_no_delete")
        op.execute(NO_DELETE)
