"""The ways in besides a password: what leads there, what is said of who was turned away, and where a sign-out leads."""

from html import escape
from typing import cast
from urllib.parse import quote

import streamlit as st

from config.sign_in import SignIn
from screen.language.words import _
from screen.sign_in import oidc, proxy
from screen.sign_in.arrivals import Said
from store.own.identities import Way


def links(ways: SignIn, place: str) -> None:
    """Draw the way in by each other system; `place` is where in the dashboard one goes then."""
    labels = {oidc.BEGIN: ways.oidc and ways.oidc.label, proxy.BEGIN: ways.proxy and ways.proxy.label}
    for address, label in labels.items():
        if label:
            words = escape(_("Sign in with {system}").format(system=label))
            st.html(f'<a class="s-way" href="{address}?to={quote(place, safe="")}">{words}</a>')


def words_of(said: str) -> str | None:
    """What is said of how a sign-in by another system ended; None where nothing is."""
    ask = _("Ask your agency’s administrator.")
    words: dict[Said, str] = {
        "no_name": _("The other system did not say a user name that can be used here.") + f" {ask}",
        "no_role": _("The other system knows you, but says no role that you would have here.") + f" {ask}",
        "taken": _("Somebody else has your user name here already.") + f" {ask}",
        "again": _("This sign-in was not begun here, took too long or was used already. Sign in again."),
        "cancelled": _("The other system did not sign you in. Try again if you want to."),
        "failed": _("The other system did not answer, or not as it should. Try again later.") + f" {ask}",
        "elsewhere": _("You did not come by the way that says who you are.") + f" {ask}",
        "not_logged": not_logged(),
        "signed_out": _("You are signed out."),
    }
    return words.get(cast(Said, said))


def not_logged() -> str:
    """The same for who would get in and for who would not."""
    return _(
        "Nobody can sign in now, because it cannot be logged. Try again later, or tell your agency’s administrator."
    )


def way_out(ways: SignIn, way: Way | None) -> str:
    """Where the browser of somebody who signed in by a way goes to sign out there too; empty where nowhere."""
    out = {"oidc": oidc.END if ways.oidc else "", "proxy": ways.proxy.sign_out if ways.proxy else ""}
    return out[way] if way else ""
