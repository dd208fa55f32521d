"""The page of settings: the fields of one kind, what they would change, the reason, and the edits before."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial

import streamlit as st

from config.edited import KINDS, Kind, content_of, edited
from config.toml_file import Content, SettingRefused
from documents import html
from documents.page import Choice, Columns, Live, Part, Section, options
from documents.sheet import Table
from screen.address.pending import write
from screen.frame import services
from screen.frame.unbroken import Presses, whole
from screen.language import vocabulary
from screen.language.formats import moment
from screen.language.words import _, many
from screen.sections.settings import edits, told
from screen.sections.settings.edits import Begun
from screen.sections.settings.fields import agenda, pause_rules, targets
from screen.sections.settings.partner_rules import partner_rules
from screen.view.view import View
from store.errors import OwnDatabaseUnusable
from store.own.database import remembered
from store.own.setting_changes import FILES, Change, read_changes
from store.own.tables import LONGEST_REASON

KIND = "kind"  # the parameter of the address that says which setting is looked at
ALL = "all"
DRAFT = "settings-draft"  # where the session keeps what the fields of an edit hold, with its key
SHOWN = 20

EDITORS: Mapping[Kind, Callable[[str, Content, View], Content]] = {
    "targets": targets,
    "partner_rules": partner_rules,
    "pause_rules": pause_rules,
    "agenda": agenda,
}
_presses = Presses("settings")


def kind_of(view: View) -> Kind:
    """The kind of setting that the address names."""
    return next(kind for kind in KINDS if kind == view.chosen(KIND, KINDS, KINDS[0]))


# so that what is typed keeps its place while nothing can be read
_read_changes = remembered(read_changes)


def changes_of(kind: Kind) -> list[Change] | None:
    """All edits of a kind, the last first, as they were last read; None while they cannot be read."""
    with suppress(OwnDatabaseUnusable):
        return _read_changes(services.own(), kind)
    return None


def parts(kind: Kind, changes: Sequence[Change], view: View) -> tuple[Part, ...]:
    """The choice of a setting, the edit of it, and the edits before."""
    names: Mapping[str, str] = {one: vocabulary.name("editable_settings", one) for one in KINDS}
    choice = Choice(KIND, _("Setting"), options(names), kind, KINDS[0])
    edit = Section("edit-setting", _("Edit"), (Live(partial(_fields, kind, changes, view)),))
    compare = Section(
        "compare-setting",
        _("What this would change"),
        (Live(partial(_compare, kind, changes, view)),),
    )
    before = Section("setting-history", _("Edits so far"), (Live(partial(_history, kind, changes, view)),))
    # what was typed in the first column is compared in the second
    columns = Columns((1, 1), ((edit,), (compare, before)), "large")
    of_all = (Live(partial(_targets_of_all, changes, view)),) if kind == "targets" else ()
    return choice, columns, *of_all, Live(_presses.forget)


def _targets_of_all(changes: Sequence[Change], view: View) -> None:
    """What holds for each agency now; the figures may follow a moment later."""
    table = told.targets_of_all(_holds("targets", changes), view)
    st.html(html.heading(table.caption) + html.table(table, lambda _key: ("", "")))


def _fields(kind: Kind, changes: Sequence[Change], view: View) -> None:
    begun = _begun(kind, changes)
    draft = EDITORS[kind](begun.key, edits.said_in(kind, begun.source, changes), view)
    st.session_state[DRAFT] = begun.key, draft


def _compare(kind: Kind, changes: Sequence[Change], view: View) -> None:
    """What was typed beside what holds now, and the field for the reason where anything differs."""
    begun, (_key, draft) = _begun(kind, changes), st.session_state[DRAFT]
    if begun.held != _held(changes):
        _meanwhile(begun, changes, view)
    wrong = _unreadable(kind, changes, view)
    refused, differing = _checked(kind, draft, _holds(kind, changes), view)
    if refused:
        st.html(html.refused(refused))
    elif differing is None:
        st.html(html.note(_("Nothing differs from what holds now.")))
    else:
        shown, rest_on = differing
        st.html(html.table(shown, lambda _key: ("", "")) + html.note(rest_on))
    if refused or differing or wrong:
        _ask(draft, begun)
    _presses.said("keep")
    edits.show(begun, _held(changes))


def _checked(kind: Kind, draft: Content, holds: Content, view: View) -> tuple[str, tuple[Table, str] | None]:
    """Why the draft would be refused, if so, and what it would change: a table, and which figures rest on that."""
    try:
        becomes = content_of(edited(services.settings(), {kind: draft}), kind)
    except SettingRefused as refused:
        return told.refusal(refused), None
    shown = told.differing(kind, holds, becomes, view)
    return "", (shown, told.affected(kind, holds, becomes)) if shown else None


def _ask(draft: Content, begun: Begun) -> None:
    """The field for the reason with the button; a form, as only that sends what was typed in each case."""
    with st.form(f"{begun.key}-form", border=False):
        words = _("Why? It stands in the history and the access log: name nobody.")
        reason = st.text_input(words, key=f"{begun.key}-reason", max_chars=LONGEST_REASON, autocomplete="off")
        with st.container(horizontal=True, key="setting-acts"):
            asked = _presses.pressed(st.form_submit_button, _("Save changes"), "keep", type="primary")
            st.form_submit_button(_("Discard changes"), key="settings-anew", on_click=whole(edits.forget))
    if asked:
        _presses.do("keep", partial(edits.attempt, draft, begun, reason.strip()))


def _begun(kind: Kind, changes: Sequence[Change]) -> Begun:
    """The edit that goes on. One in which nothing was typed begins with what holds now."""
    begun, held, good = edits.begun(kind), _held(changes), edits.last_good(kind, changes)
    if begun is None:
        return edits.begin(kind, held, good)
    if begun.held != held and begun.source == begun.held:
        key, draft = st.session_state.get(DRAFT, ("", None))
        if key != begun.key or draft == edits.said_in(kind, begun.source, changes):
            return edits.begin(kind, held, good)
    return begun


def _held(changes: Sequence[Change]) -> int:
    return changes[0].number if changes else FILES


def _holds(kind: Kind, changes: Sequence[Change]) -> Content:
    """What the last edit says that can be read."""
    return edits.said_in(kind, edits.last_good(kind, changes), changes)


def _unreadable(kind: Kind, changes: Sequence[Change], view: View) -> bool:
    """Whether the last edit says nothing that the setting can be, which is then said."""
    if edits.last_good(kind, changes) == _held(changes):
        return False
    words = _("The last edit, by {user} at {moment}, makes no sense. The settings before it still hold.")
    what = _("Save an edit, or bring an earlier one back: the dashboard cannot start again before.")
    st.html(html.notice(words.format(user=changes[0].user_name, moment=moment(changes[0].at, view.now)), what))
    return True


def _meanwhile(begun: Begun, changes: Sequence[Change], view: View) -> None:
    """Say who has changed the setting since this edit was begun."""
    since = [change for change in changes if change.number > begun.held]
    users = ", ".join(sorted({change.user_name for change in since}))
    last = moment(changes[0].at, view.now)
    changed = _("{users} changed this since you began, last at {moment}: {reason}")
    compare = _("Your edit is still here. The table compares it with what holds now; saving it undoes what differs.")
    st.html(html.notice(changed.format(users=users, moment=last, reason=changes[0].reason), compare))


def _history(kind: Kind, changes: Sequence[Change], view: View) -> None:
    if not changes:
        st.html(html.note(_("There is no edit yet. What holds is what the files of the installation say.")))
        return
    shown = changes if view.is_on("edits", ALL) else changes[:SHOWN]
    for change in shown:
        with st.container(border=True, key=f"setting-change-{change.number}"):
            _one(change, kind, changes, view)
    if len(shown) < len(changes):
        n = len(changes) - len(shown)
        words = many("{n} older edit", "{n} older edits", n).format(n=n)
        st.button(words, key="settings-older", type="tertiary", on_click=write, args=(ALL, ["edits"]))
        return
    with st.container(border=True, key="setting-change-files"):
        st.html(html.sentence(_("Before the first edit"), _("What the files of the installation say.")))
        _bring_back(FILES, kind, changes)


def _one(change: Change, kind: Kind, changes: Sequence[Change], view: View) -> None:
    st.html(html.sentence(moment(change.at, view.now), change.user_name) + html.note(change.reason))
    try:
        before, after = (edits.said_in(kind, number, changes) for number in (change.follows, change.number))
    except SettingRefused:
        st.html(html.note(_("This version of the dashboard cannot read what was edited.")))
        return
    if differing := told.differing(kind, before, after, view):
        st.html(html.table(differing, lambda _key: ("", "")))
    if change.content is None:
        st.html(html.note(_("From here on the files of the installation hold.")))
    _bring_back(change.number, kind, changes)


def _bring_back(number: int, kind: Kind, changes: Sequence[Change]) -> None:
    """A button that fills the fields with what an edit said, unless it holds now."""
    held = _held(changes)
    if number == held:
        st.html(html.note(_("This holds now.")))
        return
    begin = whole(partial(_begin, kind, held, number))
    st.button(_("Bring this back …"), key=f"settings-back-{kind}-{number}", on_click=begin)


def _begin(kind: Kind, held: int, number: int) -> None:
    edits.begin(kind, held, number)
    st.session_state[_presses.told] = ("", "")
