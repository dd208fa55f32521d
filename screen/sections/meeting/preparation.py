"""Before and between the slides: what the meeting looks at, in which order, and the presenter's notes."""

import streamlit as st

from config.agenda import ITEMS
from documents import html
from screen.frame import services
from screen.language import vocabulary
from screen.language.words import _
from screen.sections.meeting import acts
from screen.view.view import View
from store.own import meetings
from store.own.meetings import LONGEST_NOTE, Meeting
from store.own.minutes import Minutes


def agenda(meeting: Meeting, view: View) -> None:
    """Draw the agenda; on the day it can be put in another order, and items left out, until the figures are fixed."""
    st.html(html.heading(_("Agenda")))
    if not acts.may_act(view) or meeting.state != "live":
        st.html("".join(html.sentence("", vocabulary.name("meeting_items", item)) for item in meeting.agenda))
        return
    # another browser may change it too: its new order must not be taken for a choice made here
    key = f"meeting-agenda-{meeting.number}-{'-'.join(meeting.agenda)}"
    with st.form(f"form-{key}", border=False):
        chosen = st.multiselect(
            _("Items in order"),
            ITEMS,
            default=list(meeting.agenda),
            format_func=lambda item: vocabulary.name("meeting_items", item),
            key=key,
            help=_("Take an item out to leave it out; choose it again to put it last."),
            select_all=False,
        )
        if st.form_submit_button(_("Change the agenda")):
            acts.do("agenda", lambda by: meetings.change_agenda(services.own(), meeting.number, chosen), view)
        acts.said("agenda")


def notes(minutes: Minutes, view: View) -> None:
    """Draw the presenter's notes, one field for each item; they are seen on the presenter's screen alone."""
    meeting = minutes.meeting
    if not acts.may_act(view) or meeting.state == "closed":
        return
    with st.expander(_("Notes for the presenter")), st.form("meeting-notes", border=False):
        typed = {item: _note(item, minutes) for item in meeting.agenda}
        if st.form_submit_button(_("Keep the notes")):
            changed = {item: text for item, text in typed.items() if text.strip() != minutes.notes.get(item, "")}
            acts.do("notes", lambda by: _keep(meeting.number, changed), view, _("The notes are kept."))
        acts.said("notes")


def _note(item: str, minutes: Minutes) -> str:
    key = f"meeting-note-{minutes.meeting.number}-{item}"
    kept = minutes.notes.get(item, "")
    return st.text_area(vocabulary.name("meeting_items", item), kept, key=key, max_chars=LONGEST_NOTE, height=80)


def _keep(number: int, notes: dict[str, str]) -> None:
    for item, text in notes.items():
        meetings.write_note(services.own(), number, item, text)
