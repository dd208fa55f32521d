"""Users in the dashboard's own database: who may sign in, as what. Written by `manage.py users` and the page
of the administration.

Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from config.codes import USER_ROLES
from config.languages import LANGUAGES
from store.errors import StoreError
from store.own import tables
from store.own.access_log import COMMAND, NOBODY
from store.own.database import Own, transaction

_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_HASH = re.compile(r"\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}")
_ADD = "python manage.py users add"
LONGEST_NAME = 100
# what changes of a user without ending their sessions
HARMLESS = ("name", "language", "reviewed_at", "reviewed_by")
_ADMINISTRATION = select(tables.users.c.user_name).where(tables.users.c.role == "administration")
_USER_NAME_IN_WORDS = "1 to 64 of a–z, 0–9 and . _ @ -, a letter or digit first"


Fault = Literal[
    "user_name",
    "name",
    "role",
    "agency",
    "ministry",
    "password",
    "language",
    "taken",
    "reserved",
    "gone",
    "last",
    "same",
    "ended",
]


class UsersRefused(StoreError):
    """A user makes no sense; the message says what is wrong and what is right, and `fault` what it is about."""

    def __init__(self, message: str, fault: Fault | None = None) -> None:
        super().__init__(message)
        self.fault = fault


@dataclass(frozen=True)
class User:
    """Who may sign in: `agency` stands with the role agency alone, `ministry` with the role ministry alone. A user
    whom another system names has no password (see identities).

    `language` is the one to be greeted in; None where the browser decides. `must_change`: the password was set by
    somebody else, and lets its user do nothing but choose another. `factor_secret` is that of the second factor,
    encrypted, and `factor_step` the time step of its last code; None where there is none. `reviewed`: when (aware) and
    by whom it was last said that the user is right as they are.
    """

    user_name: str
    name: str
    role: str
    password_hash: str = field(repr=False)
    password_set_at: datetime
    agency: str | None = None
    ministry: str | None = None
    language: str | None = None
    must_change: bool = False
    factor_secret: str | None = field(default=None, repr=False)
    factor_step: int | None = None
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None

    @property
    def secrets(self) -> tuple[str, str | None]:
        """What a sign-in is checked against; once it differs, no check made before counts."""
        return self.password_hash, self.factor_secret

    def __post_init__(self) -> None:
        no_role = f"'{self.role}' is not a role; roles are {', '.join(USER_ROLES)}"
        no_language = f"'{self.language}' is not a language; languages are {', '.join(LANGUAGES)}"
        named = bool(self.name.strip()) and len(self.name) <= LONGEST_NAME
        of_agency, of_ministry = self.role == "agency", self.role == "ministry"
        rules: tuple[tuple[Fault, object, str], ...] = (
            ("user_name", _USER_NAME.fullmatch(self.user_name), f"a user name is {_USER_NAME_IN_WORDS}"),
            ("name", named, f"the name to greet with is missing, or above {LONGEST_NAME} characters"),
            ("role", self.role in USER_ROLES, no_role),
            ("agency", of_agency == bool(self.agency), "the role agency names one agency, and no other role does"),
            ("ministry", of_ministry == bool(self.ministry), "the role ministry names one ministry, and no other does"),
            (
                "password",
                not self.password_hash or _HASH.fullmatch(self.password_hash),
                f"the password is not a bcrypt hash; use: {_ADD}",
            ),
            ("password", self.password_set_at.tzinfo, "password_set_at has no time zone"),
            ("language", self.language in {None, *LANGUAGES}, no_language),
        )
        for fault, right, wrong in rules:
            if not right:
                raise UsersRefused(f"user '{self.user_name}': {wrong}", fault)


def is_user_name(text: str) -> bool:
    """Whether a new user can have this name."""
    return bool(_USER_NAME.fullmatch(text)) and not _is_of_the_log(text)


def _is_of_the_log(user_name: str) -> bool:
    """Whether entries of the access log would be taken for those of a command, or of somebody unknown."""
    return user_name in (COMMAND, NOBODY) or user_name.startswith(f"{NOBODY}-")


def read_users(own: Own) -> Mapping[str, User]:
    """All users by user name, in its order."""
    with transaction(own) as connection:
        rows = connection.execute(select(tables.users).order_by(tables.users.c.user_name))
        return {row.user_name: User(**row._mapping) for row in rows}


def find_user(own: Own, user_name: str) -> User | None:
    """The user of this name."""
    with transaction(own) as connection:
        return _find(connection, user_name)


def must_be_there(own: Own, user_name: str) -> None:
    """Raises UsersRefused for nobody's name."""
    with transaction(own) as connection:
        _known(connection, user_name)


