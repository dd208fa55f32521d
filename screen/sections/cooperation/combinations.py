"""Which sectors meet in a case: the most common combinations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from charts.combinations import Row, combinations
from config.codes import UNKNOWN
from config.finland import sectors
from documents.sheet import Column, Phrase
from screen.frame import figure
from screen.frame.figure import Numbers
from screen.language.formats import count, part
from screen.language.words import _, many
from screen.sections.handovers.matrix import short_lines
from screen.sections.shared.cells import count_cell
from screen.sections.shared.explain_link import column_of, heading_of
from screen.view.view import View

Figures = Mapping[str, Any]

AT_FIRST = 8
MOST = 24
MORE = "cooperation-more-combinations"


def draw(found: Sequence[Figures], view: View) -> None:
    """Draw the most common combinations; the others are one sentence and, where wanted, rows too."""
    shown = found[: MOST if st.session_state.get(MORE) else AT_FIRST]
    over = _("Which sectors meet in a case"), _told(found, shown)
    st.html(heading_of("sector_combinations", *over))
    codes = _in_any(shown)
    heads = ["\n".join(short_lines(code, view)) for code in codes]
    cases = sum(row["cases"] for row in found)
    rows = [_row(row, codes, cases, view) for row in shown]
    rows[:1] = [replace(row, shown=many("{n} case", "{n} cases", row.amount).format(n=row.shown)) for row in rows[:1]]
    drawing = combinations(heads, rows, _conclusion(shown, cases, view), view.theme)
    figure.draw(drawing, _numbers(found, view), view, over)
    if len(found) > AT_FIRST:
        st.toggle(_("Show {n} combinations").format(n=count(min(MOST, len(found)))), key=MORE)


def _told(found: Sequence[Figures], shown: Sequence[Figures]) -> str:
    dark = _("Dark: police, social services and health care together.")
    rest = found[len(shown) :]
    if not rest:
        return _("All combinations, the most common first. {dark}").format(dark=dark)
    words = many(
        "The most common combinations; {others} others stand in {n} case. {dark}",
        "The most common combinations; {others} others stand in {n} cases. {dark}",
        sum(row["cases"] for row in rest),
    )
    return words.format(others=count(len(rest)), n=count(sum(row["cases"] for row in rest)), dark=dark)


def _in_any(rows: Sequence[Figures]) -> list[str]:
    """The sectors that are in any of the combinations, in their order."""
    order = [*(sector.code for sector in sectors()), UNKNOWN]
    return [code for code in order if any(code in row["sectors"] for row in rows)]


def _row(row: Figures, codes: Sequence[str], cases: int, view: View) -> Row:
    places = [codes.index(code) for code in codes if code in row["sectors"]]
    return Row(places, row["cases"], count(row["cases"]), row["together"], _meaning(row, cases, view))


def _meaning(row: Figures, cases: int, view: View) -> str:
    words = many("{sectors}: {n} case, {share}", "{sectors}: {n} cases, {share}", row["cases"])
    return words.format(sectors=_names(row, view), n=count(row["cases"]), share=part(row["cases"] / cases, cases))


def _names(row: Figures, view: View) -> str:
    return ", ".join(view.sector_name(code) for code in row["sectors"]) or _("No agency")


def _conclusion(shown: Sequence[Figures], cases: int, view: View) -> str:
    said = "; ".join(_meaning(row, cases, view) for row in shown[:3])
    return _("Rows of the sectors that meet in a case, with bars. The most common: {said}.").format(said=said)


def _numbers(found: Sequence[Figures], view: View) -> Numbers:
    columns = [Column(_("Sectors"), figures=False), column_of("sector_combinations", _("Cases"))]
    rows = [[Phrase(_names(row, view)), count_cell(row["cases"])] for row in found[:MOST]]
    frame = pd.DataFrame([{**row, "sectors": "+".join(row["sectors"])} for row in found])
    return Numbers("sector-combinations", _("Cases by the sectors that meet in them"), columns, rows, frame)
