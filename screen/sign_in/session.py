"""How long a sign-in holds, and the key that signs its cookie. No Streamlit here."""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import jwt

from config.settings import Settings, checked_key
from config.toml_file import SettingRefused
from store.own.users import User

COOKIE = "saumaton"
LASTS = timedelta(hours=12)  # a working day

_CLOCKS_DIFFER = timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """A sign-in: who, and since when (aware)."""

    user_name: str
    since: datetime


def holds(session: Session, user: User | None, signed_out: datetime | None, now: datetime) -> bool:
    """Whether a sign-in still counts: it is recent, and its user has neither signed out nor changed since."""
    if user is None or not now - LASTS < session.since <= now + _CLOCKS_DIFFER:
        return False
    return session.since >= user.password_set_at and (signed_out is None or session.since > signed_out)


def session_of(cookie: str, key: str) -> Session | None:
    """The sign-in that a cookie proves; None for one that is not signed with the key."""
    try:
        token = jwt.decode(cookie, key, algorithms=["HS256"])
        return Session(str(token["username"]), issued_at(token["exp_date"]))
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def issued_at(expires: float) -> datetime:
    """When a cookie was made: streamlit-authenticator adds LASTS to the server's wall clock; this takes it off."""
    wall = datetime.fromtimestamp(expires) - LASTS  # noqa: DTZ006
    return wall.astimezone(UTC)


def cookie_key(settings: Settings) -> str:
    """The key that signs cookies: SAUMATON_COOKIE_KEY, else the one in the key file, which is made when it is missing.

    Raises SettingRefused for a key file that cannot be used, or whose key is too short to be a secret.
    """
    return settings.cookie_key or checked_key(str(settings.cookie_key_file), _key_in(settings.cookie_key_file))


def name_for_log(typed: str, known: bool, key: str) -> str:
    """A user name as the access log keeps it: only a mark of what is no user's name, as it may be a password."""
    if known:
        return typed
    return "unknown-" + blake2b(typed.encode(errors="replace"), key=key.encode()[:64], digest_size=6).hexdigest()


def _key_in(file: Path) -> str:
    try:
        if file.exists() and (key := file.read_text(encoding="ascii").strip()):
            return key
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(32))
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        words = "it is a file of at least 32 random characters, made at the first start; or set SAUMATON_COOKIE_KEY"
        raise SettingRefused(f"the cookie key in {file} cannot be read or made: {error}; {words}") from error
