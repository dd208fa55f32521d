"""What the administration does to users: who may, asked anew each time; each act is kept with its entry in the access
log, or neither is.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import streamlit as st
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from screen.frame import origin, services
from screen.frame.unbroken import Done
from screen.language.words import _
from screen.sign_in import form
from screen.sign_in.password import words_of
from store.errors import OwnDatabaseUnusable
from store.own import access_log, tries
from store.own.access_log import Details
from store.own.accounts import SignedIn
from store.own.passwords import PasswordRefused, hashed
from store.own.sessions import end_one as end_one_session
from store.own.users import LONGEST_NAME, User, UsersRefused, add_users, change_user, end_sessions, remove_user

# what is wrong where somebody mistyped or came too late, which the access log does not keep as refused
SLIPS = ("user_name", "name", "taken", "reserved", "same", "gone", "ended")
DONE = "users-done"  # how many acts this session has done: what was typed for one does not stand there for the next

Given = Mapping[str, str | None]  # what was typed and chosen, by field of a user


class Slip(UsersRefused):
    """Nothing was chosen where something has to be."""


@dataclass(frozen=True)
class Act:
    """One act: what the access log calls it and says of it, what it does in a transaction, and what is said then."""

    event: str
    scope: str
    do: Callable[[Connection], object]
    done: str


def attempt(place: str, prepare: Callable[[], Act]) -> str:
    """Do what was asked at a place of the page, by the name of the viewer, who is asked for anew; in words what came of
    it. What is refused is logged too, but for slips.
    """
    viewer = form.viewer(datetime.now(UTC))
    if viewer is None:
        return _("This was not done, because your sign-in has ended.")
    details, is_slip = Details(viewer.role, origin.address()), False
    try:
        if viewer.role != "administration":
            words = _("Only the administration can do that, and you do not have this role now.")
        else:
            act, now = prepare(), datetime.now(UTC)
            own, by = services.own(), viewer.user_name
            with access_log.logged(own, by, act.event, now, act.scope, details) as connection:
                act.do(connection)
            st.session_state[DONE] = st.session_state.get(DONE, 0) + 1
            return Done(act.done)
    except UsersRefused as refused:
        words, is_slip = _words(refused), isinstance(refused, Slip) or refused.fault in SLIPS
    except PasswordRefused as refused:
        words, is_slip = words_of(refused.fault), True
    except IntegrityError:
        words = _("Somebody else changed this user at the same time. Look at the table, then try again.")
    except OwnDatabaseUnusable:
        return _("This could not be kept, because nothing can be kept now. Nothing was changed: try again soon.")
    if not is_slip:
        with suppress(OwnDatabaseUnusable):
            now = datetime.now(UTC)
            access_log.write(services.own(), viewer.user_name, "refused", now, f"users/{place}", details)
    return words


def add(user_name: str, password: str, given: Given) -> Act:
    """Take in a user, who has to choose another password. Raises UsersRefused and PasswordRefused."""
    _must_be_chosen(given, "role", "agency", "ministry")
    user = User(
        user_name=user_name,
        password_hash=hashed(password, user_name),
        password_set_at=datetime.now(UTC),
        must_change=True,
        name=given["name"] or "",
        role=given["role"] or "",
        agency=given["agency"],
        ministry=given["ministry"],
        language=given["language"],
        reviewed_at=datetime.now(UTC),
        reviewed_by=_viewer(),
    )
    done = _("{user} may sign in, and then has to choose another password.").format(user=user_name)
    scope = f"{user_name}: {user.role} {user.agency or user.ministry or ''}".strip()
    return Act("user_added", scope, lambda connection: add_users(connection, [user]), done)


def change(before: User, given: Given) -> Act:
    """Change what differs of a user. Raises UsersRefused where nothing does."""
    _must_be_chosen(given, "agency", "ministry")  # the form of a user who is there always has a role
    changes = {field: value for field, value in given.items() if value != getattr(before, field)}
    if not changes:
        raise UsersRefused("nothing differs", "same")
    told = ", ".join(f"{field} {value or 'none'}" for field, value in changes.items())
    done = _("{user} is changed.").format(user=before.user_name)
    scope = f"{before.user_name}: {told}"
    return Act("user_changed", scope, lambda connection: change_user(connection, before.user_name, **changes), done)


def set_password(user_name: str, password: str) -> Act:
    """Give a user a password, in place of which they have to choose another. Raises PasswordRefused."""
    kept = {"password_hash": hashed(password, user_name), "password_set_at": datetime.now(UTC), "must_change": True}
    words = _("{user} has a new password, and has to choose another after signing in with it.")
    done = words.format(user=user_name)
    return Act("password_set", user_name, lambda connection: change_user(connection, user_name, **kept), done)


def turn_factor_off(user_name: str) -> Act:
    """Take the second factor of a user away, whose sessions end."""
    kept = {"factor_secret": None, "factor_step": None}
    done = _("The second factor of {user} is off.").format(user=user_name)
    return Act("factor_removed", user_name, lambda connection: change_user(connection, user_name, **kept), done)


def review(user: User) -> Act:
    """Say that a user is right as they are."""
    kept = {"reviewed_at": datetime.now(UTC), "reviewed_by": _viewer()}
    scope = f"{user.user_name}: {user.role} {user.agency or user.ministry or ''}".strip()
    done = _("{user} is reviewed.").format(user=user.user_name)
    return Act("user_reviewed", scope, lambda connection: change_user(connection, user.user_name, **kept), done)


def unlock(user_name: str) -> Act:
    """Let a user try to sign in at once."""
    done = _("{user} may try to sign in at once.").format(user=user_name)
    return Act("user_unlocked", user_name, lambda connection: tries.unlock(connection, user_name), done)


def end(user_name: str) -> Act:
    """End all sessions of a user."""
    done = _("All sessions of {user} are ended.").format(user=user_name)
    return Act("sessions_ended", user_name, lambda connection: end_sessions(connection, user_name), done)


def end_one(session: SignedIn) -> Act:
    """End one session."""
    user_name = session.user.user_name
    done = _("The session of {user} is ended.").format(user=user_name)
    scope = f"{user_name}: since {session.since.isoformat(timespec='seconds')}"
    return Act("session_ended", scope, lambda connection: end_one_session(connection, session.session_id), done)


def remove(user_name: str) -> Act:
    """Take a user out."""
    done = _("{user} may no longer sign in.").format(user=user_name)
    return Act("user_removed", user_name, lambda connection: remove_user(connection, user_name), done)


def _must_be_chosen(given: Given, *fields: Literal["role", "agency", "ministry"]) -> None:
    """Raises Slip where nothing is chosen in one of these fields that the role needs."""
    for field in fields:
        if field in ("role", given["role"]) and not given[field]:
            raise Slip("nothing is chosen", field)


def _viewer() -> str:
    """The user name of the viewer, as `attempt` found it."""
    viewer: User = st.session_state[form.USER]
    return viewer.user_name


def _words(refused: UsersRefused) -> str:
    said = {
        "user_name": _("A user name is 1 to 64 of a–z, 0–9 and . _ @ -, a letter or digit first."),
        "name": _("Enter a name to greet with, of at most {n} characters.").format(n=LONGEST_NAME),
        "role": _("Choose a role."),
        "agency": _("Choose the agency. A user of this role has one."),
        "ministry": _("Choose the ministry. A user of this role has one."),
        "language": _("Choose one of the languages."),
        "taken": _("There is a user of this name already."),
        "reserved": _("The access log uses this name itself. Choose another."),
        "gone": _("This user is no longer there."),
        "last": _("This is the last user of the administration. Add another before this one goes or has another role."),
        "ended": _("This session has ended already."),
        "same": _("Nothing was changed, because nothing differs."),
    }
    return said[refused.fault] if refused.fault in said else str(refused)
