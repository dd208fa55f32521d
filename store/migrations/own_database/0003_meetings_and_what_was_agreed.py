"""meetings and what was agreed"""

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import DAY, MOMENT, NAMING, NUMBER, TEXT, check, columns, one_of

revision = "0003"
down_revision = "0002"

tables = sa.MetaData(naming_convention=NAMING)
sa.Table(
    "meetings",
    tables,
    *columns(NUMBER, "number", key=True),
    *columns(MOMENT, "opened_at"),
    *columns(TEXT, "opened_by", "room", "parameters", "agenda"),
    *columns(MOMENT, "as_of", "fixed_at", "closed_at", nullable=True),
    *columns(NUMBER, "running", nullable=True),
    one_of("room", "officials guests"),
    check("fixed_as_of", "(as_of IS NULL) = (fixed_at IS NULL)"),
    check("runs_until_closed", "(closed_at IS NULL) = (running IS NOT NULL) AND coalesce(running, 1) = 1"),
    sa.UniqueConstraint("running"),
)
for name, value in (("meeting_figures", "figures"), ("meeting_notes", "text")):
    sa.Table(
        name,
        tables,
        *columns(NUMBER, "meeting", to="meetings.number", key=True),
        *columns(TEXT, "item", key=True),
        *columns(TEXT, value),
    )
sa.Table(
    "actions",
    tables,
    *columns(NUMBER, "number", key=True),
    *columns(NUMBER, "meeting", to="meetings.number"),
    *columns(TEXT, "what", "who"),
    *columns(DAY, "due_on"),
    *columns(TEXT, "about_kind", "about"),
    *columns(NUMBER, "figure_then", nullable=True),
    *columns(MOMENT, "entered_at"),
    *columns(TEXT, "entered_by"),
    *columns(MOMENT, "settled_at", nullable=True),
    *columns(TEXT, "settled_as", nullable=True),
    check("what_length", "length(what) BETWEEN 1 AND 300"),
    check("who_length", "length(who) BETWEEN 1 AND 100"),
    one_of("about_kind", "none handover deadline region rule"),
    check("about_something", "(about_kind = 'none') = (about = '')"),
    one_of("settled_as", "done dropped"),
    check("settled_as_what", "(settled_at IS NULL) = (settled_as IS NULL)"),
)


def upgrade() -> None:
    tables.create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    tables.drop_all(op.get_bind(), checkfirst=False)
