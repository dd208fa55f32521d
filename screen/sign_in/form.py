"""Sign-in: who is looking, the form for those who are nobody yet, and signing out in every tab."""

import threading
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from html import escape

import streamlit as st
from streamlit_authenticator.controllers import AuthenticationController, CookieController
from streamlit_authenticator.utilities import Hasher

from documents import html
from screen.frame import services
from screen.language import preference
from screen.language.formats import clock
from screen.language.words import _
from screen.sign_in.session import COOKIE, LASTS, Session, holds, name_for_log, session_of
from store.errors import OwnDatabaseUnusable
from store.own import access_log
from store.own.users import LONGEST_PASSWORD, User, credentials, read_users

SESSION = "session"
SAID = "said_at_sign_in"
COOKIE_DUE = "cookie_due"  # "set" or "delete": what the browser has not confirmed yet

_NOBODY = "$2b$12$" + "." * 53  # checked for unknown names, so that they take as long as known ones
# sign-outs in this process by user name: all, for when the log cannot be read, and those that are not logged yet
_signed_out: dict[str, datetime] = {}
_unlogged: dict[str, datetime] = {}
_one_try_at_a_time: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


def viewer(now: datetime) -> User | None:
    """The signed-in user, asked anew at every run: of the users file, the access log, and the session or its cookie.

    Whoever is signed in stays so while the log cannot be read.
    """
    session = st.session_state.get(SESSION) or _from_cookie()
    if session is None:
        return None
    user = read_users(services.settings().users_file).get(session.user_name)
    try:
        signed_out = _last_sign_out(session.user_name)
    except OwnDatabaseUnusable:
        if SESSION not in st.session_state:  # a cookie may be of before a sign-out that cannot be read now
            st.session_state[SAID] = _not_logged()
            return None
        signed_out = _signed_out.get(session.user_name)
    if holds(session, user, signed_out, now):
        st.session_state[SESSION] = session
        return user
    if st.session_state.pop(SESSION, None):
        st.session_state[SAID] = _("You were signed out. Sign in again to go on.")
    return None


def form() -> bool:
    """Draw the sign-in form. True when the visitor has just signed in with it."""
    place = st.empty()
    with place.container(horizontal_alignment="center"), st.container(key="sign-in", width=408):
        purpose = _("Figures on how agencies in Finland work together for victims of human trafficking.")
        st.html(f'<h1 class="s-headline">{escape(_("Sign in"))}</h1><p class="s-below">{escape(purpose)}</p>')
        said = st.empty()
        with st.form("sign_in_form"):
            typed = st.text_input(_("User name"), key="user-name", autocomplete="username", max_chars=64)
            password = st.text_input(_("Password"), key="password", type="password", autocomplete="current-password")
            submitted = st.form_submit_button(_("Sign in"), type="primary", width="stretch")
        help_words = _("Forgotten password, locked account or no account yet? Ask your agency’s administrator.")
        logged = _("Every sign-in and every look at case rows is logged.")
        st.html(f'<p class="s-note">{escape(help_words)} {escape(logged)}</p>')
        preference.links()
    if submitted:
        try:
            st.session_state[SAID] = _try(typed.strip().lower(), password)
        except OwnDatabaseUnusable:
            st.session_state[SAID] = _not_logged()
    if words := st.session_state.get(SAID):
        said.html(html.notice(words))
    if SESSION in st.session_state:
        place.empty()  # so that it does not stand above the page while that is being drawn
    return SESSION in st.session_state


def sign_out(user: User) -> None:
    """End the user's sign-in, in this tab now and in every other one at its next run. It is logged once it can be."""
    _signed_out[user.user_name] = now = datetime.now(UTC)
    try:
        access_log.write(services.own(), user.user_name, "sign_out", now)
    except OwnDatabaseUnusable:
        _unlogged[user.user_name] = now
    del st.session_state[SESSION]
    st.session_state[SAID] = _("You are signed out.")
    st.session_state[COOKIE_DUE] = "delete"


def settle_cookie() -> None:
    """Let the browser keep or drop the cookie, in each run until it confirms: one run may end too soon for it.

    Its place is there in every run: if it came and went, the browser would draw everything below it anew.
    """
    due = st.session_state.get(COOKIE_DUE)
    with st.container(key="unseen"):
        if due is None or st.session_state.get(due):  # the drawn component's value stands under its key
            st.session_state.pop(COOKIE_DUE, None)
            return
        cookie = CookieController(COOKIE, services.key(), LASTS.total_seconds() / 86_400)
        if due == "set":
            cookie.set_cookie()
        else:
            cookie.delete_cookie()


def _try(typed: str, password: str) -> str | None:
    """Check a password once. None when it is right, else the words to say. Raises OwnDatabaseUnusable."""
    if not typed or not password:
        return _("Enter your user name and your password.")
    known = typed in read_users(services.settings().users_file)
    logged = name_for_log(typed, known, services.key())
    with _one_try_at_a_time[typed if known else ""]:
        now = datetime.now(UTC)
        if until := access_log.locked_until(services.own(), logged, now):
            return _locked(until)
        if not _right(typed, password, known):
            return _wrong(access_log.sign_in_failed(services.own(), logged, now), now)
        now = datetime.now(UTC)
        access_log.write(services.own(), typed, "sign_in", now)
    st.session_state[SESSION] = Session(typed, now)
    st.session_state[COOKIE_DUE] = "set"
    return None


def _right(typed: str, password: str, known: bool) -> bool:
    if len(password.encode(errors="replace")) > LONGEST_PASSWORD:
        return False
    if not known:
        return bool(Hasher.check_pw(password, _NOBODY))
    users = credentials(read_users(services.settings().users_file))
    return AuthenticationController(users, auto_hash=False).login(typed, password) is True


def _wrong(left: int, now: datetime) -> str:
    if left == 0:
        return _locked(now + access_log.LOCKED_FOR)
    tries = (_("One try left"), _("Two tries left"), _("Three tries left"), _("Four tries left"))[left - 1]
    words = _("Wrong user name or password. {tries} before the account locks for 15 minutes.")
    return words.format(tries=tries)


def _locked(until: datetime) -> str:
    words = _("Too many wrong passwords: the account is locked until {time}. Ask your agency’s administrator.")
    return words.format(time=clock(until))


def _not_logged() -> str:
    """The same for a right and for a wrong password."""
    return _(
        "Nobody can sign in now, because it cannot be logged. Try again later, or tell your agency’s administrator."
    )


def _last_sign_out(user_name: str) -> datetime | None:
    """When the user last signed out, also where that could not be logged yet. Raises OwnDatabaseUnusable."""
    for name, at in list(_unlogged.items()):
        with suppress(OwnDatabaseUnusable):
            access_log.write(services.own(), name, "sign_out", at)
            _unlogged.pop(name, None)
    logged = access_log.last_sign_out(services.own(), user_name)
    return max(filter(None, (logged, _unlogged.get(user_name))), default=None)


def _from_cookie() -> Session | None:
    """The sign-in that the browser's cookie proves.

    Read here and not by streamlit-authenticator, which draws a component for it and so runs each new page twice.
    """
    if st.session_state.get(COOKIE_DUE) or not (cookie := _cookie()):
        return None
    return session_of(cookie, services.key())


def _cookie() -> str | None:
    """The cookie as the browser sent it when it opened this page."""
    return st.context.cookies.get(COOKIE)
