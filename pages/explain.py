"""Explain: what a figure means, how it comes about, and on what it rests. All indicators, by subject."""

from collections.abc import Mapping, Sequence

import streamlit as st

from documents.sheet import Column, Phrase
from indicators.catalogue import INDICATORS, SUBJECTS
from screen.address import chosen, filter_bar
from screen.frame import figure, parts, shell
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.explain import explanation
from screen.sections.shared.explain_link import PARAMETER, explain_link
from screen.view.view import View

OWN_PAGES = {
    "Open cases": "open_cases",
    "Handover delays": "handovers",
    "Cross-agency involvement": "cooperation",
    "Deadlines": "deadlines",
    "Regions": "regions",
    "Changes": "overview",
    "Meeting": "meeting",
}


def page(view: View) -> None:
    """Draw the indicator that the address names; where it names none, all of them."""
    if not view.filters.grant.may_read("figures"):
        shell.no_access()
        return
    key = chosen.read(PARAMETER, INDICATORS)
    figure.headline(view, "", *headline(key, view))
    if not key:
        _every_indicator(view)
        return
    left, right = st.columns([1, 3.2], gap="large")
    with left:
        _its_subject(key, view)
    with right:
        explanation.draw(key, view)


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
    return words.format(n=count(n)), below.format(period=filter_bar.period_name(view.address))


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


def _every_indicator(view: View) -> None:
    """Each subject with its indicators, those alone in which the word that is looked for stands."""
    sought = st.text_input(_("Search"), key="explain-search", placeholder=_("Word of a name or definition"), width=320)
    found = matching(sought or "")
    if not found:
        st.html(parts.order(_("No indicator has this in its name or definition.")))
    with st.container(gap="medium", key="explain-subjects"):
        for subject, keys in found.items():
            _table(subject, keys, view)


def _table(subject: str, keys: Sequence[str], view: View) -> None:
    heading, asked = _subjects()[subject]
    columns = [Column(head, figures=False) for head in (_("Figure"), _("What it means"), _("Unit"))]
    rows = [
        [Phrase(_(one.name), link=explain_link(one.key)), Phrase(_(one.definition)), Phrase(_(one.unit))]
        for one in map(INDICATORS.__getitem__, keys)
    ]
    with st.container(gap=None):
        st.html(parts.heading(heading, asked))
        figure.table(view, f"explain-{OWN_PAGES[subject]}", heading, columns, rows, (heading, asked))


def _its_subject(key: str, view: View) -> None:
    """The way back to all indicators, to the page of this one, and to the others of its subject."""
    [subject] = [name for name, indicators in SUBJECTS.items() if any(one.key == key for one in indicators)]
    with st.container(gap="xxsmall", key="explain-subject"):
        view.link("explain", _("All figures"))
        if view.filters.grant.may_read("places") or OWN_PAGES[subject] == "overview":
            view.link(OWN_PAGES[subject], _("See it on its page"))
        st.html(parts.heading(_subjects()[subject][0]))
        for one in SUBJECTS[subject]:
            if one.key == key:
                st.html(parts.order(_(one.name)))
            else:
                view.link("explain", _(one.name), **{PARAMETER: one.key})


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
