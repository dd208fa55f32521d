"""Meeting: the weekly meeting, slide by slide, what it agrees, and the figures that it keeps."""

from documents.page import Page
from screen.sections.meeting import meeting
from screen.view.view import View


def page(view: View) -> Page:
    """The meeting; its slides show no case rows."""
    return meeting.page(view)


def runs() -> bool:
    """Whether a meeting runs, which keeps the filters that it was opened with."""
    return meeting.runs()


def fixed(view: View) -> str:
    """Of what moment the figures of the meeting that runs are, where they are fixed; else nothing."""
    return meeting.fixed(view)
