"""What is done in a meeting: who may, asked anew each time, and what is said where it cannot be done."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from screen.frame import origin, services
from screen.frame.unbroken import Done, Presses
from screen.language import vocabulary
from screen.language.words import _
from screen.sign_in import form
from screen.view.view import View
from store.errors import OwnDatabaseUnusable, StoreError
from store.own import access_log, meetings
from store.own.access_log import Details
from store.own.actions import ActionRefused, ActionUnknown
from store.own.meetings import MeetingClosed, MeetingFixed, MeetingOver, MeetingUnknown
from store.own.tables import LONGEST_WHAT, LONGEST_WHO
from store.own.users import User

# what the access log calls the acts at these places
LOGGED = {
    "open": "meeting_opened",
    "fix": "meeting_fixed",
    "close": "meeting_closed",
    "reopen": "meeting_reopened",
    "now-guests": "meeting_room",
    "now-officials": "meeting_room",
    "add": "action_added",
    "settle": "action_settled",
}
_presses = Presses("meeting")
pressed, forget, said = _presses.pressed, _presses.forget, _presses.said

Act = Callable[[str], object]


def may_act(view: View) -> bool:
    """Whether the viewer of this run opens, fixes, adds and closes; other officials look on."""
    return view.filters.grant.role == "coordination"


def button(label: str, place: str, act: Act, view: View, disabled: bool = False) -> None:
    """A button for whoever may act; what is said of it stands elsewhere, so that it pushes no other button."""
    if may_act(view) and pressed(st.button, label, place, disabled=disabled):
        do(place, act, view)


def do(place: str, act: Act, view: View, done: str = "") -> None:
    """Do what was asked and draw the page anew; what went wrong, or `done`, is said there until the next act."""
    _presses.do(place, lambda: attempt(place, act, view) or Done(done))


def attempt(place: str, act: Act, view: View) -> str:
    """Do what was asked, by the name of the viewer, who is asked for anew; in words what went wrong, else nothing. What
    is LOGGED is so before it is done, and once more where it is refused.
    """
    user = form.viewer(datetime.now(UTC))
    if user is None or user.role != "coordination" or not may_act(view):
        wrong = _("Only the coordination role can do that, and you do not have it now.")
    else:
        wrong = _done(partial(_log, LOGGED[place], place, user) if place in LOGGED else None, act, user)
    if wrong and user and place in LOGGED:
        with suppress(OwnDatabaseUnusable):
            _log("refused", place, user)
    return wrong


def _done(log: Callable[[], None] | None, act: Act, user: User) -> str:
    """Log the act and do it; in words what went wrong, else nothing."""
    wrong = ""
    try:
        if log:
            log()
        act(user.user_name)
    except ActionRefused as error:
        wrong = vocabulary.name("action_problems", error.problem)
        wrong = wrong.format(longest_what=LONGEST_WHAT, longest_who=LONGEST_WHO)
    except MeetingClosed:
        wrong = _("The meeting was closed in the meantime, so this was not saved.")
    except MeetingOver:
        wrong = _("It cannot be opened again: a day has passed, or another meeting was opened.")
    except MeetingFixed:
        wrong = _("The figures are locked, so the agenda cannot be changed.")
    except (MeetingUnknown, ActionUnknown):
        wrong = _("This is no longer there. Reload the page.")
    except OwnDatabaseUnusable:
        wrong = _("This could not be saved. What you typed is still here: try again soon.")
    except StoreError as error:
        wrong = _("This could not be saved: {reason}").format(reason=error)
    return wrong


def _log(event: str, place: str, user: User) -> None:
    running = meetings.running(services.own())
    scope = f"meeting-{running.number}/{place}" if running else f"meeting/{place}"
    details = Details(user.role, origin.address())
    access_log.write(services.own(), user.user_name, event, datetime.now(UTC), scope, details)
