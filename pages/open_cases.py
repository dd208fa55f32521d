"""Open cases: how many, how the number came about, how old they are, where they are, and why cases closed."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from documents.sheet import Column, Phrase
from indicators import open_cases
from screen.address import choice, filter_bar
from screen.frame import figure, shell
from screen.language.formats import count, duration_words, in_order
from screen.language.words import _, many
from screen.sections.open_cases import charts
from screen.sections.shared import empty, lists
from screen.sections.shared.case_link import agency_cell, case_cells
from screen.sections.shared.cells import count_cell
from screen.sections.shared.explain_link import column_of, heading_of
from screen.sections.shared.lists import Head, Listed, Row, of_words
from screen.view.view import View

Figures = Mapping[str, Any]

AGENCIES_AT_FIRST = 20


def page(view: View) -> None:
    """Draw the open cases of what the viewer may see."""
    if not view.filters.grant.may_read("places"):
        shell.no_access()
        return
    figures = view.compute(open_cases.figures)
    if not figures["open"] and not figures["in_scope"]:
        empty.draw(view.address)
        return
    figure.headline(view, *headline(figures), below(figures, view))
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        charts.over_time(figures["weeks"], view)
    with right:
        charts.by_age(figures, view)
        charts.by_reason(figures, view)
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        _where(figures, view)
    with right:
        _oldest(view)


def headline(figures: Figures) -> tuple[str, str]:
    """The sentence the page begins with: the figure that needs attention, and the rest of the sentence."""
    still_open, idle = figures["open"], figures["without_next_step"]
    if not still_open:
        return "", _("No case is open")
    if not idle:
        words = many("{n} case is open, and it has a next step", "All {n} open cases have a next step", still_open)
        return "", words.format(n=count(still_open))
    lead = _("{part} of {base}").format(part=count(idle), base=count(still_open))
    return lead, many("open cases has no next step", "open cases have no next step", idle)


def below(figures: Figures, view: View) -> str:
    """The change over the period, who has no responsible agency, how old cases are, and what is not of the past."""
    change, unnamed = figures["net_change"], figures["without_responsible_agency"]
    period = filter_bar.period_name(view.address)
    flow = _("{period}: {opened} opened, {closed} closed, {change}.").format(
        period=period,
        opened=count(figures["opened"]),
        closed=count(figures["closed"]),
        change=_change(change),
    )
    named = many("{n} has no responsible agency.", "{n} have no responsible agency.", unnamed).format(n=count(unnamed))
    past = _("Region, form, age group and other attributes without a time are as they stand today.")
    return " ".join(filter(None, (flow, named if unnamed else "", past if view.filters.as_of < view.now else "")))


def _change(change: int) -> str:
    if not change:
        return _("as many as before")
    more = many("{n} more open than before", "{n} more open than before", change)
    fewer = many("{n} fewer open than before", "{n} fewer open than before", -change)
    return (more if change > 0 else fewer).format(n=count(abs(change)))


def _where(figures: Figures, view: View) -> None:
    st.html(heading_of("open_cases", *_where_heading()))
    names = {"region": _("Regions"), "county": _("Wellbeing services counties"), "agency": _("Agencies")}
    chosen = choice.one_of(_("Open cases by"), names, "open-cases-by")
    if chosen == "agency":
        _agencies(figures["by_agency"], view)
    else:
        rows = figures["by_county"] if chosen == "county" else view.compute(open_cases.by_region).to_dict("records")
        _places(rows, "county" if chosen == "county" else "region", figures, view)


def _where_heading() -> tuple[str, str]:
    return _("Where they are"), _("In order of name; a case counts for each of its agencies")


def _places(rows: Sequence[Figures], kind: str, figures: Figures, view: View) -> None:
    """Regions or counties that have any case, in order of name, under all of them."""
    named = sorted(rows, key=lambda row: (row[kind] == "unknown", in_order(view.name(kind, row[kind]))))
    columns = [
        Column(_("Region") if kind == "region" else _("County"), figures=False),
        column_of("open_cases", _("Open")),
        column_of("opened", _("Opened in the period")),
    ]
    total = [Phrase(_("All of these"), "total"), count_cell(figures["open"]), count_cell(figures["opened"])]
    body = [[Phrase(view.name(kind, row[kind])), count_cell(row["open"]), count_cell(row["opened"])] for row in named]
    name = f"open-cases-by-{kind}"
    figure.table(view, name, _("Open cases by place"), columns, [total, *body], _where_heading())
    figure.download(name, pd.DataFrame(named), view)


def _agencies(rows: Sequence[Figures], view: View) -> None:
    """Agencies in order of sector and name; at first only those with the most cases."""
    everything = st.session_state.get("open-cases-all-agencies", False)
    most = sorted(rows, key=lambda row: -row["open"])
    shown = sorted(rows if everything else most[:AGENCIES_AT_FIRST], key=lambda row: _sector_and_name(row, view))
    columns = [
        Column(_("Agency"), figures=False),
        Column(_("Sector"), figures=False),
        column_of("open_by_agency", _("Open")),
    ]
    body = [
        [Phrase(view.name("agency", row["agency"])), Phrase(view.sector_name(row["sector"])), count_cell(row["open"])]
        for row in shown
    ]
    figure.table(view, "open-cases-by-agency", _("Open cases by agency"), columns, body, _where_heading())
    if len(rows) > AGENCIES_AT_FIRST:
        st.toggle(_("Show all {n} agencies").format(n=count(len(rows))), key="open-cases-all-agencies")
    figure.download("open-cases-by-agency", pd.DataFrame(rows), view)


def _sector_and_name(row: Figures, view: View) -> tuple[bool, str, str]:
    sector, name = view.sector_name(row["sector"]), view.name("agency", row["agency"])
    return row["sector"] == "unknown", in_order(sector), in_order(name)


def _oldest(view: View) -> None:
    """The case rows that are open longest, for those who may see them; each look is written down."""
    if not view.filters.grant.may_read("rows"):
        return
    rows = view.compute(open_cases.ages)
    if rows.empty:
        return
    view.note_rows_shown("open-cases/oldest")
    over = _("Open the longest"), _("The oldest first; a number leads to its case")
    st.html(heading_of("age", *over))
    head = Head("open-cases-list", over, _("Cases that are open the longest"))
    lists.draw(head, rows.to_dict("records"), _listed(view), view)


def _listed(view: View) -> list[Listed]:
    """The columns of the list of open cases."""
    case = case_cells()
    return [
        of_words("case", _("Case"), lambda row: case(row["case_id"])),
        of_words("region", _("Region"), lambda row: Phrase(view.name("region", row["region"]))),
        of_words("agency", _("Responsible agency"), lambda row: agency_cell(row["responsible_agency"], view)),
        Listed("age_days", column_of("age", _("Open for")), _age_cell, lambda row: row["age_days"]),
        Listed(
            "paused_days",
            column_of("paused_days_mean", _("Of that paused")),
            _paused_cell,
            lambda row: row["paused_days"],
        ),
    ]


def _age_cell(row: Row) -> Phrase:
    return Phrase(duration_words(row["age_days"]))


def _paused_cell(row: Row) -> Phrase:
    return Phrase(duration_words(row["paused_days"])) if row["paused_days"] else Phrase(_("none"), "zero")


if __name__ == "__main__":
    shell.through_the_door("open_cases")
