"""One try to sign in: counted, then checked, then logged. No Streamlit here."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from streamlit_authenticator.utilities import Hasher

from screen.frame import services
from screen.sign_in import codes, gate
from screen.sign_in.session import name_for_log
from store.own import access_log, tries
from store.own.access_log import Details
from store.own.passwords import LONGEST, PasswordRefused, hashed
from store.own.sessions import Session
from store.own.tries import Counter, Waiting
from store.own.users import User, change_user, find_user, use_step

WAY = "password"
# checked for unknown names, and for users without one, so that they take as long as known ones
_NOBODY = "$2b$12$" + "." * 53
HALF_LASTS = timedelta(minutes=5)
Typed = Literal["password", "code"]
_EVENTS: dict[Typed, str] = {"password": "sign_in_failed", "code": "code_wrong"}


@dataclass(frozen=True)
class Attempt:
    """What somebody typed, from which address, and the name of the browser."""

    user_name: str
    password: str = field(repr=False)
    address: str
    device: str
    code: str = field(default="", repr=False)


@dataclass(frozen=True)
class Half:
    """A sign-in whose password was right and whose code is still to come: its user then, and when that was (aware)."""

    user: User
    at: datetime

    @property
    def user_name(self) -> str:
        return self.user.user_name


class Refused(Exception):
    """Somebody did not get in: what they `typed` was not right, or came `too_soon` to be looked at."""

    def __init__(self, wait: timedelta, too_soon: bool, typed: Typed = "password") -> None:
        super().__init__(wait)
        self.wait, self.too_soon, self.typed = wait, too_soon, typed


class TooLate(Exception):
    """A code came long after its password, or its user's password or second factor is another one now."""


def sign_in(attempt: Attempt) -> Session | Half:
    """The session of who signed in, or where the user has a second factor, half of the way there. Raises Refused, and
    OwnDatabaseUnusable where it cannot be counted or logged.
    """
    user = _password_checked(attempt)
    return Half(user, datetime.now(UTC)) if user.factor_secret else _begun(user, attempt)


def finish(half: Half, attempt: Attempt) -> Session:
    """The session of who was half signed in and typed the code. Raises Refused, TooLate, and OwnDatabaseUnusable."""
    user, before = find_user(services.own(), half.user_name), half.user
    is_late = datetime.now(UTC) - half.at > HALF_LASTS
    if is_late or user is None or user.secrets != before.secrets:
        raise TooLate
    return _begun(_code_checked(user, attempt), attempt)


def change_password(attempt: Attempt, new: str) -> Session:
    """Set a user's own new password, which ends all their sessions, and begin another. Raises Refused where the old one
    that was typed is not right, PasswordRefused, and OwnDatabaseUnusable.
    """
    user = _password_checked(attempt)
    if new == attempt.password:
        raise PasswordRefused("same")
    kept = {"password_hash": hashed(new, user.user_name), "password_set_at": datetime.now(UTC), "must_change": False}
    return _changed(user, attempt, "password_set", kept)


def turn_factor_on(attempt: Attempt, secret: str) -> Session:
    """Give a user the second factor whose code they typed with their password, which ends all their sessions, and begin
    another. Raises Refused, also where there is one already, and OwnDatabaseUnusable.
    """
    user = _password_checked(attempt)
    step = codes.step_of(secret, attempt.code, datetime.now(UTC))
    if step is None or user.factor_secret:
        raise Refused(timedelta(0), too_soon=False, typed="code")
    kept = {"factor_secret": codes.sealed(secret, user.user_name, services.key()), "factor_step": step}
    return _changed(user, attempt, "factor_set", kept)


def turn_factor_off(attempt: Attempt) -> Session:
    """Take a user's own second factor away, for which they typed their password and a code; as `turn_factor_on`."""
    user = _code_checked(_password_checked(attempt), attempt)
    return _changed(user, attempt, "factor_removed", {"factor_secret": None, "factor_step": None})


def _changed(user: User, attempt: Attempt, event: str, kept: dict[str, Any]) -> Session:
    own, details = services.own(), _details(attempt, user)
    with access_log.logged(own, user.user_name, event, datetime.now(UTC), details=details) as connection:
        changed = change_user(connection, user.user_name, **kept)
    return _begun(changed, attempt)


def _password_checked(attempt: Attempt) -> User:
    user = find_user(services.own(), attempt.user_name)
    logged = name_for_log(attempt.user_name, user is not None, services.key())
    counted = tries.counters(logged, attempt.address, _known_device(attempt))
    return _checked(attempt, user, counted, "password", lambda: user if _is_right(attempt.password, user) else None)


def _code_checked(user: User, attempt: Attempt) -> User:
    counted = tries.code_counters(user.user_name, _known_device(attempt))
    return _checked(attempt, user, counted, "code", lambda: user if _uses_code(user, attempt.code) else None)


def _checked(
    attempt: Attempt, user: User | None, counted: Sequence[Counter], typed: Typed, check: Callable[[], User | None]
) -> User:
    """The user whom `check` finds to be right; it is asked once the try is counted. Raises Refused."""
    own, now, details = services.own(), datetime.now(UTC), _details(attempt, user)
    logged = name_for_log(attempt.user_name, user is not None, services.key())
    try:
        wait = tries.take(own, counted, now)
    except Waiting as waiting:
        raise Refused(waiting.until - now, too_soon=True, typed=typed) from waiting
    if (found := check()) is None:
        access_log.write(own, logged, _EVENTS[typed], now, typed, details)
        if wait:
            access_log.write(own, logged, "sign_in_locked", now, typed, details)
        raise Refused(wait, too_soon=False, typed=typed)
    tries.give_back(own, counted, now)
    return found


def _known_device(attempt: Attempt) -> str | None:
    return attempt.device if tries.is_known(services.own(), attempt.device, attempt.user_name) else None


def _details(attempt: Attempt, user: User | None) -> Details:
    return Details(user.role if user else "", attempt.address)


def _begun(user: User, attempt: Attempt) -> Session:
    try:
        return gate.begin(user, WAY, attempt.address, attempt.device)
    except gate.UserChanged as changed:
        raise Refused(timedelta(0), too_soon=False) from changed


def _is_right(password: str, user: User | None) -> bool:
    if len(password.encode(errors="replace")) > LONGEST:
        return False
    return bool(Hasher.check_pw(password, (user and user.password_hash) or _NOBODY))


def _uses_code(user: User, code: str) -> bool:
    """Whether a code is right and was not used before; it is used from now on."""
    secret = codes.opened(user.factor_secret or "", user.user_name, services.key())
    if secret is None:
        words = "the second factor of a user cannot be read: the cookie key is another than when it was turned on"
        logging.getLogger(__name__).error(words)
        return False
    step = codes.step_of(secret, code, datetime.now(UTC))
    return step is not None and use_step(services.own(), user, step)
