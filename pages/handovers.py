"""Handovers: from whom to whom they go, how soon they are answered, how long those wait that wait, what is returned."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from exports.sheet import Phrase
from indicators import handover_curves, handovers
from indicators.did_it_change import did_it_change
from indicators.handover_curves import Curve
from indicators.handovers import Between, of
from screen import figure, filter_bar, handover_charts, handover_matrix, lists, nothing, pair, parts, shell
from screen.case_link import case_cells
from screen.explain_link import column_of, heading_of
from screen.formats import FEW, count, duration_words
from screen.lists import Head, Listed, Row, of_words
from screen.steered import is_choice, key_of
from screen.view import View
from screen.words import _, many
from screen.written import write

PAST_TARGET = "past_target"
ALL_PAST_TARGET = "handovers-past-target"

Figures = Mapping[str, Any]


def page(view: View) -> None:
    """Draw the handovers of what the viewer may see."""
    if not view.filters.grant.may_read("places"):
        shell.no_access()
        return
    known = view.compute(handovers.sectors_of_agencies)
    between, strange = pair.read(known)
    everyone = view.compute(handovers.summary)
    if not everyone["total"] and not everyone["pending"]:
        nothing.draw(view.address)
        return
    figures = view.compute(of(handovers.summary, between))
    before = view.compute(of(handover_curves.curve_before, between))
    figure.headline(view, *headline(figures, between, view), below(figures, before, between, view))
    if strange:
        st.html(parts.notice(_not_known(strange)))
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        handover_matrix.draw(between, view)
    with right:
        pair.draw(between, known, view)
        changed = view.compute(of(did_it_change, between))
        handover_charts.answered(view.compute(of(handover_curves.curve, between)), before, changed, view)
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        by = "agency" if between.to_sector else "sector"
        handover_charts.waiting(view.compute(of(handovers.waiting_ages, between)), by, view)
    with right:
        _overdue(between, view)
        handover_charts.returned(view.compute(of(handovers.returned_by_reason, between)), figures, view)


def headline(figures: Figures, between: Between, view: View) -> tuple[str, str]:
    """The sentence the page begins with: of the pair, half of whose handovers wait so long; of all, what is late."""
    words = pair.said(between, view)
    if not words:
        return _of_everyone(figures)
    days, sent = figures["median_response_days"], figures["total"]
    if not sent:
        return "", _("{pair}, no handover was sent in this period").format(pair=words)
    if days is None:
        return "", _("{pair}, fewer than half of the handovers are answered so far").format(pair=words)
    longer = _("{pair}, half of the handovers wait longer than {days}")
    return "", longer.format(pair=words, days=duration_words(days))


def below(figures: Figures, before: Curve | None, between: Between, view: View) -> str:
    """The base of the sentence above, how it was before, the target, and what is not of the past."""
    period = filter_bar.period_name(view.address)
    sent = many("{period}: {n} handover.", "{period}: {n} handovers.", figures["total"])
    waiting = many("{n} waits, {past} past target.", "{n} wait, {past} past target.", figures["pending"])
    clocks = {
        "calendar": _("Delays are counted in calendar days."),
        "working": _("Delays are counted in working days."),
    }
    past = _("Region, form, age group and other attributes without a time are as they stand today.")
    sentences = (
        sent.format(period=period, n=count(figures["total"])),
        waiting.format(n=count(figures["pending"]), past=count(figures["overdue"])) if figures["pending"] else "",
        _before(before) if pair.said(between, view) else "",
        _("Few cases.") if 0 < figures["total"] < FEW and pair.said(between, view) else "",
        _target(figures),
        clocks[view.filters.delay_clock],
        past if view.filters.as_of < view.now else "",
    )
    return " ".join(filter(None, sentences))


def _of_everyone(figures: Figures) -> tuple[str, str]:
    pending, late = figures["pending"], figures["overdue"]
    if not pending:
        return "", _("No handover waits for an answer")
    if not late:
        words = many(
            "Nothing is past its target; {n} handover waits", "Nothing is past its target; {n} handovers wait", pending
        )
        return "", words.format(n=count(pending))
    lead = _("{part} of {base}").format(part=count(late), base=count(pending))
    return lead, many("waiting handover is past its target", "waiting handovers are past their target", pending)


def _before(before: Curve | None) -> str:
    if before is None or not before.figures["total"]:
        return ""
    days = before.figures["median_response_days"]
    if days is None:
        return _("In the period before, half were never answered.")
    return _("In the period before, it was {days}.").format(days=duration_words(days))


def _target(figures: Figures) -> str:
    days = figures["target_days"]
    return "" if days is None else _("The target is {days}.").format(days=handover_charts.target_words(days))


def _not_known(codes: Sequence[str]) -> str:
    words = _("‘{codes}’ is no sector or agency that the data knows, so it was left out.")
    return words.format(codes="’, ‘".join(code[:40] for code in codes))


def _overdue(between: Between, view: View) -> None:
    """The case rows past their due day, for those who may see them; each look is written down."""
    if not view.filters.grant.may_read("rows"):
        return
    rows = view.compute(of(handovers.overdue, between))
    if rows.empty:
        st.html(heading_of("overdue", _("Past target, longest wait first"), _("Nothing is past its target")))
        return
    view.note_rows_shown("handovers/overdue")
    everything = bool(st.query_params.get(PAST_TARGET))
    over = _("Past target, longest wait first"), _("A number leads to its case")
    st.html(heading_of("overdue", *over))
    head = Head("handovers-overdue", over, _("Waiting handovers past their target"))
    found = lists.draw(head, rows.to_dict("records"), _listed(view), view, everything)
    if found > lists.ROWS_AT_FIRST:
        _all_or_first(found, everything)


def _listed(view: View) -> list[Listed]:
    """The columns of the list of handovers past their target."""
    case, waited = case_cells(), column_of("waiting_time", _("Waited"))
    return [
        of_words("case", _("Case"), lambda row: case(row["case_id"])),
        of_words("to", _("Waits for"), lambda row: Phrase(view.name("agency", row["to_agency"]))),
        of_words("from", _("From"), lambda row: Phrase(view.name("agency", row["from_agency"]))),
        Listed("waited_days", waited, _waited_cell, lambda row: row["waited_days"]),
    ]


def _waited_cell(row: Row) -> Phrase:
    return Phrase(duration_words(row["waited_days"]), "attention")


def _all_or_first(n: int, everything: bool) -> None:
    key, words = key_of(ALL_PAST_TARGET, everything), _("Show all {n}").format(n=count(n))
    st.toggle(words, value=everything, key=key, on_change=_write_past_target, args=(key,))


def _write_past_target(key: str) -> None:
    if is_choice(ALL_PAST_TARGET, key):
        write(PAST_TARGET, ["1"] if st.session_state[key] else [])


if __name__ == "__main__":
    shell.through_the_door("handovers")
