"""The charts of open cases, each with its numbers: the stock and the flow by week, ages, and why cases closed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from charts import bars, stock_and_flow
from documents.sheet import Column, Phrase
from screen.address import filter_bar
from screen.frame import figure
from screen.frame.figure import Numbers
from screen.language.formats import count, day, duration_words, part
from screen.language.words import _, many
from screen.sections.shared.cells import count_cell
from screen.sections.shared.explain_link import column_of, heading_of
from screen.view.view import View

Figures = Mapping[str, Any]

TICKS = 6
A_YEAR = 365


def over_time(weeks: Sequence[Figures], view: View) -> None:
    """Draw the stock of each week of the figures, and below it what was opened and closed."""
    if not weeks:
        st.html(heading_of("open_cases", _("Open cases over time"), _("This period had not begun at the as-of moment")))
        return
    over = _("Open cases over time"), _("At the end of each week, Monday to Sunday")
    st.html(heading_of("open_cases", *over))
    shown = _drawn_weeks(weeks)
    figure.draw(stock_and_flow.stock(shown, _conclusion(weeks), view.theme), _stock_numbers(weeks), view, over)
    over = _("Opened and closed each week"), _whether_complete(weeks)
    st.html(heading_of("weeks", *over))
    flow = stock_and_flow.flow(shown, _flow_conclusion(weeks), (_("opened"), _("closed")), view.theme)
    figure.draw(flow, _flow_numbers(weeks), view, over)


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


def _stock_numbers(weeks: Sequence[Figures]) -> Numbers:
    columns = [Column(_("Week from"), figures=False), column_of("open_cases", _("Open at its end"))]
    rows = [[Phrase(_day(week)), count_cell(week["open"])] for week in weeks]
    frame = pd.DataFrame(weeks)[["starts_on", "open", "complete"]]
    return Numbers("open-cases-weeks", _("Open cases by week"), columns, rows, frame)


def _flow_numbers(weeks: Sequence[Figures]) -> Numbers:
    heads = {"opened": _("Opened"), "closed": _("Closed"), "net_change": _("Net change")}
    columns = [Column(_("Week from"), figures=False), *(column_of(name, head) for name, head in heads.items())]
    rows = [[Phrase(_day(week)), *(count_cell(week[name]) for name in heads)] for week in weeks]
    frame = pd.DataFrame(weeks)[["starts_on", *heads, "complete"]]
    return Numbers("open-cases-flow", _("Cases opened and closed by week"), columns, rows, frame)


def by_age(figures: Figures, view: View) -> None:
    """Draw the age bands of the open cases."""
    over = _("How old the open cases are"), _about_age(figures)
    st.html(heading_of("age_bands", *over))
    names = [_band_name(band) for band in figures["age_bands"]]
    shown = _drawn_bars(names, figures["age_bands"], [band["from_days"] >= A_YEAR for band in figures["age_bands"]])
    columns = [Column(_("Age"), figures=False), column_of("age_bands", _("Open cases"))]
    conclusion = _("Bars of open cases by age. {words}").format(words=_about_age(figures))
    frame = pd.DataFrame(figures["age_bands"])
    numbers = Numbers("open-cases-ages", _("Open cases by age"), columns, _two_columns(shown), frame)
    figure.draw(bars.bars(shown, conclusion, view.theme), numbers, view, over)


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


def by_reason(figures: Figures, view: View) -> None:
    """Draw the reasons for which cases closed in the period."""
    period = filter_bar.period_name(view.address)
    closed = many("{period}: {n} case closed", "{period}: {n} cases closed", figures["closed"])
    over = _("Why cases closed"), closed.format(period=period, n=count(figures["closed"]))
    st.html(heading_of("closed_by_reason", *over))
    if not figures["closed"]:
        return
    found = {row["reason"]: row["cases"] for row in figures["closed_by_reason"]}
    reasons = [{"reason": code, "cases": found.get(code, 0)} for code in _reason_names()]
    shown = _drawn_bars(list(_reason_names().values()), reasons, [False] * len(reasons))
    columns = [Column(_("Reason"), figures=False), column_of("closed_by_reason", _("Closed cases"))]
    said = ", ".join(f"{name} {cases}" for name, cases in zip(shown["name"], shown["shown"], strict=True))
    conclusion = _("Bars of closed cases by reason: {reasons}.").format(reasons=said)
    numbers = Numbers("open-cases-reasons", _("Closed by reason"), columns, _two_columns(shown), pd.DataFrame(reasons))
    figure.draw(bars.bars(shown, conclusion, view.theme), numbers, view, over)


def _drawn_bars(names: Sequence[str], rows: Sequence[Figures], strong: Sequence[bool]) -> pd.DataFrame:
    """Names with their cases as the bars read them."""
    cases = [row["cases"] for row in rows]
    words = [many("{name}: {n} case", "{name}: {n} cases", n) for n in cases]
    return pd.DataFrame(
        {
            "order": range(len(names)),
            "name": names,
            "amount": cases,
            "shown": [count(n) for n in cases],
            "strong": strong,
            "words": [one.format(name=name, n=count(n)) for one, name, n in zip(words, names, cases, strict=True)],
        }
    )


def _two_columns(shown: pd.DataFrame) -> list[list[Phrase]]:
    return [[Phrase(name), count_cell(n)] for name, n in zip(shown["name"], shown["amount"], strict=True)]


def _reason_names() -> dict[str, str]:
    return {
        "help_ended": _("Help ended"),
        "moved": _("Moved"),
        "left_country": _("Left the country"),
        "disappeared": _("Disappeared"),
        "not_a_victim": _("Not a victim"),
        "other": _("Other reason"),
        "unknown": _("Unknown"),
    }


def _day(week: Figures) -> str:
    return day(date.fromisoformat(week["starts_on"]))
