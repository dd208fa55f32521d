"""meetings and what was agreed"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KINDS = "'none', 'handover', 'deadline', 'region', 'rule'"


def upgrade() -> None:
    op.create_table(
        "meetings",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("running", sa.Integer(), nullable=True),
        sa.CheckConstraint("room IN ('officials', 'guests')", name=op.f("ck_meetings_room_code")),
        sa.CheckConstraint("(as_of IS NULL) = (fixed_at IS NULL)", name=op.f("ck_meetings_fixed_as_of")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (running IS NOT NULL) AND coalesce(running, 1) = 1",
            name=op.f("ck_meetings_runs_until_closed"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_meetings")),
        sa.UniqueConstraint("running", name=op.f("uq_meetings_running")),
    )
    for name, value in (("meeting_figures", "figures"), ("meeting_notes", "text")):
        op.create_table(
            name,
            sa.Column("meeting", sa.Integer(), nullable=False),
            sa.Column("item", sa.Text(), nullable=False),
            sa.Column(value, sa.Text(), nullable=False),
            sa.ForeignKeyConstraint(["meeting"], ["meetings.number"], name=op.f(f"fk_{name}_meeting")),
            sa.PrimaryKeyConstraint("meeting", "item", name=op.f(f"pk_{name}")),
        )
    _actions()


def _actions() -> None:
    op.create_table(
        "actions",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("about_kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("figure_then", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_as", sa.Text(), nullable=True),
        sa.CheckConstraint("length(what) BETWEEN 1 AND 300", name=op.f("ck_actions_what_length")),
        sa.CheckConstraint("length(who) BETWEEN 1 AND 100", name=op.f("ck_actions_who_length")),
        sa.CheckConstraint(f"about_kind IN ({KINDS})", name=op.f("ck_actions_about_kind_code")),
        sa.CheckConstraint("(about_kind = 'none') = (about = '')", name=op.f("ck_actions_about_something")),
        sa.CheckConstraint("settled_as IN ('done', 'dropped')", name=op.f("ck_actions_settled_as_code")),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_as IS NULL)", name=op.f("ck_actions_settled_as_what")),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.number"], name=op.f("fk_actions_meeting")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_actions")),
    )


def downgrade() -> None:
    for name in ("actions", "meeting_notes", "meeting_figures", "meetings"):
        op.drop_table(name)
