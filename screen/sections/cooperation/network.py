"""The network of sectors: which meet most often in a case, and whom the chosen one meets."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from charts import network
from charts.network import Link, Node
from config.codes import UNKNOWN
from config.finland import sectors
from documents.sheet import Column, Phrase
from screen.frame import figure
from screen.frame.figure import Numbers
from screen.language.formats import count, percent
from screen.language.words import _, many
from screen.sections.shared.cells import count_cell
from screen.sections.shared.explain_link import column_of, heading_of
from screen.view.view import View

Figures = Mapping[str, Any]

CHOSEN = "cooperation-network"
NOBODY = ""


def draw(pairs: Sequence[Figures], known: Mapping[str, str], view: View) -> None:
    """Draw the network; `known` holds the sector of each agency: every sector that has one keeps its place."""
    over = _("Which sectors meet most"), _how_to_read()
    st.html(heading_of("sector_involvement", *over))
    order = [code for code in (*(sector.code for sector in sectors()), UNKNOWN) if code in set(known.values())]
    code = _list(order, view)
    alone = {row["a"]: row for row in pairs if row["a"] == row["b"]}
    both = [row for row in pairs if row["a"] != row["b"] and {row["a"], row["b"]} <= {*order}]
    nodes = [Node(one, view.sector_name(one), *_amount(alone.get(one), view.sector_name(one))) for one in order]
    links = [Link(row["a"], row["b"], row["share"], _meaning(row, view)) for row in both]
    drawing = network.network(nodes, links, code or None, _conclusion(both, code, view), view.theme)
    figure.on_click(drawing, "cooperation-network-chart", network.CLICKED, _clicked)
    figure.under(drawing, _numbers(both, code, view), view, over)


def _how_to_read() -> str:
    return _("Lines: the three that each sector meets most. Width: under 5 of 100 cases, and from 5, 10, 20 and 30.")


def _list(order: Sequence[str], view: View) -> str:
    names = {NOBODY: _("Look at one sector"), **{code: view.sector_name(code) for code in order}}
    if st.session_state.get(CHOSEN) not in names:
        st.session_state[CHOSEN] = NOBODY
    return str(
        st.selectbox(
            _("Sector in the network"),
            list(names),
            format_func=lambda code: names.get(code, code),
            key=CHOSEN,
            label_visibility="collapsed",
            width=300,
        )
    )


def _clicked(mark: Mapping[str, Any]) -> None:
    """A second click on the chosen sector shows all of them again."""
    code = str(mark["code"])
    st.session_state[CHOSEN] = NOBODY if st.session_state.get(CHOSEN) == code else code


def _amount(row: Figures | None, name: str) -> tuple[float, str]:
    if row is None:
        return 0, _("{sector}: in none of these cases").format(sector=name)
    words = many("{sector}: in {n} case, {share} of all", "{sector}: in {n} cases, {share} of all", row["cases"])
    return row["share"], words.format(sector=name, n=count(row["cases"]), share=percent(row["share"]))


def _meaning(row: Figures, view: View) -> str:
    words = many(
        "{one} and {other}: {n} case, {share} of all", "{one} and {other}: {n} cases, {share} of all", row["cases"]
    )
    return words.format(
        one=view.sector_name(row["a"]),
        other=view.sector_name(row["b"]),
        n=count(row["cases"]),
        share=percent(row["share"]),
    )


def _conclusion(pairs: Sequence[Figures], code: str, view: View) -> str:
    found = sorted(_of(pairs, code), key=lambda row: (-row["cases"], row["a"], row["b"]))[:3]
    if not found:
        return _("Network of sectors: no two of them share a case.")
    said = "; ".join(_meaning(row, view) for row in found)
    if code:
        words = _("Network of sectors. {sector} meets most often: {said}.")
        return words.format(sector=view.sector_name(code), said=said)
    return _("Network of sectors. Most often: {said}.").format(said=said)


def _of(pairs: Sequence[Figures], code: str) -> list[Figures]:
    return [row for row in pairs if not code or code in (row["a"], row["b"])]


def _numbers(pairs: Sequence[Figures], code: str, view: View) -> Numbers:
    columns = [
        Column(_("Sector"), figures=False),
        Column(_("Other sector"), figures=False),
        column_of("sector_involvement", _("Cases")),
        column_of("sector_involvement", _("Of all cases")),
    ]
    ordered = sorted(_of(pairs, code), key=lambda row: (-row["cases"], row["a"], row["b"]))
    rows = [
        [
            Phrase(view.sector_name(row["a"])),
            Phrase(view.sector_name(row["b"])),
            count_cell(row["cases"]),
            Phrase(percent(row["share"])),
        ]
        for row in ordered
    ]
    return Numbers("sector-network", _("Cases that two sectors share"), columns, rows, pd.DataFrame(ordered))
