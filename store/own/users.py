"""Users in the dashboard's own database: who may sign in, as what. Written by `manage.py users`.

Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from config.codes import USER_ROLES
from config.languages import LANGUAGES
from store.errors import StoreError
from store.own import tables
from store.own.database import transaction

_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_HASH = re.compile(r"\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}")
_USER_NAME_IN_WORDS = "1 to 64 of a–z, 0–9 and . _ @ -, a letter or digit first"


class UsersRefused(StoreError):
    """A user makes no sense; the message says what is wrong and what is right."""


@dataclass(frozen=True)
class User:
    """Who may sign in: `agency` stands with the role agency alone, `ministry` with the role ministry alone.

    `language` is the one to be greeted in; None where the browser decides. `must_change`: the password was set by
    somebody else, and lets its user do nothing but choose another.
    """

    user_name: str
    name: str
    role: str
    password_hash: str
    password_set_at: datetime
    agency: str | None = None
    ministry: str | None = None
    language: str | None = None
    must_change: bool = False

    def __post_init__(self) -> None:
        languages, roles = ", ".join(LANGUAGES), ", ".join(USER_ROLES)
        rules = (
            (_USER_NAME.fullmatch(self.user_name), f"a user name is {_USER_NAME_IN_WORDS}"),
            (self.name.strip() and len(self.name) <= 100, "the name to greet with is missing, or above 100 characters"),
            (self.role in USER_ROLES, f"'{self.role}' is no role; roles are {roles}"),
            ((self.role == "agency") == bool(self.agency), "the role agency names one agency, and no other role does"),
            (
                (self.role == "ministry") == bool(self.ministry),
                "the role ministry names one ministry, and no other does",
            ),
            (_HASH.fullmatch(self.password_hash), "the password is no bcrypt hash; use: python manage.py users add"),
            (self.password_set_at.tzinfo, "password_set_at has no time zone"),
            (self.language in {None, *LANGUAGES}, f"'{self.language}' is no language; languages are {languages}"),
        )
        for right, wrong in rules:
            if not right:
                raise UsersRefused(f"user '{self.user_name}': {wrong}")


def read_users(own: Engine) -> Mapping[str, User]:
    """All users by user name, in its order."""
    with transaction(own) as connection:
        rows = connection.execute(select(tables.users).order_by(tables.users.c.user_name))
        return {row.user_name: User(**row._mapping) for row in rows}


def find_user(own: Engine, user_name: str) -> User | None:
    """The user of this name."""
    with transaction(own) as connection:
        return _find(connection, user_name)


def add_users(own: Engine, users: Collection[User]) -> None:
    """Take in new users, all or none. Raises UsersRefused when a user name is taken."""
    with transaction(own) as connection:
        for user in users:
            if _find(connection, user.user_name):
                words = "is already there; change it, remove it first, or choose another name"
                raise UsersRefused(f"user '{user.user_name}' {words}")
            connection.execute(insert(tables.users).values(**vars(user)))


def change_user(own: Engine, user_name: str, **changes: Any) -> User:
    """Change fields of a user, and end the user's sessions unless it is only the name or the language that changes.

    Raises UsersRefused for nobody's name, and for what makes no sense.
    """
    with transaction(own) as connection:
        before = _known(connection, user_name)
        after = replace(before, **changes)
        connection.execute(update(tables.users).where(tables.users.c.user_name == user_name).values(**vars(after)))
        if replace(before, name=after.name, language=after.language) != after:
            end_sessions(connection, user_name)
    return after


def remove_user(own: Engine, user_name: str) -> None:
    """Take a user out, whose sessions end. Raises UsersRefused for nobody's name."""
    with transaction(own) as connection:
        _known(connection, user_name)
        end_sessions(connection, user_name)
        for table in (tables.devices, tables.users):
            connection.execute(delete(table).where(table.c.user_name == user_name))


def end_sessions(connection: Connection, user_name: str, until: datetime | None = None) -> None:
    """End the sessions of a user: all, or those that began until a moment (aware)."""
    rows = tables.sessions.c
    conditions = [rows.user_name == user_name, *([] if until is None else [rows.began_at <= until])]
    connection.execute(delete(tables.sessions).where(*conditions))


def _known(connection: Connection, user_name: str) -> User:
    if (user := _find(connection, user_name)) is None:
        there = ", ".join(connection.execute(select(tables.users.c.user_name).order_by("user_name")).scalars())
        raise UsersRefused(f"there is no user '{user_name}'; users are: {there or 'none yet'}")
    return user


def _find(connection: Connection, user_name: str) -> User | None:
    row = connection.execute(select(tables.users).where(tables.users.c.user_name == user_name)).one_or_none()
    return User(**row._mapping) if row else None
