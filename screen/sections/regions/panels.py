"""Cases opened over time, a small control chart for each region that has enough of them, and what they say."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from charts import small_multiples
from documents.page import Section
from documents.sheet import Chart, Column, Csv, Phrase, Table, Words, table_of
from indicators.over_time.changes import Point
from indicators.region_comparison import OpenedByWeek
from screen.language import vocabulary
from screen.language.formats import count, day, decimal
from screen.language.words import _, many
from screen.sections.regions.funnels import Named, by_name
from screen.sections.shared.cells import count_cell
from screen.sections.shared.changes import flags_by_chance
from screen.sections.shared.counts import click_to_rows, rows_of
from screen.view.view import View

SHOWN = ("value", "mean", "lower", "upper")


def panels(regions: Sequence[OpenedByWeek], view: View) -> Section:
    """The panels in order of name, and below them which are flagged and which regions have too few cases."""
    rows, name = by_name(regions, view), "regions-over-time"
    charted, few = ([row for row in rows if bool(row["windows"]) is there] for there in (True, False))
    said = list(_sentences(charted, ", ".join(row["name"] for row in few)))
    conclusion = _("Control charts of cases opened, one for each region. {words}").format(words=" ".join(said))
    chart = (_chart(name, charted, conclusion, view),) if charted else ()
    parts = (*chart, *(Words(sentence, kind="note") for sentence in said))
    return Section(name, _("Cases opened over time, by region"), parts, _span(charted), "region_opened_by_week")


def _chart(name: str, charted: Sequence[Named], conclusion: str, view: View) -> Chart:
    frame = pd.DataFrame(
        {"name": row["name"], "region": row["region"], "weeks": row["weeks"], **window}
        for row in charted
        for window in row["windows"]
    )
    recipe, click = small_multiples.panels(_drawn(charted, view), conclusion), click_to_rows(view)
    return Chart(recipe, name=name, numbers=_numbers(charted, view), csv=Csv(name, frame), click=click)


def _rows(row: Named, window: Mapping[str, Any], view: View) -> str:
    """The cases that were opened in a region in one of its windows."""
    first = date.fromisoformat(window["starts_on"])
    days = {"from": window["starts_on"], "to": (first + timedelta(weeks=row["weeks"], days=-1)).isoformat()}
    return rows_of(view, "opened", region=row["region"], county="", period="", **days) if window["value"] else ""


def _sentences(charted: Sequence[Named], few: str) -> Iterator[str]:
    """Regions whose last window is flagged, and why; the names of those with too few cases for a chart."""
    flagged = [row for row in charted if row["windows"][-1]["flag"]]
    yield from map(_flagged, flagged)
    if charted and not flagged:
        yield _("No region is flagged in its latest period: no evidence of a change.")
    if few:
        yield _("Too few for a chart (on average under 5 cases in four weeks): {names}.").format(names=few)


def _flagged(row: Named) -> str:
    last = row["windows"][-1]
    weeks = count(last["length"] * row["weeks"])
    why = vocabulary.name("chart_flags", f"{last['flag']}.{last['side']}", "in_sentence").format(weeks=weeks)
    return _("{region}: {why}.").format(region=row["name"], why=why)


def _span(charted: Sequence[Named]) -> str:
    if not charted:
        return _("No region has enough cases for a chart")
    first = day(date.fromisoformat(min(row["windows"][0]["starts_on"] for row in charted)))
    flags = [window["flag"] for row in charted for window in row["windows"]]
    flagged = flags_by_chance(sum(flag is not None for flag in flags), len(flags))
    return _("From {day}. Band: usual range; dotted: mean; ●: last; ◆: {flagged}").format(day=first, flagged=flagged)


def _title(row: Named) -> str:
    by = _("{region}, by week") if row["weeks"] == 1 else _("{region}, by four weeks")
    said = by.format(region=row["name"])
    return _("{title} (trial)").format(title=said) if row["trial"] else said


def _drawn(charted: Sequence[Named], view: View) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "order": order,
            "title": _title(row),
            "start": window["starts_on"],
            **{name: window[name] for name in SHOWN},
            "mark": "flagged" if window["flag"] else "last" if window is row["windows"][-1] else "",
            "words": _said(window),
            "rows": _rows(row, window, view),
        }
        for order, row in enumerate(charted)
        for window in row["windows"]
    )


def _said(window: Mapping[str, Any]) -> str:
    start, n = day(date.fromisoformat(window["starts_on"])), round(window["value"])
    words = many("From {day}: {n} case opened", "From {day}: {n} cases opened", n)
    return words.format(day=start, n=count(n))


def _numbers(charted: Sequence[Named], view: View) -> Table:
    columns = {
        Column(_("Region"), figures=False): lambda row: Phrase(row["name"]),
        Column(_("Weeks")): lambda row: Phrase(count(row["weeks"])),
        Column(_("Weeks or four-week periods")): lambda row: Phrase(count(len(row["windows"]))),
        Column(_("Mean"), indicator="region_opened_by_week"): lambda row: Phrase(decimal(row["windows"][-1]["mean"])),
        Column(_("Usual range")): lambda row: Phrase(_usual(row["windows"][-1])),
        Column(_("Last")): lambda row: _last(row, view),
    }
    return table_of(_("Cases opened over time by region"), charted, columns)


def _last(row: Named, view: View) -> Phrase:
    last = row["windows"][-1]
    return count_cell(round(last["value"]), _rows(row, last, view))


def _usual(last: Point) -> str:
    if last["lower"] is None or last["upper"] is None:
        return _("no range")
    return f"{decimal(last['lower'])}–{decimal(last['upper'])}"
