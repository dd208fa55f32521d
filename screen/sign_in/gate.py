"""Who comes in: whether a session holds now, and what this process must remember of sessions itself.

Sessions live in the dashboard's own database, so all processes agree. What could not be kept there yet, a sign-out or a
click, is remembered here until it can be.
"""

import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from weakref import WeakValueDictionary

from sqlalchemy.exc import IntegrityError

from screen.frame import services
from screen.sign_in.session import Limits, holds, is_of_time, session_of
from store.errors import OwnDatabaseUnusable
from store.own import access_log, sessions, tries, users
from store.own.access_log import NOTHING_ELSE, Details
from store.own.sessions import Open, Session
from store.own.users import User

# the last sign-outs in this process by user name: all, for when the database cannot be read, and the details of those
# that are not logged yet
_signed_out: dict[str, datetime] = {}
_unlogged: dict[str, Details] = {}
# clicks by session that are not kept yet
_clicks: dict[str, datetime] = {}
# by tab the session that it shows something of, or the half of a sign-in that was typed there, for as long as it does
_tabs: WeakValueDictionary[str, object] = WeakValueDictionary()


class UserChanged(Exception):
    """The user was removed, or got another password or second factor, while it was checked who comes."""


def limits() -> Limits:
    """How long a session lasts here."""
    return Limits(services.settings().session_lasts, services.settings().session_idle)


def begin(user: User, way: str, address: str, device: str, has_cookie: bool = False) -> Session:
    """A session of somebody who has shown who they are, logged with the way by which they did. Raises UserChanged and
    OwnDatabaseUnusable.
    """
    own, now = services.own(), datetime.now(UTC)
    session = Session(secrets.token_hex(16), user.user_name, now)
    details = Details(user.role, address)
    try:
        with access_log.logged(own, user.user_name, "sign_in", now, way, details) as connection:
            sessions.begin(connection, session, address, has_cookie)  # first, as SQLite locks what is written at once
            held = users.held_user(connection, user.user_name)
            if held is None or held.secrets != user.secrets:
                raise UserChanged(user.user_name)
    except IntegrityError as error:  # there is no such user any more
        raise UserChanged(user.user_name) from error
    tries.know(own, device, user.user_name, now)
    return session


def user_of(session: Session, now: datetime) -> User | None:
    """The user of a session, as they are now; None where it no longer holds. Raises OwnDatabaseUnusable."""
    _log_sign_outs()
    found = _with_clicks(session, sessions.find_open(services.own(), session))
    left = session.user_name in _unlogged and _left(session)
    return found.user if found and not left and holds(session, found, limits(), now) else None


def still_holds(session: Session, now: datetime) -> bool:
    """Whether a session holds as far as this process knows; for when the database cannot be read."""
    return is_of_time(session, limits().lasts, now) and not _left(session)


def ended(listening: Collection[Session], now: datetime) -> set[Session]:
    """Those of the sessions that hold no longer; none where that cannot be read."""
    try:
        _keep_clicks()
        found = sessions.read_open(services.own())
    except OwnDatabaseUnusable:
        return set()
    return {one for one in listening if not holds(one, _with_clicks(one, found.get(one.id)), limits(), now)}


def clicked(session: Session, now: datetime) -> None:
    """Note that somebody clicked in a session that holds."""
    _clicks[session.id] = now


def sign_out(user_name: str, now: datetime, details: Details = NOTHING_ELSE) -> None:
    """End all sessions of a user. It is logged once it can be, with the role and the address in `details`."""
    _signed_out[user_name], _unlogged[user_name] = now, details
    _log_sign_outs()


def show(tab: str, shown: object) -> None:
    """Note that a tab shows something of a session, or holds half a sign-in; `tab` is Streamlit's name of it."""
    _tabs[tab] = shown


def may_resume(tab: str, cookie: str) -> bool:
    """Whether a browser with this cookie may go on in a tab: in nobody else's who has signed in, and in none that holds
    half a sign-in, as no cookie proves whose that is.
    """
    shown = _tabs.get(tab)
    return shown is None or session_of(cookie, services.key()) == shown


def _left(session: Session) -> bool:
    return session.user_name in _signed_out and session.since <= _signed_out[session.user_name]


def _with_clicks(session: Session, found: Open | None) -> Open | None:
    if found and (at := _clicks.get(session.id)) and at > found.clicked_at:
        return Open(found.user, at)
    return found


def _keep_clicks() -> None:
    if kept := dict(_clicks):
        sessions.note_clicks(services.own(), kept)
        for session_id, at in kept.items():
            if _clicks.get(session_id) == at:
                del _clicks[session_id]


def _log_sign_outs() -> None:
    for user_name, details in list(_unlogged.items()):
        at = _signed_out[user_name]
        with suppress(OwnDatabaseUnusable):
            sessions.end_all(services.own(), user_name, at)
            access_log.write(services.own(), user_name, "sign_out", at, details=details)
            _unlogged.pop(user_name, None)
