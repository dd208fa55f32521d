"""How long answers take: the share answered, and what came back."""

import math
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from charts import answered_curve
from documents.page import Section
from documents.sheet import Chart, Column, Csv, Phrase, Said, Table, Words, text_of
from indicators import handovers
from indicators.delays import curves
from indicators.delays.change import did_it_change
from indicators.delays.curves import Curve, Delays
from indicators.handovers import Between, Summary
from screen.address.address import period_name
from screen.language import vocabulary
from screen.language.formats import FEW, count, days_cell, duration_words, percent, target_words, whole_days
from screen.language.words import _, many
from screen.sections.shared import changes, sentences
from screen.sections.shared.bars import Bar, bars_chart, listed
from screen.sections.shared.cells import count_cell, interval_words, share_range, with_interval
from screen.sections.shared.counts import click_to_rows, counted, filled, joined, rows_of, sides_of
from screen.view.view import View

Of = Callable[[int, str], Phrase]  # from a number and the list that it counts to what is said

DAYS_IN_TABLE = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84)


def answered_section(before: Curve | None, between: Between, view: View) -> Section:
    """The share answered within so many days, beside that of the period before, and what it means in words."""
    now = view.compute(curves.curve, between)
    name, heading, indicator = "handovers-answered", _("Share answered"), "answered_within_target"
    sent, waiting = now.figures["total"], int(now.steps["pending"].sum())
    if not sent:
        return Section(name, heading, (), _("No handovers in this period"), indicator)
    told = many("Of {n} handover", "Of {n} handovers", sent)
    still = many("{n} still waits and counts as waiting", "{n} still wait and count as waiting", waiting)
    waits, sides = still if waiting else _("none waits"), sides_of(between)
    both = _("{sent}; {waiting}.").replace("{sent}", told.replace("{n}", "{all}")).replace("{waiting}", waits)
    below = filled(
        both, all=counted(sent, view, "sent", **sides), n=counted(waiting, view, "sent_and_waiting", **sides)
    )
    steps = now.steps.iloc[:0] if before is None else before.steps
    median, target, words = now.figures["median_response_days"], now.figures["target_days"], _curve_words(now, view)
    said = _said(now.figures, lambda n, of: counted(n, view, of, **sides))
    recipe = answered_curve.curve(now.steps, steps, median, target, words)
    chart = Chart(recipe, name=name, numbers=_answered_table(now.steps), csv=Csv(name, now.steps))
    past = changes.since_before_sentence(view.compute(did_it_change, view.settings.change, between))
    if not past and before is not None and before.figures["total"]:
        past = _("The period before: {words}").format(words=_told(before.figures))
    shading = _("Shading is the 95% interval; each tick is a handover that still waits.")
    truly = _truly(view.compute(handovers.summary, between), sides, view)
    # the figures in bold, then each of what goes with them on its own
    rest = (Words(one, kind="note") for one in (truly, past, shading) if one)
    return Section(name, heading, (chart, Words("", said), *rest), below, indicator)


def _truly(found: Summary, sides: Mapping[str, str], view: View) -> Said:
    """The share that is answered where a withdrawal or a closing may forestall it, in a sentence; else nothing."""
    share, n = found["truly_answered_within_target"], found["withdrawn"] + found["closed_unanswered"]
    if share is None:
        return ""
    words = many(
        "{n} was withdrawn or its case closed unanswered. With it, {share} were answered within target ({range}).",
        "{n} were withdrawn or their case closed unanswered. With them, {share} were answered within target ({range}).",
        n,
    )
    sure = interval_words(found["truly_answered_within_target_interval"])
    lost = counted(n, view, "never_answered", **sides)
    return filled(words, n=lost, share=percent(share), range=sure)


def _said(figures: Delays, of: Of) -> Said:
    """The median and the share within target in sentences."""
    return joined((_half(figures, of), _within_target(figures, of)))


def _half(figures: Delays, of: Of) -> Said:
    """The median in a sentence, or that it is not reached."""
    days, (lower, upper) = figures["median_response_days"], figures["median_interval_days"]
    if days is not None and lower is not None and upper is not None:
        words = _("Half are answered within {days} (95% interval {lower}–{upper} days).")
        return words.format(days=duration_words(days), lower=days_cell(lower), upper=days_cell(upper))
    if days is not None:
        return _("Half are answered within {days}.").format(days=duration_words(days))
    words = _("Not reached: {answered} of {n} answered so far.")
    return filled(words, answered=of(figures["answered"], "answered"), n=of(figures["total"], "sent"))


