"""Which sectors meet in a case: the most common combinations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from charts.combinations import Row, combinations
from config.codes import SECTORS
from documents.page import Part, Section
from documents.sheet import Chart, Column, Csv, Phrase, Table
from screen.language.formats import count, part
from screen.language.words import _, many
from screen.sections.shared.cells import count_cell
from screen.sections.shared.sector_heads import short_lines
from screen.view.view import View

Figures = Mapping[str, Any]

AT_FIRST = 8
MOST = 24
MORE = "combinations"


def most_common(found: Sequence[Figures], view: View) -> Section:
    """The most common combinations; the others are one sentence and, where wanted, rows too."""
    shown = found[: MOST if view.is_on(MORE) else AT_FIRST]
    codes = [code for code in SECTORS if any(code in row["sectors"] for row in shown)]
    heads = ["\n".join(short_lines(code)) for code in codes]
    cases = sum(row["cases"] for row in found)
    rows = [_row(row, codes, cases, view) for row in shown]
    rows[:1] = [replace(row, shown=many("{n} case", "{n} cases", row.amount).format(n=row.shown)) for row in rows[:1]]
    most = "; ".join(row.words for row in rows[:3])
    conclusion = _("Rows of the sectors that meet in a case, with bars. The most common: {said}.").format(said=most)
    frame = pd.DataFrame([{**row, "sectors": "+".join(row["sectors"])} for row in found])
    chart = Chart(
        combinations(heads, rows, conclusion),
        name="sector-combinations",
        numbers=_numbers(found[:MOST], view),
        csv=Csv("sector-combinations", frame),
    )
    more = view.switch(MORE, _("Show {n} combinations").format(n=count(min(MOST, len(found)))))
    parts: tuple[Part, ...] = (chart, more) if len(found) > AT_FIRST else (chart,)
    heading, below = _("Which sectors meet in a case"), _below(found[len(shown) :])
    return Section(chart.name, heading, parts, below, "sector_combinations")


def _below(rest: Sequence[Figures]) -> str:
    dark = _("Dark: police, social services and health care together.")
    if not rest:
        return _("All combinations, the most common first. {dark}").format(dark=dark)
    cases = sum(row["cases"] for row in rest)
    words = many(
        "The most common combinations; {others} others stand in {n} case. {dark}",
        "The most common combinations; {others} others stand in {n} cases. {dark}",
        cases,
    )
    return words.format(others=count(len(rest)), n=count(cases), dark=dark)


def _row(row: Figures, codes: Sequence[str], cases: int, view: View) -> Row:
    places = [codes.index(code) for code in codes if code in row["sectors"]]
    words = many("{sectors}: {n} case, {share}", "{sectors}: {n} cases, {share}", row["cases"])
    shown = count(row["cases"])
    said = words.format(sectors=_names(row, view), n=shown, share=part(row["cases"] / cases, cases))
    return Row(places, row["cases"], shown, row["together"], said)


def _names(row: Figures, view: View) -> str:
    return ", ".join(view.sector_name(code) for code in row["sectors"]) or _("No agency")


def _numbers(rows: Sequence[Figures], view: View) -> Table:
    columns = [Column(_("Sectors"), figures=False), Column(_("Cases"), indicator="sector_combinations")]
    cells = [[Phrase(_names(row, view)), count_cell(row["cases"])] for row in rows]
    return Table(_("Cases by the sectors that meet in them"), columns, cells)
