"""The sections of open cases: stock and flow by week, ages, why cases closed, where they are, and the oldest."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import pandas as pd

from charts import stock_and_flow
from charts.drawing import Recipe
from config.codes import UNKNOWN
from documents.page import Choice, Part, Section, options
from documents.sheet import Chart, Column, Csv, Phrase, Said, Table, table_of, text_of
from indicators import open_cases
from indicators.open_cases import Band, Figures, OfAgency
from indicators.over_time.weeks import Week
from measures.local_time import from_us, start_of_day
from screen.address.address import PERIOD, moment_text, period_name
from screen.language import vocabulary
from screen.language.formats import count, day, duration_words, elapsed_words, in_order, part
from screen.language.words import _, many
from screen.sections.shared import lists
from screen.sections.shared.bars import Bar, bars_chart, listed
from screen.sections.shared.cells import count_cell
from screen.sections.shared.counts import click_to_rows, counted, filled, rows_in, rows_of
from screen.sections.shared.lists import Listed, ListRow, of_case
from screen.view.view import View

AGENCIES = "agencies"
AGENCIES_AT_FIRST = 20
TICKS = 6
A_YEAR = 365
REASONS = ("help_ended", "moved", "left_country", "disappeared", "not_a_victim", "other", UNKNOWN)


def over_time(weeks: Sequence[Week], view: View) -> Iterator[Section]:
    """The stock at the end of each week, and below it what was opened and closed."""
    heading = _("Open cases over time")
    if not weeks:
        below = _("This period had not begun at the as-of moment")
        yield Section("open-cases-weeks", heading, (), below, "open_cases")
        return
    shown, n = _drawn_weeks(weeks, view), count(len(weeks))
    words = _("Line of open cases over {n} weeks: {first} at the end of the first week, {last} at the end of the last.")
    said = words.format(n=n, first=count(weeks[0]["open"]), last=count(weeks[-1]["open"]))
    columns = {"open": Column(_("Open at its end"), indicator="open_cases")}
    line = stock_and_flow.stock(shown, said, _("from"))
    stock = _chart("open-cases-weeks", line, _("Open cases by week"), weeks, columns, view)
    yield Section(stock.name, heading, (stock,), _("At the end of each week, Monday to Sunday"), "open_cases")
    heads = {"opened": _("Opened"), "closed": _("Closed"), "net_change": _("Net change")}
    columns = {name: Column(head, indicator=name) for name, head in heads.items()}
    opened, closed = count(sum(week["opened"] for week in weeks)), count(sum(week["closed"] for week in weeks))
    words = _("Bars of cases opened and closed over {n} weeks: {opened} opened, {closed} closed.")
    bars = stock_and_flow.flow(shown, words.format(n=n, opened=opened, closed=closed), (_("opened"), _("closed")))
    flow = _chart("open-cases-flow", bars, _("Cases opened and closed by week"), weeks, columns, view)
    whole = all(week["complete"] for week in weeks)
    below = "" if whole else _("Faint: a week that is not complete")
    yield Section(flow.name, _("Opened and closed each week"), (flow,), below, "weeks")


def _chart(
    name: str,
    recipe: Recipe,
    caption: str,
    weeks: Sequence[Mapping[str, Any]],
    columns: Mapping[str, Column],
    view: View,
) -> Chart:
    """A chart by week, with a column for each count that it shows."""
    rows = [[Phrase(_day(week)), *(_of_week(week, name, view) for name in columns)] for week in weeks]
    numbers = Table(caption, [Column(_("Week from"), figures=False), *columns.values()], rows)
    csv = Csv(name, pd.DataFrame(weeks)[["starts_on", *columns, "complete"]])
    return Chart(recipe, name=name, numbers=numbers, csv=csv, click=click_to_rows(view))


def _of_week(week: Mapping[str, Any], name: str, view: View) -> Phrase:
    return count_cell(week[name], "" if name == "net_change" else _rows(week, name, view))


def _rows(week: Mapping[str, Any], of: str, view: View) -> str:
    """The cases that were opened or closed in a week, or open as it ended."""
    first, filters = date.fromisoformat(week["starts_on"]), view.filters
    # the first week may be cut, and begins with the period then
    last = min(first + timedelta(days=6 - first.weekday()), filters.to_day or date.max, filters.today)
    if of == "open":
        # a filter by agency asks who is involved by as-of, and would find fewer at an earlier moment
        ended = from_us(start_of_day(last + timedelta(days=1))) - timedelta(microseconds=1)
        then = {"as_of": moment_text(ended)} if ended < filters.as_of else {}
        asks = then and (filters.agencies or filters.ministries)
        return "" if asks else rows_of(view, of, **dict.fromkeys(PERIOD, ""), **then)
    days = {"from": max(first, filters.from_day or first).isoformat(), "to": last.isoformat(), "period": ""}
    return rows_of(view, of, **days)


def _drawn_weeks(weeks: Sequence[Week], view: View) -> pd.DataFrame:
    every = max(1, round(len(weeks) / TICKS))
    return pd.DataFrame(
        {
            **week,
            "order": order,
            "tick": "" if order % every else _day(week),
            "first": order % (2 * every) == 0,
            "end": "" if week is not weeks[-1] else _("{n} open").format(n=count(week["open"])),
            "words": _week_words(week),
            **{f"rows_{of}": _rows(week, of, view) if week[of] else "" for of in ("open", "opened", "closed")},
        }
        for order, week in enumerate(weeks)
    )


def _week_words(week: Mapping[str, Any]) -> str:
    words = _("Week from {day}: {opened} opened, {closed} closed, {open} open at its end")
    opened, closed, still_open = (count(week[name]) for name in ("opened", "closed", "open"))
    said = words.format(day=_day(week), opened=opened, closed=closed, open=still_open)
    return said if week["complete"] else _("{words} (incomplete)").format(words=said)


def _old(old: int, still_open: int, view: View) -> Phrase:
    """The share of open cases that are older than a year; of few, how many, which leads to them."""
    words = part(old / still_open, still_open)
    counts = old and words[-1:].isdigit()
    return Phrase(words, link=rows_of(view, "open", at_least=str(A_YEAR)) if counts else "")


def by_age(figures: Figures, view: View) -> Section:
    name, bands, said = "open-cases-ages", figures["age_bands"], _about_age(figures, view)
    shown = [_of_band(band, view) for band in bands]
    below = text_of(said)
    columns = Column(_("Age"), figures=False), Column(_("Open cases"), indicator="age_bands")
    conclusion = _("Bars of open cases by age. {words}").format(words=below)
    table, file = (_("Open cases by age"), *columns), Csv(name, pd.DataFrame(bands))
    chart = bars_chart(name, shown, conclusion, table, file, click_to_rows(view))
    return Section(name, _("How old the open cases are"), (chart,), said, "age_bands")


def _of_band(band: Band, view: View) -> Bar:
    low, high = band["from_days"], band["to_days"]
    link = rows_of(view, "open", at_least=str(low), below="" if high is None else str(high))
    return _bar(_band_name(band), band["cases"], link, strong=low >= A_YEAR)


def _about_age(figures: Figures, view: View) -> Said:
    median = figures["median_age_days"]
    if median is None:
        return _("No case is open.")
    old = sum(band["cases"] for band in figures["age_bands"] if band["from_days"] >= A_YEAR)
    words = _("{share} are older than a year (the last three). Half are older than {median}. {paused} are paused now.")
    return filled(
        words,
        share=_old(old, figures["open"], view),
        median=duration_words(median),
        paused=counted(figures["paused_now"], view, "paused_now"),
    )


def _band_name(band: Band) -> str:
    low, high = band["from_days"], band["to_days"]
    if high is None:
        return _("{n} years or more").format(n=low // A_YEAR)
    if low >= A_YEAR:
        return _("{n}–{m} years").format(n=low // A_YEAR, m=low // A_YEAR + 1)
    return _("{low}–{high} days").format(low=low, high=high - 1) if low else _("Under {n} days").format(n=high)


def by_reason(figures: Figures, view: View) -> Section:
    """The reasons for which cases closed in the period."""
    name, heading, closed = "open-cases-reasons", _("Why cases closed"), figures["closed"]
    words = many("{period}: {n} case closed", "{period}: {n} cases closed", closed)
    below = filled(words, period=period_name(view.address), n=counted(closed, view, "closed"))
    if not closed:
        return Section(name, heading, (), below, "closed_by_reason")
    found = {row["reason"]: row["cases"] for row in figures["closed_by_reason"]}
    shown = [
        _bar(vocabulary.name("closed_reasons", code), found.get(code, 0), rows_of(view, "closed", closed_reason=code))
        for code in REASONS
    ]
    csv = Csv(name, pd.DataFrame([{"reason": code, "cases": found.get(code, 0)} for code in REASONS]))
    conclusion = _("Bars of closed cases by reason: {reasons}.").format(reasons=listed(shown))
    columns = Column(_("Reason"), figures=False), Column(_("Closed cases"), indicator="closed_by_reason")
    table, click = (_("Closed by reason"), *columns), click_to_rows(view)
    chart = bars_chart(name, shown, conclusion, table, csv, click)
    return Section(name, heading, (chart,), below, "closed_by_reason")


def _bar(name: str, cases: int, link: str, strong: bool = False) -> Bar:
    words = many("{name}: {n} case", "{name}: {n} cases", cases)
    return Bar(name, cases, words.format(name=name, n=count(cases)), strong, link)


def _day(week: Mapping[str, Any]) -> str:
    return day(date.fromisoformat(week["starts_on"]))


def where(figures: Figures, view: View) -> Section:
    """Open cases by region, county or agency, as the viewer chooses."""
    names = {"region": _("Regions"), "county": _("Wellbeing services counties"), "agency": _("Agencies")}
    chosen = view.chosen("by", names, "region")
    choice = Choice("by", _("Open cases by"), options(names), chosen, "region")
    shown = _agencies(figures["by_agency"], view) if chosen == "agency" else _places(figures, chosen, view)
    below = _("In order of name; a case counts for each of its agencies")
    return Section(f"open-cases-by-{chosen}", _("Where they are"), (choice, *shown), below, "open_cases")


def _places(figures: Figures, kind: str, view: View) -> Iterator[Part]:
    """Regions or counties that have any case, in order of name, under all of them."""
    by_region = kind == "region"
    rows: Any = view.compute(open_cases.by_region) if by_region else figures["by_county"]
    named = sorted(rows, key=lambda row: (row[kind] == UNKNOWN, in_order(view.name(kind, row[kind]))))
    total, to = Phrase(_("All of these"), "total"), partial(rows_in, view, place=kind)
    columns = {
        Column(_("Region") if by_region else _("County"), figures=False): lambda row: (
            total if row is figures else Phrase(view.name(kind, row[kind]))
        ),
        Column(_("Open"), indicator="open_cases"): lambda row: count_cell(row["open"], to("open", row)),
        Column(_("Opened in the period"), indicator="opened"): lambda row: count_cell(row["opened"], to("opened", row)),
    }
    yield table_of(_("Open cases by place"), [figures, *named], columns)
    yield Csv(f"open-cases-by-{kind}", pd.DataFrame(named))


def _agencies(rows: Sequence[OfAgency], view: View) -> Iterator[Part]:
    """Agencies in order of sector and name; at first only those with the most cases."""
    most = sorted(rows, key=lambda row: -row["open"])
    shown = rows if view.is_on(AGENCIES) else most[:AGENCIES_AT_FIRST]
    columns = {
        Column(_("Agency"), figures=False): lambda row: Phrase(view.name("agency", row["agency"])),
        Column(_("Sector"), figures=False): lambda row: Phrase(view.sector_name(row["sector"])),
        Column(_("Open"), indicator="open_by_agency"): lambda row: count_cell(
            row["open"], rows_of(view, "open", with_agencies=row["agency"])
        ),
    }
    yield table_of(_("Open cases by agency"), sorted(shown, key=lambda row: _sector_and_name(row, view)), columns)
    if len(rows) > AGENCIES_AT_FIRST:
        yield view.switch(AGENCIES, _("Show all {n} agencies").format(n=count(len(rows))))
    yield Csv("open-cases-by-agency", pd.DataFrame(rows))


def _sector_and_name(row: OfAgency, view: View) -> tuple[bool, str, str]:
    sector, name = view.sector_name(row["sector"]), view.name("agency", row["agency"])
    return row["sector"] == UNKNOWN, in_order(sector), in_order(name)


def oldest(view: View) -> Iterator[Section]:
    """The cases that are open the longest, for those who may see case rows; each look is logged."""
    rows = view.compute(open_cases.ages) if view.filters.grant.may_read("rows") else pd.DataFrame()
    if rows.empty:
        return
    below, caption = _("The oldest first; a number leads to its case"), _("Cases that are open the longest")
    head = Section("open-cases-list", _("Open the longest"), (), below, "age", "open-cases/oldest", caption)
    yield lists.section(head, rows, _listed(view), view)


def _listed(view: View) -> list[Listed]:
    age, paused = Column(_("Open for"), indicator="age"), Column(_("Of that paused"), indicator="paused_days_mean")
    return [
        *of_case(view),
        Listed("age_days", age, lambda row: Phrase(elapsed_words(row["age_days"])), lambda rows: rows["age_days"]),
        Listed("paused_days", paused, _paused, lambda rows: rows["paused_days"]),
    ]


def _paused(row: ListRow) -> Phrase:
    return Phrase(duration_words(row["paused_days"])) if row["paused_days"] else Phrase(_("none"), "zero")
