"""Yearly report: each calendar year beside the others, in tables that can be taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from documents.sheet import Stamp
from documents.xlsx import xlsx
from indicators import yearly
from screen.frame import figure, files, parts, shell
from screen.frame import stamp as stamps
from screen.language.formats import count, day
from screen.language.words import _, many
from screen.sections.shared import empty
from screen.sections.yearly.tables import Subject, columns, numbers, rows, subjects
from screen.view.view import View

Figures = Mapping[str, Any]

YEARS_SHOWN = 8


def page(view: View) -> None:
    """Draw the report of what the viewer may see; the period that is chosen does not matter here."""
    if not view.filters.grant.may_read("figures"):
        shell.no_access()
        return
    found = view.compute(yearly.report)
    years = found["years"]
    if not years:
        nothing_found = _("There is no case in what is chosen, so there is no year to report on.")
        figure.headline(view, "", _("No data for a yearly report"), nothing_found)
        empty.ways_out(view.address)
        return
    figure.headline(view, "", headline(years), below(found, view))
    st.html(parts.sentence(_("Not yet made safe for publication."), _not_for_publication()))
    made = subjects(view)
    tables = {subject.heading: numbers(subject, years) for subject in made}
    stamped = stamp(view)
    files.button(view, _("All tables as XLSX"), "yearly.xlsx", lambda: xlsx(tables, stamped))
    left, right = st.columns(2, gap="large")
    for number, subject in enumerate(made):
        with (left, right)[number % 2]:
            _draw(subject, years, view)


def headline(years: Sequence[Figures]) -> str:
    """The cases opened in the last complete year, beside the year before; of a first year that still runs, so far."""
    complete = [year for year in years if year["complete"]]
    last = complete[-1] if complete else years[-1]
    opened = last["cases"]["opened"]
    if not complete:
        words = many("{n} case was opened in {year} so far", "{n} cases were opened in {year} so far", opened)
        return words.format(n=count(opened), year=last["year"])
    if len(complete) < 2:
        words = many("{n} case was opened in {year}", "{n} cases were opened in {year}", opened)
        return words.format(n=count(opened), year=last["year"])
    words = many(
        "{n} case was opened in {year}, {before} the year before",
        "{n} cases were opened in {year}, {before} the year before",
        opened,
    )
    return words.format(n=count(opened), year=last["year"], before=count(complete[-2]["cases"]["opened"]))


def below(found: Figures, view: View) -> str:
    """When the record begins, how a year's figures are known, and what is not of the past."""
    begins = _("The record begins on {day}.").format(day=day(date.fromisoformat(found["record_begins"])))
    stood = _("Each year as it stood at its end, the one that still runs as it stands now, whatever period is chosen.")
    past = _("Region, form, age group and other attributes without a time are as they stand today.")
    shown = _("The last {n} years; a file holds them all.").format(n=count(YEARS_SHOWN))
    return " ".join(filter(None, (begins, stood, past, shown if len(found["years"]) > YEARS_SHOWN else "")))


def _draw(subject: Subject, years: Sequence[Figures], view: View) -> None:
    shown = years[-YEARS_SHOWN:]
    st.html(parts.heading(subject.heading, subject.below))
    heads, over = columns(shown, _("Figure")), (subject.heading, subject.below)
    figure.table(view, subject.name, subject.heading, heads, rows(subject, shown), over)
    figure.download(f"yearly-{subject.name}", numbers(subject, years), view)


def stamp(view: View) -> Stamp:
    """What stands on the workbook: the filters, of which the period does not matter."""
    usual = stamps.stamp(view, _("Yearly report"))
    said = _("{filters} (each calendar year, whatever the period)").format(filters=usual.filters)
    return replace(usual, filters=said)


def _not_for_publication() -> str:
    return _(
        "Small numbers are exact here, and one person may be recognised by them. "
        "What is published has to be a release, in which they are withheld."
    )


if __name__ == "__main__":
    shell.through_the_door("yearly")
