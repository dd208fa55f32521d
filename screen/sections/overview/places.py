"""Regions or counties as a map and as a table: the map shows where it is, the table is complete, in order of name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from charts import region_map
from charts.region_map import Place
from config.finland import County, Region, counties, regions
from documents.sheet import Chart, Column, Phrase, Words
from screen.address.filter_bar import toggle_only
from screen.frame import figure, parts
from screen.language.formats import count, in_order
from screen.language.words import _, many
from screen.sections.shared.cells import count_cell, median_cell, past_target_cell
from screen.sections.shared.explain_link import column_of
from screen.view.view import View

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """What the map shows: regions or counties, and which amount of each (pending or open)."""

    place: Place
    amount: str


def draw_map(rows: Sequence[Figures], shown: Shown, view: View) -> None:
    """Draw the map of one amount for each place; a click on a place makes it the only one, or all again. Its numbers
    are those of the table.
    """
    place, chosen = shown.place, _chosen(shown.place, view)
    key = f"map-{place}-{'-'.join(chosen)}"  # another choice makes another chart, in which nothing is clicked yet
    drawing = region_map.circles(_map_data(rows, shown, view), view.theme)
    with st.container(gap=None):
        st.html(_key(shown.amount))
        figure.on_click(drawing, key, region_map.CLICKED, lambda clicked: toggle_only(place, str(clicked["code"])))
        credit, name = _("Map: Statistics Finland, CC BY 4.0, modified"), f"map-{place}"
        st.html(parts.credit(credit))
        with st.container(horizontal=True, key="files-map"):
            figure.pictures(name, drawing, view)
    figure.keep(view, name, captions()[shown.amount], [Chart(drawing), Words(credit)])


def draw_table(rows: Sequence[Figures], place: Place, everywhere: Figures, view: View) -> None:
    """Draw the table of the places, all of them together first, and offer it as a file."""
    named = sorted(rows, key=lambda row: (row[place] == "unknown", in_order(view.name(place, row[place]))))
    body = [[Phrase(view.name(place, row[place])), *_cells(row)] for row in named if _is_known(row, place)]
    total = [Phrase(_("All of these") if _chosen(place, view) else _("Whole country"), "total"), *_cells(everywhere)]
    caption = _("Figures by region") if place == "region" else _("Figures by county")
    figure.table(view, f"overview-{place}", caption, _columns(), [total, *body])
    frame = pd.DataFrame([{"name": view.name(place, row[place]), **row} for row in rows])
    figure.download(f"overview-{place}", frame, view)


def captions() -> dict[str, str]:
    """What the map can show, by amount."""
    return {"pending": _("Map: waiting handovers"), "open": _("Map: open cases")}


def _key(amount: str) -> str:
    if amount == "open":
        return parts.key([("data", _("open cases"))])
    return parts.key([("data", _("waiting")), ("attention", _("past target"))])


def _chosen(place: Place, view: View) -> tuple[str, ...]:
    return view.filters.regions if place == "region" else view.filters.counties


def _map_data(rows: Sequence[Figures], shown: Shown, view: View) -> region_map.MapData:
    place, amount = shown.place, shown.amount
    points: dict[str, Region | County] = {one.code: one for one in (regions() if place == "region" else counties())}
    chosen = _chosen(place, view)
    places = [
        {
            "code": row[place],
            "longitude": points[row[place]].longitude,
            "latitude": points[row[place]].latitude,
            "amount": row[amount],
            "past": row["overdue"] if amount == "pending" else 0,
            "chosen": row[place] in chosen,
            "words": _words(row, view.name(place, row[place])),
        }
        for row in rows
        if row[place] in points
    ]
    frame = pd.DataFrame(places, columns=list(region_map.COLUMNS))
    return region_map.MapData(place, frame, _conclusion(rows, shown, view))


def _words(row: Figures, name: str) -> str:
    words = _("{place}: {open} open cases, {waiting} waiting handovers, {past} past target. Click to filter.")
    return words.format(place=name, open=count(row["open"]), waiting=count(row["pending"]), past=count(row["overdue"]))


def _conclusion(rows: Sequence[Figures], shown: Shown, view: View) -> str:
    place, amount = shown.place, shown.amount
    some = [row for row in rows if row[amount]]
    names = ", ".join(f"{view.name(place, row[place])} {count(row[amount])}" for row in some)
    what = _("waiting handovers") if amount == "pending" else _("open cases")
    words = many("Map of {what}: {n} place has any.", "Map of {what}: {n} places have any.", len(some))
    return f"{words.format(what=what, n=count(len(some)))} {names}".strip()


def _is_known(row: Figures, place: str) -> bool:
    return row[place] != "unknown" or bool(row["open"] or row["handovers"])


def _columns() -> list[Column]:
    return [
        Column(_("In order of name"), figures=False),
        column_of("open_cases", _("Open")),
        column_of("pending_handovers", _("Waiting")),
        column_of("overdue", _("Past target")),
        column_of("median_response_delay", _("Median days")),
    ]


def _cells(row: Figures) -> list[Phrase]:
    return [
        count_cell(row["open"]),
        count_cell(row["pending"]),
        past_target_cell(row["overdue"]),
        median_cell(row["median_response_days"], row["handovers"]),
    ]
