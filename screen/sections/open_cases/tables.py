"""The tables of open cases: where they are, and which are open the longest."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from documents.page import Choice, Part, Section, options
from documents.sheet import Column, Csv, Phrase, Table
from indicators import open_cases
from screen.language.formats import count, duration_words, in_order
from screen.language.words import _
from screen.sections.shared import lists
from screen.sections.shared.case_cells import agency_cell, case_cells
from screen.sections.shared.cells import count_cell
from screen.sections.shared.lists import Head, Listed, ListRow, of_words
from screen.view.view import View

Figures = Mapping[str, Any]

AGENCIES = "agencies"
AGENCIES_AT_FIRST = 20


def where(figures: Figures, view: View) -> Section:
    """Open cases by region, county or agency, as the viewer chooses."""
    names = {"region": _("Regions"), "county": _("Wellbeing services counties"), "agency": _("Agencies")}
    chosen = view.chosen("by", names, "region")
    choice = Choice("by", _("Open cases by"), options(names), chosen, "region")
    shown = _agencies(figures["by_agency"], view) if chosen == "agency" else _places(figures, chosen, view)
    below = _("In order of name; a case counts for each of its agencies")
    return Section(f"open-cases-by-{chosen}", _("Where they are"), (choice, *shown), below, "open_cases")


def _places(figures: Figures, kind: str, view: View) -> Iterator[Part]:
    """Regions or counties that have any case, in order of name, under all of them."""
    by_region = kind == "region"
    rows = view.compute(open_cases.by_region) if by_region else figures["by_county"]
    named = sorted(rows, key=lambda row: (row[kind] == "unknown", in_order(view.name(kind, row[kind]))))
    columns = [
        Column(_("Region") if by_region else _("County"), figures=False),
        Column(_("Open"), indicator="open_cases"),
        Column(_("Opened in the period"), indicator="opened"),
    ]
    total = [Phrase(_("All of these"), "total"), count_cell(figures["open"]), count_cell(figures["opened"])]
    body = [[Phrase(view.name(kind, row[kind])), count_cell(row["open"]), count_cell(row["opened"])] for row in named]
    yield Table(_("Open cases by place"), columns, [total, *body])
    yield Csv(f"open-cases-by-{kind}", pd.DataFrame(named))


def _agencies(rows: Sequence[Figures], view: View) -> Iterator[Part]:
    """Agencies in order of sector and name; at first only those with the most cases."""
    most = sorted(rows, key=lambda row: -row["open"])
    shown = rows if view.is_on(AGENCIES) else most[:AGENCIES_AT_FIRST]
    columns = [*(Column(head, figures=False) for head in (_("Agency"), _("Sector")))]
    body = [
        [Phrase(view.name("agency", row["agency"])), Phrase(view.sector_name(row["sector"])), count_cell(row["open"])]
        for row in sorted(shown, key=lambda row: _sector_and_name(row, view))
    ]
    yield Table(_("Open cases by agency"), [*columns, Column(_("Open"), indicator="open_by_agency")], body)
    if len(rows) > AGENCIES_AT_FIRST:
        yield view.switch(AGENCIES, _("Show all {n} agencies").format(n=count(len(rows))))
    yield Csv("open-cases-by-agency", pd.DataFrame(rows))


def _sector_and_name(row: Figures, view: View) -> tuple[bool, str, str]:
    sector, name = view.sector_name(row["sector"]), view.name("agency", row["agency"])
    return row["sector"] == "unknown", in_order(sector), in_order(name)


def oldest(view: View) -> Iterator[Section]:
    """The cases that are open the longest, for those who may see case rows; each look is logged."""
    rows = view.compute(open_cases.ages) if view.filters.grant.may_read("rows") else pd.DataFrame()
    if rows.empty:
        return
    head = Head(
        "open-cases-list",
        _("Open the longest"),
        _("The oldest first; a number leads to its case"),
        _("Cases that are open the longest"),
        "age",
        "open-cases/oldest",
    )
    yield lists.section(head, rows.to_dict("records"), _listed(view), view)


def _listed(view: View) -> list[Listed]:
    """The columns of the list of open cases."""
    case = case_cells(view)
    age, paused = Column(_("Open for"), indicator="age"), Column(_("Of that paused"), indicator="paused_days_mean")
    return [
        of_words("case", _("Case"), lambda row: case(row["case_id"])),
        of_words("region", _("Region"), lambda row: Phrase(view.name("region", row["region"]))),
        of_words("agency", _("Responsible agency"), lambda row: agency_cell(row["responsible_agency"], view)),
        Listed("age_days", age, _age_cell, lambda row: row["age_days"]),
        Listed("paused_days", paused, _paused_cell, lambda row: row["paused_days"]),
    ]


def _age_cell(row: ListRow) -> Phrase:
    return Phrase(duration_words(row["age_days"]))


def _paused_cell(row: ListRow) -> Phrase:
    return Phrase(duration_words(row["paused_days"])) if row["paused_days"] else Phrase(_("none"), "zero")
