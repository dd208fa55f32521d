"""The answered curve of the handovers between two sides, with its numbers and what it means in words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from charts import answered_curve
from documents.page import Section
from documents.sheet import Chart, Column, Csv, Phrase, Table, Words
from indicators.delays import curves
from indicators.delays.change import did_it_change
from indicators.delays.curves import Curve
from indicators.handovers import Between
from screen.address.period import period_name
from screen.language.formats import FEW, count, days_cell, duration_words, percent, whole_days
from screen.language.words import _, many
from screen.sections.shared import changes, sentences
from screen.sections.shared.cells import count_cell
from screen.view.view import View

Figures = Mapping[str, Any]

DAYS_IN_TABLE = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84)


def answered_section(before: Curve | None, between: Between, view: View) -> Section:
    """The share answered within so many days, beside that of the period before, and what it means in words."""
    now = view.compute(curves.curve, between)
    name, heading, indicator = "handovers-answered", _("Share answered"), "answered_within_target"
    sent, waiting = now.figures["total"], int(now.steps["pending"].sum())
    if not sent:
        return Section(name, heading, (), _("No handovers in this period"), indicator)
    told = many("Of {n} handover", "Of {n} handovers", sent).format(n=count(sent))
    still = many("{n} still waits and counts as waiting", "{n} still wait and count as waiting", waiting)
    below = _("{sent}; {waiting}.").format(
        sent=told, waiting=still.format(n=count(waiting)) if waiting else _("none waits")
    )
    past = now.steps.iloc[:0] if before is None else before.steps
    median, target = now.figures["median_response_days"], now.figures["target_days"]
    recipe = answered_curve.curve(now.steps, past, median, target, _curve_words(now.figures, view))
    chart = Chart(recipe, name=name, numbers=_numbers(now.steps), csv=Csv(name, now.steps))
    meaning = _meaning(now.figures, before, view.compute(did_it_change, between))
    return Section(name, heading, (chart, Words(meaning, kind="note")), below, indicator)


def _half(figures: Figures) -> str:
    """The median in a sentence, or that it is not reached."""
    days, sent = figures["median_response_days"], figures["total"]
    lower, upper = figures["median_interval_days"]
    if days is not None and lower is not None and upper is not None:
        words = _("Half are answered within {days} (95% interval {lower}–{upper} days).")
        return words.format(days=duration_words(days), lower=days_cell(lower), upper=days_cell(upper))
    if days is not None:
        return _("Half are answered within {days}.").format(days=duration_words(days))
    words = _("Not reached: {answered} of {n} answered so far.")
    return words.format(answered=count(figures["answered"]), n=count(sent)) if sent else _("No handovers.")


def _within_target(figures: Figures) -> str:
    """The share answered within target in a sentence, with its interval; of few, how many are answered."""
    share, (lower, upper) = figures["answered_within_target"], figures["answered_within_target_interval"]
    if share is None:
        return ""
    if figures["total"] < FEW:
        words = _("Few cases: {answered} of {n} are answered.")
        return words.format(answered=count(figures["answered"]), n=count(figures["total"]))
    words = (
        _("At least {share} were answered {limit}")
        if figures["beyond_last_observation"]
        else _("{share} were answered {limit}")
    )
    said = words.format(share=percent(share), limit=_limit(figures["target_days"]))
    if lower is None:
        return _("{words}, if not withdrawn.").format(words=said)
    interval = _("{words}, if not withdrawn (95% interval {interval}).")
    return interval.format(words=said, interval=_interval(lower, upper))


def _interval(lower: float, upper: float) -> str:
    """'38–54%'."""
    return _("{lower}–{upper}%").format(lower=round(100 * lower), upper=round(100 * upper))


def target_words(days: float) -> str:
    """A target in words: '7 days', '2.5 days'."""
    return whole_days(int(days)) if float(days).is_integer() else duration_words(days)


def _limit(target: float | None) -> str:
    if target is None:
        return _("within each receiver’s target")
    return _("within {target}").format(target=target_words(target))


def _meaning(now: Figures, before: Curve | None, changed: Figures | None) -> str:
    truly = now.get("truly_answered_within_target")
    sentences = [_half(now), _within_target(now)]
    if truly is not None and now["total"] >= FEW:
        sentences.append(_("Withdrawn ones counted as never answered: {share}.").format(share=percent(truly)))
    if told := changes.since_before_sentence(changed):
        sentences.append(told)
    elif before is not None and before.figures["total"]:
        past = " ".join((_half(before.figures), _within_target(before.figures)))
        sentences.append(_("The period before: {words}").format(words=past))
    sentences.append(_("Shading is the 95% interval; each tick is a handover that still waits."))
    return " ".join(filter(None, sentences))


def _curve_words(figures: Figures, view: View) -> answered_curve.Words:
    median, target = figures["median_response_days"], figures["target_days"]
    return answered_curve.Words(
        shares=(_("none"), percent(0.25), _("half"), percent(0.75), _("all")),
        axis=_("Days since the handover ({clock})").format(clock=sentences.days_of_clock(view)),
        now=period_name(view.address),
        before=_("the period before"),
        median=_half(figures) if median is None else _("half within {days}").format(days=duration_words(median)),
        target="" if target is None else _("target {days}").format(days=target_words(target)),
        answered=_("Answered"),
        description=" ".join(filter(None, (_half(figures), _within_target(figures)))),
    )


def _numbers(steps: pd.DataFrame) -> Table:
    columns = [
        Column(_("Within"), figures=False),
        Column(_("Answered"), indicator="answered_within_target"),
        Column(_("95% interval")),
        Column(_("Still watched"), _("Handovers that were neither answered nor left before this day")),
    ]
    rows = [_row(day, steps) for day in DAYS_IN_TABLE if day <= steps["days"].max()]
    return Table(_("Share answered by day"), columns, rows)


def _row(day: int, steps: pd.DataFrame) -> list[Phrase]:
    name, until = Phrase(whole_days(day)), steps[steps["days"] <= day]
    watched = count_cell(int((steps.loc[steps["days"] >= day, ["events", "censored"]]).to_numpy().sum()))
    if until.empty:
        return [name, Phrase(percent(0), "zero"), Phrase(""), watched]
    last = until.iloc[-1]
    known = last["lower"] == last["lower"]
    interval = _interval(last["lower"], last["upper"]) if known else _("not known")
    return [name, Phrase(percent(last["answered"])), Phrase(interval, "" if known else "state"), watched]
