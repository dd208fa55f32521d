"""The regions over time, a small control chart for each that has enough, and what they say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import pandas as pd

from charts import small_multiples
from charts.small_multiples import Form
from documents.page import Key, Section
from documents.sheet import Chart, Column, Csv, Phrase, Table, Words, table_of
from indicators.over_time.regions import Answered, Opened
from screen.language import vocabulary
from screen.language.formats import count, day, decimal, percent
from screen.language.words import _, many
from screen.sections.regions.funnels import Named, by_name
from screen.sections.shared.cells import count_cell, no_data_cell
from screen.sections.shared.changes import flags_by_chance, usual_range
from screen.sections.shared.counts import click_to_rows, rows_of
from screen.view.view import View

SHOWN = ("value", "mean", "lower", "upper")
Window = Mapping[str, Any]


@dataclass(frozen=True)
class _Charted:
    """What is charted, in words; how a window is said, its value a cell, and a mean or limit a number; where a window
    leads to.
    """

    name: str
    heading: str
    indicator: str
    conclusion: str
    few: str
    nowhere: str
    caption: str
    form: Form
    said: Callable[[Window], str]
    cell: Callable[[Named, Window], Phrase]
    number: Callable[[float], str]
    rows: Callable[[Named, Window], str]


def opened_panels(regions: Sequence[Opened], view: View) -> Section:
    """The cases opened, in order of name, and below them which regions are flagged and which have too few."""
    rows = partial(_opened_rows, view)
    charted = _Charted(
        "regions-over-time",
        _("Cases opened over time, by region"),
        "region_opened_by_week",
        _("Control charts of cases opened, one for each region. {words}"),
        _("Too few for a chart (on average under 5 cases in four weeks): {names}."),
        _("No region has enough cases for a chart"),
        _("Cases opened over time by region"),
        ",d",
        _opened_said,
        lambda row, window: count_cell(round(window["value"]), rows(row, window)),
        decimal,
        rows,
    )
    return _panels(charted, by_name(regions, view), view)


def answered_panels(regions: Sequence[Answered], view: View) -> Section:
    """The share answered within target, likewise."""
    charted = _Charted(
        "regions-answered-over-time",
        _("Handovers answered within target over time, by region"),
        "region_answered_over_time",
        _("Control charts of the share of handovers answered within target, one for each region. {words}"),
        _("Too few for a chart (on average under 5 handovers in four weeks): {names}."),
        _("No region has enough handovers for a chart"),
        _("Handovers answered within target over time by region"),
        ".0%",
        _answered_said,
        _answered_cell,
        percent,
        lambda _row, _window: "",
    )
    return _panels(charted, by_name(regions, view), view)


def _panels(of: _Charted, rows: Sequence[Named], view: View) -> Section:
    shown, few = ([row for row in rows if bool(row["windows"]) is there] for there in (True, False))
    said = list(_sentences(of, shown, ", ".join(row["name"] for row in few)))
    chart = (_chart(of, shown, of.conclusion.format(words=" ".join(said)), view),) if shown else ()
    marks = (_key(shown), *chart) if shown else ()
    parts = (*marks, *(Words(sentence, kind="note") for sentence in said))
    return Section(of.name, of.heading, parts, _span(of, shown), of.indicator)


def _chart(of: _Charted, rows: Sequence[Named], conclusion: str, view: View) -> Chart:
    frame = pd.DataFrame(
        {"name": row["name"], "region": row["region"], "weeks": row["weeks"], **window}
        for row in rows
        for window in row["windows"]
    )
    recipe = small_multiples.panels(_drawn(of, rows), of.form, conclusion)
    click = click_to_rows(view) if recipe.values["rows"].any() else None
    return Chart(recipe, name=of.name, numbers=_numbers(of, rows), csv=Csv(of.name, frame), click=click)


def _opened_rows(view: View, row: Named, window: Window) -> str:
    """The cases that were opened in a region in one of its windows."""
    first = date.fromisoformat(window["starts_on"])
    days = {"from": window["starts_on"], "to": (first + timedelta(weeks=row["weeks"], days=-1)).isoformat()}
    return rows_of(view, "opened", region=row["region"], county="", period="", **days) if window["value"] else ""


def _opened_said(window: Window) -> str:
    n = round(window["value"])
    words = many("From {day}: {n} case opened", "From {day}: {n} cases opened", n)
    return words.format(day=_first_day(window), n=count(n))


def _answered_said(window: Window) -> str:
    if window["value"] is None:
        return _("From {day}: none to compare").format(day=_first_day(window))
    words = _("From {day}: {share} of {n} in target")
    return words.format(day=_first_day(window), share=percent(window["value"]), n=count(window["of"]))


def _answered_cell(_row: Named, window: Window) -> Phrase:
    if window["value"] is None:
        return no_data_cell()
    of = many("of {n} handover", "of {n} handovers", window["of"]).format(n=count(window["of"]))
    return Phrase(percent(window["value"]), after=of)


def _first_day(window: Window) -> str:
    return day(date.fromisoformat(window["starts_on"]))


def _sentences(of: _Charted, rows: Sequence[Named], few: str) -> Iterator[str]:
    """Regions whose last window is flagged, and why; the names of those with too few for a chart."""
    flagged = [row for row in rows if row["windows"][-1]["flag"]]
    yield from map(_flagged, flagged)
    if rows and not flagged:
        yield _("No region is flagged in its latest period: no evidence of a change.")
    if few:
        yield of.few.format(names=few)


def _flagged(row: Named) -> str:
    last = row["windows"][-1]
    weeks = count(last["length"] * row["weeks"])
    why = vocabulary.name("chart_flags", f"{last['flag']}.{last['side']}", "in_sentence").format(weeks=weeks)
    return _("{region}: {why}.").format(region=row["name"], why=why)


def _span(of: _Charted, rows: Sequence[Named]) -> str:
    if not rows:
        return of.nowhere
    first = day(date.fromisoformat(min(row["windows"][0]["starts_on"] for row in rows)))
    weekly = {row["weeks"] == 1 for row in rows}
    words = _("From {day}. Each point is a week.") if True in weekly else _("From {day}. Each point is four weeks.")
    if len(weekly) > 1:
        words = _("From {day}. Each point is four weeks, or a week where the title says so.")
    return words.format(day=first)


def _key(rows: Sequence[Named]) -> Key:
    flags = [window["flag"] for row in rows for window in row["windows"]]
    flagged = flags_by_chance(sum(flag is not None for flag in flags), len(flags))
    return Key((("band", usual_range()), ("mean", _("mean")), ("data", _("last")), ("flagged", flagged)))


def _title(row: Named) -> str:
    said = _("{region}, by week").format(region=row["name"]) if row["weeks"] == 1 else row["name"]
    return _("{title} (trial)").format(title=said) if row["trial"] else said


def _drawn(of: _Charted, rows: Sequence[Named]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "order": order,
            "title": _title(row),
            "start": window["starts_on"],
            **{name: window[name] for name in SHOWN},
            "mark": "flagged" if window["flag"] else "last" if window is row["windows"][-1] else "",
            "words": of.said(window),
            "rows": of.rows(row, window),
        }
        for order, row in enumerate(rows)
        for window in row["windows"]
    )


def _numbers(of: _Charted, rows: Sequence[Named]) -> Table:
    def usual(row: Named) -> str:
        low, high = (row["windows"][-1][edge] for edge in ("lower", "upper"))
        return _("no range") if low is None or high is None else f"{of.number(low)}–{of.number(high)}"

    columns: dict[Column, Callable[[Named], Phrase]] = {
        Column(_("Region"), figures=False): lambda row: Phrase(row["name"]),
        Column(_("Weeks")): lambda row: Phrase(count(row["weeks"])),
        Column(_("Weeks or four-week periods")): lambda row: Phrase(count(len(row["windows"]))),
        Column(_("Mean"), indicator=of.indicator): lambda row: Phrase(of.number(row["windows"][-1]["mean"])),
        Column(_("Usual range")): lambda row: Phrase(usual(row)),
        Column(_("Last")): lambda row: of.cell(row, row["windows"][-1]),
    }
    return table_of(of.caption, rows, columns)
