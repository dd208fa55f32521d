"""The page on which users choose a new password of their own."""

from html import escape

import streamlit as st

from documents import html
from screen.language.words import _
from screen.sign_in import form
from screen.sign_in.attempt import Refused, change_password
from store.errors import OwnDatabaseUnusable
from store.own.passwords import LONG_ENOUGH, SHORTEST, Fault, PasswordRefused
from store.own.users import User

CHANGED = "password_changed"


def page(user: User) -> None:
    """Ask for the old password and twice for the new one, and change it."""
    if not user.password_hash:
        st.html(html.notice(_("You sign in by another system, and have no password here.")))
        return
    with st.container(horizontal_alignment="center"), st.container(key="new-password", width=408):
        st.html(f'<h1 class="s-headline">{escape(_("Choose a new password"))}</h1>')
        if user.must_change:
            why = _("Somebody else set the password that you have, so choose one that you alone know.")
            st.html(f'<p class="s-below">{escape(why)}</p>')
        said = st.empty()
        with st.form("new_password_form"):
            old = st.text_input(_("Password until now"), type="password", autocomplete="current-password")
            new = st.text_input(_("New password"), type="password", autocomplete="new-password")
            again = st.text_input(_("New password once more"), type="password", autocomplete="new-password")
            pressed = st.form_submit_button(_("Change the password"), type="primary", width="stretch")
        rules = _("At least {long} characters, such as four words; or at least {short} that are no common password.")
        ends = _("All your other sessions end.")
        words = f"{rules.format(long=LONG_ENOUGH, short=SHORTEST)} {ends}"
        st.html(f'<p class="s-note">{escape(words)}</p>')
    if pressed and not (words := _refusal(user, old, new, again)):
        st.session_state[CHANGED] = not user.must_change  # who had to is led on to the page that they came for
        st.rerun()
    if pressed:
        said.html(html.refused(words))
    elif st.session_state.pop(CHANGED, False):
        said.html(html.done(_("Your password is changed.")))


def _refusal(user: User, old: str, new: str, again: str) -> str:
    """Change the password; where that is refused, the words to say."""
    if not old or not new:
        return _("Enter the password that you have, and the new one twice.")
    if new != again:
        return _("The two new passwords differ.")
    try:
        form.enter(change_password(form.attempt(user.user_name, old), new))
    except Refused as refused:
        return form.refusal(refused)
    except PasswordRefused as refused:
        return words_of(refused.fault)
    except OwnDatabaseUnusable:
        return _("The password cannot be changed now. Try again later.")
    return ""


def words_of(fault: Fault) -> str:
    """What is wrong with a new password."""
    return {
        "short": _("The new password needs at least {n} characters.").format(n=SHORTEST),
        "long": _("The new password is too long."),
        "space": _("The new password begins or ends with a space."),
        "common": _("The new password is one of the commonest. Choose another."),
        "name": _("The new password holds the user name. Choose another."),
        "same": _("The new password is the same as the old one. Choose another."),
    }[fault]
