"""The charts of deadlines, each with its numbers: what falls due when, and how soon referrals are answered."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from charts import answered_curve, due_days
from documents.sheet import Column, Phrase, Words
from screen.address import filter_bar
from screen.frame import figure, parts
from screen.frame.figure import Numbers
from screen.language.formats import FEW, count, day, days_cell, duration_words, percent, whole_days
from screen.language.words import _
from screen.sections.shared.cells import count_cell, past_target_cell
from screen.sections.shared.explain_link import column_of, heading_of
from screen.view.view import View

Figures = Mapping[str, Any]

DAYS_IN_TABLE = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42)


def kind_names() -> dict[str, str]:
    """Names of the kinds of deadlines, in the order in which they are shown."""
    return {
        "reflection_period_end": _("Reflection period"),
        "recovery_period_end": _("Recovery period"),
        "permit_application": _("Permit application"),
        "assistance_decision": _("Assistance decision"),
        "follow_up": _("Follow-up"),
        "unknown": _("Unknown"),
    }


def next_steps() -> dict[str, str]:
    """What to do about an overdue deadline of each kind."""
    return {
        "reflection_period_end": _("Record a permit application or a referral"),
        "recovery_period_end": _("Decide on the next step, or hand over"),
        "permit_application": _("Record the application, or hand over"),
        "assistance_decision": _("Decide, or set a new day"),
        "follow_up": _("Follow up, or set a new day"),
        "unknown": _("Record what was done"),
    }


def strip(figures: Figures, view: View) -> None:
    """Draw what is due in the next 14 days and what is past due, kind by kind."""
    over = _("The next 14 days, and what is past due"), _("The number of deadlines on each day")
    key = parts.key([("data", _("due")), ("attention", _("past due (diamond)"))])
    st.html(heading_of("deadlines_due_soon", *over) + key)
    drawing = due_days.due_days(_marks(figures), _conclusion(figures), view.theme)
    figure.draw(drawing, _numbers(figures["due_days"]), view, over)


def _marks(figures: Figures) -> pd.DataFrame:
    """The days as the chart reads them: what was due longer ago together, and a row for each kind that occurs."""
    occurring = {row["kind"] for row in figures["by_kind"]}
    kinds = [kind for kind in kind_names() if kind in occurring]
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
        "name": kind_names()[kind],
        "at": at,
        "amount": amount,
        "past": at < 0,
        "shown": count(amount),
        "tick": "",
        "words": _("{kind}: {n}, {when}").format(
            kind=kind_names()[kind],
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


def _numbers(rows: Sequence[Figures]) -> Numbers:
    columns = [
        Column(_("Kind"), figures=False),
        Column(_("Due"), figures=False),
        Column(_("When"), figures=False),
        Column(_("Deadlines")),
    ]
    ordered = sorted(rows, key=lambda row: (list(kind_names()).index(row["kind"]), row["day"]))
    body = [
        [
            Phrase(kind_names()[row["kind"]]),
            Phrase(day(date.fromisoformat(row["day"]))),
            Phrase(_when(row["days_left"])),
            past_target_cell(row["deadlines"]) if row["days_left"] < 0 else count_cell(row["deadlines"]),
        ]
        for row in ordered
    ]
    frame = pd.DataFrame(ordered, columns=["kind", "day", "days_left", "deadlines"])
    return Numbers("deadlines-days", _("Deadlines by kind and day"), columns, body, frame)


def referral(sent: Figures, steps: pd.DataFrame, view: View) -> None:
    """Draw how soon referrals to the assistance system are answered; `steps` as `deadlines.referral_curve` gives."""
    over = _("Referral to decision"), _("How soon the assistance system answers a referral")
    head = heading_of("referral_to_decision", *over)
    if not sent["total"]:
        st.html(head + parts.order(_("No referrals in this period.")))
        return
    answered = _("{part} of {base} answered").format(part=count(sent["answered"]), base=count(sent["total"]))
    rest = _("{answered}, {n} still waiting.").format(answered=answered, n=count(sent["waiting"]))
    st.html(head + parts.sentence(_half(sent), rest) + parts.order(_sureness(sent)))
    said = f"{_half(sent)} {rest}"
    drawn = answered_curve.Answered(steps, steps.iloc[:0], sent["median_days"], None, said)
    figure.draw(answered_curve.curve(drawn, _curve_words(sent, view), view.theme), _curve_numbers(steps), view, over)
    figure.add(view, "deadlines-referral", Words(f"{said} {_sureness(sent)}"))


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


def _curve_words(sent: Figures, view: View) -> answered_curve.Words:
    days = sent["median_days"]
    clock = {"calendar": _("calendar days"), "working": _("working days")}[view.filters.delay_clock]
    return answered_curve.Words(
        shares=(_("none"), percent(0.25), _("half"), percent(0.75), _("all")),
        axis=_("Days since the referral ({clock})").format(clock=clock),
        now=filter_bar.period_name(view.address),
        before="",
        median="" if days is None else _("half within {days}").format(days=duration_words(days)),
        target="",
        answered=_("Answered"),
    )


def _curve_numbers(steps: pd.DataFrame) -> Numbers:
    columns = [
        Column(_("Within"), figures=False),
        column_of("referral_to_decision", _("Answered")),
    ]
    days = [one for one in DAYS_IN_TABLE if one <= steps["days"].max()]
    shares = [max(steps.loc[steps["days"] <= one, "answered"], default=0.0) for one in days]
    rows = [
        [Phrase(whole_days(one)), Phrase(percent(share), "" if share else "zero")]
        for one, share in zip(days, shares, strict=True)
    ]
    return Numbers("deadlines-referral", _("Share of referrals answered by day"), columns, rows, steps)
