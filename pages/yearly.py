"""Yearly report: each calendar year beside the others, in tables that can be taken away."""

from collections.abc import Sequence
from datetime import date

from documents.page import Columns, Page, Section, Workbook
from documents.sheet import Csv, Words
from indicators import yearly
from indicators.yearly import OfYear
from screen.language.formats import count, day
from screen.language.words import _, many
from screen.sections.shared import empty, sentences
from screen.sections.yearly_tables import Subject, numbers, subjects, table
from screen.view.stamp import filters_in_words
from screen.view.view import View

YEARS_SHOWN = 8


def page(view: View) -> Page:
    """The report of what the viewer may see; the period that is chosen does not matter here."""
    found = view.compute(yearly.report, view.settings.partner_rules)
    years, begins = found["years"], found["record_begins"]
    if begins is None:
        below_it = _("No case matches these filters, so there is no year to report on.")
        return Page("", _("No data for a yearly report"), below_it, empty.ways_out(view.address))
    made = subjects(view)
    sections = [_section(subject, years, view) for subject in made]
    exact = _(
        "Small numbers are exact here, and one person may be recognised by them. "
        "What is published has to be a release, in which they are withheld."
    )
    notice = Words(exact, _("Not yet made safe for publication."))
    tables = Columns((1, 1), (tuple(sections[::2]), tuple(sections[1::2])), "large", across=True)
    files = tuple((subject.heading, Csv(subject.name, numbers(subject, years))) for subject in made)
    # of the filters, the period does not matter
    words = _("{filters} (each calendar year, whatever the period)").format(filters=filters_in_words(view))
    workbook = Workbook(_("All tables as XLSX"), "yearly.xlsx", files, words)
    return Page("", headline(years), below(date.fromisoformat(begins), len(years), view), (notice, workbook, tables))


def headline(years: Sequence[OfYear]) -> str:
    """The cases opened in the last complete year, beside the year before; of a first year that still runs, so far."""
    complete = [year for year in years if year["complete"]]
    last, before = complete[-1] if complete else years[-1], ""
    opened = last["cases"]["opened"]
    if not complete:
        words = many("{n} case was opened in {year} so far", "{n} cases were opened in {year} so far", opened)
    elif len(complete) < 2:
        words = many("{n} case was opened in {year}", "{n} cases were opened in {year}", opened)
    else:
        before = count(complete[-2]["cases"]["opened"])
        words = many(
            "{n} case was opened in {year}, {before} the year before",
            "{n} cases were opened in {year}, {before} the year before",
            opened,
        )
    return words.format(n=count(opened), year=last["year"], before=before)


def below(begins: date, years: int, view: View) -> str:
    """When the record begins, how a year's figures are known, and what is not of the past: details and targets."""
    stood = _(
        "Each year is shown as it was on its last day, and the current year as it is now, whatever period is chosen."
    )
    said = [_("The record begins on {day}.").format(day=day(begins)), stood, sentences.attributes_are_of_today()]
    if changed := sentences.targets_changed(view, begins):
        said.append(changed)
    if years > YEARS_SHOWN:
        said.append(_("The last {n} years; a file holds them all.").format(n=count(YEARS_SHOWN)))
    return " ".join(said)


def _section(subject: Subject, years: Sequence[OfYear], view: View) -> Section:
    file = Csv(f"yearly-{subject.name}", numbers(subject, years))
    return Section(subject.name, subject.heading, (table(subject, years[-YEARS_SHOWN:], view), file), subject.below)
