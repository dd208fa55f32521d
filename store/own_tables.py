"""The dashboard's own database: what it must keep itself. No personal data of victims stands here."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, Table, Text

from store.tables import NAMING, Moment

metadata = MetaData(naming_convention=NAMING)

EVENTS = ("sign_in", "sign_in_failed", "sign_in_locked", "sign_out", "rows_shown", "export")

access_log = Table(
    "access_log",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("user_name", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("scope", Text, nullable=False, server_default=""),
    CheckConstraint(f"event IN ({', '.join(repr(event) for event in EVENTS)})", name="event_code"),
    Index("ix_access_log_user_name_at", "user_name", "at"),
)
