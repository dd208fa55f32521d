"""The minutes to take away: the slides with their fixed figures, and what was agreed, as PDF and as PPTX."""

from dataclasses import replace

import streamlit as st

from exports.pdf import pdf
from exports.pptx import pptx
from exports.sheet import Column, Phrase, Sheet, Stamp, Table
from screen import data, files, parts
from screen.formats import count, day
from screen.meeting import naming, slides
from screen.meeting.telling import told
from screen.take_away import stamp
from screen.view import View
from screen.words import _, many
from store.actions import agreed_in
from store.minutes import Minutes


def draw(minutes: Minutes, view: View) -> None:
    """Offer the minutes of a meeting whose figures are fixed; taking them away is written down."""
    if not minutes.meeting.as_of:
        st.html(parts.order(_("Once the figures are fixed, the minutes can be taken away as PDF and PPTX.")))
        return
    shown, stands, name = sheets(minutes, view), stamped(minutes, view), f"meeting-{minutes.meeting.number}"
    with st.container(horizontal=True, key=f"meeting-minutes-{minutes.meeting.number}"):
        files.button(view, _("Minutes as PDF"), f"{name}.pdf", lambda: pdf(shown, stands))
        files.button(view, _("Minutes as PPTX"), f"{name}.pptx", lambda: pptx(shown, stands))


def sheets(minutes: Minutes, view: View) -> list[Sheet]:
    """The slides with the fixed figures, and what this meeting agreed; the presenter's notes stay at home."""
    shown = [replace(sheet, notes="") for sheet in slides.sheets(minutes, slides.figures(minutes, view), view)]
    return [*shown, *_agreed(minutes.meeting.number)]


def stamped(minutes: Minutes, view: View) -> Stamp:
    """What stands on each sheet: the meeting, and the moment for which its figures were fixed."""
    made = stamp(view, naming.meeting_name(minutes.meeting))
    return replace(made, data=naming.status(minutes.meeting, view, None))


def _agreed(meeting: int) -> list[Sheet]:
    actions = agreed_in(data.own(), meeting)
    if not actions:
        return []
    columns = [Column(head, figures=False) for head in (_("What"), _("Who"), _("By"))]
    rows = [[Phrase(one.what), Phrase(one.who), Phrase(day(one.due_on))] for one in actions]
    title = told(many("{n} action was agreed", "{n} actions were agreed", len(actions)), n=count(len(actions)))
    return [Sheet("agreed-in-this-meeting", title, [Table(_("Agreed in this meeting"), columns, rows)])]
