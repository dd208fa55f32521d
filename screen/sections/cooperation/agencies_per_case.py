"""Agencies per case: how many work on a case, and in which regions or counties how many."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from documents.page import Choice, Section, options
from documents.sheet import Column, Csv, Phrase, Table
from indicators import involvement
from screen.language.formats import count, decimal, in_order, part
from screen.language.words import _, many
from screen.sections.shared.bars import Bar, bars_chart
from screen.sections.shared.cells import count_cell, mean_cell, no_data_cell
from screen.view.view import View

Figures = Mapping[str, Any]

NO_CASES: Figures = {"cases": 0, "agencies_per_case_mean": None, "share_3_plus": None}


def distribution(figures: Figures) -> Section:
    """How many cases have no agency, one, two and so on."""
    rows, cases = figures["distribution"], figures["cases"]
    mean = _("{agencies} agencies and {ministries} ministries a case").format(
        agencies=decimal(figures["agencies_per_case_mean"]), ministries=decimal(figures["ministries_per_case_mean"])
    )
    below = _("Of {n}: {mean}").format(n=many("{n} case", "{n} cases", cases).format(n=count(cases)), mean=mean)
    bars = [_bar(row, row is rows[-1], cases) for row in rows]
    said = ", ".join(f"{bar.name}: {count(bar.amount)}" for bar in bars)
    conclusion = _("Bars of cases by number of agencies. {below}. {bars}.").format(below=below, bars=said)
    name, indicator = "agencies-per-case", "agencies_distribution"
    columns = Column(_("Agencies"), figures=False), Column(_("Cases"), indicator=indicator)
    table = (_("Cases by number of agencies"), *columns)
    chart = bars_chart(name, bars, conclusion, table, Csv(name, pd.DataFrame(rows)))
    return Section(name, _("How many agencies work on a case"), (chart,), below, indicator)


def _bar(row: Figures, is_last: bool, cases: int) -> Bar:
    agencies, n = row["agencies"], row["cases"]
    name = many("{n} agency", "{n} agencies", agencies).format(n=agencies)
    if not agencies:
        name = _("No agency")
    elif is_last:
        name = _("{n} or more").format(n=agencies)
    words = many("{name}: {n} case, {share}", "{name}: {n} cases, {share}", n)
    return Bar(name, n, words.format(name=name, n=count(n), share=part(n / cases, cases)))


def by_place(figures: Figures, view: View) -> Section:
    """Agencies and ministries per case in each region or county, in order of name."""
    below = _("In order of name. Places are compared by what joined within 90 days, in cases at least so old")
    caption = _("Agencies per case by place")
    names = {"region": _("Regions"), "county": _("Wellbeing services counties")}
    place = view.chosen("by", names, "region")
    found = view.compute(involvement.by_county if place == "county" else involvement.by_region)
    early = {row[place]: row for row in figures["within_90_days"][f"by_{place}"]}
    codes = sorted(found, key=lambda code: (code == "unknown", in_order(view.name(place, code))))
    everywhere = _cells(Phrase(_("All of these"), "total"), figures, figures["within_90_days"])
    body = [_cells(Phrase(view.name(place, code)), found[code], early.get(code, NO_CASES)) for code in codes]
    name = f"agencies-per-case-by-{place}"
    rows = [{place: code, **found[code], **_early(early.get(code, NO_CASES))} for code in codes]
    parts = (
        Choice("by", _("Agencies per case by"), options(names), place, "region"),
        Table(caption, _columns(place), [everywhere, *body]),
        Csv(name, pd.DataFrame(rows)),
    )
    return Section(name, caption, parts, below, "agencies_within_90_days")


def _columns(place: str) -> list[Column]:
    heads = {
        "agencies_per_case": _("Agencies"),
        "ministries_per_case": _("Ministries"),
        "agencies_within_90_days": _("In 90 days"),
        "share_3_plus": _("3 or more in 90 days"),
    }
    first = _("Region") if place == "region" else _("County")
    return [
        Column(first, figures=False),
        Column(_("Cases")),
        *(Column(head, indicator=key) for key, head in heads.items()),
    ]


def _cells(name: Phrase, now: Figures, early: Figures) -> list[Phrase]:
    three = early["share_3_plus"]
    return [
        name,
        count_cell(now["cases"]),
        mean_cell(now["agencies_per_case_mean"], now["cases"]),
        mean_cell(now["ministries_per_case_mean"], now["cases"]),
        mean_cell(early["agencies_per_case_mean"], early["cases"]),
        no_data_cell() if three is None else Phrase(part(three, early["cases"])),
    ]


def _early(early: Figures) -> dict[str, Any]:
    return {f"{name}_within_90_days": early[name] for name in NO_CASES}
