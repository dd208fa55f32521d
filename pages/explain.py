"""Explain: what a figure means, how it comes about, and on what it rests. All indicators, by subject."""

from collections.abc import Iterator, Mapping, Sequence

from documents.page import Columns, Link, Page, Part, Section, TextField
from documents.sheet import Column, Phrase, Table, Words
from indicators.catalogue import INDICATORS, SUBJECTS
from screen.address.period import period_name
from screen.frame import shell
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.explain.explanation import explanation
from screen.view.view import View

PARAMETER = "indicator"


def page(view: View) -> Page:
    """The indicator that the address names; where it names none, all of them."""
    key = view.chosen(PARAMETER, INDICATORS)
    if not key:
        return Page("", *headline(key, view), tuple(_every_indicator(view)))
    columns = Columns((1, 3.2), (_its_subject(key, view), tuple(explanation(key, view))), "large")
    return Page("", *headline(key, view), (columns,))


def headline(key: str, view: View) -> tuple[str, str]:
    """The indicator and its definition; without one, how many there are."""
    if key:
        return _(INDICATORS[key].name), _(INDICATORS[key].definition) + "."
    n = len(INDICATORS)
    words = many("{n} indicator, by one definition everywhere", "{n} indicators, each by one definition everywhere", n)
    below = _(
        "A name leads to how the figure comes about, and on how many rows it rests in this view: {period}. So do the "
        "dotted names on every page."
    )
    return words.format(n=count(n)), below.format(period=period_name(view.address))


def matching(text: str) -> dict[str, list[str]]:
    """Keys of the indicators whose name, definition or key has the text in it, by subject."""
    sought = text.strip().casefold()
    found = {
        subject: [
            one.key for one in indicators if sought in f"{_(one.name)}\n{_(one.definition)}\n{one.key}".casefold()
        ]
        for subject, indicators in SUBJECTS.items()
    }
    return {subject: keys for subject, keys in found.items() if keys}


def _every_indicator(view: View) -> Iterator[Part]:
    """Each subject with its indicators: those in which the words that are looked for occur."""
    sought = view.given("search")
    yield TextField("search", _("Search"), sought, _("Word of a name or definition"), 320)
    found = matching(sought)
    if not found:
        yield Words(_("No indicator has this in its name or definition."), kind="note")
    for subject, keys in found.items():
        yield _table(subject, keys, view)


def _table(subject: str, keys: Sequence[str], view: View) -> Section:
    heading, asked = _subjects()[subject]
    columns = [Column(head, figures=False) for head in (_("Figure"), _("What it means"), _("Unit"))]
    rows = [
        [
            Phrase(_(one.name), link=view.link("explain", indicator=one.key)),
            Phrase(_(one.definition)),
            Phrase(_(one.unit)),
        ]
        for one in map(INDICATORS.__getitem__, keys)
    ]
    return Section(f"explain-{SUBJECTS[subject][0].page}", heading, (Table(heading, columns, rows),), asked)


def _its_subject(key: str, view: View) -> tuple[Part, ...]:
    """The way back to all indicators, to the page of this one, and to the others of its subject."""
    [subject] = [name for name, indicators in SUBJECTS.items() if any(one.key == key for one in indicators)]
    to_page = view.filters.grant.may_read("places") or INDICATORS[key].page == "overview"
    others = tuple(
        Link("explain", _(one.name), ((PARAMETER, one.key),), here=one.key == key) for one in SUBJECTS[subject]
    )
    ways = (
        Link("explain", _("All figures")),
        *([Link(INDICATORS[key].page, _("See it on its page"))] if to_page else []),
    )
    of_subject = Section("explain-subject", _subjects()[subject][0], others, dense=True)
    return (Section("explain-ways", "", ways, dense=True), of_subject)


def _subjects() -> Mapping[str, tuple[str, str]]:
    """What a subject is called, and which question its figures answer."""
    return {
        "Open cases": (_("Open cases"), _("How many presumed victims are being helped, and for how long already?")),
        "Handover delays": (_("Handover delays"), _("How long does an agency wait for another’s answer?")),
        "Cross-agency involvement": (_("Cross-agency involvement"), _("Who works with whom, and who is missing?")),
        "Deadlines": (_("Deadlines"), _("Which days that protect a victim are near, or past?")),
        "Regions": (_("Regions"), _("Does a region differ by more than chance explains?")),
        "Changes": (_("Changes"), _("Has anything changed by more than chance explains?")),
        "Meeting": (_("Meeting"), _("What has happened since the last meeting?")),
    }


if __name__ == "__main__":
    shell.through_the_door("explain")
