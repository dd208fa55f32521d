"""Yearly report: each calendar year beside the others, in tables that can be taken away."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from documents.page import Columns, Page, Section, Workbook
from documents.sheet import Csv, Table, Words
from indicators import yearly
from screen.frame import shell
from screen.language.formats import count, day
from screen.language.words import _, many
from screen.sections.shared import empty, sentences
from screen.sections.yearly.tables import Subject, columns, numbers, rows, subjects
from screen.view.stamp import filters_in_words
from screen.view.view import View

Figures = Mapping[str, Any]

YEARS_SHOWN = 8


def page(view: View) -> Page:
    """The report of what the viewer may see; the period that is chosen does not matter here."""
    found = view.compute(yearly.report, view.settings.partner_rules)
    years = found["years"]
    if not years:
        below_it = _("There is no case in what is chosen, so there is no year to report on.")
        return Page("", _("No data for a yearly report"), below_it, empty.ways_out(view.address))
    made = subjects(view)
    sections = [_section(subject, years) for subject in made]
    exact = Words(_not_for_publication(), _("Not yet made safe for publication."))
    tables = Columns((1, 1), (tuple(sections[::2]), tuple(sections[1::2])), "large", across=True)
    return Page("", headline(years), below(found, view), (exact, _workbook(made, years, view), tables))


def _workbook(made: Sequence[Subject], years: Sequence[Figures], view: View) -> Workbook:
    """All tables in one file; of the filters, the period does not matter."""
    tables = tuple((subject.heading, Csv(subject.name, numbers(subject, years))) for subject in made)
    words = _("{filters} (each calendar year, whatever the period)").format(filters=filters_in_words(view))
    return Workbook(_("All tables as XLSX"), "yearly.xlsx", tables, words)


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
    past = sentences.attributes_are_of_today()
    shown = _("The last {n} years; a file holds them all.").format(n=count(YEARS_SHOWN))
    return " ".join(filter(None, (begins, stood, past, shown if len(found["years"]) > YEARS_SHOWN else "")))


def _section(subject: Subject, years: Sequence[Figures]) -> Section:
    shown = years[-YEARS_SHOWN:]
    table = Table(subject.heading, columns(shown, _("Figure")), rows(subject, shown))
    file = Csv(f"yearly-{subject.name}", numbers(subject, years))
    return Section(subject.name, subject.heading, (table, file), subject.below)


def _not_for_publication() -> str:
    return _(
        "Small numbers are exact here, and one person may be recognised by them. "
        "What is published has to be a release, in which they are withheld."
    )


if __name__ == "__main__":
    shell.through_the_door("yearly")
