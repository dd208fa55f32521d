"""Where an entry of the access log took place, in words: a page and what it showed, an act that was refused, a file."""

import re
from collections.abc import Mapping

from indicators.catalogue import INDICATORS
from screen.language import vocabulary
from screen.language.words import _
from screen.sections.meeting import acts as meeting_acts
from screen.view.view import View

EVENTS = "log_events"
# what the access log calls the acts at the places of pages, had they been done
_ACTS: Mapping[str, Mapping[str, str]] = {
    "meeting": meeting_acts.LOGGED,
    "imports": {"write": "data_imported"},
    "users": {
        "add": "user_added",
        "change": "user_changed",
        "end": "sessions_ended",
        "factor": "factor_removed",
        "password": "password_set",
        "remove": "user_removed",
        "review": "user_reviewed",
        "unlock": "user_unlocked",
    },
}
_MEETING = re.compile(r"meeting-(?P<number>[0-9]+)")
_FILE = re.compile(r"(?P<page>[^./]+)\.(?P<kind>pdf|pptx)")


def place(event: str, kept: str, view: View) -> str:
    """The words of what is kept; as it is kept where it is a name, such as that of a file of figures."""
    if found := _FILE.fullmatch(kept):
        return _("{page} ({kind})").format(page=_page(found["page"]), kind=found["kind"].upper())
    first, slash, rest = kept.partition("/")
    page = _page(first)
    if not slash or page == first:
        return page
    if event in meeting_acts.LOGGED.values():  # the event says the rest
        room = rest.removeprefix("now-")
        return f"{page}: {vocabulary.name('rooms', room)}" if event == "meeting_room" else page
    return f"{page}: {_within(first, rest, view)}"


def _page(kept: str) -> str:
    """The name of a page, or of a meeting."""
    if found := _MEETING.fullmatch(kept):
        return _("Meeting {number}").format(number=found["number"])
    return _pages().get(kept.replace("-", "_"), kept)


def _pages() -> Mapping[str, str]:
    return {
        "overview": _("Overview"),
        "open_cases": _("Open cases"),
        "handovers": _("Handovers"),
        "cooperation": _("Cooperation"),
        "regions": _("Regions"),
        "deadlines": _("Deadlines"),
        "meeting": _("Meeting"),
        "meeting_about": _("Meeting: what was agreed"),
        "case": _("Case"),
        "lists": _("Lists"),
        "yearly": _("Yearly report"),
        "data_quality": _("Data quality"),
        "explain": _("Explain"),
        "administration": _("Administration"),
        "settings": _("Settings"),
        "users": _("Users"),
        "sessions": _("Sessions"),
        "imports": _("Imports"),
        "access_log": _("Access log"),
        "log_case": _("All entries on one case"),
        "password": _("Password"),
        "code": _("Code of six digits"),
        "a file of another session": _("A file of another session"),
    }


def _within(page: str, rest: str, view: View) -> str:
    """What a page showed, or what was refused there."""
    if act := _ACTS.get(_MEETING.sub("meeting", page), {}).get(rest):
        return vocabulary.name(EVENTS, act)
    rules = {rule.code: vocabulary.rule_words(rule).name for rule in view.settings.partner_rules}
    if page == "imports" and rest.startswith("example/"):
        return _("example of {file}, without data").format(file=rest.removeprefix("example/"))
    names: Mapping[str, Mapping[str, str]] = {
        "cooperation": rules,
        "explain": {key: _(one.name) for key, one in INDICATORS.items()},
        "lists": vocabulary.names("lists"),
        "settings": vocabulary.names("editable_settings"),
        "imports": {"upload": _("Files sent")},
        "access-log": {f"event={code}": name for code, name in vocabulary.names(EVENTS).items()},
    }
    return names.get(page, {}).get(rest, rest)
