"""The charts of deadlines, each with its numbers: what falls due when, and how soon referrals are answered."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from charts import answered_curve, due_days
from config.codes import DEADLINE_KINDS
from documents.page import Key, Section
from documents.sheet import Chart, Column, Csv, Phrase, Table, Words
from screen.address.period import period_name
from screen.language import vocabulary
from screen.language.formats import FEW, count, day, days_cell, duration_words, percent, whole_days
from screen.language.words import _
from screen.sections.shared import sentences
from screen.sections.shared.cells import count_cell, past_target_cell
from screen.view.view import View

Figures = Mapping[str, Any]

DAYS_IN_TABLE = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42)


def due_days_section(figures: Figures) -> Section:
    """What is due in the next 14 days and what is past due, kind by kind."""
    heading, indicator = _("The next 14 days, and what is past due"), "deadlines_due_soon"
    if not figures["by_kind"]:
        return Section("deadlines-days", heading, (), _("No deadlines are recorded"), indicator)
    recipe, rows = due_days.due_days(_marks(figures), _conclusion(figures)), figures["due_days"]
    chart = Chart(recipe, name="deadlines-days", numbers=_numbers(rows), csv=Csv("deadlines-days", _frame(rows)))
    key = Key((("data", _("due")), ("attention", _("past due (diamond)"))))
    return Section("deadlines-days", heading, (key, chart), _("The number of deadlines on each day"), indicator)


def _marks(figures: Figures) -> pd.DataFrame:
    """The days as the chart reads them: what was due longer ago together, and a row for each kind that occurs."""
    occurring = {row["kind"] for row in figures["by_kind"]}
    kinds = [kind for kind in DEADLINE_KINDS if kind in occurring]
    amounts: dict[tuple[str, int], int] = dict.fromkeys(((kind, 0) for kind in kinds), 0)
    for row in figures["due_days"]:
        at = row["days_left"] if row["days_left"] >= -due_days.DAYS else due_days.EARLIER
        amounts[row["kind"], at] = amounts.get((row["kind"], at), 0) + row["deadlines"]
    marks = [_mark(kinds.index(kind), kind, at, amount) for (kind, at), amount in amounts.items()]
    ticks = [{**_mark(0, kinds[0], at, 0), "tick": words} for at, words in _tick_words().items()]
    return pd.DataFrame([*marks, *ticks])


def _mark(order: int, kind: str, at: int, amount: int) -> dict[str, Any]:
    return {
        "order": order,
        "name": vocabulary.name("deadline_kinds", kind),
        "at": at,
        "amount": amount,
        "past": at < 0,
        "shown": count(amount),
        "tick": "",
        "words": _("{kind}: {n}, {when}").format(
            kind=vocabulary.name("deadline_kinds", kind),
            n=count(amount),
            when=_("due more than 14 days ago") if at == due_days.EARLIER else _when(at),
        ),
    }


def _when(at: int) -> str:
    if at < 0:
        return _("due {days} ago").format(days=whole_days(-at))
    return _("due in {days}").format(days=whole_days(at)) if at else _("due today")


def _tick_words() -> dict[int, str]:
    week = 7
    ago, ahead = _("{n} days ago").format(n=week), _("in {n} days").format(n=week)
    return {due_days.EARLIER: _("earlier"), -week: ago, 0: _("today"), week: ahead, due_days.DAYS: _("in 14")}


def _conclusion(figures: Figures) -> str:
    words = _("Deadlines of open cases by kind and day: {past} past due, {soon} due within 14 days.")
    return words.format(past=count(figures["overdue"]), soon=count(figures["due_soon"]))


def _ordered(rows: Sequence[Figures]) -> list[Figures]:
    return sorted(rows, key=lambda row: (DEADLINE_KINDS.index(row["kind"]), row["day"]))


def _frame(rows: Sequence[Figures]) -> pd.DataFrame:
    return pd.DataFrame(_ordered(rows), columns=["kind", "day", "days_left", "deadlines"])


def _numbers(rows: Sequence[Figures]) -> Table:
    heads = (_("Kind"), _("Due"), _("When"))
    columns = [*(Column(head, figures=False) for head in heads), Column(_("Deadlines"))]
    body = [
        [
            Phrase(vocabulary.name("deadline_kinds", row["kind"])),
            Phrase(day(date.fromisoformat(row["day"]))),
            Phrase(_when(row["days_left"])),
            past_target_cell(row["deadlines"]) if row["days_left"] < 0 else count_cell(row["deadlines"]),
        ]
        for row in _ordered(rows)
    ]
    return Table(_("Deadlines by kind and day"), columns, body)


def referral_section(sent: Figures, steps: pd.DataFrame, view: View) -> Section:
    """How soon referrals to the assistance system are answered; `steps` as `deadlines.referral_curve` gives."""
    name, heading = "deadlines-referral", _("Referral to decision")
    below, indicator = _("How soon the assistance system answers a referral"), "referral_to_decision"
    if not sent["total"]:
        return Section(name, heading, (Words(_("No referrals in this period."), kind="note"),), below, indicator)
    answered = _("{part} of {base} answered").format(part=count(sent["answered"]), base=count(sent["total"]))
    rest = _("{answered}, {n} still waiting.").format(answered=answered, n=count(sent["waiting"]))
    recipe = answered_curve.curve(steps, steps.iloc[:0], sent["median_days"], None, _curve_words(sent, rest, view))
    chart = Chart(recipe, name=name, numbers=_curve_numbers(steps), csv=Csv(name, steps))
    return Section(
        name, heading, (Words(rest, _half(sent)), Words(_sureness(sent), kind="note"), chart), below, indicator
    )


def _half(sent: Figures) -> str:
    if sent["median_days"] is None:
        return _("Not reached: fewer than half are answered so far.")
    return _("Half within {days}.").format(days=duration_words(sent["median_days"]))


def _sureness(sent: Figures) -> str:
    """The 95 % interval of the median in words, and that there are few."""
    low, high = sent["median_interval_days"]
    if low is None:
        words = _("95% range of the median not reached.")
    elif high is None:
        words = _("95% range of the median from {low} up.").format(low=duration_words(low))
    else:
        words = _("95% range of the median {low}–{high} days.").format(low=days_cell(low), high=days_cell(high))
    return f"{words} {_('Few cases.')}" if sent["total"] < FEW else words


def _curve_words(sent: Figures, rest: str, view: View) -> answered_curve.Words:
    days = sent["median_days"]
    return answered_curve.Words(
        shares=(_("none"), percent(0.25), _("half"), percent(0.75), _("all")),
        axis=_("Days since the referral ({clock})").format(clock=sentences.days_of_clock(view)),
        now=period_name(view.address),
        median="" if days is None else _("half within {days}").format(days=duration_words(days)),
        answered=_("Answered"),
        description=f"{_half(sent)} {rest}",
    )


def _curve_numbers(steps: pd.DataFrame) -> Table:
    columns = [Column(_("Within"), figures=False), Column(_("Answered"), indicator="referral_to_decision")]
    days = [one for one in DAYS_IN_TABLE if one <= steps["days"].max()]
    shares = [max(steps.loc[steps["days"] <= one, "answered"], default=0.0) for one in days]
    rows = [
        [Phrase(whole_days(one)), Phrase(percent(share), "" if share else "zero")]
        for one, share in zip(days, shares, strict=True)
    ]
    return Table(_("Share of referrals answered by day"), columns, rows)
