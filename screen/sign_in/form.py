"""Sign-in: who is looking, the form for those who are nobody yet, and signing out in every tab."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from time import monotonic
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from documents import html
from screen.frame import origin, services
from screen.language import preference
from screen.language.words import _
from screen.sign_in import gate, ways
from screen.sign_in.arrivals import SAID_COOKIE
from screen.sign_in.attempt import Attempt, Refused, sign_in
from screen.sign_in.session import COOKIE, DEVICE_COOKIE, TICKET_LASTS, device_of, session_of, signed
from store.errors import OwnDatabaseUnusable
from store.own import identities
from store.own.access_log import Details
from store.own.sessions import Session
from store.own.users import User

SESSION = "session"
USER = "user"  # as they were when last read
DEVICE = "device"
SAID = "said_at_sign_in"
# a ticket, or nothing where a cookie is to be taken back, since when (monotonic), and where the browser goes then
COOKIE_DUE = "cookie_due"

_JS = Path(__file__).parent.parent / "frame" / "look" / "cookie.js"


def viewer(now: datetime) -> User | None:
    """The signed-in user, asked anew at every run: whether the session, or that of the cookie, holds.

    Whoever is signed in stays so while the own database cannot be read.
    """
    was_in = SESSION in st.session_state
    session = st.session_state.get(SESSION) or session_of(_cookie(COOKIE), services.key())
    if session is None:
        return None
    try:
        user = gate.user_of(session, now)
    except OwnDatabaseUnusable:
        holds = gate.still_holds(session, now)
        if holds and not was_in:  # a cookie may be of before a sign-out that cannot be read now
            st.session_state[SAID] = ways.not_logged()
        user = st.session_state.get(USER) if holds else None
    if user:
        st.session_state[SESSION], st.session_state[USER] = session, user
        gate.show(_tab(), session)
        return user
    if was_in:
        st.session_state[SAID] = _("You were signed out. Sign in again to go on.")
        _forget()
    return None


def form(place: str) -> bool:
    """Draw the sign-in form; `place` is where in the dashboard one goes then. True when the visitor has just signed in
    with it.
    """
    offered, submitted, typed, password = services.settings().sign_in, False, "", ""
    drawn = st.empty()
    with drawn.container(horizontal_alignment="center"), st.container(key="sign-in", width=408):
        purpose = _("Figures on how agencies in Finland work together for victims of human trafficking.")
        st.html(f'<h1 class="s-headline">{escape(_("Sign in"))}</h1><p class="s-below">{escape(purpose)}</p>')
        said = st.empty()
        ways.links(offered, place)
        if offered.password:
            typed, password, submitted = _fields()
        help_words = _("Forgotten password or no account yet? Ask your agency’s administrator.")
        logged = _("Every sign-in and every look at case rows is logged.")
        st.html(f'<p class="s-note">{escape(help_words)} {escape(logged)}</p>')
        preference.links()
    if submitted:
        try:
            st.session_state[SAID] = _try(typed.strip().lower(), password)
        except OwnDatabaseUnusable:
            st.session_state[SAID] = ways.not_logged()
    if SAID not in st.session_state:
        st.session_state[SAID] = ways.words_of(_cookie(SAID_COOKIE))
    if words := st.session_state[SAID]:
        said.html(html.notice(words))
    if SESSION in st.session_state:
        drawn.empty()  # so that it does not stand above the page while that is being drawn
    return SESSION in st.session_state


def _fields() -> tuple[str, str, bool]:
    """What was typed for the user name and for the password, and whether it was submitted."""
    with st.form("sign_in_form"):
        typed = st.text_input(_("User name"), key="user-name", autocomplete="username", max_chars=64)
        password = st.text_input(_("Password"), key="password", type="password", autocomplete="current-password")
        return typed, password, st.form_submit_button(_("Sign in"), type="primary", width="stretch")


def sign_out(user: User) -> None:
    """End the user's sessions, in this tab now and in every other one within seconds. It is logged once it can be."""
    way_out = ""
    gate.sign_out(user.user_name, datetime.now(UTC), Details(user.role, origin.counted(origin.address())))
    st.session_state[SAID] = _("You are signed out.")
    if not user.password_hash:
        with suppress(OwnDatabaseUnusable):
            way_out = ways.way_out(services.settings().sign_in, identities.way_of(services.own(), user.user_name))
    _forget(way_out)


def settle_cookie() -> None:
    """Have the browser fetch or give back the cookie: in each run for a minute, because one may end too soon for it.

    Its place is there in every run: if it came and went, the browser would draw everything below it anew.
    """
    due = st.session_state.get(COOKIE_DUE)
    if due and monotonic() - due[1] > TICKET_LASTS.total_seconds():
        due = st.session_state.pop(COOKIE_DUE, None) and None
    with st.container(key="unseen"):
        _component()(key="cookie", data={"due": due})


def _forget(way_out: str = "") -> None:
    """Leave nothing of a session that has ended: what was due to be issued ends with it."""
    for name in (SESSION, USER):
        st.session_state.pop(name, None)
    st.session_state[COOKIE_DUE] = "", monotonic(), way_out


def attempt(user_name: str, password: str) -> Attempt:
    """A try to sign in from this tab."""
    return Attempt(user_name, password, origin.counted(origin.address()), _device())


def enter(session: Session) -> None:
    """Go on in a session that has just begun, whose cookie the browser is to fetch."""
    st.session_state[SESSION] = session
    st.session_state[COOKIE_DUE] = signed("ticket", session, services.key(), _device()), monotonic(), ""


def refusal(refused: Refused) -> str:
    """The words for somebody who did not get in."""
    words = _("Too many wrong passwords.") if refused.too_soon else _("Wrong user name or password.")
    if not refused.wait:
        return words
    seconds = max(1, round(refused.wait.total_seconds()))
    time = f"{seconds} s" if seconds < 60 else f"{-(-seconds // 60)} min"
    return f"{words} " + _("Wait {time}, then try again. Or ask your agency’s administrator.").format(time=time)


def _try(typed: str, password: str) -> str | None:
    """Check a password once. None when it is right, else the words to say. Raises OwnDatabaseUnusable."""
    if not typed or not password:
        return _("Enter your user name and your password.")
    try:
        enter(sign_in(attempt(typed, password)))
    except Refused as refused:
        return refusal(refused)
    return None


def _device() -> str:
    """The name of this browser: as its cookie proves, else a new one, which it keeps if it signs in."""
    kept: str = st.session_state.setdefault(
        DEVICE, device_of(_cookie(DEVICE_COOKIE), services.key()) or secrets.token_hex(16)
    )
    return kept


def _cookie(name: str) -> str:
    """A cookie as the browser sent it when it opened this page; empty where there is none."""
    return st.context.cookies.get(name, "")


def _tab() -> str:
    """Streamlit's name of the tab that is being drawn."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


@cache
def _component() -> Callable[..., Any]:
    made: Callable[..., Any] = st.components.v2.component("saumaton.cookie", js=_JS.read_text(encoding="utf-8"))
    return made
