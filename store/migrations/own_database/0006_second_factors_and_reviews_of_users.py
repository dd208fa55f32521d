"""second factors and reviews of users, and from where a session began"""

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import MOMENT, NUMBER, TEXT, columns

revision = "0006"
down_revision = "0005"

OF_USERS = (
    *columns(TEXT, "factor_secret", "reviewed_by", nullable=True),
    *columns(NUMBER, "factor_step", nullable=True),
    *columns(MOMENT, "reviewed_at", nullable=True),
)


def upgrade() -> None:
    for column in OF_USERS:
        op.add_column("users", column)
    op.add_column("sessions", sa.Column("address", TEXT, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("sessions", "address")
    for column in OF_USERS:
        op.drop_column("users", column.name)
