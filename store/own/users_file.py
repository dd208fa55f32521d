"""The users file of earlier versions, from which `manage.py users import` takes users over: the credentials format of
streamlit-authenticator.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from store.own.users import User, UsersRefused

_MAY_BE = ("agency", "ministry", "language")
_FIELDS = ("name", "password", "password_set_at", "roles", *_MAY_BE)


def users_in(file: Path) -> list[User]:
    """The users of a file. Raises UsersRefused when the file cannot be read or holds nonsense."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:  # ValueError: also of bytes and days
        raise UsersRefused(f"{file} cannot be read: {_without_content(error)}") from error
    try:
        records = content["credentials"]["usernames"].items()
    except (AttributeError, KeyError, TypeError) as error:
        raise UsersRefused(f"{file} has no 'credentials: usernames:', so it is not a users file") from error
    try:
        return [_user(name, record) for name, record in records]
    except UsersRefused as error:
        raise UsersRefused(f"{file}: {error}") from error


def _without_content(error: Exception) -> str:
    """What is wrong with the file; YAML's own words repeat lines of it, which may hold a hash."""
    if isinstance(error, OSError):
        return str(error)
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1} is not YAML" if mark else "it is not YAML"


def _user(user_name: Any, record: Any) -> User:
    if not isinstance(user_name, str) or not isinstance(record, dict) or set(record) - set(_FIELDS):
        raise UsersRefused(f"user {user_name!r}: this is not a user; a user has {', '.join(sorted(_FIELDS))}")
    roles = record.get("roles")
    if not isinstance(roles, list) or len(roles) != 1:
        raise UsersRefused(f"user '{user_name}': 'roles' is a list of exactly one role")
    given = {field: _text(user_name, record, field) if field in record else None for field in _MAY_BE}
    return User(
        user_name=user_name,
        name=_text(user_name, record, "name"),
        role=str(roles[0]),
        password_hash=_text(user_name, record, "password"),
        password_set_at=_moment(user_name, record.get("password_set_at")),
        agency=given["agency"],
        ministry=given["ministry"],
        language=given["language"],
    )


def _text(user_name: str, record: Mapping[str, Any], field: str) -> str:
    if not isinstance(value := record.get(field), str) or not value:
        raise UsersRefused(f"user '{user_name}': '{field}' is missing or no text")
    return value


def _moment(user_name: str, value: Any) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UsersRefused(
            f"user '{user_name}': password_set_at is {value!r}, no moment such as '2026-09-14T09:12:00+00:00'"
        ) from error
