"""The charts of handovers, each with its numbers: the answered curve, how long those wait that wait, what came back."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from charts import answered_curve, bars, waiting_by_age
from documents.sheet import Column, Phrase, Words
from indicators.handover_curves import Curve
from screen.address import filter_bar
from screen.frame import figure, parts
from screen.frame.figure import Numbers
from screen.language.formats import FEW, count, days_cell, duration_words, in_order, percent, whole_days
from screen.language.words import _, many
from screen.sections.shared import changes
from screen.sections.shared.cells import count_cell, past_target_cell
from screen.sections.shared.explain_link import column_of, heading_of
from screen.view.view import View

Figures = Mapping[str, Any]

DAYS_IN_TABLE = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84)
RECEIVERS_AT_FIRST = 12
ALL_RECEIVERS = "handovers-all-receivers"


def answered(now: Curve, before: Curve | None, changed: Figures | None, view: View) -> None:
    """Draw the answered curve of a pair, what it means in words below it, and whether it `changed`."""
    sent, waiting = now.figures["total"], int(now.steps["pending"].sum())
    if not sent:
        st.html(heading_of("answered_within_target", _("Share answered"), _("No handovers in this period")))
        return
    told = many("Of {n} handover", "Of {n} handovers", sent).format(n=count(sent))
    still = many("{n} still waits and counts as waiting", "{n} still wait and count as waiting", waiting)
    below = _("{sent}; {waiting}.").format(
        sent=told, waiting=still.format(n=count(waiting)) if waiting else _("none waits")
    )
    over = _("Share answered"), below
    st.html(heading_of("answered_within_target", *over))
    has_past = before is not None and before.figures["total"] > 0
    shown = answered_curve.Answered(
        now.steps,
        before.steps if before is not None else now.steps.iloc[:0],
        now.figures["median_response_days"],
        now.figures["target_days"],
        " ".join(filter(None, (half(now.figures), within_target(now.figures)))),
    )
    drawing = answered_curve.curve(shown, _curve_words(now.figures, view), view.theme)
    figure.draw(drawing, _curve_numbers(now.steps), view, over)
    about = " ".join(_about(now.figures, before.figures if before is not None and has_past else None, changed))
    figure.add(view, "handovers-answered", Words(about))
    st.html(parts.order(about))


def half(figures: Figures) -> str:
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


def within_target(figures: Figures) -> str:
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


def _about(now: Figures, before: Figures | None, changed: Figures | None) -> list[str]:
    truly = now.get("truly_answered_within_target")
    sentences = [half(now), within_target(now)]
    if truly is not None and now["total"] >= FEW:
        sentences.append(_("Withdrawn ones counted as never answered: {share}.").format(share=percent(truly)))
    if told := changes.since_before_sentence(changed):
        sentences.append(told)
    elif before is not None:
        sentences.append(_("The period before: {words}").format(words=" ".join((half(before), within_target(before)))))
    sentences.append(_("Shading is the 95% interval; each tick is a handover that still waits."))
    return [sentence for sentence in sentences if sentence]


def _curve_words(figures: Figures, view: View) -> answered_curve.Words:
    median, target = figures["median_response_days"], figures["target_days"]
    clock = {"calendar": _("calendar days"), "working": _("working days")}[view.filters.delay_clock]
    return answered_curve.Words(
        shares=(_("none"), percent(0.25), _("half"), percent(0.75), _("all")),
        axis=_("Days since the handover ({clock})").format(clock=clock),
        now=filter_bar.period_name(view.address),
        before=_("the period before"),
        median=half(figures) if median is None else _("half within {days}").format(days=duration_words(median)),
        target="" if target is None else _("target {days}").format(days=target_words(target)),
        answered=_("Answered"),
    )


def _curve_numbers(steps: pd.DataFrame) -> Numbers:
    columns = [
        Column(_("Within"), figures=False),
        column_of("answered_within_target", _("Answered")),
        Column(_("95% interval")),
        Column(_("Still watched"), _("Handovers that were neither answered nor left before this day")),
    ]
    rows = [_curve_row(day, steps) for day in DAYS_IN_TABLE if day <= steps["days"].max()]
    return Numbers("handovers-answered", _("Share answered by day"), columns, rows, steps)


def _curve_row(day: int, steps: pd.DataFrame) -> list[Phrase]:
    until = steps[steps["days"] <= day]
    name = many("{n} day", "{n} days", day).format(n=day)
    watched = count_cell(int((steps.loc[steps["days"] >= day, ["events", "censored"]]).to_numpy().sum()))
    if until.empty:
        return [Phrase(name), Phrase(percent(0), "zero"), Phrase(""), watched]
    last = until.iloc[-1]
    known = last["lower"] == last["lower"]
    interval = _interval(last["lower"], last["upper"]) if known else _("not known")
    return [Phrase(name), Phrase(percent(last["answered"])), Phrase(interval, "" if known else "state"), watched]


def waiting(ages: Sequence[Figures], by: str, view: View) -> None:
    """Draw how long the pending handovers have waited, by receiver (`by`: sector, agency)."""
    pending = sum(row["within"] + row["past"] for row in ages)
    if not pending:
        st.html(
            heading_of("waiting_time", _("How long those have waited that wait"), _("No handover waits for an answer"))
        )
        return
    title = many("How long the {n} that waits has waited", "How long the {n} that wait have waited", pending)
    order = _("by receiving sector, in order of name") if by == "sector" else _("by receiving agency, in order of name")
    below = _("One mark is one handover, a number so many; {order}").format(order=order)
    over = title.format(n=count(pending)), below
    st.html(heading_of("waiting_time", *over))
    named = _by_receiver(ages, by, view)
    targets = named["target_days"].unique().tolist()
    target = targets[0] if len(targets) == 1 else None
    conclusion = _("Marks of {n} waiting handovers by how long they have waited; {past} are past their target.")
    said = conclusion.format(n=count(pending), past=count(int(named["past"].sum())))
    drawn = waiting_by_age.Waiting(_shown_receivers(named), target, said)
    drawing = waiting_by_age.waiting_by_age(drawn, _waiting_words(target, view), view.theme)
    figure.draw(drawing, _waiting_numbers(named), view, over)
    if named["name"].nunique() > RECEIVERS_AT_FIRST:
        words = _("Show all {n} receivers").format(n=count(named["name"].nunique()))
        st.toggle(words, key=ALL_RECEIVERS)


def _by_receiver(ages: Sequence[Figures], by: str, view: View) -> pd.DataFrame:
    """Per receiver and day, in order of name: name, days, target_days, within, past, words."""
    rows = pd.DataFrame(ages)
    rows["name"] = [
        view.sector_name(row["to_sector"]) if by == "sector" else view.name("agency", row["to_agency"]) for row in ages
    ]
    found = rows.groupby(["name", "days", "target_days"], as_index=False)[["within", "past"]].sum()
    found["words"] = [_waiting_meaning(row) for row in found.to_dict("records")]
    return found.sort_values("name", key=lambda names: names.map(in_order), kind="stable", ignore_index=True)


def _shown_receivers(named: pd.DataFrame) -> pd.DataFrame:
    """The rows of all receivers, or at first of those for whom most wait; with their order."""
    most = named[["within", "past"]].sum(axis=1).groupby(named["name"]).sum().sort_values(ascending=False).index
    shown = most if st.session_state.get(ALL_RECEIVERS) else most[:RECEIVERS_AT_FIRST]
    rows = named[named["name"].isin(shown)]
    return rows.assign(order=pd.factorize(rows["name"])[0])


def _waiting_meaning(row: Mapping[Any, Any]) -> str:
    days = _days_waited(row["days"])
    words = _("{name}, {days}: {within} within target, {past} past target")
    return words.format(name=row["name"], days=days, within=count(row["within"]), past=count(row["past"]))


def _days_waited(days: int) -> str:
    if days == waiting_by_age.LAST_DAY:
        return _("{n} days or more").format(n=days)
    return many("{n} day", "{n} days", days).format(n=days) if days else _("less than a day")


def _waiting_words(target: float | None, view: View) -> waiting_by_age.Words:
    clock = {"calendar": _("calendar days"), "working": _("working days")}[view.filters.delay_clock]
    past = "" if target is None else _("past the target of {days} →").format(days=target_words(target))
    return waiting_by_age.Words(
        axis=_("Days waited so far ({clock}, pauses left out)").format(clock=clock),
        last_day=_("{n} or more").format(n=waiting_by_age.LAST_DAY),
        past_target=past,
    )


def _waiting_numbers(named: pd.DataFrame) -> Numbers:
    columns = [
        Column(_("Receiver"), figures=False),
        column_of("waiting_time", _("Waited")),
        column_of("pending_handovers", _("Within target")),
        column_of("overdue", _("Past target")),
    ]
    rows = [
        [
            Phrase(row["name"]),
            Phrase(_days_waited(row["days"])),
            count_cell(row["within"]),
            past_target_cell(row["past"]),
        ]
        for row in named.to_dict("records")
    ]
    frame = named.drop(columns="words")
    return Numbers("handovers-waiting", _("Waiting handovers by receiver and days waited"), columns, rows, frame)


def returned(reasons: Sequence[Figures], figures: Figures, view: View) -> None:
    """Draw why handovers were rejected or returned."""
    found = {row["reason"]: row["handovers"] for row in reasons}
    back, answers = sum(found.values()), figures["answered"]
    if not answers:
        st.html(heading_of("returned_share", _("Returned, by reason"), _("No answers in this period")))
        return
    told = _("{n} of {answered} answers in the period reject or return the handover")
    over = _("Returned, by reason"), told.format(n=count(back), answered=count(answers))
    st.html(heading_of("returned_share", *over))
    if not back:
        return
    names = _reason_names()
    codes = [*names, *(code for code in found if code not in names)]
    rows = pd.DataFrame({"reason": codes, "handovers": [found.get(code, 0) for code in codes]})
    said = ", ".join(f"{names.get(code, code)} {count(found.get(code, 0))}" for code in codes)
    conclusion = _("Bars of returned handovers by reason: {reasons}.").format(reasons=said)
    columns = [Column(_("Reason"), figures=False), column_of("returned_share", _("Handovers"))]
    cells = [[Phrase(names.get(code, code)), count_cell(found.get(code, 0))] for code in codes]
    numbers = Numbers("handovers-returned", _("Returned by reason"), columns, cells, rows)
    figure.draw(bars.bars(_reason_bars(rows, names), conclusion, view.theme), numbers, view, over)


def _reason_bars(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    shown = [names.get(code, code) for code in rows["reason"]]
    told = [
        many("{name}: {n} handover", "{name}: {n} handovers", n).format(name=name, n=count(n))
        for name, n in zip(shown, rows["handovers"], strict=True)
    ]
    return pd.DataFrame(
        {
            "order": range(len(rows)),
            "name": shown,
            "amount": rows["handovers"],
            "shown": [count(n) for n in rows["handovers"]],
            "strong": True,
            "words": told,
        }
    )


def _reason_names() -> dict[str, str]:
    return {
        "capacity": _("No capacity"),
        "missing_information": _("Information is missing"),
        "not_ours": _("Not ours"),
        "no_consent": _("No consent"),
        "other": _("Other reason"),
        "unknown": _("Unknown"),
    }
