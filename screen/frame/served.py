"""Files that were made: each is served to the browser of the user who asked for it, for a minute, and to nobody else.

Streamlit itself gives a file to whoever knows its address.
"""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from screen.frame import services
from screen.sign_in.session import Session, holds, session_of
from store.errors import StoreError
from store.own import access_log
from store.own.access_log import Details
from store.own.users import User, read_users

SECONDS = 60


@dataclass(frozen=True)
class Given:
    """A file for a user: what the access log calls it, and until when it is served (seconds of the monotonic clock)."""

    user: User
    name: str
    until: float


_given: dict[tuple[str, str], Given] = {}


def user_of(session: Session | None) -> User | None:
    """The user of a sign-in that holds now, asked anew. Raises StoreError where that cannot be known."""
    if session is None:
        return None
    user = read_users(services.settings().users_file).get(session.user_name)
    signed_out = access_log.last_sign_out(services.own(), session.user_name)
    return user if holds(session, user, signed_out, datetime.now(UTC)) else None


def give(address: str, user: User, name: str) -> None:
    """Let the file at an address (/media/…) be fetched by its user from now on, for SECONDS."""
    now = time.monotonic()
    for key, given in list(_given.items()):
        if given.until < now:
            _given.pop(key, None)
    _given[_file(address), user.user_name] = Given(user, name, now + SECONDS)


def may_fetch(path: str, cookie: str, client: str) -> bool:
    """Whether the browser that sends this cookie may have the file now; that it does is logged, and so is what a user
    who is signed in may not have. `client` is the address it asks from.
    """
    try:
        user = user_of(session_of(cookie, services.key()))
        if user is None:
            return False
        given = _given.get((_file(path), user.user_name))
        allowed = given is not None and given.user == user and time.monotonic() < given.until
        name, event = given.name if given else "a file of somebody else", "file_fetched" if allowed else "refused"
        details = Details(user.role, client)
        access_log.write(services.own(), user.user_name, event, datetime.now(UTC), name, details)
    except StoreError as error:
        logging.getLogger(__name__).error("a file is not served: %s", error)
        return False
    return allowed


def _file(address: str) -> str:
    return PurePosixPath(address).stem
