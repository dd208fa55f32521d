"""The dashboard's own database: what it must keep itself. No personal data of victims stands here.

What people write in a meeting (notes, and what was agreed) is free text: the page asks them to name nobody. Figures of
a meeting are counts and times, never case rows; what an action is about is the key of a handover or deadline, no more.
"""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, MetaData, Table, Text

from store.case.contract import one_of
from store.case.tables import NAMING, Moment, check

metadata = MetaData(naming_convention={**NAMING, "uq": "uq_%(table_name)s_%(column_0_name)s"})

EVENTS = (
    *("sign_in", "sign_in_failed", "sign_in_locked", "sign_out", "user_added", "user_removed"),
    *("reason_given", "rows_shown", "export", "file_fetched", "refused", "log_read", "log_exported"),
    *("meeting_opened", "meeting_fixed", "meeting_closed", "meeting_reopened", "meeting_room", "action_added"),
    "action_settled",
)
OUTCOMES = ("success", "refusal")
ROOMS = ("officials", "guests")
ABOUT_KINDS = ("none", "handover", "deadline", "region", "rule")
SETTLED_AS = ("done", "dropped")
LONGEST_WHAT = 300
LONGEST_WHO = 100


access_log = Table(
    # event: one of EVENTS; scope: what was seen or done; cases: their numbers, a JSON array or nothing; previous: the
    # hash of the entry before, which only one can follow; hash: that of this entry (see chain)
    "access_log",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("user_name", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("scope", Text, nullable=False, server_default=""),
    *(Column(name, Text, nullable=False, server_default="") for name in ("role", "address", "cases")),
    *(Column(name, Text, nullable=False, server_default="") for name in ("reason", "recipient")),
    Column("outcome", Text, nullable=False),
    Column("previous", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    check(one_of("outcome", OUTCOMES)),
    Index("ix_access_log_user_name_at", "user_name", "at"),
)
meetings = Table(
    # parameters: the address of its filters, JSON; agenda: items in order, JSON; as_of is null while the figures are
    # live; running is 1 until the meeting is closed, then null, so that only one can run
    "meetings",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("parameters", Text, nullable=False),
    Column("agenda", Text, nullable=False),
    Column("as_of", Moment),
    Column("fixed_at", Moment),
    Column("closed_at", Moment),
    Column("running", Integer, unique=True),
    check(one_of("room", ROOMS)),
    CheckConstraint("(as_of IS NULL) = (fixed_at IS NULL)", name="fixed_as_of"),
    CheckConstraint(
        "(closed_at IS NULL) = (running IS NOT NULL) AND coalesce(running, 1) = 1", name="runs_until_closed"
    ),
)
meeting_figures = Table(
    # figures are JSON text, exact to the digit
    "meeting_figures",
    metadata,
    Column("meeting", Integer, ForeignKey("meetings.number"), primary_key=True),
    Column("item", Text, primary_key=True),
    Column("figures", Text, nullable=False),
)
meeting_notes = Table(
    "meeting_notes",
    metadata,
    Column("meeting", Integer, ForeignKey("meetings.number"), primary_key=True),
    Column("item", Text, primary_key=True),
    Column("text", Text, nullable=False),
)
actions = Table(
    # about: the key of what the action is about; figure_then: what was counted there when it was agreed
    "actions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("meeting", Integer, ForeignKey("meetings.number"), nullable=False),
    Column("what", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("about_kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("figure_then", Integer),
    Column("entered_at", Moment, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("settled_at", Moment),
    Column("settled_as", Text),
    CheckConstraint(f"length(what) BETWEEN 1 AND {LONGEST_WHAT}", name="what_length"),
    CheckConstraint(f"length(who) BETWEEN 1 AND {LONGEST_WHO}", name="who_length"),
    check(one_of("about_kind", ABOUT_KINDS)),
    CheckConstraint("(about_kind = 'none') = (about = '')", name="about_something"),
    check(one_of("settled_as", SETTLED_AS)),
    CheckConstraint("(settled_at IS NULL) = (settled_as IS NULL)", name="settled_as_what"),
)
