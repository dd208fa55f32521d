"""Regions or counties as a map and as a table: the map shows where it is, the table is complete, in order of name."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal

import pandas as pd

from charts import region_map
from charts.region_map import Place
from config.finland import County, Region, counties, regions
from documents.page import Choice, Columns, Key, Part, Pictures, Row, Section, options
from documents.sheet import Chart, Click, Column, Csv, Phrase, Words, table_of, text_of
from indicators import regions as of_places
from screen.language.formats import count, in_order
from screen.language.words import _, many
from screen.sections.shared.cells import count_cell, median_cell, past_target_cell
from screen.sections.shared.counts import rows_in
from screen.view.view import View

Figures = Mapping[str, Any]
Amount = Literal["pending", "open"]


def places(figures: Figures, view: View) -> tuple[Part, ...]:
    """The map beside the table of regions, or of counties, with the choices of place and amount."""
    names = {"region": _("Regions"), "county": _("Wellbeing services counties")}
    place: Place = "county" if view.chosen("by", names) == "county" else "region"
    amount: Amount = "open" if view.chosen("map", _captions()) == "open" else "pending"
    controls = (
        Choice("by", _("Places"), options(names), place, "region"),
        Choice("map", _("Map"), options(_captions()), amount, "pending", "list", 240),
    )
    rows: Sequence[Figures] = view.compute(of_places.figures) if place == "region" else view.compute(of_places.counties)
    cases, sent = figures["cases"], figures["handovers"]
    everywhere = {**sent, "open": cases["open"], "handovers": sent["total"]}
    both = (_map(rows, place, amount, view),), (_table(rows, place, everywhere, view),)
    return Row("places", controls, spread=True), Columns((1, 1.75), both, "small")


def _map(rows: Sequence[Figures], place: Place, amount: Amount, view: View) -> Section:
    """The map of one amount for each place; a click on a place makes it the only one, or all again. Its numbers are
    those of the table.
    """
    name, chosen = f"map-{place}", _chosen(place, view)
    points: dict[str, Region | County] = {one.code: one for one in (regions() if place == "region" else counties())}
    words = _("{place}: {open} open cases, {waiting} waiting handovers, {past} past target. Click to filter.")
    shown = [
        {
            "code": row[place],
            "longitude": points[row[place]].longitude,
            "latitude": points[row[place]].latitude,
            "amount": row[amount],
            "past": row["overdue"] if amount == "pending" else 0,
            "chosen": row[place] in chosen,
            "words": words.format(
                place=view.name(place, row[place]),
                open=count(row["open"]),
                waiting=count(row["pending"]),
                past=count(row["overdue"]),
            ),
        }
        for row in rows
        if row[place] in points
    ]
    frame = pd.DataFrame(shown, columns=list(region_map.COLUMNS))
    recipe = region_map.circles(place, frame, _conclusion(rows, place, amount, view))
    click = Click(region_map.CLICKED, ((place, "code"),), toggles=True)
    # another choice makes another chart, in which nothing is clicked yet
    chart = Chart(recipe, name=f"{name}-{'-'.join(chosen)}", click=click)
    credit = Words(_("Map: Statistics Finland, CC BY 4.0, modified"), kind="credit")
    waiting = Key((("data", _("waiting")), ("attention", _("past target"))))
    key = Key((("data", _("open cases")),)) if amount == "open" else waiting
    marks = " · ".join(f"{'●' if mark == 'data' else '◉'} {said}" for mark, said in key.marks)
    picture = Pictures(name, chart, _captions()[amount], (marks, text_of(credit.words)))
    parts = (key, chart, credit, Row("files-map", (picture,)))
    return Section(name, "", parts, caption=_captions()[amount])


def _table(rows: Sequence[Figures], place: Place, everywhere: Figures, view: View) -> Section:
    """The table of the places, all of them together first, and as a file."""
    named = sorted(rows, key=lambda row: (row[place] == "unknown", in_order(view.name(place, row[place]))))
    known = [row for row in named if row[place] != "unknown" or row["open"] or row["handovers"]]
    to = partial(rows_in, view, place=place)
    total = Phrase(_("All of these") if _chosen(place, view) else _("Whole country"), "total")
    columns = {
        Column(_("In order of name"), figures=False): lambda row: (
            total if row is everywhere else Phrase(view.name(place, row[place]))
        ),
        Column(_("Open"), indicator="open_cases"): lambda row: count_cell(row["open"], to("open", row)),
        Column(_("Waiting"), indicator="pending_handovers"): lambda row: count_cell(row["pending"], to("waiting", row)),
        Column(_("Past target"), indicator="overdue"): lambda row: past_target_cell(
            row["overdue"], to("past_target", row)
        ),
        Column(_("Median days"), indicator="median_response_delay"): lambda row: median_cell(
            row["median_response_days"], row["handovers"]
        ),
    }
    caption = _("Figures by region") if place == "region" else _("Figures by county")
    frame = pd.DataFrame([{"name": view.name(place, row[place]), **row} for row in rows])
    name = f"overview-{place}"
    return Section(name, "", (table_of(caption, [everywhere, *known], columns), Csv(name, frame)))


def _captions() -> dict[str, str]:
    return {"pending": _("Map: waiting handovers"), "open": _("Map: open cases")}


def _chosen(place: Place, view: View) -> tuple[str, ...]:
    return view.filters.regions if place == "region" else view.filters.counties


def _conclusion(rows: Sequence[Figures], place: Place, amount: Amount, view: View) -> str:
    some = [row for row in rows if row[amount]]
    names = ", ".join(f"{view.name(place, row[place])} {count(row[amount])}" for row in some)
    what = _("waiting handovers") if amount == "pending" else _("open cases")
    words = many("Map of {what}: {n} place has any.", "Map of {what}: {n} places have any.", len(some))
    return f"{words.format(what=what, n=count(len(some)))} {names}".strip()
