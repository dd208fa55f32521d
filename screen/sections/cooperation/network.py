"""The network of sectors: which meet most often in a case, and whom the chosen one meets."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts import network
from charts.network import Link, Node
from config.codes import SECTORS
from documents.page import Choice, Section, options
from documents.sheet import Chart, Click, Csv
from screen.language.formats import count, percent
from screen.language.words import _, many
from screen.sections.cooperation.pairs import pair_words, pairs_table
from screen.view.view import View

Figures = Mapping[str, Any]

CHOSEN = "network"


def sector_network(pairs: Sequence[Figures], known: Mapping[str, str], view: View) -> Section:
    """The network; `known` holds the sector of each agency: every sector that has one keeps its place."""
    below = _("Lines: the three that each sector meets most. Width: under 5 of 100 cases, and from 5, 10, 20 and 30.")
    order = [code for code in SECTORS if code in set(known.values())]
    code = view.chosen(CHOSEN, order)
    names = {"": _("Look at one sector"), **{code: view.sector_name(code) for code in order}}
    sectors = Choice(CHOSEN, _("Sector in the network"), options(names), code, shape="list", width=300)
    alone = {row["a"]: row for row in pairs if row["a"] == row["b"]}
    both = [row for row in pairs if row["a"] != row["b"] and {row["a"], row["b"]} <= {*order}]
    nodes = [Node(one, view.sector_name(one), *_amount(alone.get(one), view.sector_name(one))) for one in order]
    links = [Link(row["a"], row["b"], row["share"], pair_words(row, view.sector_name)) for row in both]
    of_code = [row for row in both if not code or code in (row["a"], row["b"])]
    ordered = sorted(of_code, key=lambda row: (-row["cases"], row["a"], row["b"]))
    heads, caption = (_("Sector"), _("Other sector")), _("Cases that two sectors share")
    chart = Chart(
        network.network(nodes, links, code or None, _conclusion(ordered[:3], code, view)),
        name="sector-network",
        numbers=pairs_table(caption, heads, "sector_involvement", ordered, view.sector_name),
        csv=Csv("sector-network", pd.DataFrame(ordered)),
        click=Click(network.CLICKED, ((CHOSEN, "code"),), toggles=True),
    )
    return Section(chart.name, _("Which sectors meet most"), (sectors, chart), below, "sector_involvement")


def _amount(row: Figures | None, name: str) -> tuple[float, str]:
    if row is None:
        return 0, _("{sector}: in none of these cases").format(sector=name)
    words = many("{sector}: in {n} case, {share} of all", "{sector}: in {n} cases, {share} of all", row["cases"])
    return row["share"], words.format(sector=name, n=count(row["cases"]), share=percent(row["share"]))


def _conclusion(most: Sequence[Figures], code: str, view: View) -> str:
    if not most:
        return _("Network of sectors: no two of them share a case.")
    said = "; ".join(pair_words(row, view.sector_name) for row in most)
    if code:
        words = _("Network of sectors. {sector} meets most often: {said}.")
        return words.format(sector=view.sector_name(code), said=said)
    return _("Network of sectors. Most often: {said}.").format(said=said)
