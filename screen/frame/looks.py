"""Looks at case rows: why a session takes them, which it is asked once, and what the access log keeps of each."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import streamlit as st

from config.vocabulary import codes
from documents import html
from screen.address.address import Address, write_address
from screen.frame import origin, own_trouble, services
from screen.frame.unbroken import Presses
from screen.language import vocabulary
from screen.language.words import _
from screen.sign_in import form
from screen.view.view import Event
from store.errors import OwnDatabaseUnusable
from store.own import access_log
from store.own.access_log import Details
from store.own.sessions import Session
from store.own.users import User

NOTED = "noted"
REASONS = "look_reasons"
MEETING, OTHER = "meeting", "other"
LONGEST_REFERENCE = 100
MOST_KEPT = 10_000
ANSWER = "show"

_presses = Presses("reason")
_given: dict[Session, str] = {}


@dataclass(frozen=True)
class Looks:
    """The looks of a session's user; what it holds outlives the run, as files are made after it."""

    user_name: str
    details: Details

    def note(self, event: Event, what: str, address: Address, cases: Collection[str] = (), recipient: str = "") -> None:
        """Write down what left the database; of case rows only those that this session has not seen in this view yet.

        Raises OwnDatabaseUnusable.
        """
        scope = f"{what}?{urlencode(write_address(address), doseq=True)}"
        # a file is made outside a run of the page, where there is no session
        noted: dict[str, set[str]] = (
            st.session_state.setdefault(NOTED, {}) if event in ("rows_shown", "log_read") else {}
        )
        new = set(cases) - noted.get(scope, set())
        if scope in noted and not new:
            return
        # who holds a meeting looks at rows because of it, and is asked nothing while it runs
        why = self.details.reason or (MEETING if event == "rows_shown" else "")
        details = replace(self.details, reason=why, cases=tuple(new), recipient=recipient)
        access_log.write(services.own(), self.user_name, event, datetime.now(UTC), scope, details)
        noted.setdefault(scope, set()).update(new)


def of(user: User) -> Looks:
    """The looks of this run's session."""
    return Looks(user.user_name, Details(user.role, origin.address(), reason=reason()))


def reason() -> str:
    """Why this session looks at case rows: a code of REASONS, perhaps with a reference after it. Empty where it has not
    said so yet.
    """
    session = st.session_state.get(form.SESSION)
    return _given.get(session, "") if session else ""


def ask(user: User, of_page: bool = True, page: str = "") -> None:
    """Ask why, in place of a `page`, whose title stands above where it has one to show, or of rows on it; the answer
    is logged, and holds as long as the sign-in.
    """
    heading, below = _("Why do you look at cases?"), _("You are asked once. The access log keeps your answer.")
    with st.container(key="reason", width=440, gap="small"):
        if page:
            st.html(html.headline("", page, ""))
        st.html(html.headline("", heading, below) if of_page and not page else html.heading(heading, below))
        with st.form("reason-form", border=False):
            code = st.selectbox(
                _("Reason"),
                codes(REASONS),
                None,
                lambda code: vocabulary.name(REASONS, code),
                key="reason-code",
                placeholder=_("Choose a reason"),
            )
            hint = _("Such as a diary number. No names.")
            reference = st.text_input(
                _("Reference"), key="reason-reference", max_chars=LONGEST_REFERENCE, placeholder=hint
            )
            pressed = _presses.pressed(st.form_submit_button, _("Show the cases"), ANSWER, type="primary")
        if pressed:
            _presses.do(ANSWER, lambda: _answer(code, " ".join(reference.split()), user))
        _presses.said()


def asker(user: User) -> Callable[[], None]:
    """What is drawn in place of case rows on one page: the question, and after it only that it has to be answered."""
    asked: list[bool] = []

    def drawn() -> None:
        if asked:
            st.html(html.note(_("These cases are shown once you have said on this page why you look at them.")))
            return
        asked.append(True)
        ask(user, of_page=False)

    return drawn


def _answer(code: str | None, reference: str, user: User) -> str:
    """Keep the answer; in words what is wrong with it, else nothing."""
    if code not in codes(REASONS):
        return _("Choose a reason.")
    if code == OTHER and not reference:
        return _("Say in the reference what the reason is.")
    said = f"{code}: {reference}" if reference else code
    details = Details(user.role, origin.address(), reason=said)
    try:
        access_log.write(services.own(), user.user_name, "reason_given", datetime.now(UTC), details=details)
    except OwnDatabaseUnusable:
        return own_trouble.rows_not_shown()
    if len(_given) >= MOST_KEPT:
        _given.pop(next(iter(_given)))
    _given[st.session_state[form.SESSION]] = said
    return ""
