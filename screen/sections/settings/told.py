"""A setting in words: what it says, by what it says it of; what differs between two; and why one is refused."""

from collections.abc import Callable, Iterable, Mapping

from config.agenda import LONGEST_ADVANCE, LONGEST_TITLE
from config.codes import UNKNOWN
from config.edited import Kind, differences
from config.languages import LANGUAGES
from config.targets import MOST_DAYS
from config.toml_file import Content, SettingRefused
from documents.sheet import Column, Phrase, Table, table_of
from indicators.catalogue import INDICATORS, RESTS_ON
from screen.language import vocabulary
from screen.language.formats import count, in_order, target_words, whole_days
from screen.language.words import _
from screen.view.view import View

NOTHING = "–"
RULE_CODES = {
    "sectors": "sectors",
    "age_groups": "victim_age_groups",
    "investigation_phases": "investigation_phases",
    "offences": "offences",
    "pause_reason": "pause_reasons",
    "not_while": "pause_reasons",
}
Said = Mapping[str, str]  # what a setting says, by what it says it of


def differing(kind: Kind, before: Content, after: Content, view: View) -> Table | None:
    """What differs between two contents, side by side; None where nothing does."""
    was, becomes = (_said(kind, content, view) for content in (before, after))
    nothing = _("as all others") if kind == "targets" else NOTHING
    rows = [
        (what, was.get(what, nothing), becomes.get(what, nothing))
        for what in {**was, **becomes}
        if was.get(what) != becomes.get(what)
    ]
    columns: Mapping[Column, Callable[[tuple[str, str, str]], Phrase]] = {
        Column(_("What"), figures=False): lambda row: Phrase(row[0]),
        Column(_("Before"), figures=False): lambda row: Phrase(row[1]),
        Column(_("After"), figures=False): lambda row: Phrase(row[2]),
    }
    return table_of(_("What differs"), rows, columns) if rows else None


def affected(kind: Kind, before: Content, after: Content) -> str:
    """Which indicators rest on what differs between two contents of a setting."""
    if not (keys := RESTS_ON[kind]):
        return _("No figure rests on this. A meeting that is open keeps its items; the next one begins with these.")
    if kind == "partner_rules" and all(_of_words(way) for way, *_values in differences(before, after)):
        return _("No figure changes: only the words of a rule differ.")
    named = ", ".join(_(INDICATORS[key].name) for key in keys)
    figures = _("These figures rest on it, on every page and for every moment: {indicators}.")
    unseen = _("By how much they change is not said here, as your role sees no figures.")
    return f"{figures.format(indicators=named)} {unseen}"


def _of_words(way: str) -> bool:
    """Whether what `differences` names so is a part of a partner rule that is only read."""
    return way.split(".")[1] in {*LANGUAGES, "basis"}


def refusal(refused: SettingRefused) -> str:
    """Why an edit is refused, in the viewer's language."""
    words = {
        "days": _("A number of days is above 0 and at most {most}.").format(most=count(MOST_DAYS)),
        "code": _("A short name begins with a letter a–z; then come a–z, 0–9 and _."),
        "lacks": _("Choose at least one sector."),
        "words": _("Write every text in all languages."),
        "items": _("Choose at least one item."),
        "seconds": _("Enter whole seconds from 0 to {most}.").format(most=count(LONGEST_ADVANCE)),
        "title": _("A name has 1 to {most} characters.").format(most=LONGEST_TITLE),
    }
    return words[refused.fault] if refused.fault else str(refused)


def _said(kind: Kind, content: Content, view: View) -> Said:
    of: Mapping[Kind, Callable[[Content, View], Said]] = {
        "targets": _targets,
        "partner_rules": _partner_rules,
        "pause_rules": _pause_rules,
        "agenda": _agenda,
    }
    return of[kind](content, view)


