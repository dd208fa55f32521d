"""The agreed actions on the page: what became of each, and the form that adds one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from documents import html
from screen.frame import services
from screen.language.words import _
from screen.sections.meeting import action_form, acts, subjects
from screen.sections.meeting.action_form import NOTHING
from screen.sections.meeting.slides import actions
from screen.view.view import View
from store.own.actions import Settled, add_action, settle_action
from store.own.meetings import Meeting

Figures = Mapping[str, Any]


def draw(figures: Figures, meeting: Meeting, view: View) -> None:
    """Draw the list and, for who holds the meeting, what settles an action by hand and the form for a new one."""
    found = figures["actions"]
    st.html(html.heading(_("Agreed actions"), "" if found else _("Nothing is agreed yet.")))
    if found:
        shown = actions.table(found, meeting.number)
        st.html(html.table(shown, lambda _key: ("", "")))
    if acts.may_act(view):
        _settling(found, view)
        acts.said("settle")
        if meeting.state != "closed":
            _form(meeting, view)


def _settling(found: Sequence[Figures], view: View) -> None:
    """What is about nothing in the figures cannot show by itself that it is done."""
    open_ones = {
        one["number"]: one["what"]
        for one in found
        if one["about_kind"] == "none" and one["state"] in ("late", "under_way")
    }
    if not open_ones:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Say what became of"),
            list(open_ones),
            format_func=lambda number: open_ones[number],
            key="meeting-settled",
        )
        if st.button(_("It is done"), key="meeting-done"):
            _settle(chosen, "done", view)
        if st.button(_("It is dropped"), key="meeting-dropped"):
            _settle(chosen, "dropped", view)


def _settle(number: int, as_what: Settled, view: View) -> None:
    acts.do("settle", lambda by: settle_action(services.own(), number, as_what, datetime.now(UTC)), view)


def _form(meeting: Meeting, view: View) -> None:
    """The form stays as it is typed until the action is added; then it is a new one."""
    choices = subjects.choices(view)
    agencies = dict(choices.agencies)
    abouts = {value: f"{group}: {words}" for group, options in choices.abouts.items() for value, words in options}
    turn = st.session_state.setdefault("meeting-turn", 0)
    with st.form(f"meeting-add-{turn}"):
        st.html(html.heading(_("Add an agreed action"), action_form.warning()))
        what = st.text_area(_("What"), key=f"meeting-what-{turn}", height=80, help=_longest(choices.longest))
        left, right = st.columns(2)
        agency = left.selectbox(
            _("Who: agency"), agencies, None, agencies.__getitem__, key=f"meeting-agency-{turn}", placeholder=""
        )
        who = right.text_input(_("Who, in words"), key=f"meeting-who-{turn}")
        by = left.date_input(_("By"), choices.by, key=f"meeting-by-{turn}", format="DD.MM.YYYY")
        over = right.selectbox(
            _("About"),
            [NOTHING, *abouts],
            format_func=lambda value: abouts.get(value, _("Nothing in the figures")),
            key=f"meeting-over-{turn}",
        )
        asked = st.form_submit_button(_("Add the action"))
    if asked:
        typed = {
            "what": what,
            "who_agency": agency or "",
            "who": who,
            "by": by.isoformat() if by else "",
            "about": over,
        }
        _add(typed, meeting, view)
    acts.said("add")


def _add(typed: subjects.Typed, meeting: Meeting, view: View) -> None:
    def add(by: str) -> None:
        add_action(services.own(), meeting.number, subjects.new_action(typed, view), by, datetime.now(UTC))
        st.session_state["meeting-turn"] += 1

    acts.do("add", add, view)


def _longest(letters: int) -> str:
    return _("At most {n} characters.").format(n=letters)
