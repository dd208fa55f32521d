"""users whom another system names, and its answers that have been used"""

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import MOMENT, NAMING, TEXT, columns, one_of

revision = "0009"
down_revision = "0008"

tables = sa.MetaData(naming_convention=NAMING)
sa.Table("users", tables, *columns(TEXT, "user_name", key=True))
sa.Table(
    "identities",
    tables,
    *columns(TEXT, "user_name", to="users.user_name", key=True),
    *columns(TEXT, "way", "subject"),
    one_of("way", "oidc proxy"),
    sa.UniqueConstraint("way", "subject"),
)
sa.Table("used_answers", tables, *columns(TEXT, "answer", key=True), *columns(MOMENT, "used_at"))
NEW = [tables.tables["identities"], tables.tables["used_answers"]]


def upgrade() -> None:
    tables.create_all(op.get_bind(), NEW, checkfirst=False)


def downgrade() -> None:
    # a version before would ask them for a password, and they have none
    for table in ("sessions", "devices"):
        op.execute(f"DELETE FROM {table} WHERE user_name IN (SELECT user_name FROM identities)")
    tables.drop_all(op.get_bind(), NEW, checkfirst=False)
    op.execute("DELETE FROM users WHERE password_hash = ''")
