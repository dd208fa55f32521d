"""Explain: what a figure means, how it comes about, and on what it rests. All indicators, by subject."""

from collections.abc import Iterator

from documents.page import Columns, Link, Page, Part, Section, TextField
from documents.sheet import Column, Phrase, Words, table_of
from indicators.catalogue import INDICATORS, SUBJECTS
from indicators.indicator import Indicator
from screen.address.address import period_name
from screen.language import vocabulary
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.explain import explanation
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


def matching(text: str) -> dict[str, list[Indicator]]:
    """The indicators whose name, definition or key has the text in it, by subject."""
    sought = text.strip().casefold()
    found = {
        subject: [one for one in indicators if sought in f"{_(one.name)}\n{_(one.definition)}\n{one.key}".casefold()]
        for subject, indicators in SUBJECTS.items()
    }
    return {subject: indicators for subject, indicators in found.items() if indicators}


def _every_indicator(view: View) -> Iterator[Part]:
    """Each subject with its indicators: those in which the words that are looked for occur."""
    sought = view.given("search")
    yield TextField("search", _("Search"), sought, _("Word of a name or definition"), 320)
    found = matching(sought)
    if not found:
        yield Words(_("No indicator has this in its name or definition."), kind="note")
    for subject, indicators in found.items():
        heading, asked = (vocabulary.name("indicator_subjects", subject, kind) for kind in ("", "question"))
        columns = {
            Column(_("Figure"), figures=False): lambda one: Phrase(
                _(one.name), link=view.link("explain", indicator=one.key)
            ),
            Column(_("What it means"), figures=False): lambda one: Phrase(_(one.definition)),
            Column(_("Unit"), figures=False): lambda one: Phrase(_(one.unit)),
        }
        table = table_of(heading, indicators, columns)
        yield Section(f"explain-{indicators[0].page}", heading, (table,), asked)


def _its_subject(key: str, view: View) -> tuple[Part, ...]:
    """The way back to all indicators, to the page of this one, and to the others of its subject."""
    [(subject, alike)] = [(name, found) for name, found in SUBJECTS.items() if INDICATORS[key] in found]
    others = tuple(Link("explain", _(one.name), ((PARAMETER, one.key),), here=one.key == key) for one in alike)
    ways = [Link("explain", _("All figures"))]
    if view.filters.grant.may_read("places") or INDICATORS[key].page == "overview":
        ways.append(Link(INDICATORS[key].page, _("See it on its page")))
    of_subject = Section("explain-subject", vocabulary.name("indicator_subjects", subject), others, dense=True)
    return Section("explain-ways", "", tuple(ways), dense=True), of_subject
