"""Every region at one look: a table of what is compared, in order of name, and a map of those that differ."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from charts import region_map
from config.finland import regions
from documents.page import Key, Section
from documents.sheet import Chart, Click, Column, Csv, Phrase, Words, table_of
from indicators.region_comparison import Figures
from screen.language import vocabulary
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.regions.funnels import PARAMETER, RATIO, by_name, compared, tone, value, verdict
from screen.view.view import View

Unit = Mapping[str, Any]


def every(figures: Figures, view: View) -> Section:
    """The table; a figure outside the limits of 99.8% stands out."""
    units = _by_region(figures)
    rows = by_name(({"region": code, **found} for code, found in units.items()), view)
    columns: dict[Column, Callable[[Unit], Phrase]] = {
        Column(_("Region"), figures=False): lambda row: Phrase(row["name"]),
        **{
            Column(vocabulary.name("region_comparisons", key, "counted"), indicator=f"region_{key}"): partial(
                _cell, key, view
            )
            for key in compared(figures)
        },
    }
    colours = _(
        "In order of name. In colour: outside the 99.8% limits, more than chance explains; shares say better or worse."
    )
    of_which = _(
        "Within target leaves out handovers that may still be answered in time, so it can differ from the Overview by "
        "a few points."
    )
    below = f"{colours} {of_which}"
    name, caption = "regions-every", _("What is compared, by region")
    file = Csv(name, pd.DataFrame([{"comparison": key, **row[key]} for row in rows for key in compared(figures)]))
    return Section(name, caption, (table_of(caption, rows, columns), file), below)


def _by_region(figures: Figures) -> dict[str, dict[str, Unit]]:
    """What is compared of each region, by the key of the comparison."""
    units: dict[str, dict[str, Unit]] = {}
    for key, found in compared(figures).items():
        for row in found["regions"]:
            units.setdefault(row["region"], {})[key] = dict(row)
    return units


def _cell(key: str, view: View, row: Unit) -> Phrase:
    shown, unit = value(key, row[key], view), row[key]
    if unit["value"] is None:
        return shown
    before = {"better": _("better"), "worse": _("worse")}.get(verdict(key, unit), "")
    return replace(
        shown, tone=tone(key, unit), before=before, explained=vocabulary.name("funnel_limits", unit["stands"])
    )


def map_of_all(figures: Figures, chosen: str, view: View) -> Section:
    """Cases opened, region by region; those that differ, and not for the better, are orange, and say in what. A click
    on a region puts it beside the country, and outlines it.
    """
    units, points = _by_region(figures), {one.code: one for one in regions()}
    shown = []
    for code, found in units.items():
        if code in points:
            n = found[RATIO]["count"]
            differs = [
                vocabulary.name("region_comparisons", key, "within")
                for key, unit in found.items()
                if tone(key, unit) == "attention"
            ]
            words = many("{region}: {n} case opened", "{region}: {n} cases opened", n)
            said = words.format(region=view.name("region", code), n=count(n))
            if differs:
                said = _("{said}; differs in {what}").format(said=said, what=_(" or ").join(differs))
            shown.append(
                {
                    "code": code,
                    "longitude": points[code].longitude,
                    "latitude": points[code].latitude,
                    "amount": n,
                    "past": n if differs else 0,
                    "chosen": code == chosen,
                    "words": said,
                }
            )
    frame = pd.DataFrame(shown, columns=list(region_map.COLUMNS))
    listed = "; ".join(row["words"] for row in shown)
    recipe = region_map.circles("region", frame, _("Map of cases opened. {regions}").format(regions=listed))
    size, colour = (
        _("size: cases opened"),
        _("colour: the region differs in any figure of the table, and not for the better"),
    )
    key = Key((("data", size), ("attention", colour)))
    credit = Words(_("Map: Statistics Finland, CC BY 4.0, modified"), kind="credit")
    chart = Chart(recipe, name="regions-map", click=Click(region_map.CLICKED, ((PARAMETER, "code"),)))
    return Section("regions-map", "", (key, chart, credit), caption=_("Map: cases opened"))
