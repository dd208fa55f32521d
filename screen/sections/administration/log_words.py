"""What an entry of the access log is about, in words that an official reads. Its file has it as it is kept."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from config.codes import USER_ROLES
from config.languages import LANGUAGES
from screen.language import vocabulary
from screen.language.formats import moment, target_words
from screen.language.words import _
from screen.sections.administration import log_places
from screen.sections.settings import told
from screen.view.view import View

ROLES = "roles_of_users"
MARK = 8  # letters of a checksum that are shown
_CHANGE = re.compile(r"(?P<way>\S+) (?P<before>.*) → (?P<after>.*)", re.DOTALL)
_FILE = re.compile(r"(?P<name>[^,]+) sha256 (?P<mark>[0-9a-f]{64})")


def scope(event: str, kept: str, view: View) -> str:
    """What was seen or done, in words; as it is kept where it is a name, such as that of a file."""
    plain = kept.partition("?")[0]
    if event == "setting_changed":
        return _setting(kept, view)
    if event == "data_imported":
        return _import(kept)
    if event == "session_ended":
        return _session(kept, view)
    if event in ("user_added", "user_changed", "user_reviewed"):
        return _user(kept, view)
    return log_places.place(event, plain, view)


def role(kept: str) -> str:
    """The role in which somebody did something."""
    return vocabulary.name(ROLES, kept) if kept else ""


def _setting(kept: str, view: View) -> str:
    """As `edits.scope_of` keeps it: 'targets: days.POL none → 14; default_days 7 → 8'."""
    kind, _colon, rest = kept.partition(": ")
    name = vocabulary.name("editable_settings", kind)
    if rest == "as files":
        return f"{name}: {_('what the files of the installation say')}"
    changes = []
    for change in rest.split("; "):
        found = _CHANGE.fullmatch(change)
        if found is None:  # a text with a semicolon of its own
            return f"{name}: {rest}"
        way, before, after = found["way"], found["before"], found["after"]
        nothing = _("as all others") if kind == "targets" else told.NOTHING
        said = [nothing if one == "none" else _value(kind, one) for one in (before, after)]
        changes.append(f"{_way(kind, way, view)}: {' → '.join(said)}")
    return f"{name}. {'; '.join(changes)}"


def _way(kind: str, way: str, view: View) -> str:
    """What a value is of, in words."""
    first, _point, rest = way.partition(".")
    if kind == "targets":
        return told.agency_name(rest, view) if first == "days" else _("All other agencies")
    names: Mapping[str, str] = {
        **told.rule_fields(),
        **told.rule_texts(),
        "after_days": _("Days"),
        "items": _("Items in order"),
        "advance_seconds": _("Seconds to the next slide (0: never by itself)"),
        "title": _("Name"),
        "never_in_a_childs_case": _("Never in a child’s case of"),
    }
    if kind == "pause_rules":
        names = {**names, "sectors": _("Stops the clock of")}
    parts = way.split(".")
    named = [vocabulary.name("pause_reasons", part) if kind == "pause_rules" else part for part in parts[:1]] + parts[
        1:
    ]
    return ", ".join(names.get(part, LANGUAGES.get(part, part)) for part in named)


def _value(kind: str, kept: str) -> str:
    if kind == "targets":
        try:
            return target_words(float(kept))
        except (ValueError, OverflowError):
            return kept
    lists = {
        "pause_rules": ("sectors",),
        "agenda": ("meeting_items",),
        "partner_rules": tuple(told.RULE_CODES.values()),
    }
    for table in lists.get(kind, ()):
        names = vocabulary.names(table)
        if all(code in names for code in kept.split()):
            return ", ".join(names[code] for code in kept.split())
    return kept


def _import(kept: str) -> str:
    """As `upload.scope_of` of imports keeps it: files with their checksums, then what was done to which table."""
    files = list(_FILE.finditer(kept))
    if not files:
        return kept
    names = ", ".join(f"{one['name'].strip()} (SHA-256 {one['mark'][:MARK]}…)" for one in files)
    done = {
        "inserted": _("new"),
        "updated": _("changed"),
        "unchanged": _("as before"),
        "deleted": _("deleted"),
        "quarantined": _("left out"),
    }
    tables, counts = vocabulary.names("data_tables"), []
    for of_table in kept[files[-1].end() :].removeprefix(": ").split("; "):
        name, *said = of_table.split(" ")
        pairs = zip(said[::2], said[1::2], strict=False)
        counts.append(f"{tables.get(name, name)}: {', '.join(f'{n} {done.get(what, what)}' for what, n in pairs)}")
    return f"{names}. {'; '.join(counts)}"


def _session(kept: str, view: View) -> str:
    """'aino: since 2026-09-14T06:12:00+00:00'."""
    user, _since, at = kept.partition(": since ")
    try:
        return _("{user}, signed in {moment}").format(user=user, moment=moment(datetime.fromisoformat(at), view.now))
    except (ValueError, OverflowError):
        return kept


def _user(kept: str, view: View) -> str:
    """'aino: agency SYL' of somebody new, or 'aino: role agency, agency SYL, name Aino' of a change."""
    user, _colon, rest = kept.partition(": ")
    if not rest:
        return kept
    return f"{user}: {', '.join(_of_user(*part.partition(' ')[::2], view) for part in rest.split(', '))}"


def _of_user(what: str, value: str, view: View) -> str:
    """A part of that: a role, or a field with what it holds."""
    if what in USER_ROLES and not value:
        return role(what)
    fields: Mapping[str, tuple[str, Callable[[str], str]]] = {
        "role": (_("Role"), role),
        "name": (_("Name"), str),
        "language": (_("Language"), lambda code: LANGUAGES.get(code, code)),
        "agency": (_("Agency"), lambda code: told.agency_name(code, view)),
        "ministry": (_("Ministry"), lambda code: f"{view.name('ministry', code)} ({code})"),
    }
    if what not in fields:
        return f"{what} {value}".strip()
    label, named = fields[what]
    return f"{label} {told.NOTHING if value == 'none' else named(value)}"
