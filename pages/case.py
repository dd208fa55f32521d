"""One case, for those who may see its rows: what it is, what happened when, what waits and what is due."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from indicators.case import of_case
from screen import case_tables, case_timeline, figure, shell
from screen.case_link import PARAMETER
from screen.case_words import day_of
from screen.formats import count, duration_words
from screen.steered import is_choice, key_of
from screen.view import View
from screen.words import _, many
from screen.written import write

Figures = Mapping[str, Any]

LONGEST = 60
KEY = "case-number"


def page(view: View) -> None:
    """Draw the case that the address names."""
    if not view.filters.grant.may_read("rows"):
        shell.no_access()
        return
    case_id = st.query_params.get(PARAMETER, "").strip()[:LONGEST]
    found = view.compute(of_case(case_id)) if case_id else None
    if found:
        view.note_rows_shown(f"case/{found['case_id']}")
    figure.headline(view, *_headline(found, case_id), _below(found, case_id))
    _search(case_id)
    if found:
        _draw(found, view)


def _headline(found: Figures | None, case_id: str) -> tuple[str, str]:
    """The sentence the page begins with. One for a case that does not exist and for one that is not to be seen."""
    if found is None:
        words = _("There is no case {case} that you may see") if case_id else _("Which case do you look for?")
        return "", words.format(case=case_id)
    if late := sum(row["overdue"] for row in found["handovers"]):
        words = many(
            "handover of case {case} is past its target", "handovers of case {case} are past their target", late
        )
        return count(late), words.format(case=found["case_id"])
    if late := sum(row["state"] == "overdue" for row in found["deadlines"]):
        words = many("deadline of case {case} is past due", "deadlines of case {case} are past due", late)
        return count(late), words.format(case=found["case_id"])
    words = _("Case {case} is closed") if found["closed_at"] else _("Case {case} is open, and nothing in it is late")
    return "", words.format(case=found["case_id"])


def _below(found: Figures | None, case_id: str) -> str:
    if found is None:
        other = _("Look at the number again, or find the case in the lists of open cases, handovers and deadlines.")
        return other if case_id else _("Type its number, or follow it from a list. Each look at a case is logged.")
    opened, age = day_of(found["opened_at"]), duration_words(found["age_days"])
    if found["closed_at"]:
        closed = day_of(found["closed_at"])
        return _("Opened on {opened}, closed on {closed}, after {age}.").format(opened=opened, closed=closed, age=age)
    words = _("Opened on {opened}, open for {age}. Filters other than the as-of moment do not apply here.")
    return words.format(opened=opened, age=age)


def _search(case_id: str) -> None:
    """The box for a number, which the address alone sets."""
    key = key_of(KEY, case_id)
    st.text_input(_("Case number"), case_id, key=key, max_chars=LONGEST, width=240, on_change=_write, args=(key,))


def _write(key: str) -> None:
    if is_choice(KEY, key):
        number = st.session_state[key].strip()
        write(PARAMETER, [number] if number else [])


def _draw(found: Figures, view: View) -> None:
    left, right = st.columns([2, 1], gap="medium")
    with left:
        case_timeline.draw(found, view)
    with right:
        case_tables.facts(found, view)
        case_tables.missing(found["missing"], view)
    left, right = st.columns([1.6, 1], gap="medium")
    with left:
        case_tables.handovers(found["handovers"], view)
    with right:
        case_tables.deadlines(found["deadlines"], view)


if __name__ == "__main__":
    shell.through_the_door("case")
