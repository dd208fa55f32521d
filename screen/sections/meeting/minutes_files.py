"""The minutes to take away: the slides with their fixed figures, and what was agreed, as PDF and as PPTX."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st
from sqlalchemy import Engine

from documents import html
from documents.pdf import pdf
from documents.pptx import pptx
from documents.screen import File
from documents.sheet import Column, Phrase, Sheet, Stamp, table_of
from screen.frame import files, services
from screen.language.formats import count, day
from screen.language.words import _, many
from screen.sections.meeting import agenda, names
from screen.sections.meeting.slides.emphasis import told
from screen.view.stamp import stamp
from screen.view.view import View
from store.own.actions import Action, agreed_in
from store.own.minutes import Minutes


def draw(minutes: Minutes, view: View) -> None:
    """Offer the minutes of a meeting whose figures are fixed; taking them away is written down."""
    if not minutes.meeting.as_of:
        st.html(html.note(_("Once the figures are fixed, the minutes can be taken away as PDF and PPTX.")))
        return
    shown, stands, number = sheets(minutes, services.own(), view), stamped(minutes, view), minutes.meeting.number
    with st.container(horizontal=True, key=f"meeting-minutes-{number}"):
        for label, kind, made in ((_("Minutes as PDF"), "pdf", pdf), (_("Minutes as PPTX"), "pptx", pptx)):
            file = File(label, f"meeting-{number}.{kind}", partial(made, shown, stands))
            files.button(file, partial(view.note, "export"))


def sheets(minutes: Minutes, own: Engine, view: View) -> list[Sheet]:
    """The slides with the fixed figures, and what this meeting agreed; the presenter's notes stay at home."""
    shown = [replace(sheet, notes="") for sheet in agenda.sheets(minutes, agenda.figures(minutes, own, view), view)]
    return [*shown, *_agreed(minutes.meeting.number, own)]


def stamped(minutes: Minutes, view: View) -> Stamp:
    """What stands on each sheet: the meeting, and the moment for which its figures were fixed."""
    made = stamp(view, names.meeting_name(minutes.meeting, view.settings.agenda))
    return replace(made, data=names.status(minutes.meeting, view, None))


def _agreed(meeting: int, own: Engine) -> list[Sheet]:
    actions = agreed_in(own, meeting)
    if not actions:
        return []
    columns: dict[Column, Callable[[Action], Phrase]] = {
        Column(_("What"), figures=False): lambda one: Phrase(one.what),
        Column(_("Who"), figures=False): lambda one: Phrase(one.who),
        Column(_("By"), figures=False): lambda one: Phrase(day(one.due_on)),
    }
    title = told(many("{n} action was agreed", "{n} actions were agreed", len(actions)), n=count(len(actions)))
    return [Sheet("agreed-in-this-meeting", title, [table_of(_("Agreed in this meeting"), actions, columns)])]
