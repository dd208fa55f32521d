"""Agreed actions: what became of each, and the form that adds one, as widgets on the page and as HTML in the deck."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any, cast

import streamlit as st

from config.codes import UNKNOWN
from documents import html
from indicators import handovers
from indicators.indicator import records
from indicators.meeting.actions import deadlines_left, left_of
from measures.working_time import finnish_free_days
from screen.frame import own_trouble, services
from screen.language import vocabulary
from screen.language.formats import date_form, day, elapsed_words, in_order, weekday
from screen.language.vocabulary import rule_words
from screen.language.words import _
from screen.sections.meeting import acts
from screen.sections.meeting.slides import actions
from screen.view.view import View
from store.errors import OwnDatabaseUnusable
from store.own.actions import AboutKind, NewAction, Settled, add_action, agreed_in, settle_action
from store.own.meetings import Meeting
from store.own.tables import LONGEST_WHAT

NOTHING = "nothing"
ROWS = "meeting-rows"  # whether this session has asked for single cases that an action can be about
UNLOGGED = "unlogged"  # about no case: none is shown
MOST_ROWS = 100
LASTS = timedelta(days=7)
FRIDAY = 4

Figures = Mapping[str, Any]
Options = Sequence[tuple[str, str]]


def draw(figures: Figures, meeting: Meeting, view: View) -> None:
    """Draw the list and, for who holds the meeting, what settles an action by hand and the form for a new one."""
    found = figures["actions"]
    st.html(html.heading(_("Agreed actions"), "" if found else _("Nothing is agreed yet.")))
    if found:
        st.html(html.table(actions.table(found, meeting.number), lambda _key: ("", "")))
    if acts.may_act(view):
        _settling(found, view)
        acts.said("settle")
        if meeting.state != "closed":
            _form(meeting, view)


def draw_of(meeting: Meeting) -> None:
    """Draw what one meeting agreed."""
    found = agreed_in(services.own(), meeting.number)
    if found:
        st.html(html.table(actions.agreed_table(found), lambda _key: ("", "")))
    else:
        st.html(html.note(_("Nothing was agreed in it.")))


def form_in_html(view: View) -> str:
    """The form of the deck, with the fields who_agency, who, what, by and about."""
    agencies = _option("", _("None of these")) + "".join(_option(*one) for one in _sorted(view.names["agency"]))
    groups = "".join(
        f'<optgroup label="{escape(group)}">{"".join(_option(*one) for one in options)}</optgroup>'
        for group, options in _abouts(view).items()
        if options
    )
    by = usual_day(view.filters.today)
    fields = (
        _field(_("What"), f'<textarea name="what" rows="2" maxlength="{LONGEST_WHAT}"></textarea>', "wide")
        + _field(_("Who: agency"), f'<select name="who_agency">{agencies}</select>')
        + _field(_("Or somebody else"), '<input name="who" autocomplete="off">')
        + _field(_("By"), f'<input type="date" name="by" value="{by.isoformat()}"><small></small>')
        + _field(_("About"), f'<select name="about">{_option(NOTHING, _("Nothing in the figures"))}{groups}</select>')
    )
    buttons = f'<button type="submit">{escape(_("Add the action"))}</button><button type="button">{escape(_("Cancel"))}'
    if not st.session_state.get(ROWS):
        buttons += f'</button><button type="button" class="rows">{escape(_("List handovers and deadlines"))}'
    return (
        f"<h2>{escape(_('Add an agreed action'))}</h2>"
        f'<p class="warning">{escape(_warning())}</p><div class="fields">{fields}</div>'
        f'<p class="wrong" role="alert"></p><div class="acts">{buttons}</button></div>'
    )


def add(typed: Mapping[str, str], meeting: Meeting, by: str, view: View) -> None:
    """Add what the fields of the form say: who is the agency's name, the words, or both; a day that is none is in the
    past. Raises as `add_action`.
    """
    value = typed.get("about") or NOTHING
    kind, _colon, about = ("none", "", "") if value in (NOTHING, UNLOGGED) else value.partition(":")
    figure = None if kind == "none" else view.compute(left_of, kind, about, view.settings.partner_rules)
    agency = view.name("agency", typed["who_agency"]) if typed.get("who_agency") else ""
    who = ", ".join(filter(None, (agency, typed.get("who", "").strip())))
    try:
        due_on = date.fromisoformat(typed.get("by", ""))
    except ValueError:
        due_on = date.min
    new = NewAction(typed.get("what", ""), who, due_on, cast(AboutKind, kind), about, figure)
    add_action(services.own(), meeting.number, new, by, datetime.now(UTC))


def _settling(found: Sequence[Figures], view: View) -> None:
    """What is about nothing in the figures cannot show by itself that it is done."""
    open_ones = {
        one["number"]: one["what"]
        for one in found
        if one["about_kind"] == "none" and one["state"] in ("late", "under_way")
    }
    if not open_ones:
        return
    labels: dict[Settled, str] = {"done": _("It is done"), "dropped": _("It is dropped")}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = _("Say what became of")
        chosen = st.selectbox(asked, list(open_ones), format_func=open_ones.__getitem__, key="meeting-settled")
        chosen_end = [settled for settled, label in labels.items() if acts.pressed(st.button, label, settled)]
    if chosen_end:
        acts.do("settle", lambda by: settle_action(services.own(), chosen, chosen_end[0], datetime.now(UTC)), view)


def _form(meeting: Meeting, view: View) -> None:
    """The form stays as it is typed until the action is added; then it is a new one."""
    st.session_state[ROWS] = st.toggle(
        _("List handovers and deadlines under “About”"),
        st.session_state.get(ROWS, False),
        key=f"{ROWS}-listed",
        help=_("The access log keeps which cases are listed."),
    )
    agencies = dict(_sorted(view.names["agency"]))
    abouts = {NOTHING: _("Nothing in the figures")}
    abouts |= {value: f"{group}: {words}" for group, options in _abouts(view).items() for value, words in options}
    turn = st.session_state.setdefault("meeting-turn", 0)
    longest = _("At most {n} characters.").format(n=LONGEST_WHAT)
    box = st.container(border=True)
    with box:
        st.html(html.heading(_("Add an agreed action"), _warning()))
        # before the form, in which nothing would follow what is typed: the field itself is in the browser's language
        by = st.date_input(_("By"), usual_day(view.filters.today), key=f"meeting-by-{turn}", format=date_form())
        st.html(html.note(f"{weekday(by)} {day(by)}" if by else ""))
    with box, st.form(f"meeting-add-{turn}", border=False):
        what = st.text_area(_("What"), key=f"meeting-what-{turn}", height=80, help=longest)
        left, right = st.columns(2)
        agency = left.selectbox(
            _("Who: agency"), agencies, None, agencies.__getitem__, key=f"meeting-agency-{turn}", placeholder=""
        )
        who = right.text_input(_("Or somebody else"), key=f"meeting-who-{turn}")
        over = st.selectbox(_("About"), abouts, format_func=abouts.__getitem__, key=f"meeting-over-{turn}")
        asked = acts.pressed(st.form_submit_button, _("Add the action"), "add")

    def added(user: str) -> None:
        day_typed = by.isoformat() if by else ""
        add({"what": what, "who_agency": agency or "", "who": who, "by": day_typed, "about": over}, meeting, user, view)
        st.session_state["meeting-turn"] += 1

    if asked:
        acts.do("add", added, view)
    acts.said("add")


def usual_day(today: date) -> date:
    """By when an action is done unless something else is said: a week from today, or the first working day after it."""
    by = today + LASTS
    while by.weekday() > FRIDAY or by in finnish_free_days(by.year):
        by += timedelta(days=1)
    return by


def _warning() -> str:
    """What must not be typed."""
    return _("Write no names of victims and nothing that points at one person: the list is shown on the wall and kept.")


def _field(label: str, control: str, kind: str = "") -> str:
    return f'<label class="{kind}">{escape(label)}{control}</label>'


def _option(value: str, words: str) -> str:
    return f'<option value="{escape(value)}">{escape(words)}</option>'


def _abouts(view: View) -> Mapping[str, Options]:
    """What an action can be about, by group: the oldest handovers past target and deadlines for those who may see rows
    and have asked for them, which is a look at cases; regions, and rules.
    """

    def handover(row: Figures) -> str:
        sender, receiver = (view.name("agency", row[side]) for side in ("from_agency", "to_agency"))
        words, waits = _("{sender} to {receiver}, {region}: {waits}"), elapsed_words(row["waited_days"])
        return words.format(sender=sender, receiver=receiver, region=view.name("region", row["region"]), waits=waits)

    def deadline(row: Figures) -> str:
        kind, agency = vocabulary.name("deadline_kinds", row["kind"]), view.name("agency", row["responsible_agency"])
        words, due = _("{day}: {kind}, {agency}, {region}"), day(row["due_day"])
        return words.format(day=due, kind=kind, agency=agency, region=view.name("region", row["region"]))

    handovers_said, deadlines_said = _("Handovers past target, the oldest first"), _("Deadlines")
    try:
        rows = view.filters.grant.may_read("rows") and st.session_state.get(ROWS)
        about_rows: dict[str, Options] = {handovers_said: [], deadlines_said: []}
        if rows:
            found = {kind: _rows(kind, view) for kind in ("handover", "deadline")}
            view.note("rows_shown", "meeting-about", {row["case_id"] for of in found.values() for row in of})
            said = (handover, deadline)
            about_rows = {
                heading: [(f"{kind}:{row[f'{kind}_id']}", words(row)) for row in found[kind]]
                for heading, kind, words in zip(about_rows, found, said, strict=True)
            }
    except OwnDatabaseUnusable:
        about_rows = {handovers_said: [(UNLOGGED, own_trouble.rows_not_shown())], deadlines_said: []}
    return about_rows | {
        _("Regions: handovers past target"): [(f"region:{code}", name) for code, name in _sorted(view.names["region"])],
        _("Partners that cases lack"): [
            (f"rule:{rule.code}", rule_words(rule).name) for rule in view.settings.partner_rules
        ],
    }


def _rows(kind: str, view: View) -> Sequence[Figures]:
    found = view.compute(handovers.overdue if kind == "handover" else deadlines_left)
    return records(found.head(MOST_ROWS))


def _sorted(names: Mapping[str, str]) -> Options:
    return sorted(((code, name) for code, name in names.items() if code != UNKNOWN), key=lambda one: in_order(one[1]))
