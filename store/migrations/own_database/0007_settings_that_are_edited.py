"""settings that are edited"""

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import MOMENT, NAMING, NUMBER, TEXT, check, columns, one_of

revision = "0007"
down_revision = "0006"

tables = sa.MetaData(naming_convention=NAMING)
sa.Table(
    "setting_changes",
    tables,
    *columns(NUMBER, "number", key=True),
    *columns(MOMENT, "at"),
    *columns(TEXT, "user_name", "kind"),
    *columns(NUMBER, "follows"),
    *columns(TEXT, "content", nullable=True),
    *columns(TEXT, "reason"),
    one_of("kind", "targets partner_rules pause_rules agenda"),
    check("reason_length", "length(reason) BETWEEN 1 AND 300"),
    sa.UniqueConstraint("kind", "follows"),
)


def upgrade() -> None:
    tables.create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    tables.drop_all(op.get_bind(), checkfirst=False)
