"""Files that were made: each is served to the browser of the session that asked for it, for a minute, and to no other.

Streamlit itself gives a file to whoever knows its address.
"""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from screen.frame import services
from screen.sign_in import gate
from screen.sign_in.session import session_of
from store.errors import StoreError
from store.own import access_log
from store.own.access_log import Details
from store.own.sessions import Session
from store.own.users import User

SECONDS = 60


@dataclass(frozen=True)
class Given:
    """A file for the user of a session: what the access log calls it, the address it was asked for from, and until when
    it is served (seconds of the monotonic clock).
    """

    user: User
    name: str
    client: str
    until: float


_given: dict[tuple[str, Session], Given] = {}


def user_of(session: Session | None) -> User | None:
    """The user of a session that holds now, asked anew. Raises OwnDatabaseUnusable where that cannot be known."""
    return gate.user_of(session, datetime.now(UTC)) if session else None


def give(address: str, session: Session, user: User, name: str, client: str) -> None:
    """Let the file at an address (/media/…) be fetched in a session of this user from now on, for SECONDS."""
    now = time.monotonic()
    for key, given in list(_given.items()):
        if given.until < now:
            _given.pop(key, None)
    _given[_file(address), session] = Given(user, name, client, now + SECONDS)


def may_fetch(path: str, cookie: str, client: str) -> bool:
    """Whether the browser that sends this cookie may have the file now. That it was made is in the log already; a fetch
    from another address is logged too, and so is what a user who is signed in may not have. `client` is the address
    that the browser asks from.
    """
    try:
        session = session_of(cookie, services.key())
        user = user_of(session)
        if session is None or user is None:
            return False
        given = _given.get((_file(path), session))
        allowed = given is not None and given.user == user and time.monotonic() < given.until
        name, event = given.name if given else "a file of another session", "file_fetched" if allowed else "refused"
        if not (allowed and given and given.client == client):
            details = Details(user.role, client)
            access_log.write(services.own(), user.user_name, event, datetime.now(UTC), name, details)
    except StoreError as error:
        logging.getLogger(__name__).error("a file is not served: %s", error)
        return False
    return allowed


def _file(address: str) -> str:
    return PurePosixPath(address).stem
