"""The sections of deadlines: what falls due when, by kind or agency, periods that end, what is past due, referrals."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar

import pandas as pd

from charts import answered_curve, due_days
from config.codes import DEADLINE_KINDS, UNKNOWN
from documents.page import Choice, Key, Part, Section, options
from documents.sheet import Chart, Column, Csv, Phrase, Table, Words, table_of, text_of
from indicators import deadlines
from indicators.deadlines import DueDay, FellDue, Figures, OfAgency, OfKind, Referral
from screen.address.address import period_name
from screen.language import vocabulary
from screen.language.formats import FEW, count, day, days_cell, duration_words, in_order, percent, whole_days
from screen.language.words import _, many
from screen.sections.shared import lists, sentences
from screen.sections.shared.cells import (
    case_columns,
    count_cell,
    in_days,
    no_data_cell,
    part_cell,
    past_target_cell,
    share_range,
)
from screen.sections.shared.counts import click_to_rows, counted, filled, rows_of
from screen.sections.shared.lists import Listed, ListRow, of_case, of_words
from screen.view.view import View

Of = TypeVar("Of", OfKind, OfAgency)

AGENCIES = "agencies"
DAYS_IN_TABLE = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42)


def due_days_section(figures: Figures, view: View) -> Section:
    """What is due in the next 14 days and what is past due, kind by kind."""
    heading, indicator = _("The next 14 days, and what is past due"), "deadlines_due_soon"
    if not figures["by_kind"]:
        return Section("deadlines-days", heading, (), _("No deadlines are recorded"), indicator)
    rows = sorted(figures["due_days"], key=lambda row: (DEADLINE_KINDS.index(row["kind"]), row["day"]))
    csv = Csv("deadlines-days", pd.DataFrame(rows, columns=["kind", "day", "days_left", "deadlines"]))
    said = _("Deadlines of open cases by kind and day: {past} past due, {soon} due within 14 days.")
    conclusion = said.format(past=count(figures["overdue"]), soon=count(figures["due_soon"]))
    recipe, numbers = due_days.due_days(_marks(figures, view), conclusion), _numbers(rows, view)
    narrow, click = _by_day(figures, view), click_to_rows(view)
    chart = Chart(recipe, name=csv.name, numbers=numbers, csv=csv, click=click, narrow=narrow)
    key = Key((("data", _("due")), ("attention", _("past due (diamond)"))))
    return Section("deadlines-days", heading, (key, chart), _("The number of deadlines on each day"), indicator)


def _marks(figures: Figures, view: View) -> pd.DataFrame:
    """The days as the chart reads them: what was due longer ago together, and a row for each kind that occurs."""
    occurring = {row["kind"] for row in figures["by_kind"]}
    kinds = [kind for kind in DEADLINE_KINDS if kind in occurring]
    amounts = Counter(dict.fromkeys(((kind, 0) for kind in kinds), 0))
    for row in figures["due_days"]:
        at = row["days_left"] if row["days_left"] >= -due_days.DAYS else due_days.EARLIER
        amounts[row["kind"], at] += row["deadlines"]
    marks = [_mark(kinds.index(kind), kind, at, amount, view) for (kind, at), amount in amounts.items()]
    week, ago, ahead = 7, _("{n} days ago").format(n=7), _("in {n} days").format(n=7)
    words = {due_days.EARLIER: _("earlier"), -week: ago, 0: _("today"), week: ahead, due_days.DAYS: _("in 14")}
    return pd.DataFrame([*marks, *({**_mark(0, kinds[0], at, 0, view), "tick": tick} for at, tick in words.items())])


def _mark(order: int, kind: str, at: int, amount: int, view: View) -> dict[str, Any]:
    name, shown = vocabulary.name("deadline_kinds", kind), count(amount)
    when = _("due more than 14 days ago") if at == due_days.EARLIER else _when(at)
    words = _("{kind}: {n}, {when}").format(kind=name, n=shown, when=when)
    mark = {"order": order, "name": name, "at": at, "amount": amount, "past": at < 0}
    return {**mark, "shown": shown, "tick": "", "words": words, "rows": _due(kind, at, view) if amount else ""}


def _due(kind: str, at: int, view: View) -> str:
    """The deadlines of a kind that are due so many days from today, or longer ago."""
    first, end = ("", -due_days.DAYS) if at == due_days.EARLIER else (str(at), at + 1)
    return rows_of(view, "overdue" if at < 0 else "due_soon", kind=kind, at_least=first, below=str(end))


def _when(at: int) -> str:
    if at < 0:
        return _("due {days} ago").format(days=whole_days(-at))
    return _("due in {days}").format(days=whole_days(at)) if at else _("due today")


def _numbers(rows: Sequence[DueDay], view: View) -> Table:
    def deadlines_of(row: DueDay) -> Phrase:
        left, cell = row["days_left"], past_target_cell if row["days_left"] < 0 else count_cell
        return cell(row["deadlines"], _due(row["kind"], left, view))

    columns = {
        Column(_("Kind"), figures=False): lambda row: Phrase(vocabulary.name("deadline_kinds", row["kind"])),
        Column(_("Due"), figures=False): lambda row: Phrase(day(date.fromisoformat(row["day"]))),
        Column(_("When"), figures=False): lambda row: Phrase(_when(row["days_left"])),
        Column(_("Deadlines")): deadlines_of,
    }
    return table_of(_("Deadlines by kind and day"), rows, columns)


def _by_day(figures: Figures, view: View) -> Table:
    """What is past due, and what falls due on each of the next days, of all kinds together."""
    ahead = Counter[int]()
    for row in figures["due_days"]:
        if row["days_left"] >= 0:
            ahead[row["days_left"]] += row["deadlines"]
    rows = [[Phrase(_("Past due")), past_target_cell(figures["overdue"], rows_of(view, "overdue"))]]
    for left, n in sorted(ahead.items()):
        days = {"at_least": str(left), "below": str(left + 1)}
        rows.append([Phrase(_when(left)), count_cell(n, rows_of(view, "due_soon", **days))])
    columns = Column(_("When"), figures=False), Column(_("Deadlines"))
    return Table(_("Deadlines by day"), columns, rows)


def referral_section(sent: Referral, steps: pd.DataFrame, view: View) -> Section:
    """How soon referrals to the assistance system are answered; `steps` as `deadlines.referral_curve` gives."""
    name, heading = "deadlines-referral", _("Referral to decision")
    below, indicator = _("How soon the assistance system answers a referral"), "referral_to_decision"
    if not sent["total"]:
        return Section(name, heading, (Words(_("No referrals in this period."), kind="note"),), below, indicator)
    of, answered = partial(counted, view=view, kind="assistance_referral"), _("{part} of {base} answered")
    rest = filled(
        _("{answered}, {n} still waiting.").replace("{answered}", answered),
        part=of(sent["answered"], of="answered"),
        base=of(sent["total"], of="sent"),
        n=of(sent["waiting"], of="sent_and_waiting"),
    )
    half = _("Not reached: fewer than half are answered so far.")
    if (days := sent["median_days"]) is not None:
        half = _("Half within {days}.").format(days=duration_words(days))
    words = answered_curve.Words(
        shares=(_("none"), percent(0.25), _("half"), percent(0.75), _("all")),
        axis=_("Days since the referral ({clock})").format(clock=sentences.days_of_clock(view)),
        now=period_name(view.address),
        median="" if days is None else _("half within {days}").format(days=duration_words(days)),
        answered=_("Answered"),
        description=f"{half} {text_of(rest)}",
    )
    curve = answered_curve.curve(steps, steps.iloc[:0], days, None, words)
    chart = Chart(curve, name=name, numbers=_curve_numbers(steps), csv=Csv(name, steps))
    return Section(name, heading, (Words(rest, half), Words(_sureness(sent), kind="note"), chart), below, indicator)


def _sureness(sent: Referral) -> str:
    """The 95 % interval of the median in words, and that there are few."""
    low, high = sent["median_interval_days"]
    if low is None:
        words = _("95% range of the median not reached.")
    elif high is None:
        words = _("95% range of the median from {low} up.").format(low=duration_words(low))
    else:
        words = _("95% range of the median {low}–{high} days.").format(low=days_cell(low), high=days_cell(high))
    return f"{words} {_('Few cases.')}" if sent["total"] < FEW else words


def _curve_numbers(steps: pd.DataFrame) -> Table:
    columns = [Column(_("Within"), figures=False), Column(_("Answered, 95% range"), indicator="referral_to_decision")]
    shown = [one for one in DAYS_IN_TABLE if one <= steps["days"].max()]
    rows = [[Phrase(whole_days(one)), _answered_by(steps[steps["days"] <= one])] for one in shown]
    return Table(_("Share of referrals answered by day"), columns, rows)


def _answered_by(until: pd.DataFrame) -> Phrase:
    """The share that the last of the steps reaches, with its interval."""
    if until.empty or not until["answered"].iloc[-1]:
        return Phrase(percent(0), "zero")
    last = until.iloc[-1]
    sure = "" if math.isnan(last["lower"]) else share_range((last["lower"], last["upper"]))
    return Phrase(percent(last["answered"]), after=sure)


def by_kind_or_agency(figures: Figures, view: View) -> Iterator[Part]:
    """The choice between kinds and responsible agencies, and the table of those."""
    if not figures["by_kind"]:
        return
    names = {"kind": _("By kind"), "responsible_agency": _("By responsible agency")}
    chosen = view.chosen("by", names, "kind")
    yield Choice("by", _("Deadlines by"), options(names), chosen, "kind")
    if chosen == "responsible_agency":
        yield from _by_agency(figures["by_agency"], view)
        return
    kinds = sorted(figures["by_kind"], key=lambda row: DEADLINE_KINDS.index(row["kind"]))
    yield _table(_("Kind"), kinds, lambda row: vocabulary.name("deadline_kinds", row["kind"]), "kind", view)


def _by_agency(rows: Sequence[OfAgency], view: View) -> Iterator[Part]:
    """Responsible agencies in order of name; at first those for which anything is past due or due soon."""

    def name(row: OfAgency) -> str:
        return view.name("agency", row["responsible_agency"])

    shown = [row for row in rows if view.is_on(AGENCIES) or row["overdue"] or row["due_soon"]]
    shown.sort(key=lambda row: (row["responsible_agency"] == UNKNOWN, in_order(name(row))))
    yield _table(_("Responsible agency"), shown, name, "responsible_agency", view)
    yield view.switch(AGENCIES, _("Show all {n} agencies").format(n=count(len(rows))))


def _table(head: str, rows: Sequence[Of], name: Callable[[Of], str], by: str, view: View) -> Section:
    def of(state: str, row: Mapping[str, Any]) -> str:
        return rows_of(view, state, **{by: row[by]})

    columns = {
        Column(head, figures=False): lambda row: Phrase(name(row)),
        Column(_("Past due"), indicator="deadlines_overdue"): lambda row: past_target_cell(
            row["overdue"], of("overdue", row)
        ),
        Column(_("Within 14 days"), indicator="deadlines_due_soon"): lambda row: count_cell(
            row["due_soon"], of("due_soon", row)
        ),
        Column(_("Later"), indicator="deadlines_due_later"): lambda row: count_cell(
            row["due_later"], of("due_later", row)
        ),
        Column(_("Met in time, 95% range"), indicator="deadlines_met_in_time"): lambda row: met_cell(
            row, of("met_in_time", row)
        ),
    }
    file = Csv("deadlines", pd.DataFrame(rows))
    return Section("deadlines", "", (table_of(_("Deadlines of open cases"), rows, columns), file))


def met_cell(found: FellDue, rows: str) -> Phrase:
    """The share met in time of deadlines that fell due; of few, how many, which leads to their `rows`."""
    share, ended = found["met_share"], found["ended"]
    if share is None:
        return no_data_cell()
    of = many("of {n} deadline that fell due", "of {n} deadlines that fell due", ended).format(n=count(ended))
    return part_cell(share, ended, of, found["met_share_interval"], rows)


def periods(figures: Figures, view: View) -> Iterator[Section]:
    """The two periods, each under its own name, with the cases for those who may see them."""
    rows = view.compute(deadlines.ending) if view.filters.grant.may_read("rows") else pd.DataFrame({"kind": []})
    # a look at any of these rows is one look
    logged = "" if rows.empty else "deadlines/ending"
    for period in figures["periods"]:
        kind, bare, own = period["kind"], period["without_step"], rows[rows["kind"] == period["kind"]]
        heading, law = (vocabulary.name("ending_periods", kind, words) for words in ("", "law"))
        parts: list[Part] = [_ending_words(period, view)]
        cases = tuple(own["case_id"]) if bare and not own.empty else ()
        if bare:
            parts.append(Words(vocabulary.name("attention_items", kind), kind="note"))
        if bare and not own.empty:
            parts += [*_own_cases(view), _ending(own, heading, view), Csv(f"deadlines-ending-{kind}", own)]
        indicator = f"{kind.removesuffix('_end')}s_ending"
        yield Section(f"deadlines-ending-{kind}", heading, tuple(parts), law, indicator, logged, cases=cases)


def _own_cases(view: View) -> Iterator[Words]:
    if words := sentences.own_cases(view):
        yield Words(words, kind="note")


def _ending_words(period: deadlines.Period, view: View) -> Words:
    ending, bare = period["ending"], period["without_step"]
    all_of_them = counted(ending, view, "ending", kind=period["kind"])
    if not ending:
        return Words(_("None ends within 14 days."))
    base = many("{n} ends within 14 days", "{n} end within 14 days", ending)
    if not bare:
        return Words(filled(_("{words}, each with a follow-on step.").replace("{words}", base), n=all_of_them))
    without = counted(bare, view, "without_step", kind=period["kind"])
    in_all = filled(_("({words} in all).").replace("{words}", base), n=all_of_them)
    return Words(in_all, filled(_("{n} without a follow-on step"), n=without))


def _ending(rows: pd.DataFrame, caption: str, view: View) -> Table:
    ends = {Column(_("Ends")): lambda row: Phrase(in_days(row["days_left"]))}
    return table_of(caption, rows.to_dict("records"), case_columns(view) | ends)


def overdue(n: int, view: View) -> Iterator[Section]:
    """The case rows of the `n` that are past due, for those who may see them; each look is logged."""
    if not n or not view.filters.grant.may_read("rows"):
        return
    rows = view.compute(deadlines.overdue)
    below, caption = _("The oldest first; a number leads to its case"), _("Deadlines past due")
    head = Section("deadlines-overdue", _("Past due"), (), below, "deadlines_overdue", "deadlines/overdue", caption)
    yield lists.section(head, rows, _listed(view), view)


def _listed(view: View) -> list[Listed]:
    case, region, agency = of_case(view)
    kind, step = (partial(vocabulary.name, "deadline_kinds", kind=words) for words in ("", "next_step"))

    def past(row: ListRow) -> Phrase:
        return Phrase(whole_days(-row["days_left"]), "attention")

    return [
        case,
        of_words("kind", _("Deadline"), lambda row: Phrase(kind(row["kind"])), "kind", kind),
        region,
        agency,
        of_words("step", _("Next step"), lambda row: Phrase(step(row["kind"])), "kind", step),
        Listed("past_days", Column(_("Past due")), past, lambda rows: -rows["days_left"]),
    ]
