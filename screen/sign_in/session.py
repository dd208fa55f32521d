"""How long a session holds, what proves it, and the key that signs the proof. No Streamlit here."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

import jwt

from config.settings import Settings, checked_key
from config.toml_file import SettingRefused
from store.own.access_log import NOBODY
from store.own.sessions import Open, Session

COOKIE = "saumaton"
DEVICE_COOKIE = "saumaton_device"
# a cookie is given for a fresh sign-in alone
TICKET_LASTS = timedelta(minutes=1)

_CLOCKS_DIFFER = timedelta(minutes=1)
Purpose = Literal["session", "ticket", "device", "oidc"]


@dataclass(frozen=True)
class Limits:
    """How long a session lasts, and how long without a click."""

    lasts: timedelta
    idle: timedelta


def is_of_time(session: Session, lasts: timedelta, now: datetime) -> bool:
    """Whether a session has begun, and not too long ago."""
    return now - lasts < session.since <= now + _CLOCKS_DIFFER


def holds(session: Session, found: Open | None, limits: Limits, now: datetime) -> bool:
    """Whether a session still counts: nothing ended it, as `found` says, and it is neither too old nor idle."""
    if found is None or found.user.user_name != session.user_name:
        return False
    return is_of_time(session, limits.lasts, now) and now - limits.idle < found.clicked_at


def signed(purpose: Purpose, session: Session, key: str, device: str = "") -> str:
    """A token that proves a session for one purpose: it carries the beginning of the session, and no other moment."""
    told = {"aud": purpose, "jti": session.id, "sub": session.user_name, "since": session.since.isoformat()}
    return jwt.encode({**told, "device": device} if device else told, key, algorithm="HS256")


def session_of(token: str, key: str, purpose: Purpose = "session") -> Session | None:
    """The session that a token proves; None for one that is not signed with the key, or for another purpose."""
    told = unsealed(token, key, purpose)
    try:
        since = datetime.fromisoformat(told["since"])
        return Session(str(told["jti"]), str(told["sub"]), since) if since.tzinfo else None
    except (KeyError, TypeError, ValueError):
        return None


def signed_device(device: str, key: str) -> str:
    """A token that proves which browser this is."""
    return jwt.encode({"aud": "device", "device": device}, key, algorithm="HS256")


def device_of(token: str, key: str, purpose: Purpose = "device") -> str | None:
    """The browser that a token proves."""
    device = unsealed(token, key, purpose).get("device")
    return device if isinstance(device, str) else None


def sealed(purpose: Purpose, said: Mapping[str, str], key: str, lasts: timedelta) -> str:
    """A token by which a browser brings back, for so long and for one purpose, what was said to it."""
    return jwt.encode({**said, "aud": purpose, "exp": datetime.now(UTC) + lasts}, key, algorithm="HS256")


def unsealed(token: str, key: str, purpose: Purpose) -> dict[str, Any]:
    """What a token says; nothing for one that is not signed with the key, for another purpose, or too old."""
    try:
        return jwt.decode(token, key, algorithms=["HS256"], audience=purpose)
    except (jwt.InvalidTokenError, TypeError, ValueError):
        return {}


def cookie_key(settings: Settings) -> str:
    """The key that signs cookies: SAUMATON_COOKIE_KEY, else the one in the key file, which is made when it is missing.

    Raises SettingRefused for a key file that cannot be used, or whose key is too short to be a secret.
    """
    return settings.cookie_key or checked_key(str(settings.cookie_key_file), _key_in(settings.cookie_key_file))


def name_for_log(typed: str, known: bool, key: str) -> str:
    """A user name as the access log keeps it: only a mark of what is not a user's name, as it may be a password."""
    if known:
        return typed
    mark = blake2b(typed.encode(errors="replace"), key=key.encode()[:64], digest_size=6).hexdigest()
    return f"{NOBODY}-{mark}"


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
