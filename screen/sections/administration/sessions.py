"""Sessions now: the table of all that hold, and ending one of them."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256

import streamlit as st

from documents import html
from documents.page import Live, Part
from documents.sheet import Column, Phrase, table_of
from screen.frame import services
from screen.frame.unbroken import Presses
from screen.language import vocabulary
from screen.language.formats import moment
from screen.language.words import _
from screen.sections.administration import user_acts
from screen.sections.administration.users import ROLES
from screen.sign_in import form, gate
from screen.view.view import View
from store.errors import OwnDatabaseUnusable
from store.own.accounts import SignedIn, read_sessions

SESSION = "session"  # the parameter of the address that says which was chosen

_presses = Presses("sessions")


def now() -> list[SignedIn] | None:
    """All sessions that hold now; None while they cannot be read."""
    at, limits = datetime.now(UTC), gate.limits()
    with suppress(OwnDatabaseUnusable):
        return read_sessions(services.own(), at - limits.lasts, at - limits.idle)
    return None


def parts(found: Sequence[SignedIn], view: View) -> tuple[Part, ...]:
    """What can be done with the session that was chosen, and the table."""
    by_mark = {mark_of(one): one for one in found}
    chosen = by_mark.get(view.given(SESSION))
    return Live(partial(_of_one, chosen, view)), Live(partial(_table, found, view)), Live(_presses.forget)


def mark_of(session: SignedIn) -> str:
    """What names a session in an address, from which nobody learns its id."""
    return sha256(session.session_id.encode()).hexdigest()[:12]


def _of_one(session: SignedIn | None, view: View) -> None:
    if session:
        words = _("The session of {user} ({name}), signed in {moment} from {address}.")
        user, since = session.user, moment(session.since, view.now)
        said = words.format(user=user.user_name, name=user.name, moment=since, address=session.address)
        with st.container(border=True):
            st.html(html.sentence("", said))
            if _presses.pressed(st.button, _("End this session"), f"end-{mark_of(session)}"):
                _presses.do("end", partial(user_acts.attempt, "end", partial(user_acts.end_one, session)))
    _presses.said()


def _table(found: Sequence[SignedIn], view: View) -> None:
    columns = {
        Column(_("User name"), figures=False): lambda one: Phrase(
            one.user.user_name, link=view.link("sessions", session=mark_of(one))
        ),
        Column(_("Name"), figures=False): lambda one: Phrase(one.user.name),
        Column(_("Role"), figures=False): lambda one: Phrase(vocabulary.name(ROLES, one.user.role)),
        Column(_("Signed in"), figures=False): lambda one: Phrase(moment(one.since, view.now)),
        Column(_("Last click"), figures=False): lambda one: Phrase(moment(one.clicked_at, view.now)),
        Column(_("Address"), figures=False): lambda one: Phrase(one.address),
        Column(_("To note"), figures=False): lambda one: Phrase(_("Your own") if _is_own(one) else "–"),
    }
    st.html(html.table(table_of(_("Sessions"), found, columns), lambda _key: ("", "")))


def _is_own(one: SignedIn) -> bool:
    own = st.session_state.get(form.SESSION)
    return own is not None and own.id == one.session_id