def _targets(content: Content, view: View) -> Said:
    own = {agency_name(code, view): target_words(days) for code, days in content["days"].items()}
    return {_("All other agencies"): target_words(content["default_days"]), **own}


def targets_of_all(holds: Content, view: View) -> Table:
    """The target of each agency, those with their own first."""
    own: Mapping[str, float] = holds["days"]
    codes = {*view.names["agency"], *own} - {UNKNOWN}
    columns: Mapping[Column, Callable[[str], Phrase]] = {
        Column(_("Agency"), figures=False): lambda code: Phrase(agency_name(code, view)),
        Column(_("Answers in"), figures=False): lambda code: Phrase(target_words(own.get(code, holds["default_days"]))),
        Column(_("Whose target"), figures=False): lambda code: Phrase(
            _("its own") if code in own else _("as all others")
        ),
    }
    in_turn = sorted(codes, key=lambda code: (code not in own, in_order(view.name("agency", code))))
    return table_of(_("Targets of all agencies now"), in_turn, columns)


def agency_name(code: str, view: View) -> str:
    """The name of an agency with its code, which tells it from others of like names."""
    return f"{view.name('agency', code)} ({code})"


def _partner_rules(content: Content, _view: View) -> Said:
    said = {}
    for code, rule in content.items():
        for field, words in rule_fields().items():
            if field in RULE_CODES and field in rule:
                given = rule[field]
                said[f"{code}: {words}"] = _named(RULE_CODES[field], given if isinstance(given, list) else [given])
        said[f"{code}: {_('Days')}"] = whole_days(rule["after_days"])
        for field, names in (("basis", basis_names()), ("strength", strength_names())):
            said[f"{code}: {rule_fields()[field]}"] = names[rule[field]]
        for language, name in LANGUAGES.items():
            for field, words in rule_texts().items():
                said[f"{code}: {words} ({name})"] = rule[language][field]
    return said


def rule_fields() -> Said:
    """The fields of a partner rule in words."""
    return {
        "sectors": _("The partner is of one of these sectors"),
        "age_groups": _("Only these age groups of victims (empty: all)"),
        "investigation_phases": _("Only these phases of the investigation (empty: all)"),
        "offences": _("Only these offences (empty: all)"),
        "pause_reason": _("Only cases that have had this pause"),
        "not_while": _("Leave a case out during this pause"),
        "basis": _("The rule is based on"),
        "strength": _("If the partner has not joined, it is shown as"),
    }


def rule_texts() -> Said:
    """The texts of a partner rule, which each language has."""
    return {
        "name": _("Name"),
        "one": _("One case: words after “1 of 20”"),
        "more": _("Several cases: words after “4 of 20”"),
        "next_step": _("What to do"),
        "source": _("Source"),
    }


def basis_names() -> Said:
    """What a partner rule rests on."""
    return {"law": _("the law"), "practice": _("practice")}


def strength_names() -> Said:
    """How strong a partner rule is."""
    return {"missing": _("missing"), "to_consider": _("to consider")}


def _pause_rules(content: Content, _view: View) -> Said:
    said = {}
    for reason, rule in content.items():
        name = vocabulary.name("pause_reasons", reason)
        stops = _("all sectors") if rule["sectors"] == "all" else _named("sectors", rule["sectors"])
        said[name] = stops
        said[_("{reason}, never in a child’s case").format(reason=name)] = _named(
            "sectors", rule["never_in_a_childs_case"]
        )
    return said


def _agenda(content: Content, _view: View) -> Said:
    titles = {
        _("Name ({language})").format(language=LANGUAGES[code]): title for code, title in content["title"].items()
    }
    seconds = content["advance_seconds"]
    return {
        _("Items in order"): _named("meeting_items", content["items"]),
        _("Seconds to the next slide (0: never by itself)"): count(seconds),
        **titles,
    }


def _named(table: str, codes: Iterable[str]) -> str:
    return ", ".join(vocabulary.name(table, code) for code in codes) or NOTHING
