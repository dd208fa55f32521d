"""users and their sessions"""

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import MOMENT, NAMING, NUMBER, TEXT, check, columns, one_of

revision = "0004"
down_revision = "0003"

tables = sa.MetaData(naming_convention=NAMING)
sa.Table(
    "users",
    tables,
    *columns(TEXT, "user_name", key=True),
    *columns(TEXT, "name", "role", "password_hash"),
    *columns(MOMENT, "password_set_at"),
    *columns(TEXT, "agency", "ministry", "language", nullable=True),
    sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()),
    one_of("role", "coordination agency ministry rapporteur administration guest"),
    check("agency_of_its_role", "(role = 'agency') = (agency IS NOT NULL)"),
    check("ministry_of_its_role", "(role = 'ministry') = (ministry IS NOT NULL)"),
)
sa.Table(
    "sessions",
    tables,
    *columns(TEXT, "id", key=True),
    *columns(TEXT, "user_name", to="users.user_name"),
    *columns(MOMENT, "began_at", "clicked_at"),
    sa.Column("has_cookie", NUMBER, nullable=False, server_default="0"),
    check("has_cookie_or_not", "has_cookie IN (0, 1)"),
    sa.Index("ix_sessions_user_name", "user_name"),
)
sa.Table(
    "devices",
    tables,
    *columns(TEXT, "id", key=True),
    *columns(TEXT, "user_name", to="users.user_name", key=True),
    *columns(MOMENT, "seen_at"),
    sa.Index("ix_devices_user_name", "user_name"),
)
sa.Table(
    "tries",
    tables,
    *columns(TEXT, "counted_under", key=True),
    *columns(NUMBER, "failures"),
    *columns(MOMENT, "opens_at", "last_at"),
    sa.Index("ix_tries_last_at", "last_at"),
)


def upgrade() -> None:
    tables.create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    tables.drop_all(op.get_bind(), checkfirst=False)
