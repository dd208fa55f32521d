"""One try to sign in: counted, then checked, then logged. No Streamlit here."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from streamlit_authenticator.utilities import Hasher

from screen.frame import services
from screen.sign_in import gate
from screen.sign_in.session import name_for_log
from store.own import access_log, tries
from store.own.access_log import Details
from store.own.passwords import LONGEST, PasswordRefused, hashed
from store.own.sessions import Session
from store.own.tries import Waiting
from store.own.users import User, change_user, find_user

WAY = "password"
_NOBODY = (
    "$2b$12$" + "." * 53
)  # checked for unknown names, and for users without one, so that they take as long as known ones


@dataclass(frozen=True)
class Attempt:
    """What somebody typed, from which address, and the name of the browser."""

    user_name: str
    password: str = field(repr=False)
    address: str
    device: str


class Refused(Exception):
    """Somebody did not get in: the password was not right, or came `too_soon` to be looked at."""

    def __init__(self, wait: timedelta, too_soon: bool) -> None:
        super().__init__(wait)
        self.wait, self.too_soon = wait, too_soon


def sign_in(attempt: Attempt) -> Session:
    """The session of who signed in. Raises Refused, and OwnDatabaseUnusable where it cannot be counted or logged."""
    return gate.begin(_checked(attempt), WAY, attempt.address, attempt.device)


def change_password(attempt: Attempt, new: str) -> Session:
    """Set a user's own new password, which ends all their sessions, and begin another. Raises Refused where the old one
    that was typed is not right, PasswordRefused, and OwnDatabaseUnusable.
    """
    user = _checked(attempt)
    if new == attempt.password:
        raise PasswordRefused("same")
    kept = {"password_hash": hashed(new, user.user_name), "password_set_at": datetime.now(UTC), "must_change": False}
    changed = change_user(services.own(), user.user_name, **kept)
    access_log.write(services.own(), user.user_name, "password_set", datetime.now(UTC), details=_details(attempt, user))
    return gate.begin(changed, WAY, attempt.address, attempt.device)


def _checked(attempt: Attempt) -> User:
    own, now, user = services.own(), datetime.now(UTC), find_user(services.own(), attempt.user_name)
    logged = name_for_log(attempt.user_name, user is not None, services.key())
    known = attempt.device if tries.is_known(own, attempt.device, attempt.user_name) else None
    counted = tries.counters(logged, attempt.address, known)
    try:
        wait = tries.take(own, counted, now)
    except Waiting as waiting:
        raise Refused(waiting.until - now, too_soon=True) from waiting
    if not _is_right(attempt.password, user) or user is None:
        details = _details(attempt, user)
        access_log.write(own, logged, "sign_in_failed", now, WAY, details)
        if wait:
            access_log.write(own, logged, "sign_in_locked", now, WAY, details)
        raise Refused(wait, too_soon=False)
    tries.give_back(own, counted, now)
    return user


def _details(attempt: Attempt, user: User | None) -> Details:
    return Details(user.role if user else "", attempt.address)


def _is_right(password: str, user: User | None) -> bool:
    if len(password.encode(errors="replace")) > LONGEST:
        return False
    return bool(Hasher.check_pw(password, (user and user.password_hash) or _NOBODY))
