"""Explain: what a figure means, how it comes about, and on what it rests. All indicators, by subject."""

import streamlit as st

from indicators.catalogue import INDICATORS, SUBJECTS
from screen import chosen, explanation, figure, filter_bar, parts, shell
from screen.explain_link import PARAMETER
from screen.formats import count
from screen.view import View
from screen.words import _, many

OWN_PAGES = {
    "Open cases": "open_cases",
    "Handover delays": "handovers",
    "Cross-agency involvement": "cooperation",
    "Deadlines": "deadlines",
    "Regions": "regions",
    "Changes": "overview",
}


def page(view: View) -> None:
    """Draw the list of indicators, and the one that the address names."""
    if not view.filters.grant.may_read("figures"):
        shell.no_access()
        return
    key = chosen.read(PARAMETER, INDICATORS)
    figure.headline(view, "", *headline(key, view))
    left, right = st.columns([1, 2.4], gap="large")
    with left:
        _every_indicator(view)
    with right:
        if key:
            _its_page(key, view)
            explanation.draw(key, view)
        else:
            st.html(parts.order(_("Choose an indicator in the list, or “Explain” beside a figure.")))


def headline(key: str, view: View) -> tuple[str, str]:
    """The indicator and its definition; without one, how many there are."""
    if key:
        return _(INDICATORS[key].name), _(INDICATORS[key].definition) + "."
    n = len(INDICATORS)
    words = many("{n} indicator, by one definition everywhere", "{n} indicators, each by one definition everywhere", n)
    below = _("What a figure means, how it comes about, and on how many rows it rests in this view: {period}.")
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
    sought = st.text_input(_("Search"), key="explain-search", placeholder=_("Word of a name or definition"))
    found = matching(sought or "")
    if not found:
        st.html(parts.order(_("No indicator has this in its name or definition.")))
    for subject, keys in found.items():
        st.html(parts.heading(_subject_names()[subject]))
        with st.container(gap=None, key=f"explain-list-{OWN_PAGES[subject]}"):
            for key in keys:
                view.link("explain", _(INDICATORS[key].name), **{PARAMETER: key})


def _its_page(key: str, view: View) -> None:
    [subject] = [name for name, indicators in SUBJECTS.items() if any(one.key == key for one in indicators)]
    if view.filters.grant.may_read("places") or OWN_PAGES[subject] == "overview":
        view.link(OWN_PAGES[subject], _("See it on its page"))


def _subject_names() -> dict[str, str]:
    return {
        "Open cases": _("Open cases"),
        "Handover delays": _("Handover delays"),
        "Cross-agency involvement": _("Cross-agency involvement"),
        "Deadlines": _("Deadlines"),
        "Regions": _("Regions"),
        "Changes": _("Changes"),
    }


if __name__ == "__main__":
    shell.through_the_door("explain")
