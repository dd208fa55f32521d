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
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from documents import html
from screen.frame import origin, services
from screen.language import preference
from screen.language.words import _
from screen.sections import accessibility
from screen.sign_in import gate, ways
from screen.sign_in.arrivals import SAID_COOKIE
from screen.sign_in.attempt import Attempt, Half, Refused, TooLate, finish, sign_in
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
HALF = "half"  # who has typed the password, and has to type a code
OFFERED = "factor_offered"  # a user name, and the secret of the second factor that this user may turn on
# a ticket, or nothing where a cookie is to be taken back, since when (monotonic), and where the browser goes then
COOKIE_DUE = "cookie_due"

# where to say what came of an answer, and what checks it, if one was given
Step = tuple[DeltaGenerator, Callable[[], str | None] | None]

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
    """Draw the sign-in form, or its second step; `place` is where in the dashboard one goes then. True when the visitor
    has just signed in with it.
    """
    drawn, half = st.empty(), st.session_state.get(HALF)
    with drawn.container(horizontal_alignment="center"), st.container(key="sign-in", width=408):
        said, answer = _second_step(half) if half else _first_step(place)
        preference.links()
        st.html(accessibility.link())
    if answer:
        try:
            st.session_state[SAID] = answer()
        except OwnDatabaseUnusable:
            st.session_state[SAID] = ways.not_logged()
        if SESSION not in st.session_state and st.session_state.get(HALF) != half:
            st.rerun()
    if SAID not in st.session_state:
        st.session_state[SAID] = ways.words_of(_cookie(SAID_COOKIE))
    if words := st.session_state[SAID]:
        said.html(html.notice(words))
    if SESSION in st.session_state:
        drawn.empty()  # so that it does not stand above the page while that is being drawn
    return SESSION in st.session_state


def _first_step(place: str) -> Step:
    """Offer the ways to sign in, and ask for name and password where that is one."""
    purpose = _("Figures on how agencies in Finland work together for victims of human trafficking.")
    st.html(f'<h1 class="s-headline">{escape(_("Sign in"))}</h1><p class="s-below">{escape(purpose)}</p>')
    said, offered, answer = st.empty(), services.settings().sign_in, None
    ways.links(offered, place)
    if offered.password:
        answer = _fields()
    help_words = _("Forgotten password or no account yet? Ask your agency’s administrator.")
    logged = _("Every sign-in and every look at case rows is logged.")
    st.html(html.note(f"{help_words} {logged}"))
    return said, answer


def _fields() -> Callable[[], str | None] | None:
    """Ask for name and password; what checks them, once they are given."""
    with st.form("sign_in_form"):
        typed = st.text_input(_("User name"), key="user-name", autocomplete="username", max_chars=64)
        password = st.text_input(_("Password"), key="password", type="password", autocomplete="current-password")
        submitted = st.form_submit_button(_("Sign in"), type="primary", width="stretch")
    return (lambda: _try(typed.strip().lower(), password)) if submitted else None


def _second_step(half: Half) -> Step:
    """Ask for the code of the second factor."""
    below = _("Your authenticator app shows it. It changes every half minute, and each code is good once.")
    st.html(f'<h1 class="s-headline">{escape(_("Enter the code"))}</h1><p class="s-below">{escape(below)}</p>')
    said = st.empty()
    with st.form("code_form"):
        code = st.text_input(_("Code of six digits"), key="code", autocomplete="one-time-code")
        submitted = st.form_submit_button(_("Sign in"), type="primary", width="stretch")
    help_words = _("No access to the app any more? Ask your agency’s administrator to turn the second factor off.")
    st.html(html.note(help_words))
    begins_anew = st.button(_("Sign in as another user"), type="tertiary")
    if begins_anew:
        return said, lambda: st.session_state.pop(HALF) and None
    return said, (lambda: _finish(half, code)) if submitted else None


def sign_out(user: User) -> None:
    """End the user's sessions, in this tab now and in every other one within seconds. It is logged once it can be."""
    way_out = ""
    gate.sign_out(user.user_name, datetime.now(UTC), Details(user.role, origin.address()))
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
    for name in (SESSION, USER, HALF, OFFERED):
        st.session_state.pop(name, None)
    st.session_state[COOKIE_DUE] = "", monotonic(), way_out


def attempt(user_name: str, password: str, code: str = "") -> Attempt:
    """A try to sign in from this tab."""
    return Attempt(user_name, password, origin.address(), _device(), code)


def enter(session: Session) -> None:
    """Go on in a session that has just begun, whose cookie the browser is to fetch."""
    st.session_state[SESSION] = session
    st.session_state[COOKIE_DUE] = signed("ticket", session, services.key(), _device()), monotonic(), ""


def refusal(refused: Refused) -> str:
    """The words for somebody who did not get in."""
    if refused.typed == "code":
        again = _("Wrong code, or one that was used before. Wait for the next one.")
        words = _("Too many wrong codes.") if refused.too_soon else again
    else:
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
        signed_in = sign_in(attempt(typed, password))
    except Refused as refused:
        return refusal(refused)
    if isinstance(signed_in, Half):
        st.session_state[HALF] = signed_in
        gate.show(_tab(), signed_in)
    else:
        enter(signed_in)
    return None


def _finish(half: Half, code: str) -> str | None:
    """Check a code once; as `_try`."""
    if not code.strip():
        return _("Enter the code.")
    try:
        enter(finish(half, attempt(half.user_name, "", code)))
    except Refused as refused:
        return refusal(refused)
    except TooLate:
        st.session_state.pop(HALF)
        return _("The code came too late. Sign in again.")
    st.session_state.pop(HALF)
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
