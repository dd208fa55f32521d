"""How many agencies work on a case, in all and by place, and which sectors meet in one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from charts.combinations import Row, combinations
from config.codes import SECTORS, UNKNOWN
from documents.page import Choice, Section, options
from documents.sheet import Chart, Column, Csv, Phrase, table_of, text_of
from indicators import involvement
from indicators.combinations import Combination
from indicators.intervals import interval
from indicators.involvement import Figures, OfNumber
from screen.language import vocabulary
from screen.language.formats import count, decimal, in_order, part
from screen.language.words import _, many
from screen.sections.shared.bars import Bar, bars_chart
from screen.sections.shared.cells import count_cell, mean_cell, no_data_cell, share_range, with_interval
from screen.sections.shared.counts import NOBODY, click_to_rows, counted, filled, rows_in, rows_of
from screen.sections.shared.lists import unfolded
from screen.view.view import View

COMBINATIONS_AT_FIRST = 8
COMBINATIONS_AT_MOST = 24
EARLY = "_within_90_days"
NO_CASES: Mapping[str, Any] = {
    "cases": 0,
    "agencies_per_case_mean": None,
    "share_3_plus": None,
    "share_3_plus_interval": [None, None],
}


def distribution(figures: Figures, view: View) -> Section:
    """How many cases have no agency, one, two and so on."""
    rows, cases = figures["distribution"], figures["cases"]
    agencies, ministries = figures["agencies_per_case_mean"] or 0, figures["ministries_per_case_mean"] or 0
    mean = _("{agencies} agencies and {ministries} ministries a case")
    mean = mean.format(agencies=decimal(agencies), ministries=decimal(ministries))
    words = _("Of {n}: {mean}").replace("{n}", many("{n} case", "{n} cases", cases))
    said = filled(words, n=counted(cases, view, "in_scope"), mean=mean)
    below, bars = text_of(said), [_bar(row, row is rows[-1], cases, view) for row in rows]
    listed = ", ".join(f"{bar.name}: {count(bar.amount)}" for bar in bars)
    conclusion = _("Bars of cases by number of agencies. {below}. {bars}.").format(below=below, bars=listed)
    name, indicator = "agencies-per-case", "agencies_distribution"
    columns = Column(_("Agencies"), figures=False), Column(_("Cases"), indicator=indicator)
    table = (_("Cases by number of agencies"), *columns)
    file, click = Csv(name, pd.DataFrame(rows)), click_to_rows(view)
    chart = bars_chart(name, bars, conclusion, table, file, click)
    return Section(name, _("How many agencies work on a case"), (chart,), said, indicator)


def _bar(row: OfNumber, is_last: bool, cases: int, view: View) -> Bar:
    agencies, n = row["agencies"], row["cases"]
    name = many("{n} agency", "{n} agencies", agencies).format(n=agencies)
    if not agencies:
        name = _("No agency")
    elif is_last:
        name = _("{n} or more").format(n=agencies)
    words = many("{name}: {n} case, {share}", "{name}: {n} cases, {share}", n)
    link = rows_of(view, "in_scope", at_least=str(agencies), below="" if is_last else str(agencies + 1))
    return Bar(name, n, words.format(name=name, n=count(n), share=_part(n, cases)), link=link)


def by_place(figures: Figures, view: View) -> Section:
    """Agencies and ministries per case in each region or county, in order of name."""
    below = _(
        "In order of name. The last two columns count only cases that were opened in the period and are 90 days old."
    )
    caption, everywhere = _("Agencies per case by place"), Phrase(_("All of these"), "total")
    names = {"region": _("Regions"), "county": _("Wellbeing services counties")}
    place = view.chosen("by", names, "region")
    head = Column(_("Region") if place == "region" else _("County"), figures=False)
    found = view.compute(involvement.by_county if place == "county" else involvement.by_region)
    within: Mapping[str, Any] = figures["within_90_days"]
    early = {row[place]: row for row in within[f"by_{place}"]}
    codes = sorted(found, key=lambda code: (code == UNKNOWN, in_order(view.name(place, code))))
    rows = [{place: code, **found[code], **_early(early.get(code, NO_CASES))} for code in codes]
    table = table_of(
        caption,
        [{**figures, **_early(within)}, *rows],
        {
            head: lambda row: Phrase(view.name(place, row[place])) if place in row else everywhere,
            Column(_("Cases")): lambda row: count_cell(row["cases"], rows_in(view, "in_scope", row, place)),
            Column(_("Agencies"), indicator="agencies_per_case"): _mean("agencies_per_case_mean"),
            Column(_("Ministries"), indicator="ministries_per_case"): _mean("ministries_per_case_mean"),
            Column(_("In 90 days"), indicator="agencies_within_90_days"): _mean("agencies_per_case_mean", EARLY),
            Column(_("3 or more in 90 days, 95% range"), indicator="share_3_plus"): _three_or_more,
        },
    )
    choice = Choice("by", _("Agencies per case by"), options(names), place, "region")
    file = Csv(f"agencies-per-case-by-{place}", pd.DataFrame(rows))
    return Section(file.name, caption, (choice, table, file), below, "agencies_within_90_days")


def _early(early: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{name}{EARLY}": early[name] for name in NO_CASES}


def _mean(figure: str, when: str = "") -> Callable[[Mapping[str, Any]], Phrase]:
    return lambda row: mean_cell(row[f"{figure}{when}"], row[f"cases{when}"])


def _three_or_more(row: Mapping[str, Any]) -> Phrase:
    share = row[f"share_3_plus{EARLY}"]
    if share is None:
        return no_data_cell()
    return Phrase(part(share, row[f"cases{EARLY}"]), after=share_range(row[f"share_3_plus_interval{EARLY}"]))


def most_common(found: Sequence[Combination], view: View) -> Section:
    """The most common combinations of sectors; the others are one sentence and, where wanted, rows too."""
    name, indicator, more = "sector-combinations", "sector_combinations", _("Show {n} combinations")
    shown, unfold = unfolded(found[:COMBINATIONS_AT_MOST], COMBINATIONS_AT_FIRST, "combinations", more, view)
    codes = [code for code in SECTORS if any(code in row["sectors"] for row in shown)]
    heads = [vocabulary.name("sectors", code, "short").replace("|", "\n") for code in codes]
    cases = sum(row["cases"] for row in found)
    rows = [_row(row, codes, cases, view) for row in shown]
    rows[:1] = [replace(row, shown=many("{n} case", "{n} cases", row.amount).format(n=row.shown)) for row in rows[:1]]
    most = "; ".join(row.words for row in rows[:3])
    conclusion = _("Rows of the sectors that meet in a case, with bars. The most common: {said}.").format(said=most)
    columns: dict[Column, Callable[[Combination], Phrase]] = {
        Column(_("Sectors"), figures=False): lambda row: Phrase(_names(row, view)),
        Column(_("Cases"), indicator=indicator): lambda row: count_cell(row["cases"], _rows(row, view)),
    }
    caption = _("Cases by the sectors that meet in them")
    numbers, narrow = (table_of(caption, of, columns) for of in (found[:COMBINATIONS_AT_MOST], shown))
    file = Csv(name, pd.DataFrame([{**row, "sectors": "+".join(row["sectors"])} for row in found]))
    recipe, click = combinations(heads, rows, conclusion), click_to_rows(view)
    chart = Chart(recipe, name=name, numbers=numbers, csv=file, click=click, narrow=narrow)
    below = _below(found[len(shown) :])
    return Section(name, _("Which sectors meet in a case"), (chart, *unfold), below, indicator)


def _below(rest: Sequence[Combination]) -> str:
    dark = _("Strong colour: police, social services and health care together.")
    if not rest:
        return _("All combinations, the most common first. {dark}").format(dark=dark)
    cases = sum(row["cases"] for row in rest)
    words = many(
        "The most common combinations; {n} more case has one of {others} others. {dark}",
        "The most common combinations; {n} more cases have one of {others} others. {dark}",
        cases,
    )
    return words.format(others=count(len(rest)), n=count(cases), dark=dark)


def _row(row: Combination, codes: Sequence[str], cases: int, view: View) -> Row:
    places = [place for place, code in enumerate(codes) if code in row["sectors"]]
    words = many("{sectors}: {n} case, {share}", "{sectors}: {n} cases, {share}", row["cases"])
    shown = count(row["cases"])
    said = words.format(sectors=_names(row, view), n=shown, share=_part(row["cases"], cases))
    return Row(places, row["cases"], shown, row["together"], said, _rows(row, view))


def _rows(row: Combination, view: View) -> str:
    """The cases in which these sectors meet, and no others."""
    return rows_of(view, "in_scope", only_sectors=",".join(row["sectors"]) or NOBODY)


def _part(n: int, cases: int) -> str:
    """The share of cases with its interval."""
    return with_interval(part(n / cases, cases), interval(n, cases))


def _names(row: Combination, view: View) -> str:
    return ", ".join(view.sector_name(code) for code in row["sectors"]) or _("No agency")