def _within_target(figures: Delays, of: Of) -> Said:
    """The share answered within target in a sentence, with its interval; of few, how many are answered."""
    share, (lower, upper) = figures["answered_within_target"], figures["answered_within_target_interval"]
    if share is None:
        return ""
    if figures["total"] < FEW:
        words = _("Few cases: {answered} of {n} are answered.")
        return filled(words, answered=of(figures["answered"], "answered"), n=of(figures["total"], "sent"))
    at_least, exactly = _("At least {share} were answered {limit}"), _("{share} were answered {limit}")
    words = at_least if figures["beyond_last_observation"] else exactly
    target = figures["target_days"]
    within = "" if target is None else _("within {target}").format(target=target_words(target))
    said = words.format(share=percent(share), limit=within or _("within each receiver’s target"))
    if lower is None or upper is None:
        return _("{words}, if not withdrawn.").format(words=said)
    interval = _("{words}, if not withdrawn (95% interval {interval}).")
    return interval.format(words=said, interval=share_range((lower, upper)))


def _told(figures: Delays) -> str:
    """The same, without links."""
    return text_of(_said(figures, _number))


def _number(n: int, _of: str) -> Phrase:
    return Phrase(count(n))


def _curve_words(curve: Curve, view: View) -> answered_curve.Words:
    figures = curve.figures
    median, target = figures["median_response_days"], figures["target_days"]
    return answered_curve.Words(
        shares=(_("none"), percent(0.25), _("half"), percent(0.75), _("all")),
        axis=_("Days since the handover ({clock})").format(clock=sentences.days_of_clock(view)),
        now=period_name(view.address),
        before=_("the period before"),
        median=text_of(_half(figures, _number))
        if median is None
        else _("half within {days}").format(days=duration_words(median)),
        target="" if target is None else _("target {days}").format(days=target_words(target)),
        answered=_("Answered"),
        description=_told(figures),
    )


def _answered_table(steps: pd.DataFrame) -> Table:
    columns = [
        Column(_("Within"), figures=False),
        Column(_("Answered"), indicator="answered_within_target"),
        Column(_("95% interval")),
        Column(_("Still watched"), _("Handovers that were neither answered nor left before this day")),
    ]
    days, left = steps["days"].to_numpy(), (steps["events"] + steps["censored"]).to_numpy()
    shown = [day for day in DAYS_IN_TABLE if day <= days.max(initial=0)]
    rows = [_row(day, steps, int(np.searchsorted(days, day, "right")), int(left[days >= day].sum())) for day in shown]
    return Table(_("Share answered by day"), columns, rows)


def _row(day: int, steps: pd.DataFrame, until: int, watched: int) -> list[Phrase]:
    """`until`: so many steps lie within the day."""
    name, still = Phrase(whole_days(day)), count_cell(watched)
    if not until:
        return [name, Phrase(percent(0), "zero"), Phrase(""), still]
    answered, lower, upper = (steps[of].to_numpy()[until - 1] for of in ("answered", "lower", "upper"))
    interval = _("not known") if math.isnan(lower) else share_range((lower, upper))
    return [name, Phrase(percent(answered)), Phrase(interval, "state" if math.isnan(lower) else ""), still]


def returned_section(figures: Delays, between: Between, view: View) -> Section:
    """Rejected and returned handovers by reason, of all that were answered."""
    answered, share = figures["answered"], figures["returned_share"]
    name, heading, indicator = "handovers-returned", _("Returned, by reason"), "returned_share"
    if not answered:
        return Section(name, heading, (), _("No answers in this period"), indicator)
    found = {row["reason"]: row["handovers"] for row in view.compute(handovers.returned_by_reason, between)}
    told = _("{n} of {answered} answers in the period reject or return the handover: {share}")
    sure = with_interval(percent(share or 0), figures["returned_share_interval"])
    sides, returned = sides_of(between), sum(found.values())
    of_answered = counted(answered, view, "answered", **sides)
    below = filled(told, n=counted(returned, view, "returned", **sides), answered=of_answered, share=sure)
    if not returned:
        return Section(name, heading, (), below, indicator)
    rows = {**dict.fromkeys(vocabulary.names("response_reasons"), 0), **found}
    bars = [
        _bar(vocabulary.name("response_reasons", code), n, rows_of(view, "returned", response_reason=code, **sides))
        for code, n in rows.items()
    ]
    conclusion = _("Bars of returned handovers by reason: {reasons}.").format(reasons=listed(bars))
    table = _("Returned by reason"), Column(_("Reason"), figures=False), Column(_("Handovers"), indicator=indicator)
    file = Csv(name, pd.DataFrame({"reason": rows.keys(), "handovers": rows.values()}))
    chart = bars_chart(name, bars, conclusion, table, file, click_to_rows(view))
    return Section(name, heading, (chart,), below, indicator)


def _bar(name: str, n: int, link: str) -> Bar:
    words = many("{name}: {n} handover", "{name}: {n} handovers", n)
    return Bar(name, n, words.format(name=name, n=count(n)), strong=True, link=link)
