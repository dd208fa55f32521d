"""An edit of a setting: begun, compared, and kept together with its entry in the access log, or not at all."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import streamlit as st
from sqlalchemy import Engine

from config.edited import Kind, content_of, differences, edited
from config.toml_file import Content, SettingRefused
from screen.frame import origin, services
from screen.frame.unbroken import Done
from screen.language.words import _
from screen.sections.settings import told
from screen.sign_in import form
from store.errors import OwnDatabaseUnusable
from store.own import access_log, setting_changes
from store.own.access_log import Details
from store.own.setting_changes import FILES, Change, NewChange, SettingChanged
from store.own.tables import LONGEST_REASON
from store.own.users import User

BEGUN, DONE = "settings-begun", "settings-done"


@dataclass(frozen=True)
class Begun:
    """An edit that this session has begun: which one held then, which one filled the fields first, which one
    the viewer has been shown as holding now, and the `nth` of this session.
    """

    kind: Kind
    held: int
    source: int
    shown: int
    nth: int

    @property
    def key(self) -> str:
        """What the keys of its fields begin with."""
        return f"edit-{self.kind}-{self.source}-{self.nth}"


def begin(kind: Kind, held: int, source: int) -> Begun:
    """Begin an edit with what one of the edits before says."""
    st.session_state[DONE] = nth = st.session_state.get(DONE, 0) + 1
    begun = Begun(kind, held, source, held, nth)
    st.session_state[BEGUN] = begun
    return begun


def begun(kind: Kind) -> Begun | None:
    """The edit of this kind that the session has begun."""
    found: Begun | None = st.session_state.get(BEGUN)
    return found if found and found.kind == kind else None


def show(begun: Begun, held: int) -> None:
    """Note that the viewer is shown the edit that holds, with which theirs is compared."""
    st.session_state[BEGUN] = replace(begun, shown=held)


def forget() -> None:
    """Forget the edit that was begun."""
    st.session_state.pop(BEGUN, None)


def last_good(kind: Kind, changes: Sequence[Change], until: int | None = None) -> int:
    """The last edit that says what the setting can be, or the files (FILES); of those up to a number, if one is given.
    Where a later one does not, this one holds.
    """
    for change in changes:
        with suppress(SettingRefused):
            if until is None or change.number <= until:
                said_in(kind, change.number, changes)
                return change.number
    return FILES


def said_in(kind: Kind, number: int, changes: Sequence[Change]) -> Content:
    """What the edit of this number says, or the files (FILES). Raises SettingRefused."""
    change = next((change for change in changes if change.number == number), None)
    if change and not change.readable:
        raise SettingRefused(f"the edited {kind} are kept in a form that is not a table of values")
    content, files = change.content if change else None, services.settings()
    return content_of(files if content is None else edited(files, {kind: content}), kind)


def attempt(draft: Content, begun: Begun, reason: str) -> str:
    """Keep an edit by the name of the viewer, who is asked for anew; in words what came of it. What is refused is
    logged too, but for slips.
    """
    viewer = form.viewer(datetime.now(UTC))
    if viewer is None:
        return _("This was not done, because your sign-in has ended.")
    is_slip = False
    try:
        if viewer.role != "administration":
            words = _("Only the administration can do that, and you do not have this role now.")
        elif not 0 < len(reason) <= LONGEST_REASON:
            words, is_slip = _("Say why, in at most {n} characters.").format(n=LONGEST_REASON), True
        else:
            _keep(services.own(), draft, begun, reason, viewer)
            services.renew_settings()
            forget()
            return Done(_("This is saved, and holds at once, for past moments too."))
    except SettingRefused as refused:
        words, is_slip = told.refusal(refused), bool(refused.fault)
    except SettingChanged:
        words = _(
            "Somebody else changed this at the same time. Your edit is still here: compare it, then save it again."
        )
    except OwnDatabaseUnusable:
        return _("This could not be kept, because nothing can be kept now. Nothing was changed: try again soon.")
    if not is_slip:
        with suppress(OwnDatabaseUnusable):
            details, scope = Details(viewer.role, origin.address()), f"settings/{begun.kind}"
            access_log.write(services.own(), viewer.user_name, "refused", datetime.now(UTC), scope, details)
    return words


def _keep(own: Engine, draft: Content, begun: Begun, reason: str, viewer: User) -> None:
    """Keep an edit with its entry in the access log, in one transaction. What the files say is kept as just that.

    Raises SettingRefused, SettingChanged and OwnDatabaseUnusable.
    """
    kind, files = begun.kind, services.settings()
    after = content_of(edited(files, {kind: draft}), kind)
    changes = setting_changes.read_changes(own, kind)
    before = said_in(kind, last_good(kind, changes, begun.shown), changes)
    content = None if begun.source == FILES and after == content_of(files, kind) else after
    scope, now = scope_of(kind, before, after), datetime.now(UTC)
    details = Details(viewer.role, origin.address(), reason=reason)
    change = NewChange(kind, content, reason, begun.shown)
    with access_log.logged(own, viewer.user_name, "setting_changed", now, scope, details) as connection:
        setting_changes.add(connection, change, viewer.user_name, now)


def scope_of(kind: Kind, before: Content, after: Content) -> str:
    """What differs, as the access log keeps it: 'targets: days.POL none → 14'."""
    changed = (f"{way} {_plain(then)} → {_plain(now)}" for way, then, now in differences(before, after))
    return f"{kind}: {'; '.join(changed)}"


def _plain(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
