"""Agencies per case: how many work on a case, and in which regions or counties how many."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from charts import bars
from documents.sheet import Column, Phrase
from indicators import involvement
from screen.address import choice
from screen.frame import figure
from screen.frame.figure import Numbers
from screen.language.formats import count, decimal, in_order, part
from screen.language.words import _, many
from screen.sections.shared.cells import count_cell, mean_cell, no_data_cell
from screen.sections.shared.explain_link import column_of, heading_of
from screen.view.view import View

Figures = Mapping[str, Any]

NOTHING_YET: Figures = {"cases": 0, "agencies_per_case_mean": None, "share_3_plus": None}


def distribution(figures: Figures, view: View) -> None:
    """Draw how many cases have no agency, one, two and so on."""
    rows, cases = figures["distribution"], figures["cases"]
    mean = _("{agencies} agencies and {ministries} ministries a case").format(
        agencies=decimal(figures["agencies_per_case_mean"]), ministries=decimal(figures["ministries_per_case_mean"])
    )
    below = _("Of {n}: {mean}").format(n=many("{n} case", "{n} cases", cases).format(n=count(cases)), mean=mean)
    heading, caption = _("How many agencies work on a case"), _("Cases by number of agencies")
    st.html(heading_of("agencies_distribution", heading, below))
    shown = _bars(rows, cases)
    said = ", ".join(f"{name}: {amount}" for name, amount in zip(shown["name"], shown["shown"], strict=True))
    conclusion = _("Bars of cases by number of agencies. {below}. {bars}.").format(below=below, bars=said)
    columns = [
        Column(_("Agencies"), figures=False),
        column_of("agencies_distribution", _("Cases")),
    ]
    table = [[Phrase(name), count_cell(row["cases"])] for name, row in zip(shown["name"], rows, strict=True)]
    numbers = Numbers("agencies-per-case", caption, columns, table, pd.DataFrame(rows))
    figure.draw(bars.bars(shown, conclusion, view.theme), numbers, view, (heading, below))


def _bars(rows: Sequence[Figures], cases: int) -> pd.DataFrame:
    """The numbers of agencies as the bars read them."""
    names = [_name(row["agencies"], row is rows[-1]) for row in rows]
    words = [many("{name}: {n} case, {share}", "{name}: {n} cases, {share}", row["cases"]) for row in rows]
    shares = [part(row["cases"] / cases, cases) for row in rows]
    counts = [count(row["cases"]) for row in rows]
    return pd.DataFrame(
        {
            "order": range(len(rows)),
            "name": names,
            "amount": [row["cases"] for row in rows],
            "shown": counts,
            "strong": False,
            "words": [
                one.format(name=name, n=n, share=share)
                for one, name, n, share in zip(words, names, counts, shares, strict=True)
            ],
        }
    )


def _name(agencies: int, is_last: bool) -> str:
    if not agencies:
        return _("No agency")
    if is_last:
        return _("{n} or more").format(n=agencies)
    return many("{n} agency", "{n} agencies", agencies).format(n=agencies)


def by_place(figures: Figures, view: View) -> None:
    """Draw agencies and ministries per case in each region or county, in order of name."""
    below = _("In order of name. Places are compared by what joined within 90 days, in cases at least so old")
    caption = _("Agencies per case by place")
    st.html(heading_of("agencies_within_90_days", caption, below))
    names = {"region": _("Regions"), "county": _("Wellbeing services counties")}
    place = choice.one_of(_("Agencies per case by"), names, "cooperation-by")
    found = view.compute(involvement.by_county if place == "county" else involvement.by_region)
    early = {row[place]: row for row in figures["within_90_days"][f"by_{place}"]}
    codes = sorted(found, key=lambda code: (code == "unknown", in_order(view.name(str(place), code))))
    everywhere = _cells(Phrase(_("All of these"), "total"), figures, figures["within_90_days"])
    body = [_cells(Phrase(view.name(str(place), code)), found[code], early.get(code, NOTHING_YET)) for code in codes]
    name = f"agencies-per-case-by-{place}"
    figure.table(view, name, caption, _columns(str(place)), [everywhere, *body], (caption, below))
    rows = [{place: code, **found[code], **_early(early.get(code, NOTHING_YET))} for code in codes]
    figure.download(name, pd.DataFrame(rows), view)


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
        *(column_of(key, head) for key, head in heads.items()),
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
    names = ("cases", "agencies_per_case_mean", "share_3_plus")
    return {f"{name}_within_90_days": early[name] for name in names}
