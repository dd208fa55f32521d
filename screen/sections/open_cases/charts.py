"""The charts of open cases, each with its numbers: the stock and the flow by week, ages, and why cases closed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from charts import stock_and_flow
from config.codes import UNKNOWN
from documents.page import Section
from documents.sheet import Chart, Column, Csv, Phrase, Table
from screen.address.period import period_name
from screen.language import vocabulary
from screen.language.formats import count, day, duration_words, part
from screen.language.words import _, many
from screen.sections.shared.bars import Bar, bars_chart, listed
from screen.sections.shared.cells import count_cell
from screen.view.view import View

Figures = Mapping[str, Any]

TICKS = 6
A_YEAR = 365
REASONS = ("help_ended", "moved", "left_country", "disappeared", "not_a_victim", "other", UNKNOWN)


def over_time(weeks: Sequence[Figures]) -> Iterator[Section]:
    """The stock at the end of each week, and below it what was opened and closed."""
    heading = _("Open cases over time")
    if not weeks:
        below = _("This period had not begun at the as-of moment")
        yield Section("open-cases-weeks", heading, (), below, "open_cases")
        return
    shown = _drawn_weeks(weeks)
    stock = Chart(
        stock_and_flow.stock(shown, _conclusion(weeks)),
        name="open-cases-weeks",
        numbers=_table(_("Open cases by week"), weeks, {"open": Column(_("Open at its end"), indicator="open_cases")}),
        csv=_csv("open-cases-weeks", weeks, "open"),
    )
    yield Section(stock.name, heading, (stock,), _("At the end of each week, Monday to Sunday"), "open_cases")
    heads = {"opened": _("Opened"), "closed": _("Closed"), "net_change": _("Net change")}
    columns = {name: Column(head, indicator=name) for name, head in heads.items()}
    flow = Chart(
        stock_and_flow.flow(shown, _flow_conclusion(weeks), (_("opened"), _("closed"))),
        name="open-cases-flow",
        numbers=_table(_("Cases opened and closed by week"), weeks, columns),
        csv=_csv("open-cases-flow", weeks, *heads),
    )
    yield Section(flow.name, _("Opened and closed each week"), (flow,), _whether_complete(weeks), "weeks")


def _drawn_weeks(weeks: Sequence[Figures]) -> pd.DataFrame:
    """The weeks as the charts read them."""
    every = max(1, round(len(weeks) / TICKS))
    return pd.DataFrame(
        {
            **week,
            "order": order,
            "tick": "" if order % every else _day(week),
            "first": order % (2 * every) == 0,
            "end": "" if week is not weeks[-1] else _("{n} open").format(n=count(week["open"])),
            "words": _week_words(week),
        }
        for order, week in enumerate(weeks)
    )


def _week_words(week: Figures) -> str:
    words = _("Week from {day}: {opened} opened, {closed} closed, {open} open at its end")
    said = words.format(
        day=_day(week), opened=count(week["opened"]), closed=count(week["closed"]), open=count(week["open"])
    )
    return said if week["complete"] else _("{words} (incomplete)").format(words=said)


def _conclusion(weeks: Sequence[Figures]) -> str:
    words = _("Line of open cases over {n} weeks: {first} at the end of the first week, {last} at the end of the last.")
    return words.format(n=count(len(weeks)), first=count(weeks[0]["open"]), last=count(weeks[-1]["open"]))


def _flow_conclusion(weeks: Sequence[Figures]) -> str:
    words = _("Bars of cases opened and closed over {n} weeks: {opened} opened, {closed} closed.")
    opened, closed = (count(sum(week[name] for week in weeks)) for name in ("opened", "closed"))
    return words.format(n=count(len(weeks)), opened=opened, closed=closed)


def _whether_complete(weeks: Sequence[Figures]) -> str:
    if all(week["complete"] for week in weeks):
        return ""
    return _("Faint: a week that the period or the as-of moment cuts")


def _table(caption: str, weeks: Sequence[Figures], columns: Mapping[str, Column]) -> Table:
    rows = [[Phrase(_day(week)), *(count_cell(week[name]) for name in columns)] for week in weeks]
    return Table(caption, [Column(_("Week from"), figures=False), *columns.values()], rows)


def _csv(name: str, weeks: Sequence[Figures], *counts: str) -> Csv:
    return Csv(name, pd.DataFrame(weeks)[["starts_on", *counts, "complete"]])


def by_age(figures: Figures) -> Section:
    """The age bands of the open cases."""
    name, bands, below = "open-cases-ages", figures["age_bands"], _about_age(figures)
    shown = [_bar(_band_name(band), band["cases"], strong=band["from_days"] >= A_YEAR) for band in bands]
    table = (
        _("Open cases by age"),
        Column(_("Age"), figures=False),
        Column(_("Open cases"), indicator="age_bands"),
    )
    conclusion = _("Bars of open cases by age. {words}").format(words=below)
    chart = bars_chart(name, shown, conclusion, table, Csv(name, pd.DataFrame(bands)))
    return Section(name, _("How old the open cases are"), (chart,), below, "age_bands")


def _about_age(figures: Figures) -> str:
    if not figures["open"]:
        return _("No case is open.")
    old = sum(band["cases"] for band in figures["age_bands"] if band["from_days"] >= A_YEAR)
    words = _("{share} are older than a year (the last three). Half are older than {median}. {paused} are paused now.")
    return words.format(
        share=part(old / figures["open"], figures["open"]),
        median=duration_words(figures["median_age_days"]),
        paused=count(figures["paused_now"]),
    )


def _band_name(band: Figures) -> str:
    low, high = band["from_days"], band["to_days"]
    if not low:
        return _("Under {n} days").format(n=high)
    if low < A_YEAR:
        return _("{low}–{high} days").format(low=low, high=high - 1)
    years = low // A_YEAR
    return _("{n} years or more").format(n=years) if high is None else _("{n}–{m} years").format(n=years, m=years + 1)


def by_reason(figures: Figures, view: View) -> Section:
    """The reasons for which cases closed in the period."""
    name, heading, closed = "open-cases-reasons", _("Why cases closed"), figures["closed"]
    words = many("{period}: {n} case closed", "{period}: {n} cases closed", closed)
    below = words.format(period=period_name(view.address), n=count(closed))
    if not closed:
        return Section(name, heading, (), below, "closed_by_reason")
    found = {row["reason"]: row["cases"] for row in figures["closed_by_reason"]}
    shown = [_bar(vocabulary.name("closed_reasons", code), found.get(code, 0)) for code in REASONS]
    csv = Csv(name, pd.DataFrame([{"reason": code, "cases": found.get(code, 0)} for code in REASONS]))
    conclusion = _("Bars of closed cases by reason: {reasons}.").format(reasons=listed(shown))
    columns = Column(_("Reason"), figures=False), Column(_("Closed cases"), indicator="closed_by_reason")
    chart = bars_chart(name, shown, conclusion, (_("Closed by reason"), *columns), csv)
    return Section(name, heading, (chart,), below, "closed_by_reason")


def _bar(name: str, cases: int, strong: bool = False) -> Bar:
    words = many("{name}: {n} case", "{name}: {n} cases", cases)
    return Bar(name, cases, words.format(name=name, n=count(cases)), strong)


def _day(week: Figures) -> str:
    return day(date.fromisoformat(week["starts_on"]))
