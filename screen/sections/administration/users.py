"""Users for their administration: the table of all, what can be done with one of them, and the form that adds one."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal
from zlib import crc32

import streamlit as st

from config.codes import UNKNOWN, USER_ROLES
from config.languages import LANGUAGES
from documents import html
from documents.page import Choice, Columns, Live, Part, Section, options
from documents.sheet import Column, Phrase, table_of
from screen.frame import services
from screen.frame.unbroken import Presses
from screen.language import vocabulary
from screen.language.formats import HELSINKI, day, in_order, moment
from screen.language.words import _
from screen.sections.administration import user_acts
from screen.sections.administration.user_acts import Act, Given
from screen.sections.shared.cells import count_cell
from screen.sign_in import gate
from screen.view.view import View
from store.errors import OwnDatabaseUnusable
from store.own.accounts import Account, read_accounts
from store.own.users import LONGEST_NAME, User

USER = "user"  # the parameter of the address that says who was chosen
LONGEST_USER_NAME = 64
ROLES = "roles_of_users"
NONE = "–"
REVIEW_AFTER = timedelta(days=365)
UNITS: tuple[Literal["agency", "ministry"], ...] = ("agency", "ministry")

_presses = Presses("users")


def accounts() -> list[Account] | None:
    """All users as they are now; None while they cannot be read."""
    now, limits = datetime.now(UTC), gate.limits()
    with suppress(OwnDatabaseUnusable):
        return read_accounts(services.own(), now, now - limits.lasts, now - limits.idle)
    return None


def parts(found: Sequence[Account], view: View) -> tuple[Part, ...]:
    """The table, the choice of a user with what can be done, and the form for another."""
    found = sorted(found, key=lambda one: not is_due(one.user))
    by_name = {account.user.user_name: account.user for account in found}
    chosen = by_name.get(view.given(USER))
    names = {"": _("Choose a user")} | {name: f"{name} ({user.name})" for name, user in by_name.items()}
    name = chosen.user_name if chosen else ""
    choice = Choice(USER, _("User"), options(names), name, shape="list", width=400, label_visible=True)
    change = Section("change-user", _("Change a user"), (choice, Live(partial(_of_one, chosen, view))))
    add = Section("add-user", _("Add a user"), (Live(partial(_add, view)),))
    return Live(partial(_table, found, view)), Columns((1, 1), ((change,), (add,)), "large"), Live(_presses.forget)


def _table(found: Sequence[Account], view: View) -> None:
    columns = {
        Column(_("User name"), figures=False): lambda one: Phrase(
            one.user.user_name, link=view.link("users", user=one.user.user_name)
        ),
        Column(_("Name"), figures=False): lambda one: Phrase(one.user.name),
        Column(_("Role"), figures=False): lambda one: Phrase(vocabulary.name(ROLES, one.user.role)),
        Column(_("Agency or ministry"), figures=False): lambda one: Phrase(_unit_of(one.user, view)),
        Column(_("Last sign-in"), figures=False): lambda one: Phrase(
            moment(one.signed_in_at, view.now) if one.signed_in_at else _("Never")
        ),
        Column(_("Open sessions")): lambda one: count_cell(one.sessions),
        Column(_("Second factor"), figures=False): lambda one: Phrase(_("On") if one.user.factor_secret else NONE),
        Column(_("Last review"), figures=False): lambda one: _review(one.user),
        Column(_("To note"), figures=False): lambda one: _note(one, view),
    }
    st.html(html.table(table_of(_("Users"), found, columns), lambda _key: ("", "")))


def is_due(user: User) -> bool:
    """Whether nobody has said for a year that a user is right as they are."""
    return user.reviewed_at is None or user.reviewed_at < datetime.now(UTC) - REVIEW_AFTER


def _review(user: User) -> Phrase:
    on = day(user.reviewed_at.astimezone(HELSINKI).date()) if user.reviewed_at else ""
    if is_due(user):
        return Phrase(_("Due, last on {day}").format(day=on) if on else _("Due, never reviewed"), "attention")
    return Phrase(on, after=f"({user.reviewed_by})")


def _note(one: Account, view: View) -> Phrase:
    """What keeps a user from the figures."""
    if one.waits_until:
        words = _("Has to wait until {moment} after wrong passwords or codes")
        return Phrase(words.format(moment=moment(one.waits_until, view.now)), "attention")
    if not one.user.password_hash:
        return Phrase(_("Signs in by another system"))
    return Phrase(_("Has to choose another password") if one.user.must_change else NONE)


def _unit_of(user: User, view: View) -> str:
    kind, code = ("agency", user.agency) if user.agency else ("ministry", user.ministry)
    return view.name(kind, code) if code else NONE


def _of_one(user: User | None, view: View) -> None:
    """What can be done with the user who was chosen."""
    if user is None:
        st.html(html.note(_("Choose a user here or in the table.")))
        _presses.said("remove")
        return
    # somebody else may change the user too: what they did must not be taken for a choice made here
    state = (user.name, user.role, user.agency, user.ministry, user.language, user.password_set_at)
    key = f"user-{user.user_name}-{crc32(repr(state).encode()):x}"
    _button(_("Reviewed"), "review", user.user_name, lambda: user_acts.review(user))
    _presses.said("review")
    if not user.password_hash:
        _named_elsewhere(user)
        return
    with st.container(border=True):
        given = _fields(key, user, view)
        _button(_("Save changes"), "change", user.user_name, lambda: user_acts.change(user, given))
        _presses.said("change")
    with st.container(border=True):
        st.html(html.note(_("For somebody who has forgotten theirs. Tell it to them in person; their sessions end.")))
        label, user_name = _("Set the password"), user.user_name
        _with_password(
            _("New password"), key, label, "password", user_name, lambda typed: user_acts.set_password(user_name, typed)
        )
        _presses.said("password")
    with st.container(horizontal=True, key="user-acts"):
        _button(_("Unlock"), "unlock", user.user_name, lambda: user_acts.unlock(user.user_name))
        if user.factor_secret:
            with st.popover(_("Turn off the second factor"), key=f"user-factor-{user.user_name}"):
                words = _("For somebody who has no access to their app any more. Their sessions end.")
                st.html(html.note(words))
                _button(_("Turn off"), "factor", user.user_name, lambda: user_acts.turn_factor_off(user.user_name))
        _ends(user, _("After this, {user} cannot sign in. What the access log says of them stays."))
    _presses.said("unlock", "end", "factor", "remove")


def _named_elsewhere(user: User) -> None:
    """What can be done with a user whom another system names, which also says their name and role."""
    st.html(
        html.note(_("This user signs in by another system, which also says their name and role. Change them there."))
    )
    with st.container(horizontal=True, key="user-acts"):
        _ends(user, _("{user} comes back with the next sign-in, unless the other system says no role any more."))
    _presses.said("end", "remove")


def _ends(user: User, then: str) -> None:
    """The buttons that end the sessions of a user, and the user, with words on what is so then."""
    _button(_("End the sessions"), "end", user.user_name, lambda: user_acts.end(user.user_name))
    with st.popover(_("Remove the user"), key=f"user-removing-{user.user_name}"):
        st.html(html.note(then.format(user=user.user_name)))
        _button(_("Remove"), "remove", user.user_name, lambda: user_acts.remove(user.user_name))


def _add(view: View) -> None:
    """The form for a new user."""
    key = f"new-user-{st.session_state.get(user_acts.DONE, 0)}"
    with st.container(border=True):
        label = _("User name")
        typed = st.text_input(label, key=f"{key}-user-name", max_chars=LONGEST_USER_NAME, autocomplete="off")
        given = _fields(key, None, view)
        st.html(html.note(_("Tell the first password to the user in person. They choose another when they sign in.")))
        user_name, button = typed.strip().lower(), _("Add the user")
        _with_password(
            _("First password"), key, button, "add", "", lambda password: user_acts.add(user_name, password, given)
        )
        _presses.said("add")


def _button(
    label: str, place: str, user_name: str, prepare: Callable[[], Act], kind: Callable[..., bool] = st.button
) -> None:
    """A button for an act on one user: what was asked for is forgotten where another is chosen meanwhile."""
    if _presses.pressed(kind, label, f"{place}-{user_name}"):
        _presses.do(place, partial(user_acts.attempt, place, prepare))


def _with_password(field: str, key: str, label: str, place: str, user_name: str, prepare: Callable[[str], Act]) -> None:
    """A field for a password with the button for its act; a form, as only that sends what was typed in each case."""
    with st.form(f"{key}-form", border=False):
        password = st.text_input(field, key=f"{key}-password", type="password", autocomplete="new-password")
        _button(label, place, user_name, partial(prepare, password), st.form_submit_button)


def _fields(key: str, before: User | None, view: View) -> Given:
    """The fields of a user; only those of the role that is chosen."""
    name = st.text_input(
        _("Name to greet with"), before.name if before else "", key=f"{key}-name", max_chars=LONGEST_NAME
    )
    at = USER_ROLES.index(before.role) if before else None
    called = partial(vocabulary.name, ROLES)
    role = st.selectbox(_("Role"), USER_ROLES, at, called, key=f"{key}-role", placeholder=_("Choose a role"))
    labels = {"agency": _("Agency"), "ministry": _("Ministry")}
    chosen: dict[str, str | None] = {
        kind: _unit(labels[kind], kind, getattr(before, kind, None), f"{key}-{kind}", view) if role == kind else None
        for kind in UNITS
    }
    languages = {"": _("As the browser says"), **LANGUAGES}
    at = [*languages].index((before and before.language) or "")
    language = st.selectbox(_("Language"), languages, at, lambda code: languages.get(code, code), key=f"{key}-language")
    return {"name": name.strip(), "role": role, **chosen, "language": language or None}


def _unit(label: str, kind: str, before: str | None, key: str, view: View) -> str | None:
    codes = _codes(kind, before, view)
    at = codes.index(before) if before else None
    return st.selectbox(
        label, codes, at, lambda code: f"{view.name(kind, code)} ({code})", key=key, placeholder=_("Choose one")
    )


def _codes(kind: str, before: str | None, view: View) -> list[str]:
    """What can be chosen: what the data has, and what the user has had."""
    names = {code: name for code, name in view.names[kind].items() if code != UNKNOWN}

    def named(code: str) -> str:
        return in_order(names.get(code, code))

    return sorted({*names, before} if before else names, key=named)
