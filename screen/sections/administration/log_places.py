"""Where an entry of the access log took place, in words: a page and what it showed, an act that was refused, a file."""

import re
from collections.abc import Mapping

from indicators.catalogue import INDICATORS
from screen.language import vocabulary
from screen.language.words import _
from screen.sections.meeting import acts as meeting_acts
from screen.sections.shared.counts import NOBODY
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
_RANGES = {"at_least": "≥", "below": "<"}
_TABLES = {
    "kind": ("handover_kinds", "deadline_kinds"),
    **{one: (f"{one}s",) for one in ("closed_reason", "response_reason", "investigation_phase", "offence")},
}


def place(event: str, kept: str, view: View) -> str:
    """The words of what is kept; as it is kept where it is a name, such as that of a file of figures."""
    if found := _FILE.fullmatch(kept):
        return _("{page} ({kind})").format(page=_page(found["page"]), kind=found["kind"].upper())
    first, slash, rest = kept.partition("/")
    page = _page(first)
    if not slash:
        return _part(kept) if page == first else page
    if page == first:
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
    if page == "lists":
        listed, *narrowed = rest.split("/")
        return ", ".join([vocabulary.name("lists", listed), *(_narrowing(one, view) for one in narrowed)])
    if page == "imports" and rest.startswith("example/"):
        return _("example of {file}, without data").format(file=rest.removeprefix("example/"))
    names: Mapping[str, Mapping[str, str]] = {
        **_parts(),
        "cooperation": _rules(view),
        "explain": {key: _(one.name) for key, one in INDICATORS.items()},
        "settings": vocabulary.names("editable_settings"),
        "imports": {"upload": _("Files sent")},
        "access-log": {f"event={code}": name for code, name in vocabulary.names(EVENTS).items()},
    }
    return names.get(page, {}).get(rest, rest)


def _parts() -> Mapping[str, Mapping[str, str]]:
    """The parts of pages that show rows or are taken away as files, as their headings call them."""
    places = {"region": _("Figures by region"), "county": _("Figures by county")}
    ending = {f"ending-{code}": name for code, name in vocabulary.names("ending_periods").items()}
    return {
        "overview": {"own": _("Waits for your answer"), **places},
        "deadlines": {"ending": _("Periods that end within 14 days"), "overdue": _("Past due"), **ending},
        "handovers": {"overdue": _("Past target, longest wait first")},
    }


def _part(kept: str) -> str:
    """What the file of a part of a page holds, kept as 'overview-region'; as it is kept where that is not known."""
    page, _dash, part = kept.partition("-")
    found = _parts().get(page, {}).get(part)
    return f"{_page(page)}: {found}" if found else kept


def _rules(view: View) -> Mapping[str, str]:
    return {rule.code: vocabulary.rule_words(rule).name for rule in view.settings.partner_rules}


def _narrowing(kept: str, view: View) -> str:
    """What narrows a list, kept as 'to_agency=MIGRI' or 'at_least=7'."""
    name, _sign, values = kept.partition("=")
    codes, sectors = values.split(","), vocabulary.names("sectors")
    if name in _RANGES:
        return f"{_RANGES[name]} {values}"
    if name.endswith(("agency", "agencies")):
        said = [view.name("agency", code) for code in codes]
    elif name.endswith(("_sector", "_sectors")):
        said = [_("No agency") if code == NOBODY else sectors.get(code, code) for code in codes]
    else:
        known = [_rules(view)] if name == "rule" else [vocabulary.names(table) for table in _TABLES.get(name, ())]
        said = [next((names[code] for names in known if code in names), code) for code in codes]
    involved = _("Involved: {names}")
    words = {
        "responsible_agency": _("Responsible agency: {name}").replace("{name}", "{names}"),
        "with_agencies": involved,
        "with_sectors": involved,
        "only_sectors": _("Only these are involved: {names}"),
        **{side: f"{label}: {{names}}" for side, label in vocabulary.names("handover_sides").items()},
    }
    return words.get(name, "{names}").replace("{names}", ", ".join(said))
