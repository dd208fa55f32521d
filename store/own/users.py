"""The users file: who may sign in, in the credentials format of streamlit-authenticator; written by `manage.py users`.

The file holds bcrypt hashes, so it is readable by its owner alone, and it is always replaced whole.
"""

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import bcrypt
import yaml

from config.codes import USER_ROLES
from config.languages import LANGUAGES
from store.errors import StoreError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 72  # bytes; bcrypt takes no more

_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_HASH = re.compile(r"\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}")
_FIELDS = ("name", "password", "password_set_at", "roles", "agency", "ministry", "language")
_USER_NAME_IN_WORDS = "1 to 64 of a–z, 0–9 and . _ @ -, a letter or digit first"


class UsersRefused(StoreError):
    """A user, or the users file, makes no sense; the message says what is wrong and what is right."""


@dataclass(frozen=True)
class User:
    """Who may sign in: `agency` stands with the role agency alone, `ministry` with the role ministry alone.

    `language` is the one to be greeted in; None where the browser decides.
    """

    user_name: str
    name: str
    role: str
    password_hash: str
    password_set_at: datetime
    agency: str | None = None
    ministry: str | None = None
    language: str | None = None

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


def read_users(file: Path) -> Mapping[str, User]:
    """Users by user name; none where there is no file yet. Read again only when the file changed.

    Raises UsersRefused when the file cannot be read or holds nonsense.
    """
    try:
        seen = file.stat()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsersRefused(f"{file} cannot be read: {error}") from error
    return _read(file, (seen.st_ino, seen.st_size, seen.st_mtime_ns))


def credentials(users: Mapping[str, User]) -> dict[str, Any]:
    """The users as streamlit-authenticator takes them: a new dict each time, because it writes into it."""
    records = {}
    for name, user in users.items():
        set_at = user.password_set_at.isoformat()
        found = {**vars(user), "password": user.password_hash, "password_set_at": set_at, "roles": [user.role]}
        records[name] = {field: found[field] for field in _FIELDS if found[field] is not None}
    return {"usernames": records}


def hashed(password: str) -> str:
    """The bcrypt hash of a new password. Raises UsersRefused for one too short, too long, or with a space at an end."""
    if len(password) < SHORTEST_PASSWORD:
        raise UsersRefused(f"the password has {len(password)} characters; it needs at least {SHORTEST_PASSWORD}")
    if len(password.encode()) > LONGEST_PASSWORD:
        raise UsersRefused(f"the password is longer than {LONGEST_PASSWORD} bytes")
    if password != password.strip():
        raise UsersRefused("the password begins or ends with a space")
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


def add_user(file: Path, user: User) -> None:
    """Write a new user into the file. Raises UsersRefused when the user name is taken."""
    users = read_users(file)
    if user.user_name in users:
        raise UsersRefused(f"user '{user.user_name}' is already there; remove it first, or choose another name")
    _write(file, {**users, user.user_name: user})


def remove_user(file: Path, user_name: str) -> None:
    """Take a user out of the file, which ends the sign-in at its next run. Raises UsersRefused for nobody's name."""
    users = read_users(file)
    if user_name not in users:
        raise UsersRefused(f"there is no user '{user_name}'; users are: {', '.join(sorted(users)) or 'none yet'}")
    _write(file, {name: user for name, user in users.items() if name != user_name})


@lru_cache(maxsize=4)
def _read(file: Path, _state: tuple[int, ...]) -> Mapping[str, User]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:  # ValueError: also of bytes and days
        raise UsersRefused(f"{file} cannot be read: {_without_content(error)}") from error
    try:
        records = content["credentials"]["usernames"].items()
    except (AttributeError, KeyError, TypeError) as error:
        words = f"{file} has no 'credentials: usernames:'; write it with: python manage.py users add"
        raise UsersRefused(words) from error
    try:
        return {str(name): _user(name, record) for name, record in records}
    except UsersRefused as error:
        raise UsersRefused(f"{file}: {error}") from error


def _without_content(error: Exception) -> str:
    """What is wrong with the file; YAML's own words repeat lines of it, which may hold a hash."""
    if isinstance(error, OSError):
        return str(error)
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1} is no YAML" if mark else "it is no YAML"


def _user(user_name: Any, record: Any) -> User:
    if not isinstance(user_name, str) or not isinstance(record, dict) or set(record) - set(_FIELDS):
        raise UsersRefused(f"user {user_name!r}: this is no user; a user has {', '.join(sorted(_FIELDS))}")
    roles = record.get("roles")
    if not isinstance(roles, list) or len(roles) != 1:
        raise UsersRefused(f"user '{user_name}': 'roles' is a list of exactly one role")
    return User(
        user_name=user_name,
        name=_text(user_name, record, "name"),
        role=str(roles[0]),
        password_hash=_text(user_name, record, "password"),
        password_set_at=_moment(user_name, record.get("password_set_at")),
        **{field: _text(user_name, record, field) for field in ("agency", "ministry", "language") if field in record},
    )


def _text(user_name: str, record: Mapping[str, Any], field: str) -> str:
    if not isinstance(value := record.get(field), str):
        raise UsersRefused(f"user '{user_name}': '{field}' is missing or no text")
    return value


def _moment(user_name: str, value: Any) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UsersRefused(
            f"user '{user_name}': password_set_at is {value!r}, no moment such as '2026-09-14T09:12:00+00:00'"
        ) from error


def _write(file: Path, users: Mapping[str, User]) -> None:
    """Replace the file in one step: a reader sees the old users or the new ones, and a crash loses neither."""
    place = file.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")  # mkstemp makes it mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            yaml.safe_dump({"credentials": credentials(users)}, out, allow_unicode=True, sort_keys=True)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, place)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
