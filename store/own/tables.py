"""The dashboard's own database: what it must keep itself. No personal data of victims stands here.

What people write in a meeting (notes, and what was agreed) is free text: the page asks them to name nobody. Figures of
a meeting are counts, times and what was agreed, never case rows; what an action is about is the key of a handover or
deadline, no more.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from config.codes import USER_ROLES
from config.edited import KINDS
from store.case.contract import one_of
from store.case.tables import NAMING, Moment, check

metadata = MetaData(naming_convention={**NAMING, "uq": "uq_%(table_name)s_%(column_0_name)s"})

EVENTS = (
    *("sign_in", "sign_in_failed", "sign_in_locked", "sign_out"),
    *("user_added", "user_changed", "user_unlocked", "user_removed", "users_imported", "password_set"),
    *("sessions_ended", "session_ended", "user_reviewed", "code_wrong", "factor_set", "factor_removed"),
    *("reason_given", "rows_shown", "export", "file_fetched", "refused", "log_read", "log_exported"),
    *("meeting_opened", "meeting_fixed", "meeting_closed", "meeting_reopened", "meeting_room", "action_added"),
    *("action_settled", "case_erased", "retention", "setting_changed", "data_imported"),
)
OUTCOMES = ("success", "refusal")
WAYS = ("oidc", "proxy")
ROOMS = ("officials", "guests")
ABOUT_KINDS = ("none", "handover", "deadline", "region", "rule")
SETTLED_AS = ("done", "dropped")
LONGEST_WHAT = 300
LONGEST_WHO = 100
LONGEST_REASON = 300


users = Table(
    # password_hash: bcrypt, empty for those whom another system names (see identities); language: the one to be greeted
    # in, null where the browser decides; must_change: the password was set by somebody else; factor_secret: that of the
    # second factor, encrypted; factor_step: the time step of the last code that was used; reviewed: when and by whom it
    # was last said that the user is right as they are
    "users",
    metadata,
    Column("user_name", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("password_set_at", Moment, nullable=False),
    Column("agency", Text),
    Column("ministry", Text),
    Column("language", Text),
    Column("must_change", Boolean, nullable=False, server_default=false()),
    Column("factor_secret", Text),
    Column("factor_step", Integer),
    Column("reviewed_at", Moment),
    Column("reviewed_by", Text),
    check(one_of("role", USER_ROLES)),
    CheckConstraint("(role = 'agency') = (agency IS NOT NULL)", name="agency_of_its_role"),
    CheckConstraint("(role = 'ministry') = (ministry IS NOT NULL)", name="ministry_of_its_role"),
)
sessions = Table(
    # a sign-in that holds: it ends when its row goes. has_cookie: 1 once its cookie was given to the browser;
    # address: from where it began
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user_name", Text, ForeignKey("users.user_name"), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("clicked_at", Moment, nullable=False),
    Column("has_cookie", Integer, nullable=False, server_default="0"),
    Column("address", Text, nullable=False, server_default=""),
    CheckConstraint("has_cookie IN (0, 1)", name="has_cookie_or_not"),
    Index("ix_sessions_user_name", "user_name"),
)
devices = Table(
    # a browser by which a user has signed in
    "devices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user_name", Text, ForeignKey("users.user_name"), primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Index("ix_devices_user_name", "user_name"),
)
identities = Table(
    # whom another system names: by which way they come, and what never changes of them there
    "identities",
    metadata,
    Column("user_name", Text, ForeignKey("users.user_name"), primary_key=True),
    Column("way", Text, nullable=False),
    Column("subject", Text, nullable=False),
    check(one_of("way", WAYS)),
    UniqueConstraint("way", "subject"),
)
used_answers = Table(
    # answers of a provider by which somebody has signed in: each is good once
    "used_answers",
    metadata,
    Column("answer", Text, primary_key=True),
    Column("used_at", Moment, nullable=False),
)
tries = Table(
    # failures: tries to sign in that have not got in, by what they are counted under; opens_at: when the next may come
    "tries",
    metadata,
    Column("counted_under", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("opens_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Index("ix_tries_last_at", "last_at"),
)
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
setting_changes = Table(
    # an edit of a kind of settings; follows: the number of the edit before it, 0 for the files, which only one
    # can follow; content: JSON, null for what the files say
    "setting_changes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("user_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("follows", Integer, nullable=False),
    Column("content", Text),
    Column("reason", Text, nullable=False),
    check(one_of("kind", KINDS)),
    CheckConstraint(f"length(reason) BETWEEN 1 AND {LONGEST_REASON}", name="reason_length"),
    UniqueConstraint("kind", "follows"),
)
