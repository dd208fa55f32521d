"""Deadlines: the periods that end without a follow-on step, what falls due, what is past due, and referrals."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from documents.sheet import Column, Phrase, Words
from indicators import deadlines, open_cases
from screen.address import choice, filter_bar
from screen.frame import figure, parts, shell
from screen.language.formats import FEW, count, in_order, part, whole_days
from screen.language.words import _, many
from screen.sections.deadlines.charts import kind_names, next_steps, referral, strip
from screen.sections.shared import empty, lists
from screen.sections.shared.case_link import agency_cell, case_cells
from screen.sections.shared.cells import count_cell, no_data_cell, past_target_cell
from screen.sections.shared.explain_link import column_of, heading_of
from screen.sections.shared.lists import Head, Listed, Row, of_words
from screen.view.view import View

Figures = Mapping[str, Any]


def page(view: View) -> None:
    """Draw the deadlines of what the viewer may see."""
    if not view.filters.grant.may_read("places"):
        shell.no_access()
        return
    figures, cases = view.compute(deadlines.figures), view.compute(open_cases.counts)
    if not cases["open"] and not cases["in_scope"]:
        empty.draw(view.address)
        return
    figure.headline(view, *headline(figures), below(figures, view))
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        _what_is_due(figures, view)
        _overdue(view)
    with right:
        _periods(figures, view)
        referral(figures["referral"], view.compute(deadlines.referral_curve), view)


def headline(figures: Figures) -> tuple[str, str]:
    """The sentence the page begins with: the figure that needs attention, and the rest of the sentence."""
    reflection, recovery = (period["without_step"] for period in figures["periods"])
    if reflection or recovery:
        return _periods_ending(reflection, recovery)
    if late := figures["overdue"]:
        rest = many("deadline of an open case is past due", "deadlines of open cases are past due", late)
        return count(late), rest
    if soon := figures["due_soon"]:
        words = many(
            "Nothing is past due; {n} deadline falls due within 14 days",
            "Nothing is past due; {n} deadlines fall due within 14 days",
            soon,
        )
        return "", words.format(n=count(soon))
    if not figures["by_kind"]:
        return "", _("No deadlines are recorded for these cases")
    return "", _("Nothing is past due, and nothing falls due within 14 days")


def _periods_ending(reflection: int, recovery: int) -> tuple[str, str]:
    if not reflection:
        rest = many(
            "recovery period ends within 14 days without a follow-on step",
            "recovery periods end within 14 days without a follow-on step",
            recovery,
        )
        return count(recovery), rest
    rest = many(
        "reflection period ends within 14 days without a follow-on step",
        "reflection periods end within 14 days without a follow-on step",
        reflection,
    )
    too = many("; {n} recovery period does so too", "; {n} recovery periods do so too", recovery)
    return count(reflection), rest + (too.format(n=count(recovery)) if recovery else "")


def below(figures: Figures, view: View) -> str:
    """What is past due and due, for which period the shares stand, and what is not of the past."""
    late, soon = figures["overdue"], figures["due_soon"]
    now = _("Of open cases: {soon} due within 14 days, {late} past due.").format(soon=count(soon), late=count(late))
    period = _("Met in time and referrals: {period}.").format(period=filter_bar.period_name(view.address))
    past = _("Region, form, age group and other attributes without a time are as they stand today.")
    return " ".join(filter(None, (now, period, past if view.filters.as_of < view.now else "")))


def _what_is_due(figures: Figures, view: View) -> None:
    if not figures["by_kind"]:
        st.html(
            heading_of(
                "deadlines_due_soon", _("The next 14 days, and what is past due"), _("No deadlines are recorded")
            )
        )
        return
    strip(figures, view)
    names = {"kind": _("By kind"), "responsible_agency": _("By responsible agency")}
    chosen = choice.one_of(_("Deadlines by"), names, "deadlines-by")
    if chosen == "responsible_agency":
        _by_agency(figures["by_agency"], view)
    else:
        order = list(kind_names())
        rows = sorted(figures["by_kind"], key=lambda row: order.index(row["kind"]))
        named = [(kind_names()[row["kind"]], row) for row in rows]
        _table(_("Kind"), named, view)


def _by_agency(rows: Sequence[Figures], view: View) -> None:
    """Responsible agencies in order of name; at first those for which anything is past due or due soon."""
    everything = st.session_state.get("deadlines-all-agencies", False)
    shown = [row for row in rows if everything or row["overdue"] or row["due_soon"]]
    named = [(view.name("agency", row["responsible_agency"]), row) for row in shown]
    named.sort(key=lambda one: (one[1]["responsible_agency"] == "unknown", in_order(one[0])))
    _table(_("Responsible agency"), named, view)
    st.toggle(_("Show all {n} agencies").format(n=count(len(rows))), key="deadlines-all-agencies")


def _table(head: str, named: Sequence[tuple[str, Figures]], view: View) -> None:
    columns = [
        Column(head, figures=False),
        column_of("deadlines_overdue", _("Past due")),
        column_of("deadlines_due_soon", _("Within 14 days")),
        column_of("deadlines_due_later", _("Later")),
        column_of("deadlines_met_in_time", _("Met in time")),
    ]
    body = [
        [
            Phrase(name),
            past_target_cell(row["overdue"]),
            count_cell(row["due_soon"]),
            count_cell(row["due_later"]),
            _met_cell(row),
        ]
        for name, row in named
    ]
    figure.table(view, "deadlines", _("Deadlines of open cases"), columns, body)
    figure.download("deadlines", pd.DataFrame([row for _name, row in named]), view)


def _met_cell(row: Figures) -> Phrase:
    """The share of those that fell due, with its base."""
    ended = row["ended"]
    if not ended:
        return no_data_cell()
    of = many("of {n} deadline that fell due", "of {n} deadlines that fell due", ended).format(n=count(ended))
    return Phrase(part(row["met_share"], ended), before=_("few cases") if ended < FEW else "", explained=of)


def _periods(figures: Figures, view: View) -> None:
    """The two periods, each under its own name, with the cases for those who may see them."""
    rows = view.compute(deadlines.ending) if view.filters.grant.may_read("rows") else pd.DataFrame({"kind": []})
    if not rows.empty:
        view.note_rows_shown("deadlines/ending")
    heads = {
        "reflection_period_end": (
            "reflection_periods_ending",
            _("Reflection periods"),
            _("Aliens Act: only for a victim without legal stay, so most cases have none"),
            _("Police or border guard: record a permit application or a referral."),
        ),
        "recovery_period_end": (
            "recovery_periods_ending",
            _("Recovery periods"),
            _("Reception Act: a right of the assistance system’s clients"),
            _("Assistance system: decide on the next step, or hand over."),
        ),
    }
    for period in figures["periods"]:
        key, head, law, order = heads[period["kind"]]
        bare = period["without_step"]
        lines = [heading_of(key, head, law), parts.sentence(*_ending_words(period))]
        lines += [parts.order(order)] if bare else []
        st.html("".join(lines))
        told = " ".join(filter(None, (f"{law}.", *_ending_words(period), order if bare else "")))
        own = rows[rows["kind"] == period["kind"]]
        if bare and not own.empty:
            _ending_table(head, told, own, view)
        else:
            figure.keep(view, period["kind"], head, [Words(told)])


def _ending_words(period: Figures) -> tuple[str, str]:
    ending, bare = period["ending"], period["without_step"]
    if not ending:
        return "", _("None ends within 14 days.")
    base = many("{n} ends within 14 days", "{n} end within 14 days", ending).format(n=count(ending))
    if not bare:
        return "", _("{words}, each with a follow-on step.").format(words=base)
    return _("{n} without a follow-on step").format(n=count(bare)), _("({words} in all).").format(words=base)


def _ending_table(caption: str, below: str, rows: pd.DataFrame, view: View) -> None:
    heads = (_("Case"), _("Region"), _("Responsible agency"), _("Ends"))
    columns = [Column(head, figures=False) for head in heads[:-1]] + [Column(heads[-1])]
    case = case_cells()
    cells = [
        [
            case(row["case_id"]),
            Phrase(view.name("region", row["region"])),
            agency_cell(row["responsible_agency"], view),
            Phrase(_("in {days}").format(days=whole_days(row["days_left"])) if row["days_left"] else _("today")),
        ]
        for row in rows.to_dict("records")
    ]
    name = f"deadlines-ending-{rows['kind'].iloc[0]}"
    figure.table(view, name, caption, columns, cells, (caption, below))
    figure.download(name, rows, view)


def _overdue(view: View) -> None:
    """The case rows that are past due, for those who may see them; each look is written down."""
    if not view.filters.grant.may_read("rows"):
        return
    rows = view.compute(deadlines.overdue)
    if rows.empty:
        return
    view.note_rows_shown("deadlines/overdue")
    over = _("Past due"), _("The oldest first; a number leads to its case")
    st.html(heading_of("deadlines_overdue", *over))
    head = Head("deadlines-overdue", over, _("Deadlines past due"))
    lists.draw(head, rows.to_dict("records"), _listed(view), view)


def _listed(view: View) -> list[Listed]:
    """The columns of the list of deadlines past due."""
    case, kinds, steps = case_cells(), kind_names(), next_steps()
    return [
        of_words("case", _("Case"), lambda row: case(row["case_id"])),
        of_words("kind", _("Deadline"), lambda row: Phrase(kinds[row["kind"]])),
        of_words("region", _("Region"), lambda row: Phrase(view.name("region", row["region"]))),
        of_words("agency", _("Responsible agency"), lambda row: agency_cell(row["responsible_agency"], view)),
        of_words("step", _("Next step"), lambda row: Phrase(steps[row["kind"]])),
        Listed("past_days", Column(_("Past due")), _past_cell, lambda row: -row["days_left"]),
    ]


def _past_cell(row: Row) -> Phrase:
    return Phrase(whole_days(-row["days_left"]), "attention")


if __name__ == "__main__":
    shell.through_the_door("deadlines")
