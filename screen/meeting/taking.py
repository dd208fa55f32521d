"""The minutes to take away: the slides with their fixed figures, and what was agreed, as PDF and as PPTX."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

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
    with st.container(horizontal=True, key=f"meeting-minutes-{minutes.meeting.number}"):
        _button(_Kind(_("Minutes as PDF"), "pdf", pdf), minutes, view)
        _button(_Kind(_("Minutes as PPTX"), "pptx", pptx), minutes, view)


def sheets(minutes: Minutes, view: View) -> list[Sheet]:
    """The slides with the fixed figures, and what this meeting agreed; the presenter's notes stay at home."""
    shown = [replace(sheet, notes="") for sheet in slides.sheets(minutes, slides.figures(minutes, view), view)]
    return [*shown, *_agreed(minutes.meeting.number)]


def stamped(minutes: Minutes, view: View) -> Stamp:
    """What stands on each sheet: the meeting, and the moment for which its figures were fixed."""
    made = stamp(view, naming.meeting_name(minutes.meeting))
    return replace(made, data=naming.status(minutes.meeting, view, None))


@dataclass(frozen=True)
class _Kind:
    label: str
    ending: str
    make: Callable[[Sequence[Sheet], Stamp], bytes]


def _button(kind: _Kind, minutes: Minutes, view: View) -> None:
    name = f"meeting-{minutes.meeting.number}.{kind.ending}"
    shown, stands = sheets(minutes, view), stamped(minutes, view)
    files.button(view, kind.label, name, lambda: kind.make(shown, stands))


def _agreed(meeting: int) -> list[Sheet]:
    actions = agreed_in(data.own(), meeting)
    if not actions:
        return []
    columns = [Column(head, figures=False) for head in (_("What"), _("Who"), _("By"))]
    rows = [[Phrase(one.what), Phrase(one.who), Phrase(day(one.due_on))] for one in actions]
    title = told(many("{n} action was agreed", "{n} actions were agreed", len(actions)), n=count(len(actions)))
    return [Sheet("agreed-in-this-meeting", title, [Table(_("Agreed in this meeting"), columns, rows)])]