def held_user(connection: Connection, user_name: str) -> User | None:
    """The user of this name, whom nobody else changes before this transaction ends."""
    rows = select(tables.users).where(tables.users.c.user_name == user_name)
    row = connection.execute(rows.with_for_update()).one_or_none()
    return User(**row._mapping) if row else None


def add_users(own: Own, users: Collection[User]) -> None:
    """Take in new users, all or none. Raises UsersRefused when a user name is taken, or is of the access log itself."""
    with transaction(own) as connection:
        for user in users:
            if _is_of_the_log(user.user_name):  # not asked of every User: one who is there already can be removed
                words = "the access log uses this name itself; choose another"
                raise UsersRefused(f"user '{user.user_name}': {words}", "reserved")
            if _find(connection, user.user_name):
                words = "is already there; change it, remove it first, or choose another name"
                raise UsersRefused(f"user '{user.user_name}' {words}", "taken")
            connection.execute(insert(tables.users).values(**vars(user)))


def change_user(own: Own, user_name: str, **changes: Any) -> User:
    """Change fields of a user, and end the user's sessions unless they are only of HARMLESS.

    Raises UsersRefused for nobody's name, for what makes no sense, and where no administration would be left.
    """
    with transaction(own) as connection:
        before = _known(connection, user_name)
        after = replace(before, **changes)
        if bool(after.password_hash) != bool(before.password_hash):
            words = "signs in by another system, and has no password here"
            raise UsersRefused(f"user '{user_name}' {words}", "password")
        if changes:
            connection.execute(update(tables.users).where(tables.users.c.user_name == user_name).values(**changes))
        _one_administration_is_left(connection, before)
        if any(getattr(before, name) != value for name, value in changes.items() if name not in HARMLESS):
            end_sessions(connection, user_name)
    return after


def use_step(own: Own, user: User, step: int) -> bool:
    """Use the code of a time step, once: whether no code of this step or a later one has been used before."""
    rows = tables.users.c
    unused = (rows.user_name == user.user_name, rows.factor_secret == user.factor_secret, rows.factor_step < step)
    with transaction(own) as connection:
        return connection.execute(update(tables.users).where(*unused).values(factor_step=step)).rowcount == 1


def remove_user(own: Own, user_name: str) -> None:
    """Take a user out, whose sessions end. Raises UsersRefused for nobody's name, and for the last administration."""
    with transaction(own) as connection:
        user = _known(connection, user_name)
        end_sessions(connection, user_name)
        for table in (tables.devices, tables.identities, tables.users):
            connection.execute(delete(table).where(table.c.user_name == user_name))
        _one_administration_is_left(connection, user)


def end_sessions(connection: Connection, user_name: str, until: datetime | None = None) -> None:
    """End the sessions of a user: all, or those that began until a moment (aware)."""
    rows = tables.sessions.c
    conditions = [rows.user_name == user_name, *([] if until is None else [rows.began_at <= until])]
    connection.execute(delete(tables.sessions).where(*conditions))


def _one_administration_is_left(connection: Connection, before: User) -> None:
    """Refuse a change to a user of the administration, or its removal, after which there is none."""
    if before.role == "administration" and connection.execute(_ADMINISTRATION).first() is None:
        words = "is the last of the administration; add another before this one goes or has another role"
        raise UsersRefused(f"user '{before.user_name}' {words}", "last")


def _known(connection: Connection, user_name: str) -> User:
    # two of them must not take each other out at the same time
    connection.execute(_ADMINISTRATION.order_by("user_name").with_for_update())
    if (user := _find(connection, user_name)) is None:
        there = ", ".join(connection.execute(select(tables.users.c.user_name).order_by("user_name")).scalars())
        raise UsersRefused(f"there is no user '{user_name}'; users are: {there or 'none yet'}", "gone")
    return user


def _find(connection: Connection, user_name: str) -> User | None:
    row = connection.execute(select(tables.users).where(tables.users.c.user_name == user_name)).one_or_none()
    return User(**row._mapping) if row else None
