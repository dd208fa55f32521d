"""The page on which users turn on their second factor, codes of an authenticator app, and turn it off."""

from collections.abc import Callable
from html import escape

import streamlit as st

from documents import html
from screen.frame import services
from screen.frame.unbroken import Done, Presses
from screen.language.words import _
from screen.sign_in import codes, form
from screen.sign_in.attempt import Attempt, Refused, turn_factor_off, turn_factor_on
from store.errors import OwnDatabaseUnusable
from store.own.sessions import Session
from store.own.users import User

_presses = Presses("factor")


def is_due(user: User) -> bool:
    """Whether a user sees nothing before turning on a second factor. Other systems ask their users for their own."""
    return bool(user.password_hash) and user.factor_secret is None and _is_required(user)


def page(user: User) -> None:
    """Offer to turn the second factor on, with the key for an app, or off."""
    if not user.password_hash:
        st.html(html.notice(_("You sign in by another system, and have no password here.")))
        return
    with st.container(horizontal_alignment="center"), st.container(key="second-factor", width=408):
        (_off if user.factor_secret else _on)(user)
        _presses.said()


def _on(user: User) -> None:
    required = _("Users of your role need one, so turn it on to go on.")
    why = _("A stolen password alone then lets nobody in: your sign-in also asks for a code of an app on your phone.")
    _headline(_("Turn on a second factor"), f"{why} {required}" if _is_required(user) else why)
    secret = _secret(user)
    picture = codes.picture(secret, user.user_name)
    st.html(html.heading(_("1. Add the key to an authenticator app"), _("Scan this picture with the app.")))
    st.html(f'<img src="{escape(picture)}" alt="{escape(_("QR code of the key below"))}">')
    typed = _("Or type this key into it, as a key for codes by time:")
    st.html(f'<p class="s-note">{escape(typed)}<br><b>{codes.in_groups(secret)}</b></p>')
    st.html(html.heading(_("2. Enter the code that the app shows")))
    _ask(user, _("Turn on"), "on", lambda attempt: turn_factor_on(attempt, secret))


def _off(user: User) -> None:
    _headline(_("Your second factor is on"), _("Your sign-in asks for a code of your authenticator app."))
    new = _("For a new phone, turn it off and then on again.")
    lost = _("If you have no access to the app any more, ask your agency’s administrator.")
    st.html(html.note(f"{new} {lost}"))
    _ask(user, _("Turn off"), "off", turn_factor_off)


def _headline(words: str, below: str) -> None:
    st.html(f'<h1 class="s-headline">{escape(words)}</h1><p class="s-below">{escape(below)}</p>')


def _ask(user: User, label: str, place: str, turn: Callable[[Attempt], Session]) -> None:
    """Ask for password and code, and turn the second factor on or off with them."""
    with st.form(f"factor_form_{place}"):
        password = st.text_input(_("Password"), type="password", autocomplete="current-password")
        code = st.text_input(_("Code of six digits"), autocomplete="one-time-code")
        pressed = _presses.pressed(st.form_submit_button, label, place, type="primary", width="stretch")
    st.html(html.note(_("All your other sessions end.")))
    if pressed:
        _presses.do(place, lambda: _turned(place, form.attempt(user.user_name, password, code), turn))


def _turned(place: str, attempt: Attempt, turn: Callable[[Attempt], Session]) -> str:
    """Turn it on or off; in words what came of it."""
    if not attempt.password or not attempt.code.strip():
        return _("Enter your password and the code.")
    try:
        form.enter(turn(attempt))
    except Refused as refused:
        return form.refusal(refused)
    except OwnDatabaseUnusable:
        return _("This could not be kept, because nothing can be kept now. Nothing was changed: try again soon.")
    st.session_state.pop(form.OFFERED, None)
    return Done(_("Your second factor is on.") if place == "on" else _("Your second factor is off."))


def _secret(user: User) -> str:
    """The secret that this session offers its user, until it is used."""
    if st.session_state.get(form.OFFERED, ("", ""))[0] != user.user_name:
        st.session_state[form.OFFERED] = user.user_name, codes.new_secret()
    kept: str = st.session_state[form.OFFERED][1]
    return kept


def _is_required(user: User) -> bool:
    return user.role in services.settings().second_factor_for
