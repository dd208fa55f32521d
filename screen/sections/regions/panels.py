"""Cases opened over time, a small control chart for each region that has enough of them, and what they say."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from charts import small_multiples
from documents.page import Section
from documents.sheet import Chart, Column, Csv, Phrase, Table, Words
from screen.language import vocabulary
from screen.language.formats import count, day, decimal
from screen.language.words import _, many
from screen.sections.regions.funnels import by_name
from screen.view.view import View

Figures = Mapping[str, Any]

SHOWN = ("value", "mean", "lower", "upper")


def panels(regions: Sequence[Figures], view: View) -> Section:
    """The panels in order of name, and below them which are flagged and which regions have too few cases."""
    charted = [row for row in by_name(regions, view) if row["windows"]]
    name, said = "regions-over-time", words(regions, view)
    notes = tuple(Words(sentence, kind="note") for sentence in said)
    conclusion = _("Control charts of cases opened, one for each region. {words}").format(words=" ".join(said))
    chart = (_chart(name, charted, conclusion, view),) if charted else ()
    heading = _("Cases opened over time, by region")
    return Section(name, heading, (*chart, *notes), _span(charted), "region_opened_by_week")


def _chart(name: str, charted: Sequence[Figures], conclusion: str, view: View) -> Chart:
    frame = pd.DataFrame(
        {"name": view.name("region", row["region"]), "region": row["region"], "weeks": row["weeks"], **window}
        for row in charted
        for window in row["windows"]
    )
    recipe = small_multiples.panels(_drawn(charted, view), conclusion)
    return Chart(recipe, name=name, numbers=_numbers(charted, view), csv=Csv(name, frame))


def words(regions: Sequence[Figures], view: View) -> list[str]:
    """Sentences: regions whose last window is flagged, and why; regions with too few cases for a chart."""
    rows = by_name(regions, view)
    charted, few = ([row for row in rows if bool(row["windows"]) is there] for there in (True, False))
    names = ", ".join(view.name("region", row["region"]) for row in few)
    flagged = [row for row in charted if row["windows"][-1]["flag"]]
    unchanged = _("No region’s last window is flagged: no evidence of a change.") if charted and not flagged else ""
    too_few = many(
        "Too few for a chart (on average under 5 cases in four weeks): {names}.",
        "Too few for a chart (on average under 5 cases in four weeks): {names}.",
        len(few),
    )
    said = (_flagged(view.name("region", row["region"]), row) for row in flagged)
    return [*said, *filter(None, (unchanged, too_few.format(names=names) if few else ""))]


def _flagged(name: str, row: Figures) -> str:
    last = row["windows"][-1]
    weeks = count(last["length"] * row["weeks"])
    why = vocabulary.name("chart_flags", f"{last['flag']}.{last['side']}", "in_sentence").format(weeks=weeks)
    return _("{region}: {why}.").format(region=name, why=why)


def _span(charted: Sequence[Figures]) -> str:
    if not charted:
        return _("No region has enough cases for a chart")
    first = min(row["windows"][0]["starts_on"] for row in charted)
    return _("From {day}. Band: usual range; dotted: mean; ●: last; ◆: flagged").format(
        day=day(date.fromisoformat(first))
    )


def _title(row: Figures, view: View) -> str:
    by = _("{region}, by week") if row["weeks"] == 1 else _("{region}, by four weeks")
    said = by.format(region=view.name("region", row["region"]))
    return _("{title} (trial)").format(title=said) if row["trial"] else said


def _drawn(charted: Sequence[Figures], view: View) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "order": order,
            "title": _title(row, view),
            "start": window["starts_on"],
            **{name: window[name] for name in SHOWN},
            "mark": "flagged" if window["flag"] else "last" if window is row["windows"][-1] else "",
            "words": _said(window),
        }
        for order, row in enumerate(charted)
        for window in row["windows"]
    )


def _said(window: Figures) -> str:
    start, n = day(date.fromisoformat(window["starts_on"])), round(window["value"])
    words = many("From {day}: {n} case opened", "From {day}: {n} cases opened", n)
    return words.format(day=start, n=count(n))


def _numbers(charted: Sequence[Figures], view: View) -> Table:
    columns = [
        Column(_("Region"), figures=False),
        Column(_("Weeks")),
        Column(_("Windows")),
        Column(_("Mean"), indicator="region_opened_by_week"),
        Column(_("Usual range")),
        Column(_("Last")),
    ]
    return Table(_("Cases opened over time by region"), columns, [_cells(row, view) for row in charted])


def _cells(row: Figures, view: View) -> list[Phrase]:
    last = row["windows"][-1]
    usual = _("no range") if last["lower"] is None else f"{decimal(last['lower'])}–{decimal(last['upper'])}"
    return [
        Phrase(view.name("region", row["region"])),
        Phrase(count(row["weeks"])),
        Phrase(count(len(row["windows"]))),
        Phrase(decimal(last["mean"])),
        Phrase(usual),
        Phrase(count(round(last["value"]))),
    ]
